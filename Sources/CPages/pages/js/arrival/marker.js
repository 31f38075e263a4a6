// The two marks on the map: the customer's door, and the technician with heading and doubt.

import { set, svg } from "../common/dom.js";
import { Glide } from "../common/predictor.js";

/** So many fixes are drawn as the way that was seen. */
const trailMax = 240;

/** An icon that is an element; Leaflet only moves it. */
function mark(L, map, element, size, anchor) {
  const icon = L.divIcon({ html: element, className: "mark", iconSize: size, iconAnchor: anchor });
  return L.marker([0, 0], { icon, interactive: false, keyboard: false, zIndexOffset: anchor[1] === size[1] ? 0 : 500 });
}

/** Where the customer is. */
export class PlaceMark {
  #map;
  #marker;
  #element;

  /** @param {object} L @param {object} map */
  constructor(L, map) {
    this.#map = map;
    this.#element = svg(
      "svg",
      { viewBox: "0 0 44 54", class: "place", role: "img" },
      svg("circle", { cx: 22, cy: 48, r: 14, class: "place-wave" }),
      svg("circle", { cx: 22, cy: 48, r: 14, class: "place-wave place-wave-later" }),
      svg("ellipse", { cx: 22, cy: 50, rx: 7, ry: 2.6, class: "place-shadow" }),
      svg("path", { d: "M22 50C15 40 5 31.5 5 20a17 17 0 0 1 34 0c0 11.5-10 20-17 30Z", class: "place-body" }),
      svg("path", { d: "M13.5 20.5 22 13l8.5 7.5M16 18.8V27h12v-8.2M20.3 27v-5h3.4v5", class: "place-house" }),
      svg("path", { d: "M14 20.5 19.8 26 30 15", class: "place-check" }),
    );
    this.#marker = mark(L, map, this.#element, [44, 54], [22, 50]);
  }

  /** @param {string} label */
  setLabel(label) {
    set(this.#element, "aria-label", label);
  }

  /**
   * @param {{lat: number, lon: number}} place
   * @param {string} mood
   */
  show({ lat, lon }, mood) {
    this.#marker.setLatLng([lat, lon]);
    if (!this.#map.hasLayer(this.#marker)) this.#marker.addTo(this.#map);
    set(this.#element, "data-mood", mood);
  }
}

/** Where the technician is now, as far as one can know. */
export class TechnicianMark {
  #map;
  #marker;
  #disc;
  #element;
  #arrow;
  #glide = new Glide();
  #trail;
  #turn = 0;
  #isShown = false;

  /** @param {object} L @param {object} map */
  constructor(L, map) {
    this.#map = map;
    this.#arrow = svg("path", { d: "M24 12.5 32.2 34 24 30 15.8 34Z", class: "technician-arrow" });
    this.#element = svg(
      "svg",
      { viewBox: "0 0 48 48", class: "technician", role: "img" },
      svg("circle", { cx: 24, cy: 24, r: 18, class: "technician-pulse" }),
      svg("circle", { cx: 24, cy: 24, r: 18, class: "technician-body" }),
      svg("path", { d: "M8 25 25 8M11 34 34 11M20 39 39 20M30 41.5 41.5 30", class: "technician-hatch" }),
      this.#arrow,
      svg("circle", { cx: 24, cy: 24, r: 6.5, class: "technician-dot" }),
    );
    this.#marker = mark(L, map, this.#element, [48, 48], [24, 24]);
    this.#trail = L.polyline([], { className: "trail", interactive: false, weight: 5, smoothFactor: 1.5 });
    this.#disc = L.circle([0, 0], { radius: 1, className: "doubt", interactive: false, weight: 1.5 });
  }

  /** @param {string} label */
  setLabel(label) {
    set(this.#element, "aria-label", label);
  }

  /**
   * @param {import("../common/predictor.js").Fix|null} position null takes the mark off the map
   * @param {number} now engine time
   */
  take(position, now) {
    if (!position) return this.#leave();
    if (this.#glide.fix?.t === position.t) return;
    this.#glide.take(position, now);
    const way = this.#trail.getLatLngs();
    if (way.length >= trailMax) way.shift();
    this.#trail.setLatLngs([...way, [position.lat, position.lon]]);
  }

  #leave() {
    this.#glide = new Glide();
    for (const layer of [this.#marker, this.#disc, this.#trail]) layer.remove();
    this.#trail.setLatLngs([]);
    this.#isShown = false;
  }

  /**
   * @param {number} now engine time
   * @param {string|undefined} freshness
   * @returns {{lat: number, lon: number}|null} where it was drawn
   */
  draw(now, freshness) {
    const at = this.#glide.at(now);
    if (!at) return null;
    this.#marker.setLatLng([at.lat, at.lon]);
    this.#disc.setLatLng([at.lat, at.lon]);
    if (!this.#isShown) {
      this.#trail.addTo(this.#map);
      this.#marker.addTo(this.#map);
      this.#isShown = true;
    }
    const isDoubtful = at.isStale || freshness === "noSignal" || freshness === "offline";
    this.#drawDoubt(isDoubtful, at.uncertaintyMeters);
    set(this.#element, "data-stale", isDoubtful ? "true" : null);
    set(this.#element, "data-moves", at.heading === null ? null : "true");
    if (at.heading !== null) this.#point(at.heading);
    return at;
  }

  #drawDoubt(isDoubtful, meters) {
    if (!isDoubtful) return this.#disc.remove();
    if (Math.abs(this.#disc.getRadius() - meters) > 2) this.#disc.setRadius(meters);
    if (!this.#map.hasLayer(this.#disc)) this.#disc.addTo(this.#map);
  }

  /** Turns the shorter way round. */
  #point(heading) {
    this.#turn += ((heading - this.#turn + 540) % 360 + 360) % 360 - 180;
    const text = `rotate(${this.#turn.toFixed(1)}deg)`;
    if (this.#arrow.style.transform !== text) this.#arrow.style.transform = text;
  }
}
