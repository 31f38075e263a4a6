// The map below everything: streets, water and green of this server, tiles of somebody else where the server was told
// to use them, names of places, a scale. Leaflet (the global L) is loaded by the page.

import { TileStore } from "./tile-store.js";
import { drawTile, mapStyle } from "./tile-drawing.js";
import { NameLayer } from "./name-layer.js";

/**
 * What the server says about its maps, as in /pages/settings.json.
 * @typedef {object} MapSettings
 * @property {{bounds: number[], zoomMin: number, zoomMax: number, attribution: string}} [map]
 * @property {{url: string, attribution: string}} [tiles]
 */

/**
 * Puts the base map on a Leaflet map.
 * @param {object} L Leaflet
 * @param {object} map a Leaflet map
 * @param {MapSettings} settings
 * @param {{language?: string, names?: boolean, scale?: boolean}} [options] names: whether names of places are shown
 * @returns {{setLanguage: (language: string) => void, restyle: () => void, bounds: object | null}}
 */
export function createBaseMap(L, map, settings, options = {}) {
  map.attributionControl?.setPrefix(false);
  if (settings.tiles) {
    L.tileLayer(settings.tiles.url, { attribution: escapeText(settings.tiles.attribution), maxZoom: 20 }).addTo(map);
  }
  const layers = settings.map ? streets(L, map, settings.map, settings.tiles !== undefined, options) : null;
  if (options.scale ?? true) L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  return {
    setLanguage: (language) => layers?.names?.setLanguage(language),
    restyle: () => layers?.restyle(),
    bounds: settings.map?.bounds ? toBounds(L, settings.map.bounds) : null,
  };
}

function streets(L, map, source, hasTiles, options) {
  const store = new TileStore(source);
  let style = mapStyle();
  const Layer = L.GridLayer.extend({
    createTile(coords, done) {
      const canvas = document.createElement("canvas");
      const size = this.getTileSize();
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      canvas.width = size.x * ratio;
      canvas.height = size.y * ratio;
      const part = store.part(coords);
      store.load(part).then(
        (tile) => {
          if (tile) drawTile(canvas.getContext("2d"), tile, part, canvas.width, coords.z, style, hasTiles);
          done(null, canvas);
        },
        (error) => done(error, canvas),
      );
      return canvas;
    },
  });
  const layer = new Layer({
    minZoom: source.zoomMin,
    maxZoom: 20,
    keepBuffer: 3,
    updateWhenZooming: false,
    attribution: escapeText(source.attribution ?? ""),
  }).addTo(map);
  const names =
    (options.names ?? true) ? new NameLayer(L, store, { language: options.language ?? "en" }).addTo(map) : null;
  const restyle = () => {
    style = mapStyle();
    layer.redraw();
    names?.redraw();
  };
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
  return { names, restyle };
}

function toBounds(L, [west, south, east, north]) {
  return L.latLngBounds([south, west], [north, east]);
}

/** Leaflet takes attributions as HTML; ours are text. */
function escapeText(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element.innerHTML;
}
