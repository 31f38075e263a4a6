// Who could take the booking, best first, with what each costs and why: the argument of the product.

import { el, icon, replace, show } from "../common/dom.js";
import { candidateRow, scaleOf, termLegend } from "./candidate-row.js";
import { matchQuery } from "./match-query.js";
import { faultText } from "./panel-parts.js";
import { Picker, technicianFinder } from "./picker.js";
import { certificateText, explanationText, gateList, whyFirst } from "./reasons.js";
import { paths } from "./icons.js";

/** How long an answer is shown before it is asked again, while nobody has the booking; wall milliseconds. */
const FRESH_MS = 12_000;

export class Candidates {
  /** @param {object} context @param {import("./booking-panel.js").BookingPanel} panel */
  constructor(context, panel) {
    Object.assign(this, { context, panel, answer: null, asked: null, opened: null });
    const { words } = context;
    this.when = el("span", { class: "when clock" });
    this.again = el(
      "button",
      {
        type: "button",
        class: "icon-button",
        title: words.t("match.again"),
        "aria-label": words.t("match.again"),
        onclick: () => this.load(),
      },
      icon(paths.again),
    );
    this.body = el("div", { class: "match-body" });
    this.verdict = el("div", { class: "why-not-verdict", "aria-live": "polite" });
    this.picker = new Picker({
      label: words.t("match.whyNot"),
      hint: words.t("search.none"),
      find: technicianFinder(context),
      choose: (id) => this.#explain(id),
    });
    this.element = el("section", { class: "panel-section match" },
      el("header", { class: "match-head" }, el("h3", null, words.t("match.title")), this.when, this.again),
      this.body, el("div", { class: "why-not" }, this.picker.element, this.verdict));
    this.stopListening = context.directory.loaded.listen(() => this.answer && !this.isClosed && this.#render());
  }

  /** The booking reads differently: the answer may be another. */
  bookingChanged(row, document, isOpen) {
    this.row = row;
    this.document = document;
    this.isOpen = isOpen;
    const key = `${row.version}|${document ? 1 : 0}`;
    if (this.asked === key) return;
    const isFirst = this.asked === null;
    this.asked = key;
    if (!["open", "offering", "unfilled", "assigned", "inTrip"].includes(row.state)) return show(this.element, false);
    show(this.element, true);
    if (isOpen || row.state === "assigned") this.#soon(isFirst ? 0 : 300);
    else if (!this.answer) this.#offerToAsk();
  }

  close() {
    this.isClosed = true;
    this.stopListening();
    clearTimeout(this.timer);
  }

  async load() {
    clearTimeout(this.timer);
    const { api, words } = this.context;
    if (!this.answer) replace(
      this.body,
      ...Array.from({ length: 4 }, () => el("div", { class: "skeleton skeleton-candidate" })),
    );
    const query = matchQuery(this.row, this.document);
    if (this.row.technician) query.explain = [this.row.technician];
    try {
      this.answer = await api.match(query);
      if (this.isClosed) return;
      this.#render();
      if (this.isOpen) this.#soon(FRESH_MS);
    } catch (error) {
      if (this.isClosed) return;
      replace(
        this.body,
        el("p", { class: "fault" }, faultText(words, error)),
        el("button", { type: "button", class: "button", onclick: () => this.load() }, words.t("retry")),
      );
    }
  }

  #soon(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), milliseconds);
  }

  #offerToAsk() {
    const { words } = this.context;
    replace(this.body, el("p", { class: "soft" }, words.t("match.onTrip")),
      el("button", { type: "button", class: "button", onclick: () => this.load() }, words.t("match.ask")));
  }

  #render() {
    const { words, directory } = this.context;
    const { answer } = this;
    this.when.textContent = words.t("match.asOf", { time: words.timeExact(answer.time) });
    const { candidates } = answer;
    const held = this.row.technician && answer.explanations?.find((one) => one.technician === this.row.technician);
    const scale = scaleOf(candidates);
    const list = el(
      "ol",
      { class: "candidates" },
      ...candidates.map((candidate, index) => candidateRow(
        this.context,
        {
          candidate,
          index,
          scale,
          isOpen: this.opened === candidate.technician,
          isHeld: candidate.technician === this.row.technician,
          toggle: () => {
            this.opened = this.opened === candidate.technician ? null : candidate.technician;
            this.#render();
          },
          assign: () => this.panel.assign(candidate.technician),
        },
      )),
    );
    replace(
      this.body,
      candidates.length
        ? el(
          "p",
          { class: "why-first" },
          icon(paths.star),
          el("span", null, whyFirst(this.context, candidates)),
        )
        : el(
          "p",
          { class: "why-first is-none" },
          icon(paths.warning),
          el("span", null, words.t("match.nobody")),
        ),
      held && el(
        "p",
        { class: "note" },
        words.t("match.held", { name: directory.name(this.row.technician) }),
        this.#aboutHolder(held),
      ),
      candidates.length > 0 && termLegend(words),
      candidates.length > 0 && list,
      answer.refusals && gateList(words, answer.refusals),
      el(
        "p",
        { class: "certificate" },
        icon(paths.shield),
        el("span", null, certificateText(words, answer)),
      ),
    );
  }

  /** Whoever has the booking is often full because of it: that is not worth a word. */
  #aboutHolder(held) {
    if (held.verdict === "unknown" || held.gate === "load" || held.gate === "status") return null;
    return ` ${explanationText(this.context, held, this.answer)}`;
  }

  async #explain(id) {
    const { api, words } = this.context;
    replace(this.verdict, el("p", { class: "soft" }, words.t("assign.looking")));
    try {
      const answer = await api.match({ ...matchQuery(this.row, this.document), explain: [id], countsRefusals: false });
      const [explanation] = answer.explanations;
      replace(
        this.verdict,
        el(
          "div",
          { class: `verdict verdict-${explanation.verdict}` },
          el("p", null, explanationText(this.context, explanation, answer)),
          el(
            "div",
            { class: "verdict-actions" },
            el(
              "button",
              { type: "button", class: "link", onclick: () => this.context.model.select({ kind: "technician", id }) },
              words.t("match.showTechnician"),
            ),
            explanation.verdict !== "unknown" && el(
              "button",
              { type: "button", class: "link", onclick: () => this.panel.assign(id) },
              words.t("action.assign"),
            ),
          ),
        ),
      );
    } catch (error) {
      replace(this.verdict, el("p", { class: "fault" }, faultText(words, error)));
    }
  }
}
