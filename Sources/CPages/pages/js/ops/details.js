// The right column: the details of what is chosen, or what to do when nothing is.

import { el, icon, replace, set } from "../common/dom.js";
import { BookingPanel } from "./booking-panel.js";
import { TechnicianPanel } from "./technician-panel.js";
import { paths } from "./icons.js";

export class Details {
  /** @param {HTMLElement} element @param {object} context */
  constructor(element, context) {
    Object.assign(this, { element, context, panel: null });
    const { model, feed, words } = context;
    set(element, "aria-label", words.t("details.title"));
    model.selected.listen((selection) => this.#show(selection));
    feed.chosen.listen((message) => this.panel?.take(message));
    model.changed.listen(() => this.panel?.modelChanged());
    setInterval(() => this.panel?.tick(), 500);
    this.#show(null);
  }

  /** Opens the dialog that assigns the chosen booking by hand. */
  assign() {
    this.panel?.assign?.();
  }

  #show(selection) {
    this.panel?.close?.();
    this.panel = null;
    this.element.closest(".console").classList.toggle("has-details", selection !== null);
    this.element.scrollTop = 0;
    if (!selection) return this.#showNothing();
    const Panel = selection.kind === "booking" ? BookingPanel : TechnicianPanel;
    this.panel = new Panel(this.context, selection.id);
    replace(this.element, this.panel.element);
    this.context.announce(this.panel.spoken());
  }

  #showNothing() {
    const { words } = this.context;
    const key = (name) => el("kbd", null, name);
    replace(
      this.element,
      el(
        "div",
        { class: "details-empty" },
        icon(paths.pin),
        el("h2", null, words.t("details.none")),
        el("p", null, words.t("details.noneHint")),
        el(
          "ul",
          { class: "hints" },
          el("li", null, key("j"), key("k"), words.t("details.hintStep")),
          el("li", null, key("/"), words.t("details.hintSearch")),
          el("li", null, key("?"), words.t("details.hintKeys")),
        ),
      ),
    );
  }
}
