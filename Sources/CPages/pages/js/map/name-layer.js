// Names of places above the streets, in the language of the page: one canvas for the whole view, so that no name is
// cut at the edge of a tile and none lies on another.

/** Makes the layer's class; Leaflet is there only when the page has loaded it. */
export class NameLayer {
  #L;
  #store;
  #language;
  #map = null;
  #canvas = null;
  #turn = 0;

  /**
   * @param {object} L Leaflet
   * @param {import("./tile-store.js").TileStore} store
   * @param {{language: string}} options
   */
  constructor(L, store, { language }) {
    this.#L = L;
    this.#store = store;
    this.#language = language;
  }

  /** Puts the names on a map. */
  addTo(map) {
    this.#map = map;
    const pane = map.createPane("names");
    pane.classList.add("map-names");
    pane.style.zIndex = 250;
    this.#canvas = document.createElement("canvas");
    this.#canvas.className = "leaflet-zoom-hide";
    this.#canvas.setAttribute("aria-hidden", "true");
    pane.append(this.#canvas);
    map.on("moveend zoomend resize viewreset", () => this.redraw());
    this.redraw();
    return this;
  }

  /** Shows the names in another language. */
  setLanguage(language) {
    this.#language = language;
    this.redraw();
  }

  /** Draws what is in view. Names of tiles that are still on their way come when these do. */
  async redraw() {
    const map = this.#map;
    if (!map || !map._loaded) return;
    const turn = ++this.#turn;
    const tiles = await Promise.all(
      this.#tilesInView().map((part) => this.#store.load(part).then((tile) => ({ part, tile }), () => ({ part, tile: null }))),
    );
    if (turn !== this.#turn) return;
    this.#draw(tiles);
  }

  #tilesInView() {
    const map = this.#map;
    const zoom = Math.round(map.getZoom());
    const bounds = map.getPixelBounds();
    const parts = new Map();
    for (let x = Math.floor(bounds.min.x / 256); x <= Math.floor(bounds.max.x / 256); x++) {
      for (let y = Math.floor(bounds.min.y / 256); y <= Math.floor(bounds.max.y / 256); y++) {
        const part = this.#store.part({ z: zoom, x, y });
        parts.set(`${part.z}/${part.x}/${part.y}`, part);
      }
    }
    return [...parts.values()];
  }

  #draw(tiles) {
    const map = this.#map;
    const size = map.getSize();
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const canvas = this.#canvas;
    canvas.width = size.x * ratio;
    canvas.height = size.y * ratio;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    this.#L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
    const context = canvas.getContext("2d");
    const values = getComputedStyle(document.documentElement);
    context.scale(ratio, ratio);
    context.font = `600 12.5px ${values.getPropertyValue("--font") || "sans-serif"}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = values.getPropertyValue("--map-name-halo");
    context.fillStyle = values.getPropertyValue("--map-name");
    context.direction = this.#language === "ar" ? "rtl" : "ltr";
    const taken = [];
    for (const name of this.#names(tiles)) {
      const text = (this.#language === "ar" ? (name.ar ?? name.en) : (name.en ?? name.ar)) ?? "";
      const half = context.measureText(text).width / 2 + 6;
      const box = [name.at.x - half, name.at.y - 11, name.at.x + half, name.at.y + 11];
      if (taken.some((other) => overlap(other, box))) continue;
      taken.push(box);
      context.strokeText(text, name.at.x, name.at.y);
      context.fillText(text, name.at.x, name.at.y);
    }
  }

  /** All names in view with their places on the screen, the important ones first. */
  #names(tiles) {
    const map = this.#map;
    const names = tiles.flatMap(({ part, tile }) =>
      (tile?.n ?? []).map((name) => {
        const point = this.#L.point(
          ((part.x + name.x / tile.e) * 256 * map.getZoomScale(map.getZoom(), part.z)),
          ((part.y + name.y / tile.e) * 256 * map.getZoomScale(map.getZoom(), part.z)),
        );
        return { ...name, at: map.layerPointToContainerPoint(point.subtract(map.getPixelOrigin())) };
      }),
    );
    return names.sort((a, b) => a.z - b.z);
  }
}

function overlap(a, b) {
  return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
}
