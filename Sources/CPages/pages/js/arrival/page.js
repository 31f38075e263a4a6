// The page as a whole: the connection brings messages, messages become facts, facts become a view, the parts show it.

import { Connection } from "../common/connection.js";
import { set, setText, show } from "../common/dom.js";
import { chooseLanguage, loadWords } from "../common/words.js";
import { Booking } from "./booking.js";
import { Card } from "./card.js";
import { Eta } from "./eta.js";
import { noFacts, take } from "./facts.js";
import { keep, recall } from "./memory.js";
import { Progress } from "./progress.js";
import { Sheet } from "./sheet.js";
import { Status } from "./status.js";
import { Timeline } from "./timeline.js";
import { view } from "./view-state.js";

/** One share, watched. */
export class ArrivalPage {
  #key;
  #find;
  #facts = noFacts;
  #words = null;
  #connection;
  #map = null;
  #isLoadingMap = false;
  #parts = [];
  #startedAt = performance.now();
  #isDue = false;
  #wanted = "";

  /**
   * @param {string|null} key of the share; null when the address has none
   * @param {(id: string) => HTMLElement} find
   */
  constructor(key, find) {
    this.#key = key;
    this.#find = find;
    this.#connection = new Connection({
      credentials: () => ({ share: key }),
      onState: (state) => this.#connectionChanged(state),
    });
  }

  /** Connects, loads the words at the same time, and then the map, which nothing waits for. */
  async start() {
    const find = this.#find;
    this.#parts = [
      new Eta(find),
      new Status(find, { retry: () => this.#connection.retryNow() }),
      new Progress(find("progress")),
      new Card(find("card"), { check: () => this.#connection.refresh("share") }),
      new Booking(find("booking"), find("links")),
      new Timeline(find("story")),
      new Sheet(find),
    ];
    this.#connection.subscribe("share", (message) => this.#receive(message));
    if (this.#key) this.#connection.open();
    else this.#facts = { ...noFacts, ended: "unknown" };
    find("language").addEventListener("click", (event) => this.#switchLanguage(event));
    setInterval(() => this.#render(), 1_000);
    await this.#speak();
    this.#loadMap();
  }

  #receive(message) {
    const { clock } = this.#connection;
    if (message.type === "pos" && message.t) clock.witness(message.t);
    if (message.type === "event" && message.time) clock.witness(message.time);
    const before = this.#facts;
    this.#facts = take(before, message, clock.now());
    if (message.type === "event" && message.kind === "status") this.#statusChanged(message);
    if (message.type === "state" && this.#facts.page !== before.page) this.#habitsChanged();
    if (message.type === "end" || message.type === "event") keep(this.#facts);
    for (const part of this.#parts) part.hear?.(message, clock.now());
    this.#soon();
  }

  /** An event that says only that something has changed: the state says what. */
  #statusChanged({ status, times }) {
    if (!times && !["completed", "cancelled", "noShow"].includes(status)) this.#connection.refresh("share");
  }

  #connectionChanged(state) {
    if (state === "refused" && this.#facts.status === null) this.#facts = recall() ?? this.#facts;
    if (state === "live") {
      if (this.#map) this.#map.retry();
      else if (this.#words) this.#loadMap();
    }
    this.#soon();
  }

  /** The tenant's language counts unless the reader has chosen one. */
  #habitsChanged() {
    if (!this.#words) return;
    this.#configure(this.#words);
    if (this.#language() !== this.#words.language) this.#speak();
  }

  /** The tenant's clock and digits; until they are known, and where they are not, those of this device. */
  #configure(words) {
    const { utcOffsetMinutes = -new Date().getTimezoneOffset(), numerals } = this.#facts.page;
    words.configure({ utcOffsetMinutes, numerals });
  }

  #language() {
    const chosen = new URLSearchParams(location.search).get("lang");
    return chooseLanguage([chosen, this.#facts.page.language, ...navigator.languages]);
  }

  #switchLanguage(event) {
    event.preventDefault();
    const other = this.#words?.language === "ar" ? "en" : "ar";
    history.replaceState(history.state, "", `?lang=${other}`);
    this.#speak();
  }

  /** Loads the dictionary, again and again where the network fails, and shows everything in it. */
  async #speak() {
    const language = this.#language();
    this.#wanted = language;
    let pause = 500;
    for (;;) {
      try {
        const words = await loadWords("arrival", { languages: [language] });
        if (this.#wanted !== language) return;
        this.#configure(words);
        this.#words = words;
        if (this.#language() !== language) return this.#speak();
        this.#map?.setLanguage(words);
        return this.#render();
      } catch {
        await new Promise((done) => setTimeout(done, pause));
        pause = Math.min(10_000, pause * 2);
      }
    }
  }

  async #loadMap() {
    if (this.#map || this.#isLoadingMap) return;
    this.#isLoadingMap = true;
    try {
      const { ArrivalMap } = await import("./map.js");
      this.#map = await ArrivalMap.load(this.#find, this.#connection.clock, this.#words);
      this.#render();
    } catch {
      // Without a map the page still says everything. It is tried again soon, or when the connection is back.
      setTimeout(() => this.#loadMap(), 8_000);
    } finally {
      this.#isLoadingMap = false;
    }
  }

  /** Shows what has changed with the next frame; several messages are one. */
  #soon() {
    if (this.#isDue) return;
    this.#isDue = true;
    const draw = () => {
      if (!this.#isDue) return;
      this.#isDue = false;
      this.#render();
    };
    requestAnimationFrame(draw);
    // A page in the background draws no frames, but its title is seen.
    setTimeout(draw, 250);
  }

  #render() {
    const words = this.#words;
    if (!words) return;
    const facts = this.#facts;
    const now = this.#connection.clock.now();
    const { state: connection, refusal } = this.#connection;
    const shown = view(facts, { now, connection, refusal, waitedMs: performance.now() - this.#startedAt });
    Object.assign(document.body.dataset, { state: shown.phase, tone: shown.tone, connection });
    set(this.#find("sheet"), "aria-busy", shown.phase === "loading" ? "true" : null);
    this.#renderFrame(words, shown);
    for (const part of this.#parts) part.render(shown, words, facts, now);
    this.#map?.render(shown, words);
  }

  #renderFrame(words, shown) {
    const language = this.#find("language");
    show(language, true);
    set(language, "href", `?lang=${words.language === "ar" ? "en" : "ar"}`);
    set(language, "lang", words.language === "ar" ? "en" : "ar");
    set(language, "aria-label", words.t("otherLanguageLabel"));
    setText(language, words.t("otherLanguage"));
    setText(this.#find("tenant"), words.pick(this.#facts.page.name) || words.t("pageTitle"));
    show(this.#find("privacy"), shown.showsFacts && !shown.isOver);
    setText(this.#find("privacy"), words.t("privacy"));
  }
}
