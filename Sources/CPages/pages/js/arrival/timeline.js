// What has happened and when, the oldest first.

import { el, replace, show } from "../common/dom.js";
import { say } from "./speech.js";

/** A list of moments; made anew when there is one more. */
export class Timeline {
  #section;
  #signature = "";

  /** @param {HTMLElement} section */
  constructor(section) {
    this.#section = section;
  }

  /**
   * @param {import("./view-state.js").View} view
   * @param {import("../common/words.js").Words} words
   * @param {import("./facts.js").Facts} facts
   * @param {number} now engine time
   */
  render({ story }, words, facts, now) {
    const today = words.dayNumber(now);
    const signature = JSON.stringify([words.language, today, facts.page, story, facts.technician?.name]);
    if (signature === this.#signature) return;
    this.#signature = signature;
    show(this.#section, story.length > 0);
    replace(
      this.#section,
      el("h2", { id: "story-title", class: "section-title" }, words.t("story")),
      el("ol", { class: "story" }, ...story.map((step) => row(step, words, facts, today))),
    );
  }
}

function row({ key, at, values }, words, facts, today) {
  const time = words.time(at);
  const moment = words.dayNumber(at) === today ? time : words.t("factMoment", { date: words.dateShort(at), time });
  return el(
    "li",
    { class: "story-step", dataset: { step: key } },
    el("span", { class: "story-text" }, say(words, { key: `story.${key}`, values }, facts.technician)),
    el("time", { class: "story-time clock", datetime: new Date(at).toISOString() }, moment),
  );
}
