// What the server has told about this share, one message after the other. Pure: no document, no clock, no network.

/**
 * @typedef {object} Facts
 * @property {string|null} status as on the wire; null until the first `state`
 * @property {{lat: number, lon: number}|null} place where the customer is
 * @property {{start: number, end: number}|null} window
 * @property {object|null} technician
 * @property {Record<string, number>} times `placedAt`, `assignedAt`, `startedAt`, `arrivedAt`, `beganAt`, `endedAt`
 * @property {import("../common/predictor.js").Fix|null} position
 * @property {object|null} eta
 * @property {object|null} promise
 * @property {object} page the tenant's name, habits and links
 * @property {string|null} ended why the topic has ended
 * @property {boolean} isNear whether the technician is about to arrive
 * @property {number|null} toldAt when the last `state` came, engine time
 */

/** @type {Facts} */
export const noFacts = Object.freeze({
  status: null,
  place: null,
  window: null,
  technician: null,
  times: {},
  position: null,
  eta: null,
  promise: null,
  page: {},
  ended: null,
  isNear: false,
  toldAt: null,
});

/** Nearer than this, or sooner, the technician is "almost there"; it takes more to be on the way again. */
const near = { meters: 350, seconds: 75, leaveMeters: 700 };

/** Statuses after which nothing changes any more. */
const final = new Set(["completed", "cancelled", "noShow"]);

/** Where the moment of each status stands in `times`. */
const momentOf = {
  assigned: "assignedAt",
  enRoute: "startedAt",
  arrived: "arrivedAt",
  inService: "beganAt",
  completed: "endedAt",
  cancelled: "endedAt",
  noShow: "endedAt",
};

/**
 * @param {Facts} facts
 * @param {object} message of the topic `share`
 * @param {number} now engine time, Unix milliseconds
 * @returns {Facts}
 */
export function take(facts, message, now) {
  switch (message.type) {
    case "state":
      return settle(fromState(facts, message, now));
    case "pos":
      return settle(fromPosition(facts, message));
    case "event":
      return settle(fromEvent(facts, message));
    case "end":
      return forget({ ...facts, ended: message.reason });
    case "error":
      return message.code === "notFound" ? forget({ ...facts, ended: facts.ended ?? "unknown" }) : facts;
    default:
      return facts;
  }
}

function fromState(facts, message, now) {
  const isOver = final.has(message.status);
  return {
    ...facts,
    status: message.status,
    place: typeof message.lat === "number" ? { lat: message.lat, lon: message.lon } : facts.place,
    window: message.window ?? facts.window,
    // Who has come is remembered at the end, also when the server does not say it any more.
    technician: message.technician ?? (isOver ? facts.technician : null),
    times: isOver ? { ...facts.times, ...message.times } : (message.times ?? {}),
    position: message.position ?? null,
    eta: message.eta ?? null,
    promise: message.promise ?? null,
    page: message.page ?? facts.page,
    ended: null,
    toldAt: now,
  };
}

function fromPosition(facts, message) {
  const { t, lat, lon, acc, spd, hdg } = message.position ?? message;
  return {
    ...facts,
    position: typeof t === "number" && typeof lat === "number" ? { t, lat, lon, acc, spd, hdg } : facts.position,
    eta: message.eta ?? facts.eta,
    promise: message.promise ?? facts.promise,
  };
}

function fromEvent(facts, message) {
  if (message.kind === "promise") return { ...facts, promise: message.promise ?? null };
  if (message.kind !== "status") return facts;
  const moment = momentOf[message.status];
  const told = moment && message.time ? { [moment]: message.time, ...facts.times } : facts.times;
  const { technician = facts.technician, times = told } = message;
  const isNobody = message.status === "waiting" || message.status === "offered";
  return { ...facts, status: message.status, times, technician: isNobody ? null : technician };
}

/** What follows from the rest: whether the technician is near, and what must not be kept at the end. */
function settle(facts) {
  if (final.has(facts.status)) return { ...facts, position: null, eta: null, promise: null, isNear: false };
  if (facts.status !== "enRoute") return { ...facts, isNear: false };
  const meters = distanceMeters(facts);
  if (meters === null) return facts;
  const isNow = meters <= near.meters || (facts.eta?.expectedSeconds ?? Infinity) <= near.seconds;
  return { ...facts, isNear: isNow || (facts.isNear && meters <= near.leaveMeters) };
}

/** At the end of the share, positions are gone; where the share only ended, so is the person. */
function forget(facts) {
  const isStory = final.has(facts.ended);
  return {
    ...facts,
    status: isStory ? facts.ended : facts.status,
    technician: isStory ? facts.technician : null,
    position: null,
    eta: null,
    promise: null,
    isNear: false,
  };
}

/**
 * How far the technician is from the customer, as the crow flies.
 * @param {Facts} facts
 * @returns {number|null} metres
 */
export function distanceMeters({ place, position }) {
  if (!place || !position) return null;
  const north = (position.lat - place.lat) * 111_195;
  const east = (position.lon - place.lon) * 111_195 * Math.cos((place.lat * Math.PI) / 180);
  return Math.hypot(north, east);
}
