// What has happened to a booking, the latest first, in words.

import { el, replace } from "../common/dom.js";
import { section } from "./panel-parts.js";

/** Events that only say of the booking what another one says of its offer or trip. */
const SAID_TWICE = new Set(["booking.offered", "booking.offerEnded", "booking.tripChanged", "offer.accepted"]);

/** Events whose sentence does not name the technician. */
const NAMELESS = new Set(["trip.arrived", "trip.began", "trip.completed", "trip.cancelled"]);

export class EventLog {
  /** @param {object} context @param {string} id */
  constructor(context, id) {
    Object.assign(this, { context, id, events: new Map() });
    this.list = el("ol", { class: "log" });
    this.element = section(context.words.t("log.title"), this.list);
    this.close = context.directory.loaded.listen(() => this.#render());
  }

  async load() {
    const { api, words } = this.context;
    try {
      let after;
      do {
        const page = await api.events(this.id, after);
        for (const event of page.items) this.events.set(event.number, event);
        after = page.next;
      } while (after !== undefined);
      this.#render();
    } catch {
      replace(this.list, el("li", { class: "soft" }, words.t("log.none")));
    }
  }

  /** One more, as it happens. */
  add(event) {
    if (this.events.has(event.number)) return;
    this.events.set(event.number, event);
    this.#render();
  }

  #render() {
    const { words } = this.context;
    const sorted = [...this.events.values()].sort((a, b) => b.number - a.number);
    const others = sorted.filter(({ kind }) => kind !== "trip.cancelled");
    const said = new Set(others.map(({ t, reason }) => `${t} ${reason}`));
    const rows = [];
    for (const event of sorted) {
      // A trip that ends because its booking does, is told with that.
      if (event.kind === "trip.cancelled" && said.has(`${event.t} ${event.reason}`)) continue;
      const text = this.#text(event);
      if (!text) continue;
      rows.push(el("li", { class: `log-item log-${event.kind.split(".")[0]}` },
        el("time", { class: "clock" }, words.timeExact(event.t)),
        el("span", { class: "log-text", dir: "auto" }, text, event.reason && el("q", { dir: "auto" }, event.reason)),
        this.#actor(event)));
    }
    replace(this.list, ...rows);
  }

  /** Some facts are two events; one of them is enough to read. */
  #text(event) {
    const { words, directory } = this.context;
    if (SAID_TWICE.has(event.kind)) return null;
    const key = `event.${event.kind}`;
    const names = event.technicians ? words.list(event.technicians.map((id) => directory.name(id))) : "";
    const name = event.technician ? directory.name(event.technician) : "";
    const variant = event.kind === "trip.arrived" && event.source === "positions" ? `${key}Proven` : key;
    return words.t(variant, { names, name, wave: event.wave ?? 0 });
  }

  /** Who did it, where the sentence does not say so already. */
  #actor({ actor, kind }) {
    const { words, directory } = this.context;
    if (!actor || actor.kind === "system") return null;
    if (actor.kind === "technician" && !NAMELESS.has(kind)) return null;
    const name = actor.kind === "technician"
      ? directory.name(actor.id)
      : [words.t(`actor.${actor.kind}`), actor.id].filter(Boolean).join(" ");
    return el("span", { class: "log-actor", dir: "auto" }, name);
  }
}
