// Bookings on the map: a pin by state with the ring of its promise, and the way from each technician on a trip to the
// place. Redrawn when a booking changes or the map moves, and now and then for the lines.

import { CanvasLayer } from "./canvas-layer.js";
import { mercatorX, mercatorY } from "./fleet.js";
import { drawPins, PIN_HEIGHT, PIN_WIDTH } from "./pin-sprites.js";
import { LIVE_STATES, markOf } from "./urgency.js";
import { themeColor } from "./sprites.js";

const LINES_EVERY_MS = 500;
/** Below this size of the world, what goes as it should is a dot, so that the rest is seen. */
const FAR_SCALE = 256 * 2 ** 13;

/** Somebody is on the way, and in time. */
function isCalm(row) {
  return row.state === "inTrip" && markOf(row) !== "breached" && markOf(row) !== "atRisk";
}

export class BookingsLayer {
  /**
   * @param {object} parts
   * @param {import("./model.js").Model} parts.model
   * @param {import("./fleet.js").Fleet} parts.fleet
   * @param {import("./area-topics.js").AreaTopics} parts.area
   * @param {import("./paced-clock.js").PacedClock} parts.clock
   */
  constructor({ model, fleet, area, clock }) {
    Object.assign(this, { model, fleet, area, clock });
    this.layer = new CanvasLayer("bookings", (context, view) => this.#draw(context, view));
    this.hovered = null;
    /** @type {{x: Float64Array, y: Float64Array}|null} the way so far of the chosen trip, on the unit square */
    this.track = null;
    this.places = [];
    this.request = 0;
    model.changed.listen(() => this.wake());
    model.selected.listen(() => this.wake());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.sheet = null; this.wake(); });
    setInterval(() => { if (!area.isGrouped) this.wake(); }, LINES_EVERY_MS);
  }

  addTo(map) {
    this.layer.addTo(map);
    return this;
  }

  wake() {
    if (this.request || document.hidden) return;
    this.request = requestAnimationFrame(() => { this.request = 0; this.layer.redraw(); });
  }

  /** Shows the way so far of the chosen trip. @param {number[][]|null} coordinates longitude, latitude */
  showTrack(coordinates) {
    this.track = coordinates && {
      x: Float64Array.from(coordinates, ([lon]) => mercatorX(lon)),
      y: Float64Array.from(coordinates, ([, lat]) => mercatorY(lat)),
    };
    this.wake();
  }

  /** The booking whose pin is at a place of the window. @returns {string|null} */
  at(x, y) {
    for (let index = this.places.length - 1; index >= 0; index -= 1) {
      const place = this.places[index];
      if (Math.abs(place.x - x) <= PIN_WIDTH / 2 && y <= place.y + 4 && y >= place.y - PIN_HEIGHT) return place.id;
    }
    return null;
  }

  #draw(context, view) {
    if (!this.sheet || this.sheet.ratio !== view.ratio) this.sheet = drawPins(view.ratio);
    const chosen = this.model.selection?.kind === "booking" ? this.model.selection.id : null;
    const ofTechnician = this.model.selection?.kind === "technician" ? this.model.selection.id : null;
    if (!this.area.isGrouped) this.#drawLines(context, view, chosen, ofTechnician);
    this.#drawTrack(context, view);
    this.places.length = 0;
    const isFar = view.scale < FAR_SCALE;
    const isCalmColor = themeColor("--mark-on-time");
    let last = null;
    for (const row of this.model.rows.values()) {
      if (!LIVE_STATES.has(row.state) && row.id !== chosen) continue;
      const x = mercatorX(row.lon) * view.scale - view.left;
      const y = mercatorY(row.lat) * view.scale - view.top;
      if (x < -20 || y < -10 || x > view.width + 20 || y > view.height + PIN_HEIGHT) continue;
      if (row.id === chosen) last = { row, x, y };
      else if (this.area.isGrouped && isCalm(row)) continue;
      else if (isFar && isCalm(row) && row.technician !== ofTechnician) this.#dot(context, row, x, y, isCalmColor);
      else this.#pin(context, row, x, y, this.#size(row, ofTechnician));
    }
    if (last) this.#pin(context, last.row, last.x, last.y, 1.35);
  }

  /** What goes as it should is small while much is on the screen. */
  #size(row, ofTechnician) {
    if (row.id === this.hovered || (ofTechnician && row.technician === ofTechnician)) return 1.12;
    return this.area.isGrouped ? 0.72 : isCalm(row) ? 0.85 : 1;
  }

  #dot(context, row, x, y, color) {
    context.beginPath();
    context.arc(x, y, 3.2, 0, 2 * Math.PI);
    context.fillStyle = themeColor("--map-pin");
    context.fill();
    context.lineWidth = 1.8;
    context.strokeStyle = color;
    context.stroke();
    this.places.push({ id: row.id, x, y: y + 6 });
  }

  #pin(context, row, x, y, size) {
    const { image, cell, columns } = this.sheet;
    const [column, line] = columns(row.state, markOf(row));
    const [width, height] = [PIN_WIDTH * size, PIN_HEIGHT * size];
    context.drawImage(image, column * cell.width, line * cell.height, cell.width, cell.height,
      Math.round(x - width / 2), Math.round(y - height), width, height);
    this.places.push({ id: row.id, x, y });
  }

  #drawLines(context, view, chosen, ofTechnician) {
    const now = this.clock.now();
    const wall = performance.now();
    const soft = themeColor("--status-en-route");
    context.lineCap = "round";
    for (const row of this.model.rows.values()) {
      if (!row.technician || !LIVE_STATES.has(row.state)) continue;
      if (row.trip?.state === "inService" || row.trip?.state === "arrived") continue;
      const slot = this.fleet.slots.get(row.technician);
      if (slot === undefined) continue;
      const isStrong = row.id === chosen || row.technician === ofTechnician;
      if (!isStrong && row.state !== "inTrip") continue;
      context.beginPath();
      context.moveTo(this.fleet.shownX(slot, now, wall) * view.scale - view.left,
        this.fleet.shownY(slot, now, wall) * view.scale - view.top);
      context.lineTo(mercatorX(row.lon) * view.scale - view.left, mercatorY(row.lat) * view.scale - view.top);
      context.setLineDash(isStrong ? [9, 7] : [3, 5]);
      context.lineWidth = isStrong ? 3 : 1.25;
      context.globalAlpha = isStrong ? 1 : 0.55;
      context.strokeStyle = soft;
      context.stroke();
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  #drawTrack(context, view) {
    if (!this.track || this.track.x.length < 2) return;
    const { x, y } = this.track;
    context.beginPath();
    for (let index = 0; index < x.length; index += 1) {
      context.lineTo(x[index] * view.scale - view.left, y[index] * view.scale - view.top);
    }
    context.lineJoin = "round";
    context.strokeStyle = themeColor("--map-sprite-outline");
    context.lineWidth = 7;
    context.stroke();
    context.strokeStyle = themeColor("--status-en-route");
    context.lineWidth = 4;
    context.stroke();
  }
}
