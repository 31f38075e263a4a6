// From the connection into the model: the control room's topic, and the topics of what is chosen.

import { Signal } from "./signal.js";
import { rowOf } from "./urgency.js";

export class Feed {
  /**
   * @param {import("../common/connection.js").Connection} connection
   * @param {import("./model.js").Model} model
   * @param {import("./paced-clock.js").PacedClock} clock
   */
  constructor(connection, model, clock) {
    Object.assign(this, { connection, model, clock });
    /** Messages of the chosen booking's or technician's topic. */
    this.chosen = new Signal();
    this.topic = null;
    model.selected.listen((selection) => this.#follow(selection));
  }

  start() {
    this.connection.subscribe("ops", (message) => this.#takeOps(message));
  }

  #takeOps(message) {
    if (message.type === "state") this.model.takeState(message);
    if (message.type !== "event") return;
    if (message.time) this.clock.witness(message.time);
    this.model.takeEvent(message);
  }

  #follow(selection) {
    if (this.topic) this.connection.unsubscribe(this.topic);
    this.topic = selection && `${selection.kind}:${selection.id}`;
    if (!this.topic) return;
    const { topic } = this;
    this.connection.subscribe(topic, (message) => {
      if (topic !== this.topic) return;
      if (message.type === "state" && message.booking) this.#refresh(message);
      if (message.type === "end" || message.type === "error") this.topic = null;
      this.chosen.emit(message);
    });
  }

  /** The chosen booking's own topic may know more than the queue, or know it first. */
  #refresh({ booking, eta }) {
    const known = this.model.rows.get(booking.id);
    if (known && known.version >= booking.version) return;
    this.model.takeRow(rowOf({ ...booking, eta }));
  }
}
