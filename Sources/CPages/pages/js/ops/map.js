// The map in the middle: base map, zones, heat, bookings, technicians, and what the pointer does on it.

import { createBaseMap } from "../common/base-map.js";
import { BookingsLayer } from "./bookings-layer.js";
import { DemandLayer } from "./demand-layer.js";
import { FleetLayer } from "./fleet-layer.js";
import { HoverLabel } from "./hover-label.js";
import { showZones } from "./zones-layer.js";
import { mapControls } from "./map-controls.js";

/** Panes from below to above. */
const PANES = { zones: 310, demand: 320, zoneNames: 415, bookings: 420, technicians: 430 };
const VIEW_KEY = "geod.ops.view";

export class OpsMap {
  /**
   * @param {HTMLElement} element
   * @param {object} parts model, fleet, area, clock, words, directory, api, settings
   */
  constructor(element, parts) {
    Object.assign(this, parts);
    const { words, settings } = parts;
    this.map = L.map(element, {
      zoomControl: false, attributionControl: true, minZoom: 3, maxZoom: 18, zoomSnap: 1, worldCopyJump: false,
      fadeAnimation: false, boxZoom: false, keyboard: true, preferCanvas: false,
    });
    this.map.attributionControl.setPrefix(false);
    for (const [name, zIndex] of Object.entries(PANES)) {
      const pane = this.map.createPane(name);
      pane.style.zIndex = String(zIndex);
      pane.style.pointerEvents = "none";
    }
    this.base = createBaseMap(L, this.map, { language: words.language, settings });
    this.demand = new DemandLayer(this.model);
    this.bookings = new BookingsLayer(parts);
    this.technicians = new FleetLayer({ ...parts, number: (n) => words.number(n, { notation: n > 9_999 ? "compact" : "standard" }) });
    this.#restoreView(settings);
    this.bookings.addTo(this.map);
    this.technicians.addTo(this.map);
    this.hover = new HoverLabel(this);
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(this.map);
    mapControls(element, this);
    this.map.on("moveend", () => this.#moved());
    this.map.on("click", (event) => this.#click(event.containerPoint));
    this.model.selected.listen((selection) => this.#show(selection));
    this.area.modeChanged.listen(() => { this.technicians.wake(); this.bookings.wake(); });
    new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(element);
    this.#moved();
    showZones(this.map, this.api, words);
  }

  /** Moves the map so that a place is well inside the window. */
  reveal(lat, lon) {
    const inner = this.map.getBounds().pad(-0.18);
    const zoom = Math.max(this.map.getZoom(), 13);
    if (zoom !== this.map.getZoom() || !inner.contains([lat, lon])) this.map.setView([lat, lon], zoom);
  }

  /** Shows everything that is known: bookings and zones. */
  showAll() {
    const points = [...this.model.rows.values()].map((row) => [row.lat, row.lon]);
    if (points.length) this.map.fitBounds(L.latLngBounds(points).pad(0.06), { maxZoom: 14 });
    else if (this.home) this.map.fitBounds(this.home);
  }

  /** The style of grouping: "auto", "always" or "never". */
  setGrouping(grouping) {
    this.area.grouping = grouping;
    this.#moved();
    this.technicians.wake();
  }

  #restoreView(settings) {
    const [west, south, east, north] = settings?.map?.bounds ?? [46.4, 24.45, 47.0, 25.0];
    this.home = [[south, west], [north, east]];
    const kept = JSON.parse(sessionStorage.getItem(VIEW_KEY) ?? "null");
    if (kept) this.map.setView(kept.center, kept.zoom, { animate: false });
    else this.map.fitBounds(this.home, { animate: false });
    this.isUntouched = !kept;
    // Where the demand is, is a better beginning than the whole map.
    const stop = this.model.changed.listen(() => {
      if (!this.model.isLoaded) return;
      stop();
      if (this.isUntouched && this.model.rows.size > 3) this.showAll();
    });
  }

  #moved() {
    const bounds = this.map.getBounds();
    this.area.look({
      west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth(),
    }, this.map.getZoom());
    const { lat, lng } = this.map.getCenter();
    sessionStorage.setItem(VIEW_KEY, JSON.stringify({ center: [lat, lng], zoom: this.map.getZoom() }));
    this.technicians.wake();
  }

  #click({ x, y }) {
    const booking = this.bookings.at(x, y);
    const found = this.technicians.at(x, y);
    if (found?.id && !booking) this.model.select({ kind: "technician", id: found.id });
    else if (booking) this.model.select({ kind: "booking", id: booking });
    else if (found?.disc) this.map.setView(this.map.containerPointToLatLng([found.disc.x, found.disc.y]), this.map.getZoom() + 2);
    else this.model.select(null);
  }

  async #show(selection) {
    this.technicians.choose(selection?.kind === "technician" ? selection.id : this.model.rows.get(selection?.id)?.technician ?? null);
    this.bookings.showTrack(null);
    if (selection?.kind !== "booking") return;
    const row = this.model.rows.get(selection.id);
    if (!row) return;
    this.reveal(row.lat, row.lon);
    if (!row.trip) return;
    const track = await this.api.track(row.trip.id).catch(() => null);
    if (track && this.model.selection?.id === selection.id) this.bookings.showTrack(coordinatesOf(track));
  }
}

/** The points of a track, whether it is a feature or a collection of them. */
function coordinatesOf(document) {
  const features = document.features ?? [document];
  return features.flatMap((feature) => (feature.geometry?.type === "LineString" ? feature.geometry.coordinates : []));
}
