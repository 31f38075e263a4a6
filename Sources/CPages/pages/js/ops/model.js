// What the console knows: bookings in service, counts, what is chosen. Messages come in on one side, views listen on
// the other; views change nothing here but the selection and the filters.

import { Signal } from "./signal.js";
import { byUrgency, LIVE_STATES, markOf, STATES } from "./urgency.js";

/** @typedef {{kind: "booking"|"technician", id: string}|null} Selection */

export class Model {
  constructor() {
    /** @type {Map<string, object>} rows of bookings in service */
    this.rows = new Map();
    /** @type {Record<string, number>} how many bookings are in service, by state */
    this.counts = {};
    /** Technicians by what they do, of the whole tenant. */
    this.jobs = {};
    /** More bookings are in service than the server tells one by one. */
    this.isCut = false;
    /** Whether the first snapshot is there. */
    this.isLoaded = false;
    /** @type {Selection} */
    this.selection = null;
    this.filters = { states: new Set(), marks: new Set(), skills: new Set() };
    /** Rows or counts have changed. */
    this.changed = new Signal();
    this.selected = new Signal();
    this.filtered = new Signal();
    this.jobsChanged = new Signal();
    /** An event of a booking: `(event, row)`. */
    this.happened = new Signal();
  }

  /** A snapshot: everything that was known of bookings before is void. */
  takeState({ bookings = {}, rows = [], isCut = false }) {
    this.rows = new Map(rows.map((row) => [row.id, row]));
    this.counts = { ...bookings };
    this.isCut = isCut;
    this.isLoaded = true;
    this.changed.emit();
  }

  /** Something happened to a booking. */
  takeEvent({ row, event, kind, mark, ...rest }) {
    const id = row?.id ?? event?.booking ?? rest.booking;
    if (row) this.takeRow(row);
    else if (kind !== "sla" && row === null && id) this.removeRow(id);
    this.happened.emit(event ?? { kind, mark, booking: id, ...rest }, row);
  }

  takeRow(row) {
    const known = this.rows.get(row.id);
    if (known?.state !== row.state) {
      if (known) this.#count(known.state, -1);
      this.#count(row.state, 1);
    }
    this.rows.set(row.id, row);
    this.changed.emit();
  }

  removeRow(id) {
    const known = this.rows.get(id);
    if (!known) return;
    this.#count(known.state, -1);
    this.rows.delete(id);
    this.changed.emit();
  }

  takeJobs(jobs) {
    this.jobs = jobs;
    this.jobsChanged.emit();
  }

  /** @param {Selection} selection */
  select(selection) {
    if (selection?.kind === this.selection?.kind && selection?.id === this.selection?.id) return;
    const before = this.selection;
    this.selection = selection;
    this.selected.emit(selection, before);
  }

  /** Turns a filter on or off. @param {"states"|"marks"|"skills"} group @param {string} value */
  toggle(group, value) {
    const set = this.filters[group];
    if (!set.delete(value)) set.add(value);
    this.filtered.emit();
  }

  clearFilters() {
    for (const set of Object.values(this.filters)) set.clear();
    this.filtered.emit();
  }

  get hasFilters() {
    return Object.values(this.filters).some((set) => set.size > 0);
  }

  /** The rows of the queue, most urgent first. */
  queue() {
    const { states, marks, skills } = this.filters;
    const rows = [];
    for (const row of this.rows.values()) {
      if (states.size ? !states.has(row.state) : !LIVE_STATES.has(row.state)) continue;
      if (marks.size && !marks.has(markOf(row))) continue;
      if (skills.size && !row.skillsRequired.some((skill) => skills.has(skill))) continue;
      rows.push(row);
    }
    return rows.sort(byUrgency);
  }

  /** How many live rows there are, by state, mark and skill: the numbers on the chips. */
  tally() {
    const tally = { states: {}, marks: {}, skills: {} };
    for (const row of this.rows.values()) {
      if (!LIVE_STATES.has(row.state)) continue;
      tally.states[row.state] = (tally.states[row.state] ?? 0) + 1;
      tally.marks[markOf(row)] = (tally.marks[markOf(row)] ?? 0) + 1;
      for (const skill of row.skillsRequired) tally.skills[skill] = (tally.skills[skill] ?? 0) + 1;
    }
    return tally;
  }

  /** The live bookings of a technician. */
  bookingsOf(technician) {
    return [...this.rows.values()].filter((row) => row.technician === technician && LIVE_STATES.has(
      row.state,
    )).sort(byUrgency);
  }

  #count(state, by) {
    if (STATES.includes(state)) this.counts[state] = Math.max(0, (this.counts[state] ?? 0) + by);
  }
}
