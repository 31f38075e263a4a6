// The card of a technician: who they are, what they can, what they do, and how fresh that is.

import { el, icon, replace, setText } from "../common/dom.js";
import { closeButton, copyable, fact, faultText, initials, section } from "./panel-parts.js";
import { BOOKING_SHAPES, shapeIcon, TECHNICIAN_SHAPES, TECHNICIAN_STATUSES } from "./status-shapes.js";
import { statusCode } from "./fleet.js";
import { paths } from "./icons.js";

export class TechnicianPanel {
  /** @param {object} context @param {string} id */
  constructor(context, id) {
    Object.assign(this, { context, id, document: null, live: {} });
    const { words, model, directory } = context;
    this.face = el("div", { class: "face", "aria-hidden": "true" });
    this.name = el("h2", { class: "panel-title", dir: "auto" }, directory.name(id));
    this.state = el("span", { class: "state-chip" });
    this.age = el("span", { class: "age clock" });
    this.facts = el("dl", { class: "facts" });
    this.bookings = el("ul", { class: "own-bookings" });
    this.fault = el("div", { class: "panel-fault", hidden: true });
    this.element = el(
      "article",
      { class: "panel panel-technician" },
      el(
        "header",
        { class: "panel-head" },
        el(
          "div",
          { class: "panel-head-line" },
          this.state,
          copyable(id, context),
          closeButton(words, () => model.select(null)),
        ),
        el("div", { class: "person" }, this.face, el("div", null, this.name, this.age)),
        el(
          "div",
          { class: "actions" },
          el(
            "button",
            { type: "button", class: "button", onclick: () => this.#reveal() },
            icon(paths.target),
            words.t("technician.show"),
          ),
        ),
      ),
      this.fault,
      this.facts,
      section(words.t("technician.bookings"), this.bookings),
    );
    this.#ask();
    this.modelChanged();
    this.isNew = true;
  }

  /** A message of the technician's own topic. */
  take(message) {
    if (message.type === "state" || message.type === "pos" || message.type === "event") {
      for (const key of ["presence", "status", "t", "lat", "lon", "acc", "spd", "hdg", "bat"]) {
        if (message[key] !== undefined) this.live[key] = message[key];
      }
      if (message.type === "event" && message.kind === "profile") this.#ask();
      this.#render();
      if (this.isNew && this.live.lat !== undefined) {
        this.isNew = false;
        this.#reveal();
      }
    }
    if (message.type === "end") this.#fail(this.context.words.t("technician.removed"));
  }

  modelChanged() {
    const { model, words } = this.context;
    const rows = model.bookingsOf(this.id);
    const key = rows.map((row) => `${row.id}${row.version}${row.slaMark}`).join();
    if (key === this.bookingsKey) return;
    this.bookingsKey = key;
    const none = () => [el("li", { class: "soft" }, words.t("technician.noBookings"))];
    replace(this.bookings, ...(rows.length ? rows.map((row) => this.#booking(row)) : none()));
    this.#render();
  }

  #booking(row) {
    const { model, words, skillName } = this.context;
    const what = words.list(row.skillsRequired.map(skillName)) || row.id;
    return el("li", null, el(
      "button",
      { type: "button", class: "own-booking", onclick: () => model.select({ kind: "booking", id: row.id }) },
      shapeIcon(BOOKING_SHAPES[row.state]),
      el("span", { dir: "auto" }, what),
      el("span", { class: "soft" }, words.t(row.trip ? `trip.${row.trip.state}` : `state.${row.state}`)),
    ));
  }

  tick() {
    const { words, clock } = this.context;
    if (this.live.t === undefined) return setText(this.age, this.document ? words.t("technician.neverSeen") : "");
    const age = Math.max(0, (clock.now() - this.live.t) / 1000);
    setText(
      this.age,
      age > 120
        ? words.t("noSignalFor", { span: words.duration(age) })
        : words.t("technician.seen", { span: words.duration(age) }),
    );
    this.age.dataset.stale = String(age > 60);
  }

  spoken() {
    return this.name.textContent;
  }

  async #ask() {
    const { api, directory, words } = this.context;
    try {
      this.document = await api.technician(this.id);
      directory.take(this.document);
      this.live = {
        presence: this.document.presence,
        status: this.document.profile?.status,
        ...this.document.position,
        ...this.live,
      };
      this.#render();
    } catch (error) {
      this.#fail(error.status === 404 ? words.t("fault.noTechnician", { id: this.id }) : faultText(words, error));
    }
  }

  #fail(text) {
    this.fault.hidden = false;
    replace(this.fault, el("p", null, text));
  }

  #reveal() {
    if (this.live.lat !== undefined) this.context.map.reveal(this.live.lat, this.live.lon);
  }

  #render() {
    const { words, skillName, directory, fleet, model, map } = this.context;
    const profile = this.document?.profile ?? {};
    const slot = fleet.slots.get(this.id);
    const [booking] = model.bookingsOf(this.id);
    const job = booking?.trip?.state ?? (booking?.state === "assigned" ? "assigned" : undefined);
    const code = slot === undefined ? statusCode({ ...this.live, job }) : fleet.status[slot];
    const status = TECHNICIAN_STATUSES[code];
    const name = directory.name(this.id);
    setText(this.name, name);
    setText(this.face, initials(name));
    replace(this.state, shapeIcon(TECHNICIAN_SHAPES[status]), words.t(`status.${status}`));
    const zoneName = (id) => map.zoneNames.get(id) ?? skillName(id);
    const { rating, skills = [], credentials = [], zones, shift, capacity } = profile;
    replace(
      this.facts,
      rating && fact(
        words.t("technician.rating"),
        el("strong", null, words.number(rating.value, { maximumFractionDigits: 2 })),
        ` ${words.plural("technician.votes", rating.count ?? 0)}`,
      ),
      fact(
        words.t("technician.skills"),
        skills.length > 0 && el(
          "span",
          { class: "tags" },
          ...skills.map((skill) => el(
            "span",
            { class: "tag" },
            skillName(skill.id ?? skill),
            skill.level && el("small", null, words.number(skill.level)),
          )),
        ),
      ),
      fact(
        words.t("technician.credentials"),
        credentials.length > 0 && el(
          "ul",
          { class: "credentials" },
          ...credentials.map((one) => this.#credential(one)),
        ),
      ),
      shift && fact(words.t("technician.shift"), el("span", { dir: "ltr" }, `${shift.start}\u2013${shift.end}`)),
      fact(
        words.t("technician.zones"),
        zones?.length ? words.list(zones.map(zoneName)) : zones ? words.t("technician.noZones") : null,
      ),
      capacity > 1 && fact(words.t("technician.capacity"), words.number(capacity)),
      this.live.acc !== undefined && fact(
        words.t("technician.accuracy"),
        words.t("meters", { n: Math.round(this.live.acc) }),
      ),
      this.live.spd > 0.7 && fact(
        words.t("technician.speed"),
        words.t("technician.kmh", { n: Math.round(this.live.spd * 3.6) }),
      ),
      this.live.bat !== undefined && fact(
        words.t("technician.battery"),
        words.number(this.live.bat, { style: "percent" }),
      ),
    );
    this.tick();
  }

  #credential({ kind, status = "valid", expires, jurisdiction }) {
    const { words, skillName } = this.context;
    const isGood = status === "valid";
    const until = expires ? words.t("technician.until", { date: words.dateWithYear(Date.parse(expires)) }) : "";
    return el(
      "li",
      { class: isGood ? "is-good" : "is-bad" },
      icon(
        isGood
          ? paths.done
          : paths.warning,
      ),
      el(
        "span",
        null,
        skillName(kind),
        jurisdiction ? ` (${jurisdiction})` : "",
        ` · ${words.t(`credential.${status}`)}`,
        until && ` · ${until}`,
      ),
    );
  }
}
