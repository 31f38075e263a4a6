// Who the technicians are: names and skills, read page by page in the background, for labels and for the search.

import { Signal } from "./signal.js";

/** Between two pages, so that nobody else has to wait. */
const PAUSE_MS = 120;

export class Directory {
  /**
   * @param {import("./api.js").Api} api
   * @param {import("../common/words.js").Words} words
   */
  constructor(api, words) {
    Object.assign(this, { api, words });
    /**
     * @typedef {{id: string, name: string, names: object, skills: string[], haystack: string}} Person
     * @type {Map<string, Person>}
     */
    this.people = new Map();
    this.isComplete = false;
    this.loaded = new Signal();
  }

  /** Reads all pages, once. */
  load() {
    this.loading ??= this.#load().catch(() => { this.loading = null; });
    return this.loading;
  }

  async #load() {
    let after;
    do {
      const page = await this.api.technicians(after);
      for (const item of page.items) this.take(item);
      after = page.next;
      this.loaded.emit();
      if (after) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    } while (after);
    this.isComplete = true;
    this.loaded.emit();
  }

  /** Takes a technician's document. */
  take({ id, profile = {} }) {
    const names = profile.name ?? {};
    const skills = (profile.skills ?? []).map((skill) => skill.id ?? skill);
    this.people.set(id, {
      id, names, skills, name: this.words.pick(names) || id,
      haystack: fold(`${id} ${names.en ?? ""} ${names.ar ?? ""}`),
    });
  }

  /** The name of a technician, or the identifier while there is none. */
  name(id) {
    return this.people.get(id)?.name ?? id;
  }

  /** Technicians whose name or identifier has all words of a text, best first. */
  find(text, limit = 8) {
    const parts = fold(text).split(/\s+/).filter(Boolean);
    if (!parts.length) return [];
    const found = [];
    for (const person of this.people.values()) {
      if (parts.every((part) => person.haystack.includes(part))) found.push(person);
    }
    const first = parts[0];
    const rank = ({ haystack, id }) => (id === first ? 0 : haystack.includes(` ${first}`) ? 1 : 2);
    return found.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1)).slice(0, limit);
  }
}

/** Spellings that people do not tell apart when they search. */
function fold(text) {
  return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u0652\u0640]/g, "")
    .replace(/[\u0622\u0623\u0625]/g, "\u0627").replace(/\u0649/g, "\u064a").replace(/\u0629/g, "\u0647");
}
