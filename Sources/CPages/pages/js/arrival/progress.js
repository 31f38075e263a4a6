// The thin line of stages: booked, on the way, here, done.

import { el, set, setText, show } from "../common/dom.js";

const stages = ["booked", "onTheWay", "here", "done"];

/** A list of four stages; the part of the way to the next one is filled. */
export class Progress {
  #list;
  #items = [];

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = list;
    for (const stage of stages) {
      const name = el("span", { class: "progress-name" });
      const item = el("li", { class: "progress-stage", dataset: { stage } }, el("span", { class: "progress-fill" }), name);
      this.#items.push({ item, name });
      list.append(item);
    }
  }

  /**
   * @param {import("./view-state.js").View} view
   * @param {import("../common/words.js").Words} words
   */
  render({ progress }, words) {
    show(this.#list, progress !== null);
    if (!progress) return;
    const step = words.number(progress.stage + 1);
    const name = words.t(`stage.${stages[progress.stage]}`);
    set(this.#list, "aria-label", words.t("progressLabel", { step, name }));
    this.#items.forEach(({ item, name }, place) => {
      setText(name, words.t(`stage.${stages[place]}`));
      const state = place < progress.stage ? "past" : place === progress.stage ? "now" : "ahead";
      set(item, "data-state", state);
      set(item, "aria-current", state === "now" ? "step" : null);
      const part = place < progress.stage ? 1 : place === progress.stage ? progress.part : 0;
      item.style.setProperty("--part", part.toFixed(3));
    });
  }
}
