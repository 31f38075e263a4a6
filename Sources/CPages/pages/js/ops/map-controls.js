// Buttons on the map: zoom, show everything, unmet demand, grouping, and the legend.

import { el, icon, set } from "../common/dom.js";
import { MARK_SHAPES, shapeIcon, TECHNICIAN_SHAPES } from "./status-shapes.js";

const ICONS = {
  plus: ["M12 5v14M5 12h14"], minus: ["M5 12h14"],
  all: ["M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"],
  heat: ["M12 3c1 3.5 5 5.2 5 10a5 5 0 0 1-10 0c0-2 1-3.2 2-4.2c.3 1.7 1 2.5 2 3C11.5 9 10.5 6 12 3Z"],
  group: ["M8 8.5a3 3 0 1 0 0-.1ZM16.5 15.5a3.5 3.5 0 1 0 0-.1ZM6 18a2 2 0 1 0 0-.1Z"],
  legend: ["M5 6h.1M5 12h.1M5 18h.1M10 6h10M10 12h10M10 18h10"],
};

/**
 * @param {HTMLElement} element the map's
 * @param {import("./map.js").OpsMap} owner
 */
export function mapControls(element, owner) {
  const { map, words } = owner;
  const press = (name, paths, act) => el("button", {
    type: "button", class: "map-button", title: words.t(name), "aria-label": words.t(name), onclick: act,
  }, icon(...paths));
  const legend = legendOf(words);
  const heat = press("map.demand", ICONS.heat, () => toggle(heat, (isOn) => owner.demand.show(map, isOn)));
  const key = press("map.legend", ICONS.legend, () => toggle(key, (isOn) => { legend.hidden = !isOn; }));
  const asked = new URLSearchParams(location.search).get("group");
  const group = press(
    "map.group",
    ICONS.group,
    () => toggle(group, (isOn) => owner.setGrouping(isOn ? "always" : "auto")),
  );
  if (asked === "never" || asked === "always") owner.area.grouping = asked;
  for (const button of [heat, key, group]) set(button, "aria-pressed", "false");
  const box = el(
    "div",
    { class: "map-controls" },
    el(
      "div",
      { class: "map-button-group" },
      press("map.zoomIn", ICONS.plus, () => map.zoomIn()),
      press("map.zoomOut", ICONS.minus, () => map.zoomOut()),
    ),
    el("div", { class: "map-button-group" }, press("map.all", ICONS.all, () => owner.showAll()), heat, group, key),
  );
  L.DomEvent.disableClickPropagation(box);
  L.DomEvent.disableScrollPropagation(box);
  L.DomEvent.disableClickPropagation(legend);
  element.append(box, legend);
}

function toggle(button, act) {
  const isOn = button.getAttribute("aria-pressed") !== "true";
  set(button, "aria-pressed", String(isOn));
  act(isOn);
}

function legendOf(words) {
  const entry = (shape, text) => el("li", null, shapeIcon(shape), text);
  const stale = shapeIcon(TECHNICIAN_SHAPES.available);
  stale.classList.add("is-stale");
  return el(
    "aside",
    { class: "legend", hidden: true, "aria-label": words.t("map.legend") },
    el("h3", null, words.t("map.legendTechnicians")),
    el(
      "ul",
      null,
      ...Object.entries(TECHNICIAN_SHAPES).map(([name, shape]) => entry(shape, words.t(`status.${name}`))),
      el("li", null, stale, words.t("map.legendStale")),
    ),
    el("h3", null, words.t("map.legendBookings")),
    el(
      "ul",
      null,
      ...["onTime", "atRisk", "breached"].map((mark) => entry(MARK_SHAPES[mark], words.t(`mark.${mark}`))),
    ),
  );
}
