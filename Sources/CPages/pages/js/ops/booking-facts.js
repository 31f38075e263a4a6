// What is known about a booking, as a list of facts; two of them count down.

import { el, replace, setText } from "../common/dom.js";
import { clockText } from "./clock-text.js";
import { fact } from "./panel-parts.js";

/** @param {import("./booking-panel.js").BookingPanel} panel */
export function bookingFacts(panel) {
  const { row, context } = panel;
  const document = panel.document ?? {};
  const { words, skillName, map } = context;
  const preferred = document.skillsPreferred ?? [];
  const place = el("button", { type: "button", class: "link", dir: "ltr", onclick: () => map.reveal(row.lat, row.lon) },
    `${row.lat.toFixed(5)}, ${row.lon.toFixed(5)}`);
  replace(
    panel.facts,
    offerFact(panel),
    technicianFact(panel),
    etaFact(panel),
    fact(words.t("fact.promises"), promises(row, context)),
    row.window && fact(words.t("fact.window"), span(row.window, context)),
    fact(words.t("fact.preferred"), words.list(preferred.map(skillName))),
    wishes(document.preferences, context),
    fact(words.t("fact.place"), place),
    row.placedAt && fact(
      words.t("fact.placed"),
      words.timeExact(row.placedAt),
      document.wavesSent ? ` · ${words.plural("waves", document.wavesSent)}` : "",
    ),
  );
}

/** Moves the countdowns on. */
export function tickFacts({ row, context, offerClock, etaClock, document }) {
  const now = context.clock.now();
  if (offerClock && row.offer) setText(offerClock, clockText(context.words, Math.max(0, row.offer.deadline - now)));
  const arrival = arrivalOf(row, document);
  if (etaClock && arrival) setText(etaClock, clockText(context.words, Math.max(0, arrival.at - now)));
}

function offerFact(panel) {
  const { row, context } = panel;
  if (!row.offer) return (panel.offerClock = null);
  const { words, directory, model } = context;
  const waiting = panel.document?.offer?.waiting ?? row.offer.technicians;
  panel.offerClock = el(
    "strong",
    { class: "clock" },
    clockText(words, Math.max(0, row.offer.deadline - context.clock.now())),
  );
  const names = row.offer.technicians.map((id) => el("button", {
    type: "button", class: waiting.includes(id) ? "person-chip" : "person-chip is-done", dir: "auto",
    onclick: () => model.select({ kind: "technician", id }),
  }, directory.name(id)));
  return fact(
    words.t("fact.offer"),
    el("span", null, words.t("fact.offerEnds"), " ", panel.offerClock),
    el("span", { class: "person-chips" }, ...names),
  );
}

function technicianFact({ row, context }) {
  if (!row.technician) return null;
  const { words, directory, model } = context;
  return fact(
    words.t("fact.technician"),
    el(
      "button",
      {
        type: "button",
        class: "person-chip",
        dir: "auto",
        onclick: () => model.select({ kind: "technician", id: row.technician }),
      },
      directory.name(row.technician),
    ),
  );
}

function etaFact(panel) {
  const { row, document, context } = panel;
  const arrival = arrivalOf(row, document);
  panel.etaClock = null;
  if (!arrival || row.trip?.state !== "enRoute") return null;
  const { words } = context;
  panel.etaClock = el("strong", { class: "clock" }, clockText(words, Math.max(0, arrival.at - context.clock.now())));
  const range = document?.eta ? ` · ${rangeText(document.eta, words)}` : "";
  return fact(words.t("fact.eta"), panel.etaClock, ` · ${words.time(arrival.at)}`, range);
}

/** Between which times eight of ten arrivals fall. */
function rangeText({ t, lowSeconds, highSeconds }, words) {
  const at = (seconds) => words.time(t + seconds * 1000);
  return words.t("fact.between", { from: at(lowSeconds), until: at(highSeconds) });
}

/** When the technician is expected. `etaAt` is when the estimate was made. */
function arrivalOf(row, document) {
  if (document?.eta?.expectedSeconds !== undefined) return { at: document.eta.t + document.eta.expectedSeconds * 1000 };
  if (row.etaSeconds !== undefined && row.etaAt) return { at: row.etaAt + row.etaSeconds * 1000 };
  return null;
}

function promises(row, context) {
  const { words } = context;
  const parts = [];
  if (row.sla?.assignBy) parts.push(words.t("fact.assignBy", { time: moment(row.sla.assignBy, context) }));
  if (row.sla?.arriveBy) parts.push(words.t("fact.arriveBy", { time: moment(row.sla.arriveBy, context) }));
  return parts.length ? parts.join(" · ") : words.t("fact.noPromises");
}

function span({ start, end }, context) {
  const { words } = context;
  const isOneDay = words.dayNumber(start) === words.dayNumber(end);
  return words.t("fact.fromUntil", {
    from: moment(start, context), until: isOneDay ? words.time(end) : moment(end, context),
  });
}

/** A time of today, or one of another day with that day. */
function moment(ms, { words, clock }) {
  const isToday = words.dayNumber(ms) === words.dayNumber(clock.now());
  return isToday ? words.time(ms) : `${words.dateShort(ms)} ${words.time(ms)}`;
}

function wishes(preferences, { words, directory }) {
  if (!preferences) return null;
  const parts = [];
  if (preferences.picked) parts.push(words.t("fact.picked", { name: directory.name(preferences.picked) }));
  if (preferences.blocked?.length) parts.push(words.t(
    "fact.blocked",
    { names: words.list(preferences.blocked.map((id) => directory.name(id))) },
  ));
  return fact(words.t("fact.wishes"), parts.join(" · "));
}
