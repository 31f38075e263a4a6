// Short notices that go away by themselves. The container is a live region.

import { el } from "../common/dom.js";

/**
 * @param {HTMLElement} container
 * @returns {(text: string, kind?: "done"|"fault") => void}
 */
export function toaster(container) {
  return (text, kind = "done") => {
    const toast = el("div", { class: `toast toast-${kind}` }, text);
    container.append(toast);
    setTimeout(() => toast.classList.add("is-leaving"), kind === "fault" ? 7_000 : 3_600);
    setTimeout(() => toast.remove(), kind === "fault" ? 7_400 : 4_000);
  };
}
