// The label under the pointer: who or what it is, before anybody clicks.

import { el, replace, show } from "../common/dom.js";
import { BOOKING_SHAPES, shapeIcon, TECHNICIAN_SHAPES, TECHNICIAN_STATUSES } from "./status-shapes.js";

export class HoverLabel {
  /** @param {import("./map.js").OpsMap} owner */
  constructor(owner) {
    this.owner = owner;
    this.element = el("div", { class: "hover-label", hidden: true, role: "tooltip" });
    const container = owner.map.getContainer();
    container.append(this.element);
    container.addEventListener("pointermove", (event) => this.#move(event));
    container.addEventListener("pointerleave", () => this.#hide());
    owner.map.on("movestart zoomstart", () => this.#hide());
  }

  #move(event) {
    if (this.request || event.buttons) return;
    const box = this.owner.map.getContainer().getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const isOnControl = event.target.closest?.(".leaflet-control, .map-controls, .legend");
    this.request = requestAnimationFrame(() => {
      this.request = 0;
      if (isOnControl) this.#hide();
      else this.#look(x, y, box);
    });
  }

  #look(x, y, box) {
    const { bookings, technicians, map } = this.owner;
    const booking = bookings.at(x, y);
    const found = booking ? null : technicians.at(x, y);
    this.#mark(found?.id ?? null, booking);
    map.getContainer().style.cursor = booking || found ? "pointer" : "";
    if (booking) this.#write(...this.#aboutBooking(booking));
    else if (found?.id) this.#write(...this.#aboutTechnician(found));
    else if (found?.disc) this.#write(...this.#aboutDisc(found.disc));
    else return this.#hide();
    show(this.element, true);
    const isLeft = x > box.width - 240;
    const isAbove = y > box.height - 110;
    this.element.style.transform = `translate(${x + (isLeft ? -14 : 14)}px, ${y + (isAbove ? -12 : 14)}px)`
      + ` translate(${isLeft ? "-100%" : "0"}, ${isAbove ? "-100%" : "0"})`;
  }

  #aboutTechnician({ id, slot }) {
    const { directory, fleet, words, clock } = this.owner;
    const status = TECHNICIAN_STATUSES[fleet.status[slot]];
    const age = Math.max(0, (clock.now() - fleet.t[slot]) / 1000);
    return [shapeIcon(TECHNICIAN_SHAPES[status]), directory.name(id), words.t(`status.${status}`),
      words.t("ago", { span: words.duration(age) })];
  }

  #aboutBooking(id) {
    const { model, words, directory } = this.owner;
    const row = model.rows.get(id);
    const second = row.technician
      ? directory.name(row.technician)
      : words.list(row.skillsRequired.map((skill) => this.owner.skillName(skill)));
    return [shapeIcon(BOOKING_SHAPES[row.state]), id, words.t(`state.${row.state}`), second];
  }

  #aboutDisc(disc) {
    const { words } = this.owner;
    const parts = TECHNICIAN_STATUSES.filter((name) => disc.jobs[name])
      .map((name) => `${words.t(`status.${name}`)} ${words.number(disc.jobs[name])}`);
    return [null, words.plural("technicians", disc.count), parts.join(" · "), words.t("map.clickToZoom")];
  }

  #write(icon, title, ...lines) {
    replace(
      this.element,
      el("strong", { dir: "auto" }, icon, title),
      ...lines.filter(Boolean).map((line) => el("span", { dir: "auto" }, line)),
    );
  }

  #mark(technician, booking) {
    const { technicians, bookings } = this.owner;
    if (technicians.hovered !== technician) {
      technicians.hovered = technician;
      technicians.wake();
    }
    if (bookings.hovered !== booking) {
      bookings.hovered = booking;
      bookings.wake();
    }
  }

  #hide() {
    show(this.element, false);
    this.#mark(null, null);
    this.owner.map.getContainer().style.cursor = "";
  }
}
