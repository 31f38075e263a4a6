// Why technicians were asked: the decisions as they were stored, wave by wave.

import { el, replace } from "../common/dom.js";
import { faultText } from "./panel-parts.js";
import { certificateText, whyFirst } from "./reasons.js";

export class DecisionList {
  /** @param {object} context @param {string} id */
  constructor(context, id) {
    Object.assign(this, { context, id });
    this.element = el("div", { class: "decisions" });
  }

  async load() {
    const { api, words } = this.context;
    replace(this.element, el("p", { class: "soft" }, words.t("decisions.loading")));
    try {
      const { items } = await api.decisions(this.id);
      if (!items.length) return replace(this.element, el("p", { class: "soft" }, words.t("decisions.none")));
      replace(this.element, el("ol", null, ...items.map((item) => this.#item(item))));
    } catch (error) {
      replace(
        this.element,
        el("p", { class: "soft" }, error.status === 404 ? words.t("decisions.none") : faultText(words, error)),
      );
    }
  }

  #item({ wave, madeAt, decision }) {
    const { words, directory } = this.context;
    const candidates = decision.candidates ?? [];
    return el(
      "li",
      null,
      el(
        "p",
        { class: "decision-head" },
        el("strong", null, words.t("decisions.wave", { n: wave })),
        el("time", { class: "clock" }, words.timeExact(madeAt)),
      ),
      candidates.length > 0 && el("p", null, whyFirst(this.context, candidates)),
      candidates.length > 0 && el(
        "p",
        { class: "soft", dir: "auto" },
        candidates.slice(0, 5).map(
          ({
            technician,
            costSeconds,
          }) => `${directory.name(technician)} ${words.t("term.seconds", { n: Math.round(costSeconds) })}`,
        ).join(" · "),
      ),
      decision.certificate && el("p", { class: "soft" }, certificateText(words, decision)),
    );
  }
}
