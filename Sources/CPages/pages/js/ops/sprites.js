// The sheet of sprites: every status in every direction, fresh and stale, drawn once for the screen's pixels. A frame
// copies rectangles of it and draws no path.

import { HEADINGS } from "./fleet.js";
import { TECHNICIAN_SHAPES, TECHNICIAN_STATUSES } from "./status-shapes.js";

/** The side of a sprite, CSS pixels. */
export const SPRITE = 26;

const NOSE = "M12 -1.8l4.8 7.4H7.2Z";

/** Reads a colour of the page's theme. */
export function themeColor(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/**
 * Draws the sheet. Column: direction, the last one standing still. Row: status code, then the stale ones.
 * @param {number} ratio device pixels per CSS pixel
 * @returns {{image: HTMLCanvasElement, cell: number}} `cell` is the side of a sprite in device pixels
 */
export function drawSprites(ratio) {
  const cell = Math.ceil(SPRITE * ratio);
  const image = document.createElement("canvas");
  image.width = cell * (HEADINGS + 1);
  image.height = cell * TECHNICIAN_STATUSES.length * 2;
  const context = image.getContext("2d");
  const outline = themeColor("--map-sprite-outline") || "#fff";
  const colors = TECHNICIAN_STATUSES.map((name) => themeColor(TECHNICIAN_SHAPES[name].color) || "#0a7a72");
  for (let stale = 0; stale < 2; stale += 1) {
    TECHNICIAN_STATUSES.forEach((name, code) => {
      for (let column = 0; column <= HEADINGS; column += 1) {
        const row = code + stale * TECHNICIAN_STATUSES.length;
        context.setTransform(cell / SPRITE, 0, 0, cell / SPRITE, column * cell, row * cell);
        context.translate(SPRITE / 2, SPRITE / 2);
        drawSprite(context, TECHNICIAN_SHAPES[name], colors[code], outline, column, stale === 1);
      }
    });
  }
  return { image, cell };
}

function drawSprite(context, shape, color, outline, column, isStale) {
  context.save();
  const moves = column < HEADINGS;
  const scale = 0.84;
  context.scale(scale, scale);
  context.globalAlpha = isStale ? 0.62 : 1;
  context.lineJoin = "round";
  context.lineCap = "round";
  if (moves) context.rotate((column / HEADINGS) * 2 * Math.PI);
  if (moves && !shape.turns && !shape.isHollow) paint(context, new Path2D(NOSE), color, outline, 2);
  if (moves && !shape.turns) context.rotate(-(column / HEADINGS) * 2 * Math.PI);
  const body = new Path2D(shape.body);
  if (shape.isHollow) {
    stroke(context, body, outline, 6.4);
    stroke(context, body, color, 3);
  } else {
    paint(context, body, color, outline, 3.2);
    if (isStale) hatch(context, body, outline);
    if (shape.mark) stroke(context, new Path2D(shape.mark), outline, 2.1);
  }
  context.restore();
}

function paint(context, path, color, outline, width) {
  context.translate(-12, -12);
  context.strokeStyle = outline;
  context.lineWidth = width;
  context.stroke(path);
  context.fillStyle = color;
  context.fill(path);
  context.translate(12, 12);
}

function stroke(context, path, color, width) {
  context.translate(-12, -12);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke(path);
  context.translate(12, 12);
}

/** Lines across a stale body: doubt that is not only a paler colour. */
function hatch(context, body, outline) {
  context.save();
  context.translate(-12, -12);
  context.clip(body);
  context.strokeStyle = outline;
  context.lineWidth = 1.5;
  context.beginPath();
  for (let x = -12; x < 36; x += 4.2) {
    context.moveTo(x, 26);
    context.lineTo(x + 26, 0);
  }
  context.stroke();
  context.restore();
}
