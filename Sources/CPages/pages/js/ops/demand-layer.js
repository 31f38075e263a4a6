// The heat of unmet demand, on request: where bookings wait for somebody, the more urgent the hotter.

import { CanvasLayer } from "./canvas-layer.js";
import { mercatorX, mercatorY } from "./fleet.js";
import { markOf, UNASSIGNED_STATES } from "./urgency.js";

/** The heat is painted with fewer pixels than the screen has; it is smooth anyway. */
const COARSE = 4;
const RADIUS = 70;
const WEIGHTS = { breached: 0.75, atRisk: 0.55, onTime: 0.35, met: 0.2 };
/** From cool to hot: position, red, green, blue, alpha. */
const RAMP = [[0, 255, 196, 64, 0], [0.25, 255, 190, 60, 90], [0.55, 240, 110, 40, 150], [1, 190, 20, 50, 200]];

export class DemandLayer {
  /** @param {import("./model.js").Model} model */
  constructor(model) {
    this.model = model;
    this.layer = new CanvasLayer("demand", (context, view) => this.#draw(context, view));
    this.heat = document.createElement("canvas");
    this.ramp = rampOf(RAMP);
    model.changed.listen(() => this.isShown && this.layer.redraw());
  }

  /** @param {L.Map} map @param {boolean} isShown */
  show(map, isShown) {
    this.isShown = isShown;
    if (isShown) this.layer.addTo(map);
    else this.layer.remove();
  }

  #draw(context, view) {
    const width = (this.heat.width = Math.ceil(view.width / COARSE));
    const height = (this.heat.height = Math.ceil(view.height / COARSE));
    const heat = this.heat.getContext("2d", { willReadFrequently: true });
    for (const row of this.model.rows.values()) {
      if (!UNASSIGNED_STATES.has(row.state)) continue;
      const x = (mercatorX(row.lon) * view.scale - view.left) / COARSE;
      const y = (mercatorY(row.lat) * view.scale - view.top) / COARSE;
      const radius = RADIUS / COARSE;
      if (x < -radius || y < -radius || x > width + radius || y > height + radius) continue;
      const glow = heat.createRadialGradient(x, y, 0, x, y, radius);
      glow.addColorStop(0, `rgb(0 0 0 / ${WEIGHTS[markOf(row)] ?? 0.35})`);
      glow.addColorStop(1, "rgb(0 0 0 / 0)");
      heat.fillStyle = glow;
      heat.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
    }
    const pixels = heat.getImageData(0, 0, width, height);
    const { data } = pixels;
    for (let at = 0; at < data.length; at += 4) {
      const from = data[at + 3] * 4;
      for (let part = 0; part < 4; part += 1) data[at + part] = this.ramp[from + part];
    }
    heat.putImageData(pixels, 0, 0);
    context.imageSmoothingEnabled = true;
    context.drawImage(this.heat, 0, 0, width * COARSE, height * COARSE);
  }
}

function rampOf(stops) {
  const ramp = new Uint8ClampedArray(256 * 4);
  for (let value = 0; value < 256; value += 1) {
    const at = value / 255;
    const next = Math.max(1, stops.findIndex((stop) => stop[0] >= at));
    const [low, high] = [stops[next - 1], stops[next]];
    const share = (at - low[0]) / (high[0] - low[0]);
    for (let part = 1; part <= 4; part += 1) {
      ramp[value * 4 + part - 1] = low[part] + share * (high[part] - low[part]);
    }
  }
  return ramp;
}
