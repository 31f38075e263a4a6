// Assigning by hand: whom, why, and a look at what geod thinks of it before it is done.

import { el, replace } from "../common/dom.js";
import { openDialog } from "./dialog.js";
import { matchQuery } from "./match-query.js";
import { faultText } from "./panel-parts.js";
import { Picker, technicianFinder } from "./picker.js";
import { explanationText } from "./reasons.js";
import { reasonField } from "./reason-field.js";

/**
 * @param {object} context
 * @param {object} options
 * @param {object} options.booking its row
 * @param {string|null} options.technician already chosen
 * @param {(document: object) => void} options.done
 */
export function openAssign(context, { booking, technician, done }) {
  const { words, api, directory, skillName, toast } = context;
  directory.load();
  let chosen = technician;
  const verdict = el("p", { class: "assign-verdict", "aria-live": "polite" });
  const picker = new Picker({
    label: words.t("assign.whom"), hint: words.t("search.none"), keepsText: true, find: technicianFinder(context),
    choose: (id) => { chosen = id; look(); },
  });
  if (technician) picker.input.value = directory.name(technician);
  picker.input.addEventListener("input", () => { chosen = null; replace(verdict); });
  const reason = reasonField(words, "assign");
  const look = async () => {
    const wanted = chosen;
    replace(verdict, words.t("assign.looking"));
    try {
      const answer = await api.match({ ...matchQuery(booking, null), explain: [wanted], countsRefusals: false });
      if (chosen === wanted) replace(verdict, explanationText(context, answer.explanations[0], answer));
    } catch (error) {
      replace(verdict, faultText(words, error));
    }
  };
  openDialog({
    title: words.t(booking.technician ? "assign.titleAgain" : "assign.title"),
    closeLabel: words.t("close"),
    submitLabel: words.t("assign.do"),
    className: "dialog-assign",
    content: [
      el(
        "p",
        { class: "soft", dir: "auto" },
        words.list(booking.skillsRequired.map(skillName)),
        " · ",
        el("bdi", null, booking.id),
      ),
      booking.technician && el(
        "p",
        { class: "note" },
        words.t("assign.takes", { name: directory.name(booking.technician) }),
      ),
      booking.offer && el("p", { class: "note" }, words.t("assign.withdraws")),
      picker.element,
      verdict,
      reason.element,
    ],
    explain: (error) => faultText(words, error),
    submit: async () => {
      if (!chosen) throw new Error(words.t("assign.whomNeeded"));
      if (!reason.value()) throw new Error(words.t("reason.needed"));
      done(await api.command(
        booking.id,
        "assign",
        { technician: chosen, reason: reason.value(), expectedVersion: booking.version },
      ));
      toast(words.t("assign.done", { name: directory.name(chosen) }));
    },
  });
  if (!technician) return;
  look();
  // Whom is said already; the field that would open its list over the reason is not where one begins.
  reason.element.querySelector("textarea").focus();
}
