// Dialogs: a title, content, a form that can be refused with words, and the way out.

import { el, icon, set, show } from "../common/dom.js";
import { paths } from "./icons.js";

/**
 * Opens a dialog; it goes away when it is closed.
 * @param {object} options
 * @param {string} options.title
 * @param {string} options.closeLabel
 * @param {Array<Node|string|null>} options.content
 * @param {string} [options.submitLabel] makes the content a form
 * @param {() => Promise<void>} [options.submit] the dialog closes when it is done; what it throws is shown
 * @param {(error: Error) => string} [options.explain]
 * @param {boolean} [options.isDanger]
 * @param {string} [options.className]
 * @returns {{close: () => void, element: HTMLDialogElement}}
 */
export function openDialog({ title, closeLabel, content, submitLabel, submit, explain, isDanger, className = "" }) {
  const before = document.activeElement;
  const fault = el("p", { class: "dialog-fault", role: "alert", hidden: true });
  const confirm = submitLabel && el(
    "button",
    { type: "submit", class: `button ${isDanger ? "button-danger" : "button-primary"}` },
    submitLabel,
  );
  const close = () => dialog.close();
  const form = el(
    "form",
    { method: "dialog", class: "dialog-form", novalidate: true },
    el(
      "header",
      null,
      el("h2", { id: "dialog-title" }, title),
      el(
        "button",
        { type: "button", class: "icon-button", "aria-label": closeLabel, onclick: close },
        icon(paths.close),
      ),
    ),
    el("div", { class: "dialog-content" }, ...content, fault),
    confirm && el(
      "footer",
      null,
      el("button", { type: "button", class: "button", onclick: close }, closeLabel),
      confirm,
    ),
  );
  const dialog = el("dialog", { class: `dialog ${className}`, "aria-labelledby": "dialog-title" }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!submit || confirm.disabled) return;
    show(fault, false);
    set(confirm, "disabled", true);
    try {
      await submit();
      close();
    } catch (error) {
      fault.textContent = explain?.(error) ?? error.message;
      show(fault, true);
    } finally {
      set(confirm, "disabled", false);
    }
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    before?.focus?.();
  });
  dialog.addEventListener("pointerdown", (event) => { if (event.target === dialog) close(); });
  document.body.append(dialog);
  dialog.showModal();
  form.querySelector("textarea, input, select, footer .button")?.focus();
  return { close, element: dialog };
}
