// Countdowns and what they mean in words.

import { nextPromise, markOf } from "./urgency.js";

/**
 * A span as a clock: "4:07", "1:02:09", with the reader's digits.
 * @param {import("../common/words.js").Words} words
 * @param {number} milliseconds taken without its sign
 */
export function clockText(words, milliseconds) {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const two = (n) => words.number(n, { minimumIntegerDigits: 2 });
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours >= 48) return words.duration(seconds);
  if (hours > 0) return `${words.number(hours)}:${two(minutes)}:${two(seconds % 60)}`;
  return `${words.number(minutes)}:${two(seconds % 60)}`;
}

/**
 * The clock of a booking: how long until its next promise is due, and what is due.
 * @param {object} row
 * @param {number} now engine time
 * @param {import("../common/words.js").Words} words
 * @returns {{mark: string, kind: string, text: string, label: string, share: number}} `share`: of the time, used up
 */
export function promiseClock(row, now, words) {
  const { kind, at } = nextPromise(row);
  const known = markOf(row);
  if (kind === "none") {
    return {
      mark: known === "breached" ? "breached" : "met",
      kind,
      text: "",
      label: words.t(known === "breached" ? "clock.wasLate" : "clock.kept"),
      share: 1,
    };
  }
  const left = at - now;
  const isLate = left < 0;
  // The server's mark knows the expected arrival; the clock knows the moment at which a promise is broken.
  const mark = isLate && kind !== "window" ? "breached" : known;
  const begun = row.placedAt ?? row.window?.start ?? at;
  return {
    mark, kind, text: (isLate ? "+" : "") + clockText(words, left),
    label: words.t(`clock.${kind}${isLate ? "Late" : ""}`),
    share: Math.min(1, Math.max(0, (now - begun) / Math.max(1, at - begun))),
  };
}
