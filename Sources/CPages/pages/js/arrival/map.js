// The map: where the customer is, where the technician is, and both always in sight. Loaded last; nothing waits for it.

import { set, show, wantsLessMotion } from "../common/dom.js";
import { createBaseMap } from "../map/base-map.js";
import { Frame } from "./frame.js";
import { icons } from "./icons.js";
import { PlaceMark, TechnicianMark } from "./marker.js";

/** The map with its two marks. */
export class ArrivalMap {
  #map;
  #base;
  #clock;
  #stage;
  #frame;
  #place;
  #technician;
  #recenter;
  #zoom = null;
  #view = null;
  #isDrawing = false;
  #lastStep = 0;

  /**
   * Loads Leaflet and what the server says about its map.
   * @param {(id: string) => HTMLElement} find
   * @param {import("../common/clock.js").EngineClock} clock
   * @param {import("../common/words.js").Words} words
   * @throws when Leaflet cannot be had; it can be tried again
   */
  static async load(find, clock, words) {
    const [L, settings] = await Promise.all([leaflet(), pageSettings()]);
    if (settings.clock) clock.configure(settings.clock);
    return new ArrivalMap(L, find, clock, words, settings);
  }

  constructor(L, find, clock, words, settings) {
    this.#clock = clock;
    this.#stage = find("stage");
    this.#recenter = find("recenter");
    this.#map = L.map(find("map"), {
      zoomControl: false,
      attributionControl: true,
      zoomSnap: 0.25,
      maxZoom: 18,
      minZoom: 8,
      zoomAnimation: !wantsLessMotion(),
      fadeAnimation: !wantsLessMotion(),
    });
    this.#base = createBaseMap(L, this.#map, settings, { language: words.language, scale: false });
    this.#frame = new Frame(L, this.#map, () => this.#insets());
    this.#place = new PlaceMark(L, this.#map);
    this.#technician = new TechnicianMark(L, this.#map);
    this.#recenter.append(icons.frame());
    this.#recenter.addEventListener("click", () => this.#frame.release());
    this.#frame.onHold = (isHeld) => show(this.#recenter, isHeld);
    if (isWide()) this.#zoom = L.control.zoom().addTo(this.#map);
    new ResizeObserver(() => this.#resized()).observe(find("map"));
    this.setLanguage(words);
  }

  /** @param {import("../common/words.js").Words} words */
  setLanguage(words) {
    this.#base.setLanguage(words.language);
    // The card lies on the side where reading begins, the controls on the other.
    const side = words.direction === "rtl" ? "bottomleft" : "bottomright";
    this.#zoom?.setPosition(side);
    this.#map.getContainer().querySelectorAll(".leaflet-control-zoom a").forEach((button, place) => {
      const text = words.t(place === 0 ? "zoomIn" : "zoomOut");
      set(button, "title", text);
      set(button, "aria-label", text);
    });
    this.#map.attributionControl.setPosition(side);
    set(this.#map.getContainer(), "role", "region");
    set(this.#map.getContainer(), "aria-label", words.t("mapLabel"));
    set(this.#recenter, "aria-label", words.t("recenter"));
    this.#place.setLabel(words.t("mapPlace"));
    this.#technician.setLabel(words.t("mapTechnician"));
  }

  /** The network is back: what was missing is asked for again. */
  retry() {
    this.#base.restyle();
  }

  /**
   * @param {import("./view-state.js").View} view
   * @param {import("../common/words.js").Words} words
   */
  render(view) {
    this.#view = view;
    const { place, position, mood } = view.map;
    show(this.#map.getContainer(), place !== null);
    set(this.#stage, "data-mood", mood);
    // Who is over must not stay on a map that is only hidden.
    if (!place) return this.#technician.take(null, this.#clock.now());
    this.#map.invalidateSize({ animate: false, pan: false });
    this.#place.show(place, mood);
    this.#technician.take(position, this.#clock.now());
    if (!this.#isDrawing) this.#draw();
  }

  #resized() {
    if (!this.#view?.map.place) return;
    this.#map.invalidateSize({ animate: false, pan: false });
    this.#frame.refit();
  }

  /** Draws the technician along the predicted path: with each frame, or once a second for those who want less motion. */
  #draw() {
    this.#isDrawing = this.#view.map.place !== null;
    if (!this.#isDrawing) return;
    const now = performance.now();
    const isDue = !wantsLessMotion() || now - this.#lastStep >= 1_000;
    if (isDue) {
      this.#lastStep = now;
      const at = this.#technician.draw(this.#clock.now(), this.#view.freshness?.kind);
      if (this.#view.map.place) this.#frame.look(this.#view.map.place, at, this.#view.isOver);
    }
    if (!this.#view.map.position) {
      this.#isDrawing = false;
      return;
    }
    requestAnimationFrame(() => this.#draw());
  }

  /** What lies over the map, in pixels of its edges: chips above, the sheet below or the card beside. */
  #insets() {
    const map = this.#map.getContainer().getBoundingClientRect();
    const sheet = document.getElementById("sheet").getBoundingClientRect();
    if (!isWide()) return { top: 84, left: 44, right: 44, bottom: 74 };
    const isRight = document.documentElement.dir === "rtl";
    const taken = isRight ? map.right - sheet.left : sheet.right - map.left;
    const [near, far] = map.width > 1000 ? [64, 72] : [36, 40];
    const high = map.height > 480 ? { top: 96, bottom: 72 } : { top: 76, bottom: 28 };
    return { ...high, left: isRight ? far : taken + near, right: isRight ? taken + near : far };
  }
}

/** Whether the sheet is a card beside the map; see `arrival.css`. */
function isWide() {
  return matchMedia("(min-width: 760px), (min-width: 600px) and (max-height: 480px)").matches;
}

let loading = null;

/** Leaflet, from this server. Its style sheet goes before ours, which changes it. */
function leaflet() {
  loading ??= new Promise((done, failed) => {
    const base = new URL("../../leaflet/", import.meta.url);
    const style = document.createElement("link");
    Object.assign(style, { rel: "stylesheet", href: new URL("leaflet.css", base).href });
    document.getElementById("map-style").before(style);
    const script = document.createElement("script");
    script.src = new URL("leaflet.js", base).href;
    script.onload = () => done(globalThis.L);
    script.onerror = () => {
      loading = null;
      script.remove();
      style.remove();
      failed(new Error("Leaflet could not be loaded"));
    };
    document.head.append(script);
  });
  return loading;
}

/** Without settings there is a map without streets. */
async function pageSettings() {
  try {
    const answer = await fetch("/pages/settings.json");
    return answer.ok ? await answer.json() : {};
  } catch {
    return {};
  }
}
