// What the page shows: facts, time and connection in, one description out. Pure: no document, no clock, no network.

import { distanceMeters } from "./facts.js";
import { hero, line, notice } from "./phrases.js";

/**
 * @typedef {object} View
 * @property {string} phase which state the page is in; see `phaseOf`
 * @property {"calm"|"busy"|"late"|"good"|"over"} tone
 * @property {import("./phrases.js").Phrase|null} hero the first line
 * @property {import("./phrases.js").Phrase|null} line the second line
 * @property {(import("./phrases.js").Phrase & {tone: string})|null} notice what one must know besides
 * @property {number|null} minutes until the arrival
 * @property {{stage: number, part: number}|null} progress stage 0 to 3, and how much of the way to the next is done
 * @property {{kind: string, seconds: number}|null} freshness
 * @property {{place: object|null, position: object|null, mood: "plain"|"searching"|"met"|"done"|"over"}} map
 * @property {{key: string, at: number, values?: object}[]} story
 * @property {boolean} mayCancel
 */

/** A position younger than this is "live"; older than the second, the technician has no signal. Milliseconds. */
export const freshFor = 15_000;
export const signalLostAfter = 75_000;
/** A delay below this is none. */
const delayFromSeconds = 120;
/** Without any answer for so long, the page says that there is no connection. Milliseconds. */
const patience = 9_000;

const tones = {
  loading: "calm", waiting: "calm", offered: "calm", assigned: "calm", enRoute: "busy", delayed: "late",
  arriving: "good", arrived: "good", inService: "busy", completed: "good", cancelled: "over", noShow: "over",
  reassigned: "over", expired: "over", revoked: "over", unknown: "over", unreachable: "late",
};
const moods = {
  waiting: "searching", offered: "searching", completed: "done", cancelled: "over", noShow: "over", reassigned: "over",
};
const closedPhases = new Set(["reassigned", "expired", "revoked", "unknown", "unreachable", "loading"]);
const overPhases = new Set(["completed", "cancelled", "noShow", "reassigned", "expired", "revoked", "unknown"]);

/**
 * @param {import("./facts.js").Facts} facts
 * @param {object} around
 * @param {number} around.now engine time, Unix milliseconds
 * @param {import("../common/connection.js").ConnectionState} around.connection
 * @param {object|null} [around.refusal]
 * @param {number} [around.waitedMs] how long the page has been trying
 * @returns {View}
 */
export function view(facts, around) {
  const phase = phaseOf(facts, around);
  const promise = closedPhases.has(phase) ? null : promiseOf(facts);
  const freshness = freshnessOf(facts, phase, around);
  const told = { facts, phase, promise, freshness, now: around.now, distance: distanceMeters(facts) };
  return {
    phase,
    tone: tones[phase],
    isOver: overPhases.has(phase),
    hero: hero(told),
    line: line(told),
    notice: notice(told),
    minutes: minutesLeft(told),
    progress: progressOf(told),
    freshness,
    map: {
      place: closedPhases.has(phase) && phase !== "reassigned" ? null : facts.place,
      position: overPhases.has(phase) || isAtTheDoor(facts) ? null : facts.position,
      mood: moods[phase] ?? (isAtTheDoor(facts) ? "met" : "plain"),
    },
    technician: closedPhases.has(phase) ? null : facts.technician,
    story: closedPhases.has(phase) ? [] : storyOf(facts, promise),
    showsFacts: !closedPhases.has(phase),
    mayCancel: ["waiting", "offered", "assigned", "enRoute", "delayed", "arriving"].includes(phase),
  };
}

/** The one word for where things stand. Why the share has ended comes before what it showed. */
function phaseOf(facts, { connection, refusal, waitedMs = 0 }) {
  if (facts.ended) return tones[facts.ended] ? facts.ended : "unknown";
  const isRefused = connection === "refused";
  if (facts.status === null) {
    if (isRefused) return refusal?.code === 4409 ? "unreachable" : "unknown";
    return connection === "offline" || waitedMs > patience ? "unreachable" : "loading";
  }
  if (isRefused && !overPhases.has(facts.status)) return "unknown";
  if (facts.status !== "enRoute") return tones[facts.status] ? facts.status : "waiting";
  if (facts.isNear) return "arriving";
  return isDelayed(facts.promise) ? "delayed" : "enRoute";
}

/** @returns {boolean} */
function isDelayed(promise) {
  return (promise?.delaySeconds ?? 0) >= delayFromSeconds;
}

/** The work is at the customer's door, and so is the technician: one mark says both. */
function isAtTheDoor(facts) {
  if (facts.status !== "arrived" && facts.status !== "inService") return false;
  return (distanceMeters(facts) ?? 0) < 120;
}

/**
 * The promised arrival. A server that makes no promises still tells an interval; it is rounded to whole minutes.
 * @returns {{from: number, until: number, delaySeconds: number, delayedSince: number|null, isFirm: boolean}|null}
 */
function promiseOf({ promise, eta, status }) {
  if (promise) {
    const delaySeconds = isDelayed(promise) ? promise.delaySeconds : 0;
    return { isFirm: true, ...promise, delaySeconds, delayedSince: delaySeconds ? (promise.delayedSince ?? null) : null };
  }
  if (!eta || status !== "enRoute") return null;
  const minute = 60_000;
  const from = Math.floor((eta.t + eta.lowSeconds * 1000) / minute) * minute;
  const until = Math.max(from + minute, Math.ceil((eta.t + eta.highSeconds * 1000) / minute) * minute);
  return { from, until, delaySeconds: 0, delayedSince: null, isFirm: true };
}

/** How old what is shown is, in the words that the chip has. Null where it does not matter any more. */
function freshnessOf(facts, phase, { connection, now }) {
  if (overPhases.has(phase)) return null;
  if (connection === "offline") return { kind: "offline", seconds: 0 };
  if (connection === "reconnecting") return { kind: "reconnecting", seconds: 0 };
  if (connection !== "live" || facts.status === null) return { kind: "connecting", seconds: 0 };
  if (facts.status !== "enRoute") return { kind: "live", seconds: 0 };
  const since = facts.position?.t ?? facts.times.startedAt ?? facts.toldAt;
  const age = Math.max(0, now - since);
  if (age > signalLostAfter) return { kind: "noSignal", seconds: age / 1000 };
  if (age > freshFor || !facts.position) return { kind: facts.position ? "old" : "live", seconds: age / 1000 };
  return { kind: "live", seconds: age / 1000 };
}

function minutesLeft({ facts, phase, promise, now }) {
  if (!["enRoute", "delayed", "arriving"].includes(phase)) return null;
  const at = facts.eta ? facts.eta.t + facts.eta.expectedSeconds * 1000 : promise && (promise.from + promise.until) / 2;
  if (!at) return null;
  return Math.max(1, Math.ceil((at - now) / 60_000));
}

/** Four stages: booked, on the way, here, done. */
function progressOf({ facts, phase, now }) {
  switch (phase) {
    case "waiting":
      return { stage: 0, part: 0.2 };
    case "offered":
      return { stage: 0, part: 0.45 };
    case "assigned":
      return { stage: 0, part: 0.8 };
    case "enRoute":
    case "delayed":
    case "arriving":
      return { stage: 1, part: wayDone(facts, now) };
    case "arrived":
      return { stage: 2, part: 0.15 };
    case "inService":
      return { stage: 2, part: 0.55 };
    case "completed":
      return { stage: 3, part: 0 };
    default:
      return null;
  }
}

/** Time driven of the time that the way takes in all. */
function wayDone({ eta, times, isNear }, now) {
  if (!eta || !times.startedAt) return isNear ? 0.9 : 0.4;
  const gone = Math.max(0, now - times.startedAt);
  const left = Math.max(0, eta.t + eta.expectedSeconds * 1000 - now);
  return Math.min(0.96, Math.max(0.06, gone / Math.max(1, gone + left)));
}

/** What has happened, the oldest first. */
function storyOf({ status, times }, promise) {
  const steps = [["placed", times.placedAt], ["assigned", times.assignedAt], ["started", times.startedAt]];
  if (promise?.delayedSince) steps.push(["late", promise.delayedSince, { delay: ["duration", promise.delaySeconds] }]);
  steps.push(["arrived", times.arrivedAt], ["began", times.beganAt]);
  if (overPhases.has(status)) steps.push([status, times.endedAt]);
  return steps.filter(([, at]) => at).map(([key, at, values]) => ({ key, at, values })).sort((a, b) => a.at - b.at);
}
