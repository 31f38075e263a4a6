// One booking in the queue.

import { el, replace, set, setText } from "../common/dom.js";
import { clockText, promiseClock } from "./clock-text.js";
import { BOOKING_SHAPES, MARK_SHAPES, shapeIcon } from "./status-shapes.js";

/**
 * @param {string} id
 * @param {(id: string) => void} choose
 */
export function makeRow(id, choose) {
  const item = {
    icon: el("span", { class: "row-icon" }), title: el("span", { class: "row-title", dir: "auto" }),
    line: el("span", { class: "row-line" }), id: el("span", { class: "row-id", dir: "ltr" }, id),
    time: el("span", { class: "row-time clock" }), mark: el("span", { class: "row-mark" }), label: el("span", null),
    bar: el("span", { class: "row-bar" }), row: null, index: -1,
  };
  item.markIcon = el("span", { class: "row-mark-icon" });
  item.mark.append(item.markIcon, item.label);
  item.button = el("button", { type: "button", class: "row", onclick: () => choose(id) },
    item.icon, el("span", { class: "row-text" }, item.title, item.line, item.id),
    el("span", { class: "row-clock" }, item.time, item.mark), item.bar);
  item.element = el("li", null, item.button);
  return item;
}

/** Writes a row's content where it has changed. */
export function fillRow(item, row, context) {
  const { words, skillName, model, clock } = context;
  set(item.button, "aria-current", String(model.selection?.kind === "booking" && model.selection.id === row.id));
  if (item.row !== row || item.named !== context.directory.people.size) {
    item.named = context.directory.people.size;
    if (item.row?.state !== row.state) replace(item.icon, shapeIcon(BOOKING_SHAPES[row.state]));
    item.row = row;
    item.second = null;
    setText(
      item.title,
      row.skillsRequired.length ? words.list(row.skillsRequired.map(skillName)) : words.t("queue.anySkill"),
    );
    writeLine(item, row, context);
  }
  tickRow(item, clock.now(), words);
}

function writeLine(item, row, { words, directory }) {
  const state = words.t(row.trip && row.state === "inTrip" ? `trip.${row.trip.state}` : `state.${row.state}`);
  if (row.offer) {
    item.second = el("span", { class: "clock" });
    const who = row.offer.technicians.length === 1
      ? directory.name(row.offer.technicians[0])
      : words.plural("asked", row.offer.technicians.length);
    replace(item.line, el("span", { dir: "auto" }, words.t("queue.asking", { who })), item.second);
  } else {
    replace(
      item.line,
      el("span", null, state),
      row.technician && el("span", { dir: "auto", class: "row-who" }, directory.name(row.technician)),
    );
  }
}

/** Moves the clocks of a row on. */
export function tickRow(item, now, words) {
  const { row } = item;
  if (!row) return;
  const clock = promiseClock(row, now, words);
  setText(item.time, clock.text);
  setText(item.label, clock.label);
  // Less than a hundredth would be a speck.
  item.bar.style.setProperty("--share", clock.share < 0.01 ? "0" : clock.share.toFixed(3));
  if (item.button.dataset.mark !== clock.mark) {
    item.button.dataset.mark = clock.mark;
    replace(item.markIcon, shapeIcon(MARK_SHAPES[clock.mark]));
  }
  if (item.second && row.offer) setText(item.second, clockText(words, Math.max(0, row.offer.deadline - now)));
}
