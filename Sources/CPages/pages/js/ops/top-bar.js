// The bar at the top: whose console it is, what time it is there, how many of what, and whether it is live.

import { el, icon, replace, set, setText } from "../common/dom.js";
import { brandMark } from "./brand.js";
import { ConnectionPill } from "./connection-pill.js";
import { showHelp } from "./keyboard.js";
import { BOOKING_SHAPES, shapeIcon, TECHNICIAN_SHAPES } from "./status-shapes.js";
import { paths } from "./icons.js";

const JOBS = ["available", "offered", "assigned", "enRoute", "arrived", "inService", "paused", "offDuty", "offline"];
const STATES = ["unfilled", "open", "offering", "assigned", "inTrip"];

export class TopBar {
  /** @param {HTMLElement} element @param {object} context */
  constructor(element, context) {
    Object.assign(this, { element, context });
    const { words, model, clock } = context;
    this.pill = new ConnectionPill(words, context.connection);
    this.time = el("time", { class: "clock top-time", title: words.t("top.time") });
    this.day = el("span", { class: "top-day" });
    this.technicians = this.#group("top.technicians", JOBS, (name) => [
      TECHNICIAN_SHAPES[name],
      words.t(`status.${name}`),
    ]);
    this.bookings = this.#group("top.bookings", STATES, (name) => [BOOKING_SHAPES[name], words.t(`state.${name}`)],
      (name) => model.toggle("states", name));
    replace(
      element,
      el(
        "div",
        { class: "brand" },
        brandMark(),
        el("div", { class: "brand-text" }, el("h1", null, context.tenantName), el("span", null, words.t("title"))),
      ),
      el("div", { class: "top-counts" }, this.bookings.element, this.technicians.element),
      el(
        "div",
        { class: "top-end" },
        el("div", { class: "top-clock" }, this.time, this.day),
        this.pill.element,
        this.#button(
          "top.help",
          [paths.help],
          () => showHelp(words),
        ),
        el(
          "button",
          {
            type: "button",
            class: "top-language",
            onclick: context.switchLanguage,
            lang: words.language === "ar" ? "en" : "ar",
          },
          words.t("otherLanguage"),
        ),
        this.#button(
          "top.signOut",
          [paths.leave],
          context.signOut,
        ),
      ),
    );
    model.changed.listen(() => this.#later());
    model.jobsChanged.listen(() => this.#later());
    model.filtered.listen(() => this.#later());
    setInterval(() => this.#tick(), 500);
    this.#tick();
    this.#later();
    this.clock = clock;
  }

  connectionChanged(state, refusal) {
    this.pill.changed(state, refusal);
    this.element.closest(".console").dataset.link = state;
  }

  #button(name, paths, act) {
    const label = this.context.words.t(name);
    return el(
      "button",
      { type: "button", class: "top-button", title: label, "aria-label": label, onclick: act },
      icon(...paths),
    );
  }

  #group(title, names, look, press = null) {
    const numbers = {};
    const list = el("ul", null, ...names.map((name) => {
      const [shape, label] = look(name);
      numbers[name] = { number: el("span", { class: "count-number clock" }, "0") };
      const inner = [shapeIcon(shape), numbers[name].number, el("span", { class: "count-label" }, label)];
      numbers[name].item = press
        ? el(
          "button",
          { type: "button", class: "count", title: label, "aria-pressed": "false", onclick: () => press(name) },
          ...inner,
        )
        : el("span", { class: "count", title: label }, ...inner);
      return el("li", null, numbers[name].item);
    }));
    const total = el("span", { class: "count-total clock" });
    return { numbers, total, element: el("div", { class: "count-group" },
      el("h2", null, this.context.words.t(title), total), list) };
  }

  #later() {
    this.request ??= requestAnimationFrame(() => { this.request = null; this.#count(); });
  }

  #count() {
    const { model, words } = this.context;
    this.#fill(this.technicians, model.jobs, ["offline", "offDuty", "paused"]);
    this.#fill(this.bookings, model.counts, []);
    for (const [name, { item }] of Object.entries(this.bookings.numbers)) {
      set(item, "aria-pressed", String(model.filters.states.has(name)));
    }
    const late = [...model.rows.values()].filter((row) => row.slaMark === "breached" && STATES.includes(
      row.state,
    )).length;
    document.title = late ? words.t("titleLate", { n: late }) : words.t("title");
  }

  #fill(group, counts, minor) {
    const { words } = this.context;
    let total = 0;
    for (const [name, { number, item }] of Object.entries(group.numbers)) {
      const count = counts[name] ?? 0;
      total += count;
      setText(number, words.number(count));
      item.classList.toggle("is-none", count === 0);
      item.classList.toggle("is-minor", minor.includes(name));
    }
    setText(group.total, words.number(total));
  }

  #tick() {
    const { words, clock } = this.context;
    const now = clock.now();
    setText(this.time, words.timeExact(now));
    setText(this.day, words.date(now));
  }
}
