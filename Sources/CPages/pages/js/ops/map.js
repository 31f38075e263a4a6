// The map in the middle: base map, zones, heat, bookings, technicians, and what the pointer does on it.

import { createBaseMap } from "../map/base-map.js";
import { wantsLessMotion } from "../common/dom.js";
import { BookingsLayer } from "./bookings-layer.js";
import { DemandLayer } from "./demand-layer.js";
import { FleetLayer } from "./fleet-layer.js";
import { HoverLabel } from "./hover-label.js";
import { showZones } from "./zones-layer.js";
import { mapControls } from "./map-controls.js";

/** Panes from below to above. */
const PANES = { zones: 310, demand: 320, zoneNames: 415, bookings: 420, technicians: 430 };
const VIEW_KEY = "geod.ops.view";
const TRACK_EVERY_MS = 4_000;

export class OpsMap {
  /**
   * @param {HTMLElement} element
   * @param {object} parts model, fleet, area, clock, words, directory, api, settings
   */
  constructor(element, parts) {
    Object.assign(this, parts);
    const { words, settings } = parts;
    element.setAttribute("role", "region");
    element.setAttribute("aria-label", words.t("map.label"));
    this.map = L.map(element, {
      zoomControl: false, attributionControl: true, minZoom: 3, maxZoom: 18, zoomSnap: 1, worldCopyJump: false,
      fadeAnimation: false, zoomAnimation: !wantsLessMotion(), boxZoom: false, keyboard: true, preferCanvas: false,
    });
    this.map.attributionControl.setPrefix(false);
    for (const [name, zIndex] of Object.entries(PANES)) {
      const pane = this.map.createPane(name);
      pane.style.zIndex = String(zIndex);
      pane.style.pointerEvents = "none";
    }
    this.#restoreView(settings);
    this.base = createBaseMap(L, this.map, settings, { language: words.language });
    this.demand = new DemandLayer(this.model);
    this.bookings = new BookingsLayer(parts);
    this.technicians = new FleetLayer({
      ...parts,
      number: (n) => words.number(n, { notation: n > 9_999 ? "compact" : "standard" }),
    });
    this.bookings.addTo(this.map);
    this.technicians.addTo(this.map);
    this.hover = new HoverLabel(this);
    mapControls(element, this);
    this.map.on("moveend", () => this.#moved());
    this.map.on("click", (event) => this.#click(event.containerPoint));
    this.model.selected.listen((selection) => this.#show(selection));
    this.model.changed.listen(() => this.#followChosen());
    this.area.modeChanged.listen((isGrouped) => {
      // Discs would hide the bookings that wait; technicians one by one are small and belong on top.
      this.map.getPane("bookings").style.zIndex = String(isGrouped ? PANES.technicians + 1 : PANES.bookings);
      this.technicians.wake();
      this.bookings.wake();
    });
    new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(element);
    this.#moved();
    this.zoneNames = new Map();
    showZones(this.map, this.api, words).then((names) => { this.zoneNames = names; });
  }

  /** Moves the map so that a place is well inside the window. */
  reveal(lat, lon) {
    this.#fit(L.latLngBounds([[lat, lon]]), 13);
  }

  /** Moves the map unless a piece of it is in the free part of the window already, and not tiny. */
  #fit(bounds, zoomMin) {
    const margins = this.#margins();
    const size = this.map.getSize();
    const free = L.bounds(L.point(margins.paddingTopLeft), size.subtract(margins.paddingBottomRight));
    const box = L.bounds(
      this.map.latLngToContainerPoint(bounds.getNorthWest()),
      this.map.latLngToContainerPoint(bounds.getSouthEast()),
    );
    if (this.map.getZoom() >= zoomMin && free.contains(box)) return;
    this.map.fitBounds(bounds, {
      ...margins,
      animate: !wantsLessMotion(),
      maxZoom: Math.max(14, Math.min(16, this.map.getZoom())),
    });
  }

  /** How much of the window's edges is taken: by buttons, and by the details where they lie over the map. */
  #margins() {
    const map = this.map.getContainer().getBoundingClientRect();
    const details = document.getElementById("details").getBoundingClientRect();
    const [left, right] = [Math.max(0, details.right - map.left), Math.max(0, map.right - details.left)];
    const lies = details.width > 0 && left > 0 && right > 0;
    const isLeft = lies && left < right;
    return {
      paddingTopLeft: [60 + (isLeft ? left : 0), 60],
      paddingBottomRight: [60 + (lies && !isLeft ? right : 0), 50],
    };
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
    else if (found?.disc) this.map.setView(
      this.map.containerPointToLatLng([found.disc.x, found.disc.y]),
      this.map.getZoom() + 2,
    );
    else this.model.select(null);
  }

  /** Shows both ends of the way of whoever comes to a place. */
  #revealTrip(row) {
    const slot = this.fleet.slots.get(row.technician);
    const bounds = L.latLngBounds([[row.lat, row.lon]]);
    if (slot !== undefined) bounds.extend(this.map.containerPointToLatLng(this.technicians.project(slot)));
    this.#fit(bounds, slot === undefined || this.area.isGrouped ? 13 : 12);
  }

  #show(selection) {
    this.technicians.choose(
      selection?.kind === "technician" ? selection.id : this.model.rows.get(selection?.id)?.technician ?? null,
    );
    this.bookings.showTrack(null);
    if (selection?.kind !== "booking") return;
    const row = this.model.rows.get(selection.id);
    if (!row) return;
    this.#revealTrip(row);
    this.#loadTrack(selection.id);
  }

  /** The chosen booking may have got another technician, or none any more. */
  #followChosen() {
    if (this.model.selection?.kind !== "booking") return;
    const row = this.model.rows.get(this.model.selection.id);
    if (row?.technician !== (this.technicians.chosen ?? undefined)) this.technicians.choose(row?.technician ?? null);
    if (this.bookings.track && !row?.trip) this.bookings.showTrack(null);
  }

  /** The way so far of the chosen trip, again and again while it is under way. */
  async #loadTrack(id) {
    clearTimeout(this.trackTimer);
    const isChosen = () => this.model.selection?.kind === "booking" && this.model.selection.id === id;
    if (!isChosen()) return;
    const trip = this.model.rows.get(id)?.trip;
    if (trip) {
      const track = await this.api.track(trip.id).catch(() => null);
      if (track && isChosen()) this.bookings.showTrack(coordinatesOf(track));
    }
    if (isChosen()) this.trackTimer = setTimeout(() => this.#loadTrack(id), TRACK_EVERY_MS);
  }
}

/** The points of a track, whether it is a feature or a collection of them. */
function coordinatesOf(document) {
  const features = document.features ?? [document];
  return features.flatMap((feature) => (feature.geometry?.type === "LineString" ? feature.geometry.coordinates : []));
}
