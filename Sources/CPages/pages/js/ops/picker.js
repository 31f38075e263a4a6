// A text field with a list of suggestions below it: for the search, and for naming a technician. Arrows, Enter and
// Escape work as people expect.

import { el, icon, replace, set, show } from "../common/dom.js";
import { paths } from "./icons.js";

let numbers = 0;

export class Picker {
  /**
   * @param {object} options
   * @param {string} options.label
   * @param {string} [options.hint] shown when nothing is found
   * @param {(text: string) => Suggestion[]} options.find
   * @typedef {{key: string, icon?: Node, title: string, line?: string, value: any, group?: string}} Suggestion
   * @param {(value: any, item: object) => void} options.choose
   * @param {string} [options.shortcut]
   * @param {boolean} [options.keepsText] whether the chosen title stays in the field
   */
  constructor(options) {
    this.options = options;
    this.items = [];
    this.at = -1;
    const id = `picker-${(numbers += 1)}`;
    this.list = el("ul", { class: "picker-list", role: "listbox", id, "aria-label": options.label, hidden: true });
    this.input = el("input", {
      type: "search",
      class: "picker-input",
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": id,
      "aria-autocomplete": "list",
      "aria-label": options.label,
      placeholder: options.label,
      autocomplete: "off",
      spellcheck: "false",
      dir: "auto",
      oninput: () => this.#look(),
      onfocus: () => this.#look(),
      onkeydown: (event) => this.#key(event),
      onblur: () => setTimeout(() => this.#close(), 120),
    });
    this.element = el("div", { class: "picker" },
      icon(paths.search), this.input,
      options.shortcut && el("kbd", null, options.shortcut), this.list);
    this.id = id;
  }

  focus() {
    this.input.focus();
    this.input.select();
  }

  /** Looks again, because there is more to be found. */
  refresh() {
    if (document.activeElement === this.input) this.#look();
  }

  #look() {
    const text = this.input.value.trim();
    this.items = this.options.find(text);
    this.at = this.items.length && text ? 0 : -1;
    let group = null;
    const rows = [];
    this.items.forEach((item, index) => {
      if (item.group && item.group !== group) rows.push(el(
        "li",
        { class: "picker-group", role: "presentation" },
        (group = item.group),
      ));
      rows.push(el(
        "li",
        {
          class: "picker-item",
          role: "option",
          id: `${this.id}-${index}`,
          "aria-selected": String(index === this.at),
          onpointerdown: (event) => { event.preventDefault(); this.#choose(item); },
        },
        item.icon,
        el("span", { class: "picker-title", dir: "auto" }, item.title),
        item.line && el("span", { class: "picker-line", dir: "auto" }, item.line),
      ));
    });
    if (!rows.length && text && this.options.hint) rows.push(el(
      "li",
      { class: "picker-none", role: "presentation" },
      this.options.hint,
    ));
    replace(this.list, ...rows);
    show(this.list, rows.length > 0);
    set(this.input, "aria-expanded", String(rows.length > 0));
    this.#mark();
  }

  #mark() {
    this.list.querySelectorAll(".picker-item").forEach((item, index) => {
      set(item, "aria-selected", String(index === this.at));
      if (index === this.at) item.scrollIntoView({ block: "nearest" });
    });
    set(this.input, "aria-activedescendant", this.at >= 0 ? `${this.id}-${this.at}` : null);
  }

  #key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (this.items.length) this.at = (this.at + step + this.items.length) % this.items.length;
      this.#mark();
    } else if (event.key === "Enter" && this.items[this.at]) {
      event.preventDefault();
      this.#choose(this.items[this.at]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.options.enter?.(this.input.value.trim());
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (this.input.value) {
        this.input.value = "";
        this.#look();
      } else {
        this.input.blur();
      }
    }
  }

  #choose(item) {
    this.input.value = this.options.keepsText ? item.title : "";
    this.#close();
    this.input.blur();
    this.options.choose(item.value, item);
  }

  #close() {
    show(this.list, false);
    set(this.input, "aria-expanded", "false");
    set(this.input, "aria-activedescendant", null);
  }
}

/**
 * What finds technicians for a picker.
 * @param {object} context
 * @param {number} [limit]
 */
export function technicianFinder({ directory, skillName, words }, limit = 7) {
  return (text) => directory.find(text, limit).map(({ id, name, skills }) => {
    const line = [id === name ? null : id, words.list(skills.slice(0, 3).map(skillName))].filter(Boolean).join(" · ");
    return { key: id, title: name, line, value: id };
  });
}
