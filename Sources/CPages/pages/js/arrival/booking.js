// The booking's facts, and the ways to reach whoever runs the service.

import { el, replace, show } from "../common/dom.js";
import { icons } from "./icons.js";
import { nameOf } from "./speech.js";

/** What the tenant may link to: nothing that runs. */
const schemes = ["https:", "tel:", "mailto:", "sms:"];

/** Facts and links. Both are made anew when something in them has changed. */
export class Booking {
  #section;
  #links;
  #signature = "";

  /**
   * @param {HTMLElement} section
   * @param {HTMLElement} links
   */
  constructor(section, links) {
    this.#section = section;
    this.#links = links;
  }

  /**
   * @param {import("./view-state.js").View} view
   * @param {import("../common/words.js").Words} words
   * @param {import("./facts.js").Facts} facts
   */
  render(view, words, facts) {
    const { page, window, times, skillsRequired } = facts;
    const signature = JSON.stringify([
      words.language, page, window, times.placedAt, skillsRequired, view.showsFacts, view.mayCancel,
    ]);
    if (signature === this.#signature) return;
    this.#signature = signature;
    this.#renderFacts(view, words, facts);
    this.#renderLinks(view, words, page);
  }

  #renderFacts(view, words, { window, times, skillsRequired }) {
    const rows = [];
    if (window) {
      const values = { date: words.date(window.start), from: words.time(window.start), until: words.time(window.end) };
      rows.push(["factWindow", words.t("factWindowValue", values)]);
    }
    if (skillsRequired?.length) {
      rows.push(["factServices", words.list(skillsRequired.map((skill) => nameOf(words, "skill", skill)))]);
    }
    if (times.placedAt) {
      const values = { date: words.date(times.placedAt), time: words.time(times.placedAt) };
      rows.push(["factPlaced", words.t("factMoment", values)]);
    }
    show(this.#section, view.showsFacts && rows.length > 0);
    replace(
      this.#section,
      el("h2", { id: "booking-title", class: "section-title" }, words.t("facts")),
      el(
        "dl",
        { class: "fact-list" },
        ...rows.map(([key, text]) => el("div", { class: "fact" }, el("dt", null, words.t(key)), el("dd", { class: "clock" }, text))),
      ),
    );
  }

  #renderLinks(view, words, page) {
    const contact = safeLink(page.contactUrl);
    const cancel = view.mayCancel ? safeLink(page.cancelUrl) : null;
    show(this.#links, contact !== null || cancel !== null);
    replace(
      this.#links,
      contact && link(contact, "button", words.t("contact"), icons.message()),
      cancel && link(cancel, "button button-quiet", words.t("cancel")),
    );
  }
}

function link(url, look, text, mark = null) {
  const isPage = url.startsWith("https:");
  return el("a", { class: look, href: url, target: isPage ? "_blank" : null, rel: isPage ? "noreferrer" : null }, mark, text);
}

/** @returns {string|null} the address when it may be followed */
function safeLink(url) {
  if (!url) return null;
  try {
    return schemes.includes(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}
