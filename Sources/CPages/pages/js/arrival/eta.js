// The first line: the promise in large type, fading from one to the next, and told to those who listen.

import { set, setText, show, wantsLessMotion } from "../common/dom.js";
import { say } from "./speech.js";

/** How long the status line stays in the announcement. Milliseconds. */
const announcedFor = 6_000;

/** Hero, minutes, and the title of the tab. */
export class Eta {
  #hero;
  #announcement;
  #minutes;
  #phase = "";
  #timer = 0;

  /** @param {(id: string) => HTMLElement} find */
  constructor(find) {
    this.#hero = find("hero");
    this.#announcement = find("announcement");
    this.#minutes = find("minutes");
  }

  /**
   * @param {import("./view-state.js").View} view
   * @param {import("../common/words.js").Words} words
   * @param {import("./facts.js").Facts} facts
   */
  render(view, words, facts) {
    const text = say(words, view.hero, facts.technician);
    this.#write(text);
    this.#announce(view, words, facts);
    show(this.#minutes, view.minutes !== null);
    setText(this.#minutes, view.minutes === null ? "" : words.plural("minutesLeft", view.minutes));
    const tenant = words.pick(facts.page.name);
    const title = [text || words.t("pageTitle"), tenant].filter(Boolean).join(" · ");
    if (document.title !== title) document.title = title;
  }

  /** The old text fades out above the new one, which fades in. */
  #write(text) {
    const hero = this.#hero;
    if (hero.textContent === text) return;
    const old = hero.textContent;
    hero.textContent = text;
    if (!old || wantsLessMotion()) return;
    const ghost = hero.cloneNode(false);
    ghost.textContent = old;
    ghost.removeAttribute("id");
    ghost.classList.add("hero-ghost");
    set(ghost, "aria-hidden", "true");
    hero.parentElement.after(ghost);
    const fade = { duration: 420, easing: "ease-in-out" };
    ghost.animate([{ opacity: 1 }, { opacity: 0 }], fade).finished.finally(() => ghost.remove());
    hero.animate([{ opacity: 0 }, { opacity: 1 }], fade);
  }

  /** With a new phase, the second line is said once, too; its distance, which changes all the time, is not. */
  #announce(view, words, facts) {
    if (this.#phase === view.phase) return;
    const isFirst = this.#phase === "";
    this.#phase = view.phase;
    if (isFirst || !view.line) return;
    this.#announcement.textContent = say(words, view.line, facts.technician);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#announcement.replaceChildren(), announcedFor);
  }
}
