// The question that geod asks itself when it looks for somebody, from a booking's row and document.

/**
 * @param {object} row
 * @param {object|null} document
 * @returns {object} the body of `POST /v1/match`
 */
export function matchQuery(row, document) {
  const preferences = document?.preferences ?? {};
  const query = { lat: row.lat, lon: row.lon };
  if (row.skillsRequired.length) query.skillsRequired = row.skillsRequired;
  if (document?.skillsPreferred?.length) query.skillsPreferred = document.skillsPreferred;
  if (row.window) query.window = { start: row.window.start, end: row.window.end };
  if (row.sla?.arriveBy) query.arriveBy = row.sla.arriveBy;
  if (preferences.blocked?.length) query.blocked = preferences.blocked;
  if (preferences.picked) query.picked = preferences.picked;
  // Those of its placing, by which it is offered; where they are not known, the place tells those of now.
  if (document?.zones) query.zones = document.zones;
  return query;
}
