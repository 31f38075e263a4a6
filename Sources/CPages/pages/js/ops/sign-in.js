// The form for those who come without a token, and the words for those whose token is over.

import { el, icon, replace, show } from "../common/dom.js";
import { brandMark } from "./brand.js";
import { readToken } from "./session.js";
import { paths } from "./icons.js";

const FAULT_KEY = "geod.ops.fault";

/**
 * @param {HTMLElement} element
 * @param {object} options
 * @param {import("../common/words.js").Words} options.words
 * @param {{fault: string|null, role?: string}} options.fault what was wrong with the token that was there
 * @param {(session: import("./session.js").Session) => void} options.accept
 * @param {() => void} options.switchLanguage
 */
export function showSignIn(element, { words, fault, accept, switchLanguage }) {
  const before = sessionStorage.getItem(FAULT_KEY) ?? fault.fault;
  sessionStorage.removeItem(FAULT_KEY);
  const message = el("p", { id: "sign-in-fault", class: "sign-in-fault", role: "alert", hidden: true });
  const field = el("textarea", {
    id: "token", rows: 5, spellcheck: "false", autocomplete: "off", autocapitalize: "off", dir: "ltr",
    placeholder: "eyJhbGciOi...", "aria-describedby": "sign-in-fault sign-in-hint", required: true,
  });
  const tell = (kind, role) => {
    message.textContent = words.t(`signIn.${kind}`, { role: role ?? "" });
    show(message, true);
  };
  const submit = (event) => {
    event.preventDefault();
    const read = readToken(field.value);
    if (read.session) return accept(read.session);
    tell(read.fault, read.role);
    field.setAttribute("aria-invalid", "true");
    field.focus();
  };
  replace(
    element,
    el(
      "form",
      { class: "sign-in-card", onsubmit: submit, autocomplete: "off" },
      el("div", { class: "sign-in-brand" }, brandMark(), el("span", null, "geod")),
      el("h1", null, words.t("signIn.title")),
      el("p", { id: "sign-in-hint" }, words.t("signIn.hint")),
      message,
      el("label", { for: "token" }, words.t("signIn.token")),
      field,
      el("button", { type: "submit", class: "button button-primary" }, words.t("signIn.enter")),
      el(
        "p",
        { class: "sign-in-help" },
        words.t("signIn.help"),
        el("code", { dir: "ltr" }, "geod token --keys FILE --tenant ID --role dispatcher"),
      ),
      el(
        "button",
        { type: "button", class: "link", onclick: switchLanguage, lang: words.language === "ar" ? "en" : "ar" },
        icon(paths.globe),
        words.t("otherLanguage"),
      ),
    ),
  );
  show(element, true);
  if (before) tell(before, fault.role);
  field.focus();
}
