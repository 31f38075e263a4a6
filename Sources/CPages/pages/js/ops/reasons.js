// Why, in words: why the first candidate is first, why somebody is not, and what the certificate proves.

import { el } from "../common/dom.js";
import { seconds, TERMS } from "./candidate-row.js";

/** Differences below this are not worth a word, seconds. */
const WORTH_SAYING = 2;
const GATES = ["skill", "status", "staleness", "credential", "zone", "shift", "load", "blocked", "leased"];

/** Spans that are set beside costs are told in seconds as these are, unless they are long. */
function spanText(words, value) {
  return value < 600 ? seconds(words, Math.max(1, value)) : words.duration(value);
}

/**
 * @param {object} context
 * @param {object[]} candidates best first, at least one
 */
export function whyFirst({ words, directory }, candidates) {
  const [first, second] = candidates;
  const name = directory.name(first.technician);
  if (!second) return words.t("why.only", { name });
  const gap = second.costSeconds - first.costSeconds;
  const better = [];
  const worse = [];
  for (const { key, name: term } of TERMS) {
    const difference = second.terms[key] - first.terms[key];
    if (Math.abs(difference) < WORTH_SAYING) continue;
    const text = words.t(`why.${term}${difference > 0 ? "Better" : "Worse"}`, {
      span: spanText(words, Math.abs(difference)),
    });
    (difference > 0 ? better : worse).push(text);
  }
  const other = directory.name(second.technician);
  if (gap < 0.5 || !better.length) return words.t("why.tie", { name, other });
  const sentence = words.t("why.first", { name, other, span: spanText(words, gap), reasons: words.list(better) });
  return worse.length ? `${sentence} ${words.t("why.although", { reasons: words.list(worse) })}` : sentence;
}

/**
 * What became of one technician.
 * @param {object} context
 * @param {object} explanation
 * @param {object} answer
 */
export function explanationText({ words, directory }, explanation, answer) {
  const name = directory.name(explanation.technician);
  if (explanation.verdict === "unknown") return words.t("whyNot.unknown", { name });
  if (explanation.verdict === "refused") return words.t(`whyNot.${explanation.gate}`, { name });
  if (explanation.verdict === "ranked") {
    if (explanation.rank === 1) return words.t("whyNot.first", { name });
    const [first] = answer.candidates;
    const self = answer.candidates[explanation.rank - 1];
    const gap = self && first ? self.costSeconds - first.costSeconds : 0;
    return words.t("whyNot.ranked", {
      name,
      rank: explanation.rank,
      span: spanText(words, gap),
      other: first ? directory.name(first.technician) : "",
    });
  }
  const { enough = {}, gapSeconds } = explanation;
  const ways = [];
  if (enough.distanceMaxMeters !== undefined) ways.push(words.t(
    "whyNot.enoughDistance",
    { distance: words.distance(enough.distanceMaxMeters) },
  ));
  if (enough.ratingMin !== undefined) ways.push(words.t(
    "whyNot.enoughRating",
    { rating: words.number(enough.ratingMin, { maximumFractionDigits: 2 }) },
  ));
  if (enough.preferredSkillsMin !== undefined) ways.push(words.plural(
    "whyNot.enoughSkills",
    enough.preferredSkillsMin,
  ));
  const sentence = words.t("whyNot.outranked", { name, span: spanText(words, gapSeconds) });
  if (!ways.length) return sentence;
  const either = new Intl.ListFormat(words.language, { type: "disjunction" }).format(ways);
  return `${sentence} ${words.t("whyNot.enough", { ways: either })}`;
}

/** What the certificate proves, in one line. */
export function certificateText(words, { certificate, refusals, candidates }) {
  if (certificate.radiusMeters === undefined) {
    const all = GATES.reduce((sum, gate) => sum + (refusals?.[gate] ?? 0), refusals?.passed ?? 0);
    return words.plural(candidates?.length ? "certificate.all" : "certificate.none", all || certificate.examined);
  }
  return words.plural("certificate.bounded", certificate.examined, {
    radius: words.distance(certificate.radiusMeters), bound: spanText(words, certificate.boundSeconds),
  });
}

/** How many were refused by which gate, most first. */
export function gateList(words, refusals) {
  const gates = GATES.filter((gate) => refusals[gate] > 0).sort((a, b) => refusals[b] - refusals[a]);
  const all = gates.reduce((sum, gate) => sum + refusals[gate], refusals.passed ?? 0);
  if (!all) return null;
  return el("div", { class: "gates" },
    el("p", { class: "gates-title" }, words.t(gates.length ? "gates.title" : "gates.none", { passed: refusals.passed ?? 0, all })),
    el("ul", null, ...gates.map((gate) => {
      const fill = el("span", { class: "gate-fill" });
      fill.style.inlineSize = `${Math.max(1.5, (refusals[gate] / all) * 100)}%`;
      return el(
        "li",
        null,
        el("span", { class: "gate-name" }, words.t(`gate.${gate}`)),
        el("span", { class: "gate-bar" }, fill),
        el("span", { class: "gate-count clock" }, words.number(refusals[gate])),
      );
    })));
}
