// The one WebSocket of a page: hello, topics, coming back after a break. What the messages mean is the caller's.

import { Backoff } from "./backoff.js";
import { EngineClock } from "./clock.js";

/** @typedef {"connecting"|"live"|"reconnecting"|"offline"|"refused"} ConnectionState */
/** @typedef {{code?: number, reason?: string, error?: object}} Refusal why the server will not have us */

/** What must happen within this time after the socket was opened: the server's `welcome`. */
const welcomeWithinMs = 12_000;
/** After so much silence the server is asked whether it is there. */
const silenceMaxMs = 35_000;
/** The answer to that question must come within this time. */
const answerWithinMs = 6_000;
/** How often it is tried although the device says that it has no network. */
const offlineTryMs = 30_000;
/** A connection that has lived so long counts as a success: the next pause is short again. */
const settledAfterMs = 10_000;

/** How long to wait at least after these close codes, milliseconds. See "Close codes" of the protocol. */
const pauses = new Map([[1013, 4_000], [4429, 10_000], [4503, 500]]);

/**
 * A connection that keeps itself alive. There is never more than one socket; topics that are watched are watched again
 * after a break, from the last event that was seen.
 */
export class Connection {
  /** Engine time, as the server tells it. */
  clock = new EngineClock();
  /** @type {ConnectionState} */
  state = "connecting";
  /** @type {Refusal|null} set when `state` is `refused` */
  refusal = null;

  #options;
  #socket = null;
  #isWelcome = false;
  /** @type {Map<string, {handler: (message: object) => void, since: object|null}>} */
  #topics = new Map();
  #backoff = new Backoff();
  #timer = 0;
  #watch = 0;
  #lastHeard = 0;
  #lastTick = 0;
  #askedAt = 0;
  #retryAt = 0;
  #openedAt = 0;
  #error = null;
  #isOpen = false;
  #tokenTries = 0;
  #failures = 0;

  /**
   * @param {object} options
   * @param {(again: boolean) => ({token: string}|{share: string}|Promise<{token: string}|{share: string}>)}
   *   options.credentials what to say in `hello`; asked for each connection. `again`: the last were refused (4401).
   * @param {(state: ConnectionState, refusal: Refusal|null) => void} [options.onState]
   * @param {(message: object) => void} [options.onMessage] messages that belong to no watched topic (`error`s mostly)
   * @param {string} [options.path]
   */
  constructor(options) {
    this.#options = { path: "/ws", onState() {}, onMessage() {}, ...options };
  }

  /** When the server was heard last, milliseconds of this device's clock; 0 before. */
  get heardAt() {
    return this.#lastHeard;
  }

  /** When it connects again, milliseconds of this device's clock; 0 when it does not wait. */
  get retryAt() {
    return this.#retryAt;
  }

  /** Connects, and stays connected until `close`. */
  open() {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.refusal = null;
    addEventListener("online", this.#wentOnline);
    addEventListener("offline", this.#wentOffline);
    addEventListener("pageshow", this.#cameBack);
    document.addEventListener("visibilitychange", this.#cameBack);
    this.#lastTick = Date.now();
    this.#watch = setInterval(() => this.#tick(), 1_000);
    this.#enter(navigator.onLine === false ? "offline" : "connecting");
    if (this.state !== "offline") this.#connect();
  }

  /** Ends politely; nothing is told any more. */
  close() {
    this.#send({ type: "bye" });
    this.#stop();
  }

  /**
   * Watches a topic: the handler gets each `state`, `pos`, `event`, `resync`, `end` and `error` of it, now and after
   * every break. Watching it again replaces the handler.
   * @param {string} topic
   * @param {(message: object) => void} handler
   */
  subscribe(topic, handler) {
    const known = this.#topics.get(topic);
    this.#topics.set(topic, { handler, since: known?.since ?? null });
    if (!known && this.#isWelcome) this.#send({ type: "sub", topic });
  }

  /** @param {string} topic */
  unsubscribe(topic) {
    if (this.#topics.delete(topic) && this.#isWelcome) this.#send({ type: "unsub", topic });
  }

  /**
   * Asks for the `state` of a watched topic again.
   * @param {string} topic
   * @returns {boolean} whether it could be asked now
   */
  refresh(topic) {
    if (!this.#topics.has(topic) || !this.#isWelcome) return false;
    this.#send({ type: "unsub", topic });
    this.#send({ type: "sub", topic });
    return true;
  }

  /**
   * Asks the server whether it is there when nothing was heard for so long, milliseconds. Without an answer the socket is
   * given up.
   */
  check(silenceMs) {
    if (this.#isWelcome && Date.now() - this.#lastHeard > silenceMs) this.#ask();
  }

  /** Connects at once when it waits for its turn. */
  retryNow() {
    if (!this.#isOpen || this.#socket) return;
    clearTimeout(this.#timer);
    this.#enter("reconnecting");
    this.#connect();
  }

  async #connect() {
    clearTimeout(this.#timer);
    this.#retryAt = 0;
    if (this.#socket || !this.#isOpen) return;
    const socket = new WebSocket(socketURL(this.#options.path), "geod.v1.json");
    this.#socket = socket;
    this.#isWelcome = false;
    this.#error = null;
    this.#openedAt = Date.now();
    const mine = () => this.#socket === socket;
    socket.onopen = async () => {
      const hello = await this.#hello();
      if (!mine()) return;
      if (hello) this.#send(hello);
      else this.#abandon();
    };
    socket.onmessage = (event) => mine() && this.#receive(JSON.parse(event.data));
    socket.onclose = (event) => mine() && this.#lost(event.code, event.reason);
  }

  /** The first message, or null when there are no credentials now. */
  async #hello() {
    try {
      const hello = { type: "hello", ...(await this.#options.credentials(this.#tokenTries > 0)) };
      const resume = this.#resumable();
      return resume.length ? { ...hello, resume } : hello;
    } catch {
      return null;
    }
  }

  /** What can be picked up where it was left. At most 64 topics, as the protocol has it. */
  #resumable() {
    const list = [];
    for (const [topic, { since }] of this.#topics) if (since && list.length < 64) list.push({ topic, ...since });
    return list;
  }

  #receive(message) {
    this.#lastHeard = Date.now();
    this.#askedAt = 0;
    if (message.type === "welcome") return this.#welcome(message);
    const topic = this.#topics.get(message.topic);
    if (!topic) {
      if (message.type === "error") this.#error = message;
      if (message.type !== "error" || message.topic !== probe) this.#options.onMessage(message);
      return;
    }
    if (typeof message.offset === "number") topic.since = { epoch: message.epoch, offset: message.offset };
    if (message.type === "resync") topic.since = null;
    if (message.type === "end") this.#topics.delete(message.topic);
    topic.handler(message);
  }

  #welcome(message) {
    this.clock.set(message.time);
    const resumed = new Set(this.#resumable().map(({ topic }) => topic));
    this.#isWelcome = true;
    this.#tokenTries = this.#failures = 0;
    this.#enter("live");
    for (const topic of this.#topics.keys()) if (!resumed.has(topic)) this.#send({ type: "sub", topic });
  }

  #lost(code, reason) {
    const wasSettled = this.#isWelcome && Date.now() - this.#openedAt > settledAfterMs;
    this.#drop();
    if (!this.#isOpen) return;
    if (wasSettled) this.#backoff.reset();
    const isFinal = code === 4403 || code === 4409 || (code === 4401 && this.#tokenTries >= 2);
    if (isFinal) {
      this.refusal = { code, reason, error: this.#error };
      this.#stop();
      return this.#enter("refused");
    }
    if (code === 4401) this.#tokenTries += 1;
    if (navigator.onLine === false) return this.#enter("offline");
    this.#failures += 1;
    this.#enter(this.state === "connecting" && this.#failures < 2 ? "connecting" : "reconnecting");
    const pause = this.#backoff.next(pauses.get(code) ?? 0);
    this.#retryAt = Date.now() + pause;
    this.#timer = setTimeout(() => this.#connect(), pause);
  }

  /** Once a second: a socket that says nothing is asked, one that does not answer is dropped. */
  #tick() {
    const now = Date.now();
    const slept = now - this.#lastTick > 15_000;
    this.#lastTick = now;
    if (!this.#socket) {
      // Some devices say they are offline when they are not: now and then it is tried all the same.
      if (this.state === "offline" && now - this.#openedAt > offlineTryMs) this.#connect();
      return;
    }
    const isSlow = !this.#isWelcome && now - this.#openedAt > welcomeWithinMs;
    const isMute = this.#askedAt > 0 && now - this.#askedAt > answerWithinMs;
    if (isSlow || (isMute && !slept)) return this.#abandon();
    if (this.#isWelcome && (slept || now - this.#lastHeard > silenceMaxMs)) this.#ask();
  }

  /** A question that every server answers, whatever it thinks of it: to stop watching what is not watched. */
  #ask() {
    if (!this.#isWelcome || this.#askedAt) return;
    this.#askedAt = Date.now();
    this.#send({ type: "unsub", topic: probe });
  }

  /** The socket is given up without waiting for its end, which may take minutes on a dead network. */
  #abandon() {
    const socket = this.#socket;
    this.#lost(0, "");
    socket?.close();
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    this.#isWelcome = false;
    this.#askedAt = 0;
    if (socket) socket.onopen = socket.onmessage = socket.onclose = null;
  }

  #stop() {
    const socket = this.#socket;
    this.#isOpen = false;
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    removeEventListener("online", this.#wentOnline);
    removeEventListener("offline", this.#wentOffline);
    removeEventListener("pageshow", this.#cameBack);
    document.removeEventListener("visibilitychange", this.#cameBack);
    this.#drop();
    socket?.close();
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #enter(state) {
    if (this.state === state && state !== "connecting") return;
    this.state = state;
    this.#options.onState(state, this.refusal);
  }

  #wentOnline = () => {
    this.#backoff.reset();
    if (this.#socket) this.#ask();
    else this.retryNow();
  };

  #wentOffline = () => {
    const socket = this.#socket;
    this.#drop();
    socket?.close();
    clearTimeout(this.#timer);
    this.#enter("offline");
  };

  #cameBack = () => {
    if (document.visibilityState !== "visible") return;
    if (!this.#socket) this.retryNow();
    else if (Date.now() - this.#lastHeard > answerWithinMs) this.#ask();
  };
}

/** No technician is called that; see `#ask`. */
const probe = "technician:-";

function socketURL(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.search = url.hash = "";
  return url.href;
}
