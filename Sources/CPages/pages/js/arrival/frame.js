// Which part of the world the map shows: both ends of the trip, moved gently and only when it must be.

import { wantsLessMotion } from "../common/dom.js";

/** Nearer than this it is not shown, however close the ends are. */
const zoomMax = 16.5;
/** The map of a place alone. */
const zoomAlone = 15.5;
/** The ends fill less than this part of the frame: it is time to look closer. */
const tooSmall = 0.42;
/** The frame rests for so long after it has moved. Milliseconds. */
const rest = 2_500;

/** Keeps two places in sight until the reader moves the map; from then on it stays where they put it. */
export class Frame {
  /** Told when the reader takes the map, and when they give it back. @type {(isHeld: boolean) => void} */
  onHold = () => {};

  #L;
  #map;
  #insets;
  #isHeld = false;
  #movedAt = -Infinity;
  #isMoving = false;
  #shown = null;

  /**
   * @param {object} L Leaflet
   * @param {object} map
   * @param {() => {top: number, bottom: number, left: number, right: number}} insets what lies over the map, pixels
   */
  constructor(L, map, insets) {
    this.#L = L;
    this.#map = map;
    this.#insets = insets;
    map.on("dragstart", () => this.#hold());
    map.getContainer().addEventListener("wheel", () => this.#hold(), { passive: true });
    map.getContainer().addEventListener("dblclick", () => this.#hold());
    map.getContainer().addEventListener("keydown", (event) => /^(Arrow|[+=-])/.test(event.key) && this.#hold());
    map.getContainer().addEventListener("touchstart", (event) => event.touches.length > 1 && this.#hold(), { passive: true });
    map.on("moveend", () => (this.#isMoving = false));
  }

  /** The reader gives the map back. */
  release() {
    this.#isHeld = false;
    this.onHold(false);
    this.#fit(true);
  }

  /** The map has another size. */
  refit() {
    if (!this.#isHeld) this.#fit(false);
  }

  /**
   * Called with every frame: the two ends, the second of which may be missing.
   * @param {{lat: number, lon: number}} place
   * @param {{lat: number, lon: number}|null} position
   * @param {boolean} isOver
   */
  look(place, position, isOver) {
    const before = this.#shown;
    this.#shown = { place, position: position && { lat: position.lat, lon: position.lon } };
    if (!before) return this.#fit(false);
    if (this.#isHeld || this.#isMoving) return;
    const hasEndChanged = (before.position === null) !== (position === null);
    if (hasEndChanged) return this.#fit(true);
    if (isOver || performance.now() - this.#movedAt < rest) return;
    if (this.#mustMove()) this.#fit(true);
  }

  #hold() {
    if (this.#isHeld) return;
    this.#isHeld = true;
    this.onHold(true);
  }

  #points() {
    const { place, position } = this.#shown;
    return [place, position].filter(Boolean).map(({ lat, lon }) => this.#L.latLng(lat, lon));
  }

  /** Whether an end has left the frame, or the two have come so near that one sees nothing. */
  #mustMove() {
    const points = this.#points().map((point) => this.#map.latLngToContainerPoint(point));
    const { top, bottom, left, right } = this.#insets();
    const size = this.#map.getSize();
    const slack = 18;
    const isOutside = points.some(
      ({ x, y }) => x < left - slack || x > size.x - right + slack || y < top - slack || y > size.y - bottom + slack,
    );
    if (isOutside || points.length < 2) return isOutside;
    const wide = Math.abs(points[0].x - points[1].x) / Math.max(1, size.x - left - right);
    const high = Math.abs(points[0].y - points[1].y) / Math.max(1, size.y - top - bottom);
    return Math.max(wide, high) < tooSmall && this.#map.getZoom() < zoomMax - 0.2;
  }

  #fit(isGentle) {
    if (!this.#shown) return;
    const points = this.#points();
    const { top, bottom, left, right } = this.#insets();
    const bounds = this.#L.latLngBounds(points);
    const options = {
      paddingTopLeft: [left, top],
      paddingBottomRight: [right, bottom],
      maxZoom: points.length > 1 ? zoomMax : zoomAlone,
    };
    this.#movedAt = performance.now();
    if (isGentle && !wantsLessMotion()) {
      this.#isMoving = true;
      this.#map.flyToBounds(bounds, { ...options, duration: 0.9, easeLinearity: 0.4 });
    } else {
      this.#map.fitBounds(bounds, { ...options, animate: false });
    }
  }
}
