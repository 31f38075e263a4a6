// Where a technician is now, when the last thing known is a fix some seconds ago.

/** A fix leads so far into the future, milliseconds; after that the technician is shown where the prediction ended. */
export const horizonMs = 10_000;
/** Older than this, a position is stale: it is shown as doubtful. Milliseconds. */
export const staleAfterMs = 45_000;

/** Below this speed, metres per second, a heading means nothing: phones that stand report any. */
const standingSpeed = 0.7;
const metersPerDegree = 111_195;

/**
 * @typedef {object} Fix as on the wire
 * @property {number} t engine time, Unix milliseconds
 * @property {number} lat
 * @property {number} lon
 * @property {number} [acc] metres
 * @property {number} [spd] metres per second
 * @property {number} [hdg] degrees clockwise from north
 */

/**
 * @typedef {object} Predicted
 * @property {number} lat
 * @property {number} lon
 * @property {number|null} heading degrees, null when the technician stands or the device did not say
 * @property {number} ageMs how old the fix is
 * @property {number} uncertaintyMeters radius in which the technician probably is
 * @property {boolean} isMoving whether the next moment will show another place
 * @property {boolean} isStale
 */

/**
 * Dead reckoning on the local plane: along the last heading at the last speed for ten seconds, then still. The circle of
 * doubt begins with the device's accuracy and grows with what the technician may have driven since.
 * @param {Fix} fix
 * @param {number} now engine time, Unix milliseconds
 * @param {Partial<Predicted>} [into] is filled and returned; give one to save an allocation
 * @returns {Predicted}
 */
export function predict(fix, now, into = {}) {
  const age = Math.max(0, now - fix.t);
  const speed = fix.spd ?? 0;
  const moves = speed > standingSpeed && fix.hdg !== undefined;
  const meters = moves ? (speed * Math.min(age, horizonMs)) / 1000 : 0;
  const heading = moves ? fix.hdg : null;
  const radians = ((heading ?? 0) * Math.PI) / 180;
  into.lat = fix.lat + (meters * Math.cos(radians)) / metersPerDegree;
  into.lon = fix.lon + (meters * Math.sin(radians)) / (metersPerDegree * Math.cos((fix.lat * Math.PI) / 180));
  into.heading = heading;
  into.ageMs = age;
  into.isMoving = moves && age < horizonMs;
  into.isStale = age > staleAfterMs;
  const unseen = Math.max(0, age - horizonMs) / 1000;
  into.uncertaintyMeters = Math.min(1500, (fix.acc ?? 20) + meters * 0.15 + unseen * Math.max(speed, 1.4));
  return into;
}

/**
 * One marker's way over the screen: follows the prediction, and when a new fix contradicts it, glides to the right path
 * within `blendMs` of real time instead of jumping. Far contradictions (`jumpMeters`) are shown at once.
 */
export class Glide {
  #fix = null;
  #offsetLat = 0;
  #offsetLon = 0;
  #blendFrom = 0;
  #out = {};

  constructor({ blendMs = 900, jumpMeters = 600 } = {}) {
    this.blendMs = blendMs;
    this.jumpMeters = jumpMeters;
  }

  /** @returns {Fix|null} the last fix */
  get fix() {
    return this.#fix;
  }

  /**
   * @param {Fix} fix
   * @param {number} now engine time, Unix milliseconds
   */
  take(fix, now) {
    if (this.#fix && fix.t === this.#fix.t && fix.lat === this.#fix.lat && fix.lon === this.#fix.lon) return;
    const shown = this.#fix && this.at(now);
    const from = shown && { lat: shown.lat, lon: shown.lon };
    this.#fix = fix;
    this.#offsetLat = this.#offsetLon = 0;
    if (!from) return;
    const next = predict(fix, now, this.#out);
    const [lat, lon] = [from.lat - next.lat, from.lon - next.lon];
    const meters = Math.hypot(lat, lon * Math.cos((fix.lat * Math.PI) / 180)) * metersPerDegree;
    if (meters > this.jumpMeters) return;
    [this.#offsetLat, this.#offsetLon, this.#blendFrom] = [lat, lon, performance.now()];
  }

  /**
   * @param {number} now engine time, Unix milliseconds
   * @returns {Predicted|null} valid until the next call; null before the first fix
   */
  at(now) {
    if (!this.#fix) return null;
    const out = predict(this.#fix, now, this.#out);
    const share = 1 - Math.min(1, Math.max(0, (performance.now() - this.#blendFrom) / this.blendMs));
    if (share > 0 && (this.#offsetLat || this.#offsetLon)) {
      const eased = share * share * (3 - 2 * share);
      out.lat += this.#offsetLat * eased;
      out.lon += this.#offsetLon * eased;
      out.isMoving = true;
    }
    return out;
  }
}
