// One candidate: name, cost, and the bar whose parts are the terms of the cost in seconds. Below it, on request, the
// same as numbers with what they come from.

import { el, set } from "../common/dom.js";

/** The terms in the order of the bar, with the class that colours them. */
export const TERMS = [
  { key: "travelSeconds", name: "travel" }, { key: "slackSeconds", name: "slack" },
  { key: "ratingSeconds", name: "rating" }, { key: "fitSeconds", name: "fit" },
];

/**
 * How long bars are: the largest sums left and right of zero.
 * @param {object[]} candidates
 */
export function scaleOf(candidates) {
  let [gain, loss] = [0, 1];
  for (const { terms } of candidates) {
    const sums = TERMS.reduce((sum, { key }) => {
      sum[terms[key] < 0 ? 0 : 1] += Math.abs(terms[key]);
      return sum;
    }, [0, 0]);
    gain = Math.max(gain, sums[0]);
    loss = Math.max(loss, sums[1]);
  }
  return { gain, loss, all: gain + loss };
}

/** What the colours mean. */
export function termLegend(words) {
  return el(
    "ul",
    { class: "term-legend", "aria-hidden": "true" },
    ...TERMS.map(({ name }) => el(
      "li",
      null,
      el("span", { class: `term-swatch term-${name}` }),
      words.t(`term.${name}`),
    )),
  );
}

/**
 * @param {object} context
 * @param {object} options candidate, index, scale, isOpen, isHeld, toggle, assign
 */
export function candidateRow(context, { candidate, index, scale, isOpen, isHeld, toggle, assign }) {
  const { words, directory, model, map } = context;
  const { technician, terms, costSeconds, distanceMeters, eta } = candidate;
  const head = el(
    "button",
    { type: "button", class: "candidate-head", "aria-expanded": String(isOpen), onclick: toggle },
    el("span", { class: "candidate-rank" }, words.number(index + 1)),
    el(
      "span",
      { class: "candidate-name", dir: "auto" },
      directory.name(technician),
      isHeld && el("span", { class: "held" }, words.t("match.has")),
    ),
    el(
      "span",
      { class: "candidate-way" },
      `${words.distance(distanceMeters)} · ${words.duration(eta.expectedSeconds)}`,
    ),
    el("span", { class: "candidate-cost clock" }, seconds(words, costSeconds)),
  );
  const row = el("li", { class: isOpen ? "candidate is-open" : "candidate" }, head, bar(words, terms, scale));
  if (isOpen) {
    row.append(
      termTable(words, candidate),
      el(
        "div",
        { class: "candidate-actions" },
        el(
          "button",
          { type: "button", class: "button button-small button-primary", onclick: assign },
          words.t("action.assign"),
        ),
        el(
          "button",
          {
            type: "button",
            class: "button button-small",
            onclick: () => model.select({ kind: "technician", id: technician }),
          },
          words.t("match.showTechnician"),
        ),
      ),
    );
  }
  row.addEventListener("pointerenter", () => { map.technicians.hovered = technician; map.technicians.wake(); });
  row.addEventListener("pointerleave", () => { map.technicians.hovered = null; map.technicians.wake(); });
  return row;
}

/** The zero is where gains end and costs begin; gains grow towards the start of the line. */
function bar(words, terms, scale) {
  const said = TERMS.filter(({ key }) => Math.round(terms[key])).map(
    ({ key, name }) => `${words.t(`term.${name}`)} ${seconds(words, terms[key])}`,
  );
  // A half is as wide as its largest sum: parts are shares of that.
  const part = ({ key, name }) => {
    const element = el("span", { class: `term term-${name}` });
    element.style.inlineSize = `${(Math.abs(terms[key]) / (terms[key] < 0 ? scale.gain : scale.loss)) * 100}%`;
    return element;
  };
  const gains = el("span", { class: "bar-gains" }, ...TERMS.filter(({ key }) => terms[key] < 0).map(part));
  const costs = el("span", { class: "bar-costs" }, ...TERMS.filter(({ key }) => terms[key] > 0).map(part));
  const element = el("span", { class: "term-bar", role: "img", "aria-label": said.join(", ") }, gains, costs);
  set(element, "style", { "--zero": `${(scale.gain / scale.all) * 100}%` });
  return element;
}

function termTable(words, candidate) {
  const { terms, preferredSkillsHeld: held } = candidate;
  const from = {
    travel: words.t("term.travelFrom", {
      distance: words.distance(candidate.distanceMeters),
      time: words.duration(candidate.travelSeconds),
    }),
    slack: candidate.slackSeconds === undefined ? words.t("term.slackNone") : words.t(
      candidate.slackSeconds < 0 ? "term.slackLate" : "term.slackFrom",
      { time: words.duration(Math.abs(candidate.slackSeconds)) },
    ),
    rating: words.t("term.ratingFrom", { rating: words.number(candidate.shrunkRating, { maximumFractionDigits: 2 }) }),
    fit: held > 0 ? words.plural("term.fitFrom", held) : words.t("term.fitNone"),
  };
  return el(
    "table",
    { class: "term-table" },
    el(
      "tbody",
      null,
      ...TERMS.map(({ key, name }) => el(
        "tr",
        null,
        el("th", { scope: "row" }, el("span", { class: `term-swatch term-${name}` }), words.t(`term.${name}`)),
        el("td", { class: "term-from" }, from[name]),
        el("td", { class: "clock term-seconds" }, seconds(words, terms[key])),
      )),
    ),
  );
}

/** Seconds of waiting, with a true minus. */
export function seconds(words, value) {
  const whole = Math.round(value);
  return words.t("term.seconds", { n: (whole < 0 ? "\u2212" : "") + words.number(Math.abs(whole)) });
}
