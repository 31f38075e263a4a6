// The second line, what one must know besides, how fresh all of it is, and the emblem of states without a map.

import { replace, set, setText, show } from "../common/dom.js";
import { emblems, icons } from "./icons.js";
import { say } from "./speech.js";

/** The states that have no map to look at. */
const pictured = ["reassigned", "expired", "revoked", "unknown", "unreachable"];

/** Status line, notice, freshness. */
export class Status {
  #line;
  #notice;
  #freshness;
  #text;
  #emblem;
  #retry;
  #noticeKey = "";

  /**
   * @param {(id: string) => HTMLElement} find
   * @param {{retry: () => void}} actions
   */
  constructor(find, { retry }) {
    this.#line = find("line");
    this.#notice = find("notice");
    this.#freshness = find("freshness");
    this.#text = find("freshness-text");
    this.#emblem = find("emblem");
    this.#retry = find("retry");
    this.#retry.addEventListener("click", retry);
  }

  /**
   * @param {import("./view-state.js").View} view
   * @param {import("../common/words.js").Words} words
   * @param {import("./facts.js").Facts} facts
   */
  render(view, words, facts) {
    setText(this.#line, say(words, view.line, facts.technician));
    this.#renderNotice(view, words, facts);
    this.#renderFreshness(view.freshness, words);
    this.#renderEmblem(view.phase);
    show(this.#retry, view.phase === "unreachable");
    setText(this.#retry, words.t("retry"));
  }

  #renderNotice({ notice }, words, facts) {
    show(this.#notice, notice !== null);
    if (!notice) {
      this.#noticeKey = "";
      return replace(this.#notice);
    }
    const text = say(words, notice, facts.technician);
    if (this.#noticeKey !== notice.key) {
      this.#noticeKey = notice.key;
      replace(this.#notice, notice.tone === "late" ? icons.clock() : icons.check(), document.createElement("span"));
    }
    set(this.#notice, "data-tone", notice.tone);
    setText(this.#notice.lastElementChild, text);
  }

  #renderFreshness(freshness, words) {
    show(this.#freshness, freshness !== null);
    if (!freshness) return setText(this.#text, "");
    set(this.#freshness, "data-kind", freshness.kind);
    setText(this.#text, freshnessText(freshness, words));
  }

  #renderEmblem(phase) {
    const isPictured = pictured.includes(phase);
    show(this.#emblem, isPictured);
    if (isPictured && this.#emblem.dataset.phase !== phase) {
      this.#emblem.dataset.phase = phase;
      replace(this.#emblem, emblems[phase]());
    }
  }
}

function freshnessText({ kind, seconds }, words) {
  const span = words.duration(kind === "old" ? Math.round(seconds) : seconds);
  switch (kind) {
    case "old":
      return words.t("freshOld", { span });
    case "noSignal":
      return words.t("noSignalFor", { span });
    default:
      return words.t(kind);
  }
}
