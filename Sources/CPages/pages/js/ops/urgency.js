// How urgent a booking is: which promise is next, how long until it is due, and the order of the queue.

/** States of a booking in the order of its life. */
export const STATES = ["open", "offering", "unfilled", "assigned", "inTrip", "completed", "cancelled", "noShow"];

/** States in which somebody still has to do something. */
export const LIVE_STATES = new Set(["open", "offering", "unfilled", "assigned", "inTrip"]);

/** States in which nobody has the booking. */
export const UNASSIGNED_STATES = new Set(["open", "offering", "unfilled"]);

/** Marks from the worst to the best. */
export const MARKS = ["breached", "atRisk", "onTime", "met"];

const MARK_RANK = { breached: 0, atRisk: 1, onTime: 2, met: 4 };

/**
 * Which promise of a row counts now.
 * @param {object} row
 * @returns {{kind: "assign"|"arrive"|"window"|"none", at: number}} `at` in engine milliseconds
 */
export function nextPromise(row) {
  const sla = row.sla ?? {};
  if (!LIVE_STATES.has(row.state)) return { kind: "none", at: Infinity };
  const tripState = row.trip?.state;
  if (tripState === "arrived" || tripState === "inService") return { kind: "none", at: Infinity };
  if (UNASSIGNED_STATES.has(row.state) && sla.assignBy) return { kind: "assign", at: sla.assignBy };
  if (sla.arriveBy) return { kind: "arrive", at: sla.arriveBy };
  if (row.window?.end) return { kind: "window", at: row.window.end };
  return { kind: "none", at: Infinity };
}

/** The mark of a row; one without promises is on time. */
export function markOf(row) {
  return row.slaMark ?? "onTime";
}

/**
 * Compares two rows: breached, then those for whom geod found nobody, then at risk; nobody's before somebody's; then
 * by what is due first.
 */
export function byUrgency(a, b) {
  const rank = rankOf(a) - rankOf(b);
  if (rank) return rank;
  const due = nextPromise(a).at - nextPromise(b).at;
  if (due && !Number.isNaN(due)) return due;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function rankOf(row) {
  if (!LIVE_STATES.has(row.state)) return 20;
  const tripState = row.trip?.state;
  if (tripState === "arrived" || tripState === "inService") return 10;
  if (row.state === "unfilled" && markOf(row) !== "breached") return 0.8;
  return (MARK_RANK[markOf(row)] ?? 3) + (UNASSIGNED_STATES.has(row.state) ? 0 : 0.5);
}

/**
 * The row of a booking from its document, for bookings that are not in the control room's topic.
 * @param {object} document
 */
export function rowOf(document) {
  const ended = document.assignment?.endedAt !== undefined;
  return {
    id: document.id, state: document.state, version: document.version, lat: document.lat, lon: document.lon,
    skillsRequired: document.skillsRequired ?? [], placedAt: document.placedAt, window: document.window,
    sla: document.sla ?? {}, slaMark: document.slaMark,
    technician: ended ? undefined : document.assignment?.technician,
    trip: document.trip && !ended ? { id: document.trip.id, state: document.trip.state } : undefined,
    offer: document.offer && {
      id: document.offer.id, technicians: document.offer.technicians, deadline: document.offer.deadline,
    },
    etaSeconds: document.eta?.expectedSeconds, etaAt: document.eta?.t,
  };
}
