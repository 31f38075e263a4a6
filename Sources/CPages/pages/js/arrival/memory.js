// What a page remembers across a reload once its share has ended: the end, and never a position. It lives in the
// entry of this tab's history and goes with it.

import { noFacts } from "./facts.js";

/**
 * @param {import("./facts.js").Facts} facts
 */
export function keep(facts) {
  if (!["completed", "cancelled", "noShow", "reassigned"].includes(facts.ended ?? facts.status)) return;
  const { status, ended, window, technician, times, page, place } = facts;
  history.replaceState({ ended: { status, ended, window, technician, times, page, place } }, "");
}

/**
 * @returns {import("./facts.js").Facts|null}
 */
export function recall() {
  const kept = history.state?.ended;
  if (!kept) return null;
  return { ...noFacts, ...kept, ended: kept.ended ?? kept.status, position: null };
}
