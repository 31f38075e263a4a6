// What the technician's licences are worth now: asked for on demand, and dated.

import { el, replace, set, setText, show } from "../common/dom.js";
import { icons } from "./icons.js";
import { nameOf } from "./speech.js";

/** So long the server may take to answer. Milliseconds. */
const patience = 8_000;

/** A button that checks, and the list of what was found. */
export class Credentials {
  #check;
  #state = "idle";
  #checkedAt = 0;
  #timer = 0;
  #button;
  #outcome;
  #list;
  #signature = "";

  /** @param {() => boolean} check asks the server again; false when it cannot be asked */
  constructor(check) {
    this.#check = check;
    this.#button = el("button", { class: "check", type: "button", onclick: () => this.#ask() }, icons.shield(), el("span"));
    this.#outcome = el("p", { class: "check-outcome", role: "status" });
    this.#list = el("ul", { class: "credentials" });
    /** @type {HTMLElement} */
    this.element = el("div", { class: "credentials-box" }, this.#button, this.#list, this.#outcome);
  }

  /** The answer to a check is the next `state`. */
  hear(message, now) {
    if (this.#state !== "checking" || message.type !== "state") return;
    clearTimeout(this.#timer);
    this.#state = "checked";
    this.#checkedAt = now;
  }

  #ask() {
    if (this.#state === "checking") return;
    if (!this.#check()) {
      this.#state = "failed";
      return;
    }
    this.#state = "checking";
    this.#timer = setTimeout(() => (this.#state = "failed"), patience);
  }

  /**
   * @param {object} technician
   * @param {import("../common/words.js").Words} words
   * @param {boolean} isOver nothing can be asked any more
   */
  render(technician, words, isOver) {
    const { credentials } = technician;
    show(this.element, Array.isArray(credentials) && (!isOver || this.#state === "checked"));
    if (!Array.isArray(credentials)) return;
    const isChecked = this.#state === "checked";
    const label = { idle: "checkCredentials", checking: "checking", checked: "checkAgain", failed: "checkCredentials" };
    setText(this.#button.lastElementChild, words.t(label[this.#state]));
    set(this.#button, "aria-disabled", this.#state === "checking" ? "true" : null);
    show(this.#button, !isOver);
    const signature = isChecked ? JSON.stringify([words.language, words.time(this.#checkedAt), credentials]) : "";
    if (signature !== this.#signature) {
      this.#signature = signature;
      replace(this.#list, ...(isChecked ? credentials.map((one) => row(one, words)) : []));
    }
    setText(this.#outcome, this.#outcomeText(credentials, words));
  }

  #outcomeText(credentials, words) {
    if (this.#state === "failed") return words.t("checkFailed");
    if (this.#state !== "checked") return "";
    const checked = words.t("checkedAt", { time: words.time(this.#checkedAt) });
    return credentials.length ? checked : `${words.t("noCredentials")} · ${checked}`;
  }
}

function row({ kind, status, expires }, words) {
  const isValid = status === undefined || status === "valid";
  const day = dayOf(expires);
  const text = !isValid
    ? words.t("credentialBad")
    : day === null
      ? words.t("credentialValid")
      : words.t("credentialUntil", { date: words.dateWithYear(day) });
  return el(
    "li",
    { class: "credential", dataset: { valid: String(isValid) } },
    isValid ? icons.check() : icons.cross(),
    el("span", null, el("b", null, nameOf(words, "credential", kind)), el("span", { class: "credential-text" }, text)),
  );
}

/** The noon of a day such as 2027-03-01, which is the same day wherever the tenant is; null when there is none. */
function dayOf(expires) {
  if (typeof expires === "number") return expires;
  const ms = expires ? Date.parse(`${String(expires).slice(0, 10)}T12:00:00Z`) : NaN;
  return Number.isNaN(ms) ? null : ms;
}
