// The queue on the left: bookings by urgency. Only rows near the window exist; clocks are rewritten in place.

import { el, icon, replace, set, setText, show } from "../common/dom.js";
import { fillRow, makeRow, tickRow } from "./queue-row.js";
import { QueueFilters } from "./queue-filters.js";
import { Search } from "./search.js";
import { paths } from "./icons.js";

/** The height of a row, CSS pixels; the style sheet has the same. */
const ROW = 78;
const SPARE = 4;

export class Queue {
  /** @param {HTMLElement} element @param {object} context */
  constructor(element, context) {
    Object.assign(this, { element, context, rows: [], shown: new Map() });
    const { words, model } = context;
    this.search = new Search(context);
    this.filters = new QueueFilters(context);
    this.count = el("span", { class: "queue-count clock" });
    this.list = el("ol", { class: "queue-rows" });
    this.empty = el("div", { class: "empty", hidden: true });
    this.scroller = el(
      "div",
      { class: "queue-scroller", tabindex: "0", role: "region", "aria-label": words.t("queue.title") },
      this.list,
      this.empty,
    );
    set(element, "aria-label", words.t("queue.title"));
    replace(
      element,
      el(
        "div",
        { class: "queue-head" },
        el("div", { class: "queue-line" }, el("h2", null, words.t("queue.title"), this.count), this.filters.clear),
        this.search.element,
        this.filters.element,
      ),
      this.scroller,
    );
    this.scroller.addEventListener("scroll", () => this.#later(), { passive: true });
    this.scroller.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#later()).observe(this.scroller);
    model.changed.listen(() => { this.isStale = true; this.#later(); });
    model.filtered.listen(() => { this.isStale = true; this.scroller.scrollTop = 0; this.#later(); });
    model.selected.listen(() => this.#select());
    context.directory.loaded.listen(() => { this.isStale = true; this.#later(); });
    setInterval(() => this.#tick(), 500);
    this.isStale = true;
    this.#later();
  }

  /** Chooses the next or the previous booking. @param {1|-1} step */
  step(step) {
    if (!this.rows.length) return;
    const { model } = this.context;
    const at = this.rows.findIndex((row) => row.id === model.selection?.id);
    const next = at < 0 ? 0 : Math.min(this.rows.length - 1, Math.max(0, at + step));
    model.select({ kind: "booking", id: this.rows[next].id });
  }

  #later() {
    this.request ??= requestAnimationFrame(() => { this.request = null; this.#render(); });
  }

  #render() {
    const { model, words } = this.context;
    if (this.isStale) {
      this.isStale = false;
      this.rows = model.queue();
      setText(this.count, words.number(this.rows.length));
      this.filters.render();
      this.list.style.blockSize = `${this.rows.length * ROW}px`;
      this.#renderEmpty();
    }
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / ROW) - SPARE);
    const last = Math.min(
      this.rows.length,
      Math.ceil((this.scroller.scrollTop + this.scroller.clientHeight) / ROW) + SPARE,
    );
    const wanted = new Set();
    for (let index = first; index < last; index += 1) wanted.add(this.rows[index].id);
    for (const [id, item] of this.shown) {
      if (wanted.has(id)) continue;
      item.element.remove();
      this.shown.delete(id);
    }
    for (let index = first; index < last; index += 1) this.#place(this.rows[index], index);
  }

  #place(row, index) {
    let item = this.shown.get(row.id);
    if (!item) {
      item = makeRow(row.id, (id) => this.context.model.select({ kind: "booking", id }));
      this.shown.set(row.id, item);
      this.list.append(item.element);
    }
    if (item.index !== index) {
      item.index = index;
      item.element.style.transform = `translateY(${index * ROW}px)`;
      set(item.element, "aria-posinset", index + 1);
    }
    set(item.element, "aria-setsize", this.rows.length);
    fillRow(item, row, this.context);
  }

  #tick() {
    const now = this.context.clock.now();
    for (const item of this.shown.values()) tickRow(item, now, this.context.words);
  }

  #select() {
    const { selection } = this.context.model;
    for (const [id, item] of this.shown) set(item.button, "aria-current", String(id === selection?.id));
    const at = this.rows.findIndex((row) => row.id === selection?.id);
    if (at < 0 || selection.kind !== "booking") return;
    const { scrollTop, clientHeight } = this.scroller;
    if (at * ROW < scrollTop) this.scroller.scrollTop = at * ROW - 8;
    else if ((at + 1) * ROW > scrollTop + clientHeight) this.scroller.scrollTop = (at + 1) * ROW - clientHeight + 8;
  }

  #key(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    this.step(event.key === "ArrowDown" ? 1 : -1);
  }

  #renderEmpty() {
    const { model, words } = this.context;
    const isEmpty = this.rows.length === 0;
    show(this.empty, isEmpty);
    if (!isEmpty) return;
    if (!model.isLoaded) return replace(
      this.empty,
      ...Array.from({ length: 6 }, () => el("div", { class: "skeleton" })),
    );
    if (model.hasFilters) {
      return replace(this.empty, el("p", null, words.t("queue.noneFiltered")),
        el("button", { type: "button", class: "button", onclick: () => model.clearFilters() }, words.t("queue.clear")));
    }
    replace(
      this.empty,
      icon(paths.done),
      el("p", null, words.t("queue.none")),
      el("p", { class: "soft" }, words.t("queue.noneHint")),
    );
  }
}
