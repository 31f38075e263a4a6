// Where the technicians of the map are: one slot per technician in typed arrays, dense, so that a frame touches
// nothing else. Places are kept on the unit square of Web Mercator, speeds in parts of it per millisecond.

import { horizonMs } from "../common/predictor.js";
import { TECHNICIAN_STATUSES } from "./status-shapes.js";

/** So long takes the way from where a technician was shown to where they are now known to be, wall milliseconds. */
export const GLIDE_MS = 900;
/** Positions older than this are drawn as stale, engine milliseconds. */
export const STALE_MS = 60_000;
/** Headings are drawn in so many directions; the last column of the sheet is for those who stand. */
export const HEADINGS = 32;

const STANDING_SPEED = 0.7;
const EARTH_METERS = 40_075_016.7;
const CODES = new Map(TECHNICIAN_STATUSES.map((name, index) => [name, index]));
const OFFLINE = CODES.get("offline");

/** The place of a longitude on the unit square. */
export function mercatorX(lon) { return lon / 360 + 0.5; }

/** The place of a latitude on the unit square, north at 0. */
export function mercatorY(lat) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** The code of the one status under which a technician of the map is shown. */
export function statusCode(item) {
  if (item.job !== undefined && CODES.has(item.job)) return CODES.get(item.job);
  if (item.presence === "offline") return OFFLINE;
  return CODES.get(item.status) ?? 0;
}

export class Fleet {
  constructor(capacity = 4096) {
    this.count = 0;
    /** @type {string[]} */
    this.ids = [];
    /** @type {Map<string, number>} */
    this.slots = new Map();
    this.columns = {
      x: Float64Array, y: Float64Array, vx: Float64Array, vy: Float64Array, ex: Float64Array, ey: Float64Array,
      t: Float64Array, glidesFrom: Float64Array, lat: Float32Array, accuracy: Float32Array,
      heading: Uint8Array, status: Uint8Array, isIdle: Uint8Array, round: Uint32Array,
    };
    this.#allocate(capacity);
  }

  #allocate(capacity) {
    this.capacity = capacity;
    for (const [name, Type] of Object.entries(this.columns)) {
      const wider = new Type(capacity);
      if (this[name]) wider.set(this[name]);
      this[name] = wider;
    }
  }

  /**
   * Takes an item of a map's `pos`.
   * @param {object} item
   * @param {number} round in which subscription it was heard
   * @param {number} now engine time
   * @param {number} wall `performance.now()`
   */
  take(item, round, now, wall) {
    if (item.lat === undefined) return;
    let slot = this.slots.get(item.id);
    const isNew = slot === undefined;
    if (isNew) {
      if (this.count === this.capacity) this.#allocate(this.capacity * 2);
      slot = this.count++;
      this.ids[slot] = item.id;
      this.slots.set(item.id, slot);
    }
    const shownX = isNew ? 0 : this.shownX(slot, now, wall);
    const shownY = isNew ? 0 : this.shownY(slot, now, wall);
    this.x[slot] = mercatorX(item.lon);
    this.y[slot] = mercatorY(item.lat);
    this.lat[slot] = item.lat;
    this.t[slot] = item.t;
    this.accuracy[slot] = item.acc ?? 20;
    this.round[slot] = round;
    this.status[slot] = statusCode(item);
    this.isIdle[slot] = item.presence === "idle" ? 1 : 0;
    this.#move(slot, item);
    this.#glide(slot, isNew, shownX, shownY, now, wall);
  }

  #move(slot, item) {
    const speed = item.spd ?? 0;
    if (speed < STANDING_SPEED || item.hdg === undefined) {
      this.vx[slot] = this.vy[slot] = 0;
      this.heading[slot] = HEADINGS;
      return;
    }
    const angle = (item.hdg * Math.PI) / 180;
    const perMillisecond = speed / 1000 / (EARTH_METERS * Math.cos((item.lat * Math.PI) / 180));
    this.vx[slot] = Math.sin(angle) * perMillisecond;
    this.vy[slot] = -Math.cos(angle) * perMillisecond;
    this.heading[slot] = Math.round((item.hdg / 360) * HEADINGS) % HEADINGS;
  }

  /** What is shown differs from what is known now: the difference fades. Far jumps are shown as they are. */
  #glide(slot, isNew, shownX, shownY, now, wall) {
    this.ex[slot] = this.ey[slot] = 0;
    if (isNew) return;
    const dx = shownX - this.shownX(slot, now, wall);
    const dy = shownY - this.shownY(slot, now, wall);
    if (Math.abs(dx) + Math.abs(dy) > 2e-5) return;
    this.ex[slot] = dx;
    this.ey[slot] = dy;
    this.glidesFrom[slot] = wall;
  }

  /** Where a technician is to be drawn. */
  shownX(slot, now, wall) {
    return this.x[slot] + this.vx[slot] * this.ahead(slot, now) + this.ex[slot] * this.fading(slot, wall);
  }

  shownY(slot, now, wall) {
    return this.y[slot] + this.vy[slot] * this.ahead(slot, now) + this.ey[slot] * this.fading(slot, wall);
  }

  /** How far the last fix is followed, milliseconds. */
  ahead(slot, now) {
    const age = now - this.t[slot];
    return age < 0 ? 0 : age > horizonMs ? horizonMs : age;
  }

  fading(slot, wall) {
    const share = 1 - (wall - this.glidesFrom[slot]) / GLIDE_MS;
    return share <= 0 ? 0 : share * share * (3 - 2 * share);
  }

  /** @param {string} id */
  remove(id) {
    const slot = this.slots.get(id);
    if (slot === undefined) return;
    const last = --this.count;
    this.slots.delete(id);
    if (slot !== last) {
      for (const name of Object.keys(this.columns)) this[name][slot] = this[name][last];
      this.ids[slot] = this.ids[last];
      this.slots.set(this.ids[slot], slot);
    }
    this.ids.length = last;
  }

  /** Removes everybody who was last heard in an earlier subscription. */
  removeBefore(round) {
    for (let slot = this.count - 1; slot >= 0; slot -= 1) if (this.round[slot] < round) this.remove(this.ids[slot]);
  }

  clear() {
    this.count = 0;
    this.ids.length = 0;
    this.slots.clear();
  }
}
