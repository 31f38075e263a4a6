// Which piece of the map is watched, and how: technicians one by one while they can be told apart, counted cells
// when there are too many. The new topic is watched before the old one is left, so that nothing flickers.

import { Signal } from "./signal.js";

/** The watched box is larger than the window by this share of it on each side. */
const MARGIN = 0.35;
/** A window that is smaller than the watched box by this factor gets a box of its own. */
const TOO_WIDE = 3.2;
/** More technicians in the window than this are grouped, and shown one by one again below the second number. */
export const GROUP_ABOVE = 1500;
export const UNGROUP_BELOW = 1100;
/** Below the first zoom technicians are always grouped; above the second never. */
const GROUP_ZOOM = 9;
const SINGLE_ZOOM = 14;

/** The server counts so many cells for one viewer. */
const CELLS_MAX = 32_000;

/** The whole earth in cells of the coarsest level: how many technicians there are, by what they do. */
const EVERYBODY = "clusters:-180,-90,180,90@3";

export class AreaTopics {
  /**
   * @param {import("../common/connection.js").Connection} connection
   * @param {import("./fleet.js").Fleet} fleet
   * @param {import("./paced-clock.js").PacedClock} clock
   */
  constructor(connection, fleet, clock) {
    Object.assign(this, { connection, fleet, clock });
    /** Something that is drawn has changed. */
    this.changed = new Signal();
    /** `true` when technicians are shown as groups. */
    this.modeChanged = new Signal();
    /** Counts by status of all technicians of the tenant. */
    this.counted = new Signal();
    /** @type {Map<string, object>} */
    this.cells = new Map();
    this.isGrouped = false;
    /** "auto", "always" or "never" */
    this.grouping = "auto";
    this.round = 0;
    this.current = null;
    this.leaving = null;
    this.everybody = new Map();
  }

  /** Begins to count everybody, and to watch what is in the window. */
  start() {
    this.connection.subscribe(EVERYBODY, (message) => this.#count(message));
  }

  /**
   * The window shows another piece of the map.
   * @param {{west: number, south: number, east: number, north: number}} window degrees
   * @param {number} zoom
   */
  look(window, zoom) {
    this.window = window;
    this.zoom = zoom;
    this.#choose();
    const level = levelOf(zoom, window);
    const fits = this.current && this.current.isGrouped === this.isGrouped && contains(this.current.box, window)
      && width(this.current.box) < width(window) * TOO_WIDE && (!this.isGrouped || this.current.level === level);
    if (!fits) this.#watch(window, level);
  }

  /** How many technicians are known inside the window. */
  countInWindow() {
    const { west, south, east, north } = this.window;
    let count = 0;
    if (this.isGrouped) {
      for (const cell of this.cells.values()) {
        if (cell.lat >= south && cell.lat <= north && cell.lon >= west && cell.lon <= east) count += cell.count;
      }
      return count;
    }
    const { x, lat } = this.fleet;
    const [left, right] = [west / 360 + 0.5, east / 360 + 0.5];
    for (let slot = 0; slot < this.fleet.count; slot += 1) {
      if (x[slot] >= left && x[slot] <= right && lat[slot] >= south && lat[slot] <= north) count += 1;
    }
    return count;
  }

  #choose() {
    const wanted = this.#wantsGroups();
    if (wanted === this.isGrouped) return;
    this.isGrouped = wanted;
    this.modeChanged.emit(wanted);
  }

  #wantsGroups() {
    if (this.grouping !== "auto") return this.grouping === "always";
    if (this.zoom >= SINGLE_ZOOM) return false;
    const count = this.current ? this.countInWindow() : 0;
    if (this.zoom <= GROUP_ZOOM && count > 40) return true;
    return this.isGrouped ? count > UNGROUP_BELOW || (count === 0 && this.zoom < 12) : count > GROUP_ABOVE;
  }

  #watch(window, level) {
    const box = widened(window);
    const corners = [box.west, box.south, box.east, box.north].map((value) => Number(value.toFixed(3))).join(",");
    const name = this.isGrouped ? `clusters:${corners}@${level}` : `map:${corners}`;
    if (this.current?.name === name) return;
    if (this.leaving) this.#leave();
    this.leaving = this.current;
    this.round += 1;
    const watched = {
      name,
      box,
      level,
      isGrouped: this.isGrouped,
      round: this.round,
      heard: 0,
      expected: Infinity,
      cells: new Map(),
    };
    this.current = watched;
    this.connection.subscribe(name, (message) => this.#take(watched, message));
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.#settle(watched), 3_000);
  }

  #take(watched, message) {
    if (message.type === "state") {
      watched.expected = message.count ?? 0;
      watched.heard = 0;
      watched.cells = new Map();
      if (watched === this.current && !this.leaving) this.#restart(watched);
    }
    if (watched.isGrouped) this.#takeCells(watched, message);
    else this.#takeTechnicians(watched, message);
    if (watched === this.current && watched.heard >= watched.expected) this.#settle(watched);
  }

  /** After a break everything is told anew: who is not named again is not there any more. */
  #restart(watched) {
    this.round += 1;
    watched.round = this.round;
    watched.isFresh = false;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.#settle(watched), 3_000);
  }

  #takeTechnicians(watched, message) {
    if (!message.items) return;
    const now = this.clock.now();
    const wall = performance.now();
    for (const item of message.items) this.fleet.take(item, watched.round, now, wall);
    for (const id of message.gone ?? []) {
      const slot = this.fleet.slots.get(id);
      if (slot !== undefined && this.fleet.round[slot] <= watched.round) this.fleet.remove(id);
    }
    watched.heard += message.items.length;
    this.changed.emit(message.items.length);
    if (watched === this.current && this.zoom !== undefined) this.#reconsider();
  }

  #takeCells(watched, message) {
    for (const item of message.items ?? []) watched.cells.set(item.cell, item);
    for (const cell of message.gone ?? []) watched.cells.delete(cell);
    if (message.items === undefined) return;
    watched.heard = watched.expected;
    this.changed.emit(message.items.length);
    if (watched === this.current) this.#reconsider();
  }

  /** The number in the window may have passed a limit without the window having moved. */
  #reconsider() {
    const wall = performance.now();
    if (wall - (this.reconsidered ?? 0) < 1_500 || this.leaving) return;
    this.reconsidered = wall;
    if (this.#wantsGroups() !== this.isGrouped) this.look(this.window, this.zoom);
  }

  /** What is watched now is complete: the old topic is left, and who is only known from it is forgotten. */
  #settle(watched) {
    if (watched !== this.current || watched.isFresh) return;
    watched.isFresh = true;
    if (this.leaving) this.#leave();
    if (watched.isGrouped) {
      this.cells = watched.cells;
      this.fleet.clear();
    } else {
      this.cells = new Map();
      this.fleet.removeBefore(watched.round);
    }
    this.changed.emit(0);
  }

  #leave() {
    this.connection.unsubscribe(this.leaving.name);
    this.leaving = null;
  }

  #count(message) {
    if (message.type === "state") this.everybody.clear();
    for (const item of message.items ?? []) this.everybody.set(item.cell, item);
    for (const cell of message.gone ?? []) this.everybody.delete(cell);
    const jobs = {};
    for (const { jobs: more } of this.everybody.values()) {
      for (const [name, count] of Object.entries(more)) jobs[name] = (jobs[name] ?? 0) + count;
    }
    this.counted.emit(jobs);
  }
}

/** The level of cells that are neither specks nor districts at a zoom. */
function levelOf(zoom, window) {
  let level = zoom <= 6 ? 3 : zoom <= 8 ? 4 : zoom <= 11 ? 5 : 6;
  while (level > 3 && cellsIn(widened(window), level) > CELLS_MAX) level -= 1;
  return level;
}

/** How many cells a box touches: each character of a geohash has five bits, longitude first. */
function cellsIn(box, level) {
  const bits = 5 * level;
  const columns = (box.east - box.west) / (360 / 2 ** Math.ceil(bits / 2));
  const rows = (box.north - box.south) / (180 / 2 ** Math.floor(bits / 2));
  return (columns + 1) * (rows + 1);
}

function width(box) { return box.east - box.west; }

function contains(outer, inner) {
  return outer.west <= inner.west
    && outer.east >= inner.east
    && outer.south <= inner.south
    && outer.north >= inner.north;
}

function widened({ west, south, east, north }) {
  const [dx, dy] = [(east - west) * MARGIN, (north - south) * MARGIN];
  return {
    west: Math.max(-180, west - dx), east: Math.min(180, east + dx),
    south: Math.max(-85, south - dy), north: Math.min(85, north + dy),
  };
}
