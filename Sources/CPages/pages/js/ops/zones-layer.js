// The tenant's zones with their names, below everything that moves.

import { el } from "../common/dom.js";

/** Colours that a zone may ask for by name, and what they are here. */
const COLORS = ["--zone-1", "--zone-2", "--zone-3", "--zone-4", "--zone-5", "--zone-6"];

/**
 * Loads the zones and shows them; without zones, or without the right to see them, the map stays as it is.
 * @param {L.Map} map
 * @param {import("./api.js").Api} api
 * @param {import("../common/words.js").Words} words
 * @returns {Promise<Map<string, string>>} the names of zones by their identifiers
 */
export async function showZones(map, api, words) {
  const collection = await api.zones().catch(() => null);
  const names = new Map();
  if (!collection?.features?.length) return names;
  const group = L.layerGroup();
  collection.features.forEach((feature, index) => {
    if (feature.properties?.isActive === false) return;
    const name = words.pick(feature.properties?.name) || String(feature.id ?? "");
    names.set(String(feature.id ?? feature.properties?.id), name);
    const color = colorOf(feature.properties?.color, index);
    const shape = L.geoJSON(feature, { pane: "zones", interactive: false, style: { className: "zone", weight: 1.5 } });
    shape.eachLayer((path) => path.on("add", () => path.getElement()?.style.setProperty("--zone", color)));
    group.addLayer(shape);
    group.addLayer(nameOf(shape.getBounds(), name));
  });
  group.addTo(map);
  const follow = () => map.getContainer().classList.toggle("names-zones", map.getZoom() >= 10 && map.getZoom() <= 14);
  map.on("zoomend", follow);
  follow();
  return names;
}

function colorOf(color, index) {
  if (/^#[0-9a-f]{6}$/i.test(color ?? "")) return color;
  return `var(${COLORS[index % COLORS.length]})`;
}

function nameOf(bounds, name) {
  const html = el("span", { class: "zone-name" }, name);
  return L.marker(bounds.getCenter(), {
    pane: "zoneNames", interactive: false, keyboard: false,
    icon: L.divIcon({ className: "zone-label", html, iconSize: [0, 0] }),
  });
}
