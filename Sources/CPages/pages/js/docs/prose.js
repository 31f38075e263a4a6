// English texts of the document as elements: paragraphs, and code between backticks.

import { el } from "../common/dom.js";

/**
 * The paragraphs of a text.
 * @param {string} text
 * @returns {DocumentFragment}
 */
export function prose(text) {
  const fragment = document.createDocumentFragment();
  for (const paragraph of text.split("\n\n")) {
    if (paragraph) fragment.append(el("p", null, ...spans(paragraph)));
  }
  return fragment;
}

/**
 * One line of text.
 * @param {string} text
 * @returns {(string|HTMLElement)[]}
 */
export function spans(text) {
  return text
    .split(/(`[^`]+`)/)
    .filter(Boolean)
    .map((part) => (/^`.+`$/.test(part) ? el("code", null, part.slice(1, -1)) : part));
}
