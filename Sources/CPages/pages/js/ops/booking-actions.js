// What can be done with a booking: the buttons that its state allows, and what they ask before they act.

import { el, replace } from "../common/dom.js";
import { openDialog } from "./dialog.js";
import { faultText } from "./panel-parts.js";
import { reasonField } from "./reason-field.js";
import { openShare } from "./share-dialog.js";
import { LIVE_STATES } from "./urgency.js";

/** Which commands a state allows; the server has the last word. */
const ALLOWED = {
  open: ["assign", "offer", "cancel"],
  offering: ["assign", "withdraw", "cancel"],
  unfilled: ["assign", "offer", "cancel"],
  assigned: ["assign", "release", "cancel"],
  inTrip: ["assign", "cancel"],
};

/** Commands for which the server wants a reason; the others take none. */
const REASONS = { release: true, cancel: true };

/** @param {import("./booking-panel.js").BookingPanel} panel */
export function bookingActions(panel) {
  const { row, context, actions } = panel;
  const { words } = context;
  const commands = ALLOWED[row.state] ?? [];
  const key = `${row.state}|${row.technician}`;
  if (panel.actionsKey === key) return;
  panel.actionsKey = key;
  const buttons = commands.map((name) => {
    const label = name === "assign" && row.technician ? "reassign" : name;
    const style = name === "assign" ? "button-primary" : name === "cancel" ? "button-quiet-danger" : "";
    return el("button", {
      type: "button", class: `button ${style}`, onclick: () => (name === "assign" ? panel.assign() : ask(panel, name)),
    }, words.t(`action.${label}`), name === "assign" && el("kbd", null, "a"));
  });
  if (LIVE_STATES.has(row.state)) {
    buttons.splice(
      buttons.length - 1,
      0,
      el(
        "button",
        { type: "button", class: "button", onclick: () => openShare(context, row) },
        words.t("action.share"),
      ),
    );
  }
  replace(actions, ...buttons);
}

function ask(panel, name) {
  const { context, row } = panel;
  const { words, api, toast } = context;
  const reason = REASONS[name] ? reasonField(words, name) : null;
  openDialog({
    title: words.t(`action.${name}Title`),
    closeLabel: words.t("close"),
    submitLabel: words.t(`action.${name}`),
    isDanger: name === "cancel" || name === "release",
    content: [el("p", null, words.t(`action.${name}Hint`)), reason?.element],
    explain: (error) => faultText(words, error),
    submit: async () => {
      const text = reason?.value();
      if (reason && !text) throw new Error(words.t("reason.needed"));
      const body = { expectedVersion: panel.row.version, ...(text ? { reason: text } : {}) };
      panel.takeDocument(await api.command(row.id, name, body));
      toast(words.t(`action.${name}Done`));
    },
  });
}
