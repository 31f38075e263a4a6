// Pieces that both panels are made of.

import { el, icon } from "../common/dom.js";
import { paths } from "./icons.js";

/** A part of a panel with a heading. */
export function section(title, ...children) {
  return el("section", { class: "panel-section" }, el("h3", null, title), ...children);
}

/** A part that is folded until somebody wants it; `open` is called the first time. */
export function folded(title, content, open = null) {
  const details = el(
    "details",
    { class: "panel-section panel-folded" },
    el("summary", null, el("h3", null, title)),
    content,
  );
  if (open) details.addEventListener("toggle", () => details.open && open(), { once: true });
  return details;
}

/** One fact; nothing when there is no value. */
export function fact(label, ...value) {
  if (value.every((part) => part === null || part === undefined || part === "" || part === false)) return null;
  return el("div", { class: "fact" }, el("dt", null, label), el("dd", null, ...value));
}

/** The button that closes a panel. */
export function closeButton(words, close) {
  return el(
    "button",
    {
      type: "button",
      class: "icon-button panel-close",
      "aria-label": words.t("close"),
      title: words.t("keys.back"),
      onclick: close,
    },
    icon(paths.close),
  );
}

/** An identifier that can be copied. */
export function copyable(text, { words, toast }) {
  return el("button", {
    type: "button", class: "copyable", dir: "ltr", title: words.t("copy"), "aria-label": words.t("copyOf", { text }),
    onclick: () => navigator.clipboard?.writeText(text).then(() => toast(words.t("copied"))),
  }, text, icon(paths.copy));
}

/** The initials of a name, for a picture that there is not. */
export function initials(name) {
  const letters = name.split(/\s+/).filter(Boolean).map((part) => part.replace(/^ال/, "")[0]);
  // Arabic letters would join into a word.
  return letters.length > 1 ? `${letters[0]}\u200c${letters[letters.length - 1]}` : (letters[0] ?? "");
}

/** What went wrong with a request, in the reader's words. */
export function faultText(words, error) {
  if (error.status === 0) return words.t("fault.unreachable");
  if (error.code && words.has(`conflict.${error.code}`)) return words.t(`conflict.${error.code}`);
  if (error.status === 404) return words.t("fault.notFound");
  if (error.status === 403) return words.t("fault.forbidden");
  return error.fields?.[0]?.message ?? error.message ?? words.t("fault.other");
}
