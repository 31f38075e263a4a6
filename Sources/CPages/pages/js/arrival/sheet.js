// The sheet that is pulled up over the map. It scrolls with the page, so fingers and wheels need nothing; its handle
// is a button for the keyboard and for the mouse, which can drag it.

import { set, setText, wantsLessMotion } from "../common/dom.js";

/** So much of the map stays in sight above the sheet when it is up, pixels. */
const leftAbove = 76;

/** The handle, and whether the sheet is up. */
export class Sheet {
  #sheet;
  #handle;
  #text;
  #words = null;
  #drag = null;

  /** @param {(id: string) => HTMLElement} find */
  constructor(find) {
    this.#sheet = find("sheet");
    this.#handle = find("handle");
    this.#text = find("handle-text");
    const handle = this.#handle;
    handle.addEventListener("click", () => this.#toggle());
    handle.addEventListener("keydown", (event) => this.#key(event));
    handle.addEventListener("pointerdown", (event) => this.#grab(event));
    handle.addEventListener("pointermove", (event) => this.#pull(event));
    for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => this.#drop());
    addEventListener("scroll", () => this.#note(), { passive: true });
    addEventListener("resize", () => this.#note(), { passive: true });
  }

  /**
   * @param {import("./view-state.js").View} view
   * @param {import("../common/words.js").Words} words
   */
  render(view, words) {
    this.#words = words;
    this.#note();
  }

  /** How far the page scrolls until the sheet is up. */
  #wayUp() {
    const top = this.#sheet.getBoundingClientRect().top + scrollY;
    const end = document.documentElement.scrollHeight - innerHeight;
    return Math.max(0, Math.min(top - leftAbove, end));
  }

  #isUp() {
    return scrollY > this.#wayUp() / 2 && this.#wayUp() > 8;
  }

  #note() {
    const isUp = this.#isUp();
    set(this.#handle, "aria-expanded", String(isUp));
    // Scrolled on, the sheet passes below the chips, which then need a ground of their own.
    const isCovered = scrollY > 0 && this.#sheet.getBoundingClientRect().top < leftAbove - 12;
    set(document.body, "data-covered", isCovered ? "true" : null);
    if (this.#words) setText(this.#text, this.#words.t(isUp ? "pullDown" : "pullUp"));
  }

  #move(isUp) {
    scrollTo({ top: isUp ? this.#wayUp() : 0, behavior: wantsLessMotion() ? "instant" : "smooth" });
  }

  #toggle() {
    if (this.#drag?.hasMoved) return;
    this.#move(!this.#isUp());
  }

  #key(event) {
    const moves = { ArrowUp: true, PageUp: true, ArrowDown: false, PageDown: false, Escape: false };
    if (!(event.key in moves)) return;
    event.preventDefault();
    this.#move(moves[event.key]);
  }

  #grab(event) {
    this.#drag = { from: event.clientY, scroll: scrollY, hasMoved: false };
    if (event.pointerType === "mouse") this.#handle.setPointerCapture(event.pointerId);
  }

  #pull(event) {
    if (!this.#drag || event.pointerType !== "mouse" || event.buttons === 0) return;
    const moved = this.#drag.from - event.clientY;
    if (Math.abs(moved) > 4) this.#drag.hasMoved = true;
    if (this.#drag.hasMoved) scrollTo({ top: this.#drag.scroll + moved, behavior: "instant" });
  }

  /** A drag that has gone far enough goes all the way. The click that follows it means nothing. */
  #drop() {
    const drag = this.#drag;
    if (drag?.hasMoved) {
      const wasUp = drag.scroll > this.#wayUp() / 2;
      const isEnough = Math.abs(scrollY - drag.scroll) > 40;
      this.#move(isEnough ? !wasUp : wasUp);
    }
    setTimeout(() => (this.#drag = null));
  }
}
