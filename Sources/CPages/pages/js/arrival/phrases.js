// Which sentence says what is the case: keys of the dictionary and their values. Pure; the words are in `languages/`.

/**
 * A sentence to be said: values are texts, numbers, or pairs of a way of writing and a value (`["time", ms]`,
 * `["duration", seconds]`, `["distance", metres]`, `["date", ms]`).
 * @typedef {{key: string, values?: Record<string, string|number|[string, number]>}} Phrase
 */

/** @typedef {{facts: object, phase: string, promise: object|null, freshness: object|null, now: number, distance: number|null}} Told */

const time = (ms) => ["time", ms];
const duration = (seconds) => ["duration", seconds];

/**
 * The first line: when, as long as that is the question; then what.
 * @param {Told} told
 * @returns {Phrase|null}
 */
export function hero(told) {
  const { phase, promise, facts, now } = told;
  switch (phase) {
    case "loading":
      return null;
    case "waiting":
    case "offered":
    case "assigned":
      return promise ? promised(promise, facts, now) : appointed(facts, now);
    case "enRoute":
    case "delayed":
      return promise ? promised(promise, facts, now) : { key: "heroOnTheWay" };
    default:
      return { key: `hero${phase[0].toUpperCase()}${phase.slice(1)}` };
  }
}

/** What was promised; on another day than today, the day matters more than how firm it is. */
function promised({ from, until, isFirm }, facts, now) {
  if (daysAhead(from, facts, now) !== 0) return span(from, until, facts, now);
  const values = { from: time(from), until: time(until) };
  if (until <= from) return { key: "heroAround", values };
  return { key: isFirm ? "heroPromise" : "heroEstimate", values };
}

/** The window that was booked. */
function appointed({ window, ...facts }, now) {
  return window ? span(window.start, window.end, facts, now) : { key: "heroBooked" };
}

/** From when until when, with the day when that is not today. */
function span(start, end, facts, now) {
  const values = { from: time(start), until: time(end), date: ["date", start] };
  const days = daysAhead(start, facts, now);
  if (days === 0) return { key: "heroWindowToday", values };
  return { key: days === 1 ? "heroWindowTomorrow" : "heroWindow", values };
}

function daysAhead(ms, facts, now) {
  return dayNumber(ms, facts) - dayNumber(now, facts);
}

function dayNumber(ms, facts) {
  return Math.floor((ms + (facts.page.utcOffsetMinutes ?? 0) * 60_000) / 86_400_000);
}

/**
 * The second line: the status in plain words.
 * @param {Told} told
 * @returns {Phrase|null}
 */
export function line({ facts, phase, distance, now }) {
  const { times, window } = facts;
  const key = `line${phase[0].toUpperCase()}${phase.slice(1)}`;
  switch (phase) {
    case "loading":
      return null;
    case "waiting":
      return { key: window && window.end < now ? "lineWaitingLong" : key };
    case "enRoute":
    case "delayed":
      return distance === null ? { key: "lineEnRoute" } : { key: "lineEnRouteFar", values: { distance: ["distance", distance] } };
    case "arriving":
      return distance === null ? { key: "lineEnRoute" } : { key, values: { distance: ["distance", distance] } };
    case "arrived":
      return times.arrivedAt ? { key, values: { time: time(times.arrivedAt) } } : { key: "lineArrivedNow" };
    case "inService":
      return times.beganAt
        ? { key, values: { time: time(times.beganAt), duration: duration(Math.max(60, (now - times.beganAt) / 1000)) } }
        : { key: "lineInServiceNow" };
    case "completed":
      return times.beganAt && times.endedAt
        ? { key, values: { time: time(times.endedAt), duration: duration(Math.max(60, (times.endedAt - times.beganAt) / 1000)) } }
        : { key: "lineCompletedShort" };
    case "cancelled":
    case "noShow":
      return times.endedAt ? { key, values: { time: time(times.endedAt) } } : { key: `${key}Short` };
    default:
      return { key };
  }
}

/**
 * What one must know besides: no connection, no signal, a delay. The one that explains most comes first.
 * @param {Told} told
 * @returns {(Phrase & {tone: string})|null}
 */
export function notice({ facts, phase, promise, freshness }) {
  if (facts.status === null || !freshness) return null;
  if (freshness.kind === "offline") return { key: "noticeOffline", tone: "late" };
  if (freshness.kind === "noSignal") {
    return { key: "noticeNoSignal", values: { span: duration(freshness.seconds) }, tone: "late" };
  }
  if (promise?.delaySeconds && ["assigned", "enRoute", "delayed", "arriving"].includes(phase)) {
    const values = { delay: duration(promise.delaySeconds) };
    if (!promise.delayedSince) return { key: "noticeDelay", values, tone: "late" };
    return { key: "noticeDelaySince", values: { ...values, since: time(promise.delayedSince) }, tone: "late" };
  }
  if (phase === "arriving" && promise) {
    return { key: "noticePromise", values: { from: time(promise.from), until: time(promise.until) }, tone: "good" };
  }
  return null;
}
