// The technicians on the map: one canvas, a copy of a sprite for each. It asks for the next frame only while somebody
// moves, and allocates nothing while it draws.

import { Blitter } from "./blitter.js";
import { CanvasLayer } from "./canvas-layer.js";
import { discsOf, drawDiscs } from "./clusters.js";
import { GLIDE_MS, HEADINGS, STALE_MS } from "./fleet.js";
import { countFrame } from "./frames.js";
import { horizonMs } from "../common/predictor.js";
import { wantsLessMotion } from "../common/dom.js";
import { drawSprites, SPRITE, themeColor } from "./sprites.js";
import { TECHNICIAN_STATUSES } from "./status-shapes.js";
import { PickGrid } from "./pick-grid.js";

const STATUSES = TECHNICIAN_STATUSES.length;
const OFFLINE = TECHNICIAN_STATUSES.indexOf("offline");
/** From so many technicians on, sprites are put together here and not by the canvas. */
const MANY = 600;

export class FleetLayer {
  /**
   * @param {object} parts
   * @param {import("./fleet.js").Fleet} parts.fleet
   * @param {import("./area-topics.js").AreaTopics} parts.area
   * @param {import("./paced-clock.js").PacedClock} parts.clock
   * @param {(count: number) => string} parts.number
   */
  constructor({ fleet, area, clock, number }) {
    Object.assign(this, { fleet, area, clock, number });
    this.layer = new CanvasLayer("technicians", (context, view) => this.#draw(context, view));
    this.grid = new PickGrid();
    this.discs = [];
    this.chosen = null;
    this.hovered = null;
    this.request = 0;
    this.frame = () => { this.request = 0; this.layer.redraw(); };
    this.sheet = null;
    area.changed.listen(() => this.wake());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.sheet = null; this.wake(); });
    setInterval(() => this.wake(), 1_000);
  }

  addTo(map) {
    this.layer.addTo(map);
    return this;
  }

  /** Draws with the next frame. */
  wake() {
    if (!this.request && !document.hidden) this.request = requestAnimationFrame(this.frame);
  }

  /** Shows a technician as chosen; null for nobody. */
  choose(id) {
    this.chosen = id;
    this.wake();
  }

  /** The technician or disc at a place of the window. @returns {{id?: string, disc?: object}|null} */
  at(x, y) {
    if (this.area.isGrouped) {
      const disc = this.discs.find((one) => Math.hypot(one.x - x, one.y - y) <= one.radius + 3);
      return disc ? { disc } : null;
    }
    const slot = this.grid.nearest(x, y, this.fleet.count);
    return slot < 0 ? null : { id: this.fleet.ids[slot], slot };
  }

  /** Where a technician is in the window now, CSS pixels. @returns {[number, number]} */
  project(slot) {
    const { scale, left, top } = this.layer.view;
    const [now, wall] = [this.clock.now(), performance.now()];
    return [this.fleet.shownX(slot, now, wall) * scale - left, this.fleet.shownY(slot, now, wall) * scale - top];
  }

  #draw(context, view) {
    const began = performance.now();
    if (this.area.isGrouped) return this.#drawGroups(context, view, began);
    if (!this.sheet || this.sheet.ratio !== view.ratio) {
      this.sheet = { ...drawSprites(view.ratio), ratio: view.ratio };
      this.blitter = null;
    }
    const moving = this.#place(view);
    const drawn = this.#copy(context, view);
    this.#halo(context, this.chosen, 15, 3);
    if (this.hovered !== this.chosen) this.#halo(context, this.hovered, 14, 2);
    const goesOn = moving && !wantsLessMotion();
    countFrame(began, drawn, goesOn);
    if (goesOn) this.wake();
  }

  /** Where everybody is on the screen now. @returns {boolean} whether the next frame will differ */
  #place(view) {
    const { fleet, grid } = this;
    const { x, y, vx, vy, ex, ey, t, glidesFrom, count } = fleet;
    grid.reserve(fleet.capacity);
    const now = this.clock.now();
    const wall = performance.now();
    const { scale, left, top } = view;
    let isMoving = false;
    for (let slot = 0; slot < count; slot += 1) {
      let px = x[slot];
      let py = y[slot];
      if (vx[slot] !== 0 || vy[slot] !== 0) {
        const age = now - t[slot];
        const ahead = age < 0 ? 0 : age > horizonMs ? horizonMs : age;
        px += vx[slot] * ahead;
        py += vy[slot] * ahead;
        if (age < horizonMs) isMoving = true;
      }
      if (ex[slot] !== 0 || ey[slot] !== 0) {
        const share = 1 - (wall - glidesFrom[slot]) / GLIDE_MS;
        if (share > 0) {
          const eased = share * share * (3 - 2 * share);
          px += ex[slot] * eased;
          py += ey[slot] * eased;
          isMoving = true;
        } else {
          ex[slot] = ey[slot] = 0;
        }
      }
      grid.x[slot] = px * scale - left;
      grid.y[slot] = py * scale - top;
    }
    grid.isBuilt = false;
    return isMoving;
  }

  #copy(context, view) {
    const { fleet, grid } = this;
    const { image, cell } = this.sheet;
    const { heading, status, t, isIdle, count } = fleet;
    const { x, y } = grid;
    const { ratio } = view;
    const [width, height] = [this.layer.canvas.width, this.layer.canvas.height];
    const half = cell / 2;
    const staleBefore = this.clock.now() - STALE_MS;
    let drawn = 0;
    const blitter = count > MANY ? (this.blitter ??= new Blitter(image, cell)) : null;
    blitter?.begin(width, height);
    context.setTransform(1, 0, 0, 1, 0, 0);
    for (let slot = 0; slot < count; slot += 1) {
      // Whole pixels keep the sprites crisp, and copying cheap.
      const dx = (x[slot] * ratio - half + 0.5) | 0;
      const dy = (y[slot] * ratio - half + 0.5) | 0;
      if (dx <= -cell || dy <= -cell || dx >= width || dy >= height) continue;
      const code = status[slot];
      const isStale = code !== OFFLINE && (isIdle[slot] === 1 || t[slot] < staleBefore);
      const row = isStale ? code + STATUSES : code;
      const column = isStale || code === OFFLINE ? HEADINGS : heading[slot];
      if (blitter !== null) blitter.put(column, row, dx, dy);
      else context.drawImage(image, column * cell, row * cell, cell, cell, dx, dy, cell, cell);
      drawn += 1;
    }
    blitter?.end(context);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    return drawn;
  }

  /** A ring around one technician, and the circle of doubt when they have not been heard of for long. */
  #halo(context, id, radius, width) {
    const slot = id === null ? undefined : this.fleet.slots.get(id);
    if (slot === undefined) return;
    const [x, y] = [this.grid.x[slot], this.grid.y[slot]];
    const age = this.clock.now() - this.fleet.t[slot];
    context.strokeStyle = themeColor("--accent");
    if (age > STALE_MS || this.fleet.accuracy[slot] > 60) {
      const meters = Math.min(1_500, this.fleet.accuracy[slot] + (age / 1000) * 1.4);
      const perMeter = this.layer.view.scale / (40_075_016.7 * Math.cos((this.fleet.lat[slot] * Math.PI) / 180));
      context.beginPath();
      context.arc(x, y, Math.max(radius, meters * perMeter), 0, 2 * Math.PI);
      context.globalAlpha = 0.12;
      context.fillStyle = context.strokeStyle;
      context.fill();
      context.globalAlpha = 1;
    }
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.lineWidth = width;
    context.stroke();
  }

  #drawGroups(context, view, began) {
    this.discs = discsOf(this.area.cells.values(), view);
    drawDiscs(context, this.discs, this.number);
    countFrame(began, this.discs.length, false);
  }
}
