// The shapes of statuses and states, once for the canvas and for icons: paths in a box of 24 by 24 around (12, 12),
// north up. Colour alone never tells anything.

import { svg } from "../common/dom.js";

const DISC = "M12 5a7 7 0 1 0 0 14a7 7 0 1 0 0-14Z";

const EYE = "M12 8.8a3.2 3.2 0 1 0 0 6.4a3.2 3.2 0 1 0 0-6.4Z";

/**
 * @typedef {object} Shape
 * @property {string} body the outline, filled with the status' colour
 * @property {string} [mark] drawn on it in the colour of the background
 * @property {boolean} [isHollow] only the outline is drawn
 * @property {boolean} [turns] the body itself points where the technician goes; others get a nose
 * @property {string} color the custom property of its colour
 */

/** What technicians do. The order is that of the top bar and of the rows in the sheet of sprites. */
/** @type {Record<string, Shape>} */
export const TECHNICIAN_SHAPES = {
  available: { body: DISC, color: "--status-available" },
  offered: { body: DISC, mark: EYE, color: "--status-offered" },
  assigned: { body: "M12 4l8 8l-8 8l-8-8Z", color: "--status-assigned" },
  enRoute: { body: "M12 2.5L19.5 20.5L12 16.6L4.5 20.5Z", turns: true, color: "--status-en-route" },
  arrived: {
    body: "M7.5 5h9A2.5 2.5 0 0 1 19 7.5v9a2.5 2.5 0 0 1-2.5 2.5h-9A2.5 2.5 0 0 1 5 16.5v-9A2.5 2.5 0 0 1 7.5 5Z",
    mark: "M8.6 12.2l2.4 2.4l4.4-4.8",
    color: "--status-arrived",
  },
  inService: {
    body: "M12 3.8l7.1 4.1v8.2L12 20.2l-7.1-4.1V7.9Z",
    mark: "M9 12h6M12 9v6",
    color: "--status-in-service",
  },
  paused: { body: DISC, mark: "M10 9v6M14 9v6", color: "--status-paused" },
  offDuty: { body: DISC, isHollow: true, color: "--status-off-duty" },
  offline: { body: "M7 7l10 10M17 7L7 17", isHollow: true, color: "--status-offline" },
};

/** Names of technicians' statuses, in the order of their codes. */
export const TECHNICIAN_STATUSES = Object.keys(TECHNICIAN_SHAPES);

/** States of bookings. */
/** @type {Record<string, Shape>} */
export const BOOKING_SHAPES = {
  open: { body: DISC, isHollow: true, color: "--booking-open" },
  offering: {
    body: DISC,
    isHollow: true,
    mark: "M12 10.6a1.4 1.4 0 1 0 0 2.8a1.4 1.4 0 1 0 0-2.8Z",
    color: "--status-offered",
  },
  unfilled: { body: DISC, isHollow: true, mark: "M7.6 16.4l8.8-8.8", color: "--mark-breached" },
  assigned: { body: TECHNICIAN_SHAPES.assigned.body, color: "--status-assigned" },
  inTrip: { body: TECHNICIAN_SHAPES.enRoute.body, color: "--status-en-route" },
  completed: { body: DISC, mark: "M8.6 12.2l2.4 2.4l4.4-4.8", color: "--status-arrived" },
  cancelled: { body: "M7 7l10 10M17 7L7 17", isHollow: true, color: "--status-offline" },
  noShow: { body: DISC, mark: "M9 12h6", color: "--status-offline" },
};

/** What a promise looks like: the shape of its ring's badge. */
/** @type {Record<string, Shape>} */
export const MARK_SHAPES = {
  breached: {
    body: "M8.2 3.5h7.6l4.7 4.7v7.6l-4.7 4.7H8.2l-4.7-4.7V8.2Z",
    mark: "M12 7.6v5.4M12 15.8v.5",
    color: "--mark-breached",
  },
  atRisk: { body: "M12 3.2l9.2 16.4H2.8Z", mark: "M12 9v4.6M12 16v.5", color: "--mark-at-risk" },
  onTime: { body: DISC, mark: "M12 8.6v3.6l2.4 1.6", color: "--mark-on-time" },
  met: { body: DISC, mark: "M8.6 12.2l2.4 2.4l4.4-4.8", color: "--mark-on-time" },
};

/**
 * The shape as an icon.
 * @param {Shape} shape
 */
export function shapeIcon(shape) {
  const body = svg("path", { d: shape.body, class: shape.isHollow ? "shape-line" : "shape-body" });
  const mark = shape.mark && svg("path", { d: shape.mark, class: shape.isHollow ? "shape-line" : "shape-mark" });
  const icon = svg(
    "svg",
    { viewBox: "0 0 24 24", class: "shape", "aria-hidden": "true", focusable: "false" },
    body,
    mark,
  );
  icon.style.color = `var(${shape.color})`;
  return icon;
}
