// The details of a booking: how it stands, who could take it and why, what can be done, and what has happened.

import { el, replace, set, setText, show } from "../common/dom.js";
import { openAssign } from "./assign-dialog.js";
import { bookingActions } from "./booking-actions.js";
import { bookingFacts, tickFacts } from "./booking-facts.js";
import { Candidates } from "./candidates.js";
import { promiseClock } from "./clock-text.js";
import { DecisionList } from "./decisions.js";
import { EventLog } from "./event-log.js";
import { closeButton, copyable, faultText, folded } from "./panel-parts.js";
import { BOOKING_SHAPES, MARK_SHAPES, shapeIcon } from "./status-shapes.js";
import { rowOf, UNASSIGNED_STATES } from "./urgency.js";

export class BookingPanel {
  /** @param {object} context @param {string} id */
  constructor(context, id) {
    Object.assign(this, { context, id, document: null, row: context.model.rows.get(id) ?? null });
    const { words } = context;
    this.state = el("span", { class: "state-chip" });
    this.title = el("h2", { class: "panel-title", dir: "auto" });
    this.promise = el("div", { class: "promise" });
    this.promiseTime = el("strong", { class: "clock promise-time" });
    this.promiseLabel = el("span", { class: "promise-label" });
    this.promiseIcon = el("span", { class: "promise-icon" });
    replace(this.promise, this.promiseIcon, this.promiseTime, this.promiseLabel, el("span", { class: "promise-bar" }));
    this.facts = el("dl", { class: "facts" });
    this.actions = el("div", { class: "actions" });
    this.candidates = new Candidates(context, this);
    this.log = new EventLog(context, id);
    this.decisions = new DecisionList(context, id);
    this.fault = el("div", { class: "panel-fault", hidden: true });
    this.element = el(
      "article",
      { class: "panel panel-booking" },
      el(
        "header",
        { class: "panel-head" },
        el(
          "div",
          { class: "panel-head-line" },
          this.state,
          copyable(id, context),
          closeButton(words, () => context.model.select(null)),
        ),
        this.title,
        this.promise,
        this.actions,
      ),
      this.fault,
      this.facts,
      this.candidates.element,
      folded(words.t("decisions.title"), this.decisions.element, () => this.decisions.load()),
      this.log.element,
    );
    if (this.row) this.#render();
    else this.#ask();
    this.log.load();
  }

  /** A message of the booking's own topic. */
  take(message) {
    if (message.type === "state" && message.booking) {
      this.document = { ...message.booking, eta: message.eta };
      this.#render();
    }
    if (message.type === "pos" && message.eta && this.document) {
      this.document.eta = message.eta;
      this.#renderFacts();
    }
    if (message.type === "event" && message.event) {
      this.log.add(message.event);
      this.#askSoon();
    }
    if (message.type === "error" || message.type === "end") this.#ask();
  }

  modelChanged() {
    const row = this.context.model.rows.get(this.id);
    if (!row || row === this.row) return;
    const isNewer = row.version !== this.row?.version;
    this.row = row;
    this.#render();
    if (isNewer) this.#askSoon();
  }

  tick() {
    if (!this.row) return;
    this.#tickPromise();
    tickFacts(this);
  }

  assign(technician = null) {
    if (!this.row) return;
    openAssign(this.context, { booking: this.row, technician, done: (document) => this.takeDocument(document) });
  }

  /** The answer of a command. */
  takeDocument(document) {
    this.document = document;
    this.row = rowOf(document);
    if (this.context.model.rows.has(this.id)) this.context.model.takeRow({
      ...this.context.model.rows.get(this.id),
      ...this.row,
    });
    this.#render();
  }

  spoken() {
    const { words } = this.context;
    return this.row ? `${this.title.textContent}, ${words.t(`state.${this.row.state}`)}` : this.id;
  }

  close() {
    clearTimeout(this.timer);
    this.candidates.close();
    this.log.close();
  }

  /** Asks for the document a moment after something has happened, once. */
  #askSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask(), 250);
  }

  async #ask() {
    const { api, words } = this.context;
    try {
      const document = await api.booking(this.id);
      this.document = document;
      this.row = { ...rowOf(document), ...(this.context.model.rows.get(this.id) ?? {}) };
      this.fault.hidden = true;
      this.#render();
    } catch (error) {
      if (this.row) return;
      this.fault.hidden = false;
      replace(
        this.fault,
        el("p", null, error.status === 404 ? words.t("fault.noBooking", { id: this.id }) : faultText(words, error)),
        el("button", { type: "button", class: "button", onclick: () => this.#ask() }, words.t("retry")),
      );
    }
  }

  #render() {
    const { words, skillName } = this.context;
    const { row } = this;
    const inTrip = row.state === "inTrip" && row.trip;
    replace(
      this.state,
      shapeIcon(BOOKING_SHAPES[row.state]),
      words.t(inTrip ? `trip.${row.trip.state}` : `state.${row.state}`),
    );
    set(this.state, "data-state", row.state);
    setText(
      this.title,
      row.skillsRequired.length ? words.list(row.skillsRequired.map(skillName)) : words.t("queue.anySkill"),
    );
    bookingActions(this);
    this.#tickPromise();
    this.#renderFacts();
    this.candidates.bookingChanged(row, this.document, UNASSIGNED_STATES.has(row.state));
  }

  #renderFacts() {
    bookingFacts(this);
  }

  #tickPromise() {
    const { words, clock } = this.context;
    // What was called off has kept or broken no promise.
    show(this.promise, this.row.state !== "cancelled" && this.row.state !== "noShow");
    const promise = promiseClock(this.row, clock.now(), words);
    setText(this.promiseTime, promise.text);
    setText(this.promiseLabel, promise.label);
    this.promise.style.setProperty("--share", promise.share.toFixed(3));
    if (this.promise.dataset.mark === promise.mark) return;
    this.promise.dataset.mark = promise.mark;
    replace(this.promiseIcon, shapeIcon(MARK_SHAPES[promise.mark]));
  }
}
