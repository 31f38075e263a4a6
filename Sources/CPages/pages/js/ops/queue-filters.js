// The chips above the queue: mark, state, skill. Each says how many it would leave.

import { el, replace, set, setText } from "../common/dom.js";
import { BOOKING_SHAPES, MARK_SHAPES, shapeIcon } from "./status-shapes.js";

const CHIP_MARKS = ["breached", "atRisk"];
/** These stay where they are, so that nothing moves under the pointer. */
const ALWAYS = new Set(["open", "offering", "assigned", "inTrip"]);
const CHIP_STATES = ["unfilled", "open", "offering", "assigned", "inTrip"];

export class QueueFilters {
  /** @param {object} context */
  constructor(context) {
    this.context = context;
    const { words, model } = context;
    this.chips = [];
    const chip = (group, value, shape, text) => {
      const number = el("span", { class: "chip-number clock" });
      const element = el(
        "button",
        { type: "button", class: "chip", "aria-pressed": "false", onclick: () => model.toggle(group, value) },
        shapeIcon(shape),
        el("span", null, text),
        number,
      );
      this.chips.push({ group, value, element, number });
      return element;
    };
    this.skills = el("select", {
      class: "chip chip-select",
      "aria-label": words.t("filter.skill"),
      onchange: () => this.#chooseSkill(),
    });
    this.clear = el(
      "button",
      { type: "button", class: "link queue-clear", onclick: () => model.clearFilters() },
      words.t("queue.clear"),
    );
    this.element = el("div", { class: "chips", role: "group", "aria-label": words.t("filter.title") },
      ...CHIP_MARKS.map((mark) => chip("marks", mark, MARK_SHAPES[mark], words.t(`mark.${mark}`))),
      ...CHIP_STATES.map((state) => chip("states", state, BOOKING_SHAPES[state], words.t(`state.${state}`))),
      this.skills);
  }

  /** Writes the numbers. */
  render() {
    const { model, words } = this.context;
    const tally = model.tally();
    for (const { group, value, element, number } of this.chips) {
      const count = tally[group][value] ?? 0;
      const isOn = model.filters[group].has(value);
      set(element, "aria-pressed", String(isOn));
      setText(number, words.number(count));
      element.hidden = count === 0 && !isOn && !ALWAYS.has(value);
    }
    this.clear.hidden = !model.hasFilters;
    this.#renderSkills(tally.skills);
  }

  #renderSkills(counts) {
    const { model, words, skillName } = this.context;
    const chosen = [...model.filters.skills][0] ?? "";
    const ids = Object.keys(counts).sort((a, b) => counts[b] - counts[a] || (a < b ? -1 : 1));
    if (chosen && !ids.includes(chosen)) ids.push(chosen);
    const key = `${ids.join()}|${chosen}`;
    if (this.skillKey === key) return;
    this.skillKey = key;
    replace(this.skills, el("option", { value: "" }, words.t("filter.anySkill")),
      ...ids.map((id) => el("option", { value: id, selected: id === chosen }, skillName(id))));
    set(this.skills, "data-on", chosen ? "true" : false);
    this.skills.hidden = ids.length === 0;
  }

  #chooseSkill() {
    const { model } = this.context;
    model.filters.skills.clear();
    if (this.skills.value) model.filters.skills.add(this.skills.value);
    this.skillKey = null;
    model.filtered.emit();
  }
}
