// The search: bookings in service by identifier, all others by asking for them, technicians by name or identifier.

import { Picker, technicianFinder } from "./picker.js";
import { BOOKING_SHAPES, shapeIcon } from "./status-shapes.js";

const BOOKINGS_MAX = 6;

export class Search {
  /** @param {object} context */
  constructor(context) {
    this.context = context;
    const { words, directory, model } = context;
    this.findTechnicians = technicianFinder(context);
    this.picker = new Picker({
      label: words.t("search.label"), hint: words.t("search.none"), shortcut: "/",
      find: (text) => this.#find(text), choose: (selection) => model.select(selection),
    });
    this.element = this.picker.element;
    directory.loaded.listen(() => this.picker.refresh());
  }

  focus() {
    this.context.directory.load();
    this.picker.focus();
  }

  #find(text) {
    if (!text) return [];
    const { model, words, skillName } = this.context;
    const wanted = text.toLowerCase();
    const items = [];
    for (const row of model.rows.values()) {
      if (items.length >= BOOKINGS_MAX) break;
      if (!row.id.toLowerCase().includes(wanted)) continue;
      items.push({
        key: row.id,
        group: words.t("search.bookings"),
        title: row.id,
        icon: shapeIcon(BOOKING_SHAPES[row.state]),
        line: `${words.t(`state.${row.state}`)} · ${words.list(row.skillsRequired.map(skillName))}`,
        value: { kind: "booking", id: row.id },
      });
    }
    const technicians = this.findTechnicians(text).map((item) => ({
      ...item, group: words.t("search.technicians"), value: { kind: "technician", id: item.value },
    }));
    items.push(...technicians);
    const isExact = items.some((item) => item.value.id === text);
    if (!isExact && /^[A-Za-z0-9._-]{2,64}$/.test(text)) {
      items.push({
        key: "ask",
        group: words.t("search.elsewhere"),
        title: words.t("search.ended", { id: text }),
        value: { kind: "booking", id: text },
      });
    }
    return items;
  }
}
