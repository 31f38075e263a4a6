// The connection as it is: live, silent for how long, when it tries again, or why it is refused.

import { el, set, setText } from "../common/dom.js";

/** After so much silence the server is asked whether it is there; where nobody moves it has nothing to say. */
const ASK_MS = 4_000;
/** So long without a word or an answer is told. */
const QUIET_MS = 8_000;

export class ConnectionPill {
  /**
   * @param {import("../common/words.js").Words} words
   * @param {import("../common/connection.js").Connection} connection
   */
  constructor(words, connection) {
    Object.assign(this, { words, connection });
    this.text = el("span", { class: "pill-text" });
    this.element = el("button", {
      type: "button", class: "pill", "aria-live": "polite", onclick: () => connection.retryNow(),
    }, el("span", { class: "pill-dot", "aria-hidden": "true" }), this.text);
    this.changed("connecting", null);
    setInterval(() => this.changed(connection.state, connection.refusal), 1_000);
  }

  /** @param {string} state @param {object|null} refusal */
  changed(state, refusal) {
    const [kind, text] = this.#read(state, refusal);
    set(this.element, "data-kind", kind);
    set(this.element, "title", kind === "waiting" ? this.words.t("retry") : text);
    setText(this.text, text);
  }

  #read(state, refusal) {
    const { words, connection } = this;
    const silence = connection.heardAt ? Date.now() - connection.heardAt : 0;
    const span = words.duration(silence / 1000);
    connection.check(ASK_MS);
    if (state === "live") return silence > QUIET_MS
      ? ["quiet", words.t("link.quiet", { span })]
      : ["live", words.t("live")];
    if (state === "refused") return ["refused", this.#refusal(refusal)];
    if (state === "offline") return ["down", words.t("offline")];
    const wait = Math.ceil((connection.retryAt - Date.now()) / 1000);
    if (wait > 0) return ["waiting", words.t("link.again", { span: words.duration(wait) })];
    return ["waiting", words.t(state === "connecting" ? "connecting" : "reconnecting")];
  }

  #refusal(refusal) {
    const key = `link.refused.${refusal?.code}`;
    if (this.words.has(key)) return this.words.t(key);
    return refusal?.error?.message ?? this.words.t("link.refused");
  }
}
