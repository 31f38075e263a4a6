// Who is coming: initials, name, rating, skills, and what their licences are worth.

import { el, replace, show } from "../common/dom.js";
import { Credentials } from "./credentials.js";
import { icons } from "./icons.js";
import { initials, nameOf } from "./speech.js";

/** More skills than these say nothing to a customer. */
const skillsMax = 6;

/** The technician's card. It is made anew when something in it has changed. */
export class Card {
  #section;
  #credentials;
  #signature = "";

  /**
   * @param {HTMLElement} section
   * @param {{check: () => boolean}} actions
   */
  constructor(section, { check }) {
    this.#section = section;
    this.#credentials = new Credentials(check);
  }

  /** A message has come: perhaps the one that the check of credentials waits for. */
  hear(message, now) {
    this.#credentials.hear(message, now);
  }

  /**
   * @param {import("./view-state.js").View} view
   * @param {import("../common/words.js").Words} words
   * @param {import("./facts.js").Facts} facts
   */
  render(view, words, facts) {
    const { technician } = view;
    show(this.#section, technician !== null);
    if (!technician) return;
    const signature = JSON.stringify([words.language, facts.page, technician]);
    if (signature !== this.#signature) {
      this.#signature = signature;
      replace(this.#section, ...this.#build(technician, words));
    }
    this.#credentials.render(technician, words, view.isOver);
  }

  #build(technician, words) {
    const full = words.pick(technician.name);
    const skills = (technician.skills ?? []).slice(0, skillsMax);
    return [
      el(
        "div",
        { class: "card-head" },
        el("span", { class: "avatar", "aria-hidden": "true" }, full ? initials(full) : avatarMark()),
        el(
          "div",
          { class: "card-name" },
          el("h2", { id: "card-title" }, full || words.t("technician")),
          rating(technician, words),
        ),
      ),
      skills.length > 0 &&
        el("ul", { class: "skills" }, ...skills.map((skill) => el("li", null, nameOf(words, "skill", skill)))),
      this.#credentials.element,
    ];
  }
}

/** A person without a name. */
function avatarMark() {
  const mark = icons.person();
  mark.classList.add("avatar-mark");
  return mark;
}

function rating({ rating: stars, ratingCount: count }, words) {
  if (typeof stars !== "number") return null;
  if (count === 0) return el("p", { class: "rating" }, words.t("newHere"));
  const text = words.number(stars, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return el(
    "p",
    { class: "rating" },
    icons.star(),
    el("span", { "aria-hidden": "true", class: "rating-stars" }, text),
    el("span", { class: "unseen" }, words.t("rating", { rating: text })),
    typeof count === "number" && el("span", { class: "rating-count" }, words.plural("ratingCount", count)),
  );
}
