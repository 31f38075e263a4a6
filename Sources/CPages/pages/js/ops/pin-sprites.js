// The pins of bookings, drawn once: a column per state, a line per mark. The ring's form tells the mark as its colour
// does: whole for on time, broken for at risk, double for breached.

import { BOOKING_SHAPES, MARK_SHAPES } from "./status-shapes.js";
import { themeColor } from "./sprites.js";

/** The size of a pin, CSS pixels; its tip is in the middle of the lower edge. */
export const PIN_WIDTH = 30;
export const PIN_HEIGHT = 38;

const STATES = Object.keys(BOOKING_SHAPES);
const MARKS = Object.keys(MARK_SHAPES);
const DROP = "M15 36C11 29.5 4.5 24.5 4.5 15.2A10.5 10.5 0 0 1 25.5 15.2C25.5 24.5 19 29.5 15 36Z";

/**
 * @param {number} ratio device pixels per CSS pixel
 * @returns {{image: HTMLCanvasElement, ratio: number, cell: {width: number, height: number},
 *   columns: (state: string, mark: string) => [number, number]}}
 */
export function drawPins(ratio) {
  // The chosen pin is drawn larger: it gets enough pixels for that.
  const scale = ratio * 1.4;
  const cell = { width: Math.ceil(PIN_WIDTH * scale), height: Math.ceil(PIN_HEIGHT * scale) };
  const image = document.createElement("canvas");
  image.width = cell.width * STATES.length;
  image.height = cell.height * MARKS.length;
  const context = image.getContext("2d");
  STATES.forEach((state, column) => MARKS.forEach((mark, line) => {
    context.setTransform(scale, 0, 0, scale, column * cell.width, line * cell.height);
    drawPin(context, BOOKING_SHAPES[state], mark);
  }));
  return {
    image, ratio, cell,
    columns: (state, mark) => [Math.max(0, STATES.indexOf(state)), Math.max(0, MARKS.indexOf(mark))],
  };
}

function drawPin(context, shape, mark) {
  const surface = themeColor("--map-pin");
  const ring = themeColor(MARK_SHAPES[mark].color);
  const drop = new Path2D(DROP);
  context.save();
  context.shadowColor = "rgb(0 20 30 / 0.35)";
  context.shadowBlur = 4;
  context.shadowOffsetY = 1.5;
  context.fillStyle = surface;
  context.fill(drop);
  context.restore();
  context.lineWidth = 2.6;
  context.strokeStyle = ring;
  if (mark === "atRisk") context.setLineDash([5, 2.6]);
  context.stroke(drop);
  context.setLineDash([]);
  if (mark === "breached") {
    context.lineWidth = 1.6;
    context.beginPath();
    context.arc(15, 15, 7.6, 0, 2 * Math.PI);
    context.stroke();
  }
  glyph(context, shape, themeColor(shape.color), surface, mark === "breached" ? 0.5 : 0.62);
}

function glyph(context, shape, color, surface, scale) {
  context.translate(15, 15);
  context.scale(scale, scale);
  context.translate(-12, -12);
  const body = new Path2D(shape.body);
  context.lineCap = context.lineJoin = "round";
  if (shape.isHollow) {
    context.lineWidth = 3.2;
    context.strokeStyle = color;
    context.stroke(body);
  } else {
    context.fillStyle = color;
    context.fill(body);
  }
  if (!shape.mark) return;
  context.lineWidth = 2.6;
  context.strokeStyle = shape.isHollow ? color : surface;
  context.stroke(new Path2D(shape.mark));
}
