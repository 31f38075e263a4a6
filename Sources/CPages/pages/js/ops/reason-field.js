// Why somebody does what geod would not have done: a text, with the usual reasons at hand. It goes to the audit.

import { el } from "../common/dom.js";

const USUAL = {
  assign: ["reason.customerAsked", "reason.knowsSite", "reason.nearest", "reason.escalation"],
  release: ["reason.delayed", "reason.wrongSkill", "reason.technicianAsked"],
  cancel: ["reason.customerCancelled", "reason.duplicate", "reason.notServed"],
};
const LENGTH_MAX = 255;

/**
 * @param {import("../common/words.js").Words} words
 * @param {"assign"|"release"|"cancel"} kind
 * @returns {{element: HTMLElement, value: () => string}}
 */
export function reasonField(words, kind) {
  const field = el("textarea", {
    id: "reason",
    rows: 2,
    maxlength: LENGTH_MAX,
    dir: "auto",
    required: true,
    placeholder: words.t("reason.placeholder"),
  });
  const chips = USUAL[kind].map((key) => el("button", {
    type: "button", class: "chip", onclick: () => { field.value = words.t(key); field.focus(); },
  }, words.t(key)));
  return {
    element: el(
      "div",
      { class: "field" },
      el("label", { for: "reason" }, words.t("reason.label")),
      field,
      el("div", { class: "chips" }, ...chips),
    ),
    value: () => field.value.trim(),
  };
}
