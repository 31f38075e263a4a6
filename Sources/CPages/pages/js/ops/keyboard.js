// Keys that work everywhere but in fields, and the sheet that tells them.

import { el } from "../common/dom.js";
import { openDialog } from "./dialog.js";

const KEYS = [
  ["/", "keys.search"],
  ["j", "keys.next"],
  ["k", "keys.previous"],
  ["a", "keys.assign"],
  ["z", "keys.all"],
  ["Esc", "keys.back"],
  ["?", "keys.help"],
];

/** @param {object} context */
export function listenToKeys({ words, queue, details, model, map }) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const isWriting = event.target.closest?.("input, textarea, select");
    if (isWriting) return;
    const act = {
      "/": () => queue.search.focus(), j: () => queue.step(1), k: () => queue.step(-1), a: () => details.assign(),
      z: () => map.showAll(), Escape: () => model.select(null), "?": () => showHelp(words),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** @param {import("../common/words.js").Words} words */
export function showHelp(words) {
  openDialog({
    title: words.t("keys.title"),
    closeLabel: words.t("close"),
    className: "dialog-help",
    content: [
      el(
        "dl",
        { class: "keys" },
        ...KEYS.map(([key, text]) => el(
          "div",
          null,
          el("dt", null, el("kbd", null, key)),
          el("dd", null, words.t(text)),
        )),
      ),
    ],
  });
}
