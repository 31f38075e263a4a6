// A canvas that covers the map's window and follows it: the base of every layer that this page draws by itself.

/** A Leaflet layer with one canvas; whoever makes it gives the function that draws. */
export class CanvasLayer extends L.Layer {
  /**
   * @param {string} pane the pane of the map in which it lies
   * @param {(context: CanvasRenderingContext2D, view: View) => void} draw
   * @typedef {{scale: number, left: number, top: number, width: number, height: number, ratio: number}} View
   *   `scale` is the size of the unit square in CSS pixels, `left` and `top` where the window begins on it
   */
  constructor(pane, draw) {
    super();
    L.setOptions(this, { pane });
    this.draw = draw;
    this.view = { scale: 1, left: 0, top: 0, width: 0, height: 0, ratio: 1 };
    this.isZooming = false;
  }

  onAdd(map) {
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", this.getPane());
    this.canvas.setAttribute("aria-hidden", "true");
    this.context = this.canvas.getContext("2d");
    this.#fit();
    return this;
  }

  onRemove() {
    this.canvas.remove();
  }

  getEvents() {
    return {
      move: () => this.#follow(),
      moveend: () => this.#follow(),
      resize: () => this.#fit(),
      viewreset: () => this.#fit(),
      zoom: () => this.#stretch(),
      zoomanim: (event) => this.#animate(event),
      zoomstart: () => { this.isZooming = true; },
      zoomend: () => { this.isZooming = false; this.#follow(); },
    };
  }

  /** Draws now. */
  redraw() {
    if (!this._map || this.isZooming) return;
    const { context, view } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    this.draw(context, view);
  }

  #fit() {
    const size = this._map.getSize();
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    this.canvas.width = Math.round(size.x * ratio);
    this.canvas.height = Math.round(size.y * ratio);
    this.canvas.style.width = `${size.x}px`;
    this.canvas.style.height = `${size.y}px`;
    Object.assign(this.view, { width: size.x, height: size.y, ratio });
    this.#follow();
  }

  #follow() {
    if (this.isZooming) return;
    const map = this._map;
    const corner = map.containerPointToLayerPoint([0, 0]);
    L.DomUtil.setTransform(this.canvas, corner, 1);
    const origin = map.getPixelOrigin();
    this.view.scale = 256 * 2 ** map.getZoom();
    this.view.left = origin.x + corner.x;
    this.view.top = origin.y + corner.y;
    this.anchor = map.layerPointToLatLng(corner);
    this.anchorZoom = map.getZoom();
    this.redraw();
  }

  /** Fingers zoom by themselves, without an animation of the map. */
  #stretch() {
    if (this.isZooming) this.#animate({ center: this._map.getCenter(), zoom: this._map.getZoom() });
  }

  /** While the map zooms, what was drawn is stretched along with it. */
  #animate(event) {
    const map = this._map;
    const pane = L.DomUtil.getPosition(map.getPane("mapPane"));
    const origin = map.project(event.center, event.zoom).subtract(map.getSize().divideBy(2)).add(pane).round();
    const offset = map.project(this.anchor, event.zoom).subtract(origin);
    L.DomUtil.setTransform(this.canvas, offset, map.getZoomScale(event.zoom, this.anchorZoom));
  }
}
