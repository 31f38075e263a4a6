// What holds for every operation: where the server is, tokens, the envelope, errors.

import { el } from "../common/dom.js";
import { codeView } from "./example.js";
import { highlightJSON, highlightShell, layOut } from "./highlight.js";
import { prose, spans } from "./prose.js";

const begin = `geod serve --dev > dev.env 2> dev.log &
sleep 1; eval "$(grep ^export dev.env)"; URL=${location.origin}`;

const failure = {
  success: false,
  error: {
    type: "urn:geod:problem:invalid",
    title: "The request has invalid fields",
    status: 422,
    detail: "rating.value: must be from 0 to 5",
    errors: [{ field: "rating.value", code: "outOfRange", message: "must be from 0 to 5" }],
  },
  meta: { requestId: "01a1fb72-5843-74b4-b46a-b011c6928598" },
};

/** @param {import("./model.js").Model} model */
export function introduction(model, words) {
  const text = layOut(JSON.stringify(failure));
  return el(
    "article",
    { class: "operation introduction", id: "introduction", "data-section": "", "aria-labelledby": "introduction-title" },
    el(
      "div",
      { class: "operation-text" },
      el("h1", { class: "page-title", id: "introduction-title" }, words.t("heading")),
      el("p", { class: "lead" }, words.t("lead")),
      el("div", { class: "prose", lang: "en", dir: "ltr" }, prose(model.description)),
      el("h2", { class: "label" }, words.t("errors")),
      el(
        "dl",
        { class: "problems", lang: "en", dir: "ltr" },
        ...model.problems.flatMap((problem) => [
          el("dt", null, el("code", null, problem.kind)),
          el("dd", null, ...spans(problem.description)),
        ]),
      ),
    ),
    el(
      "div",
      { class: "operation-examples" },
      el(
        "div",
        { class: "examples" },
        codeView(begin, highlightShell(begin), words.t("begin"), words),
        codeView(text, highlightJSON(text), words.t("anError"), words),
      ),
    ),
  );
}
