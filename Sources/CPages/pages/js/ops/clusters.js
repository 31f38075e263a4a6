// Technicians as counted discs: cells that come near each other on the screen are put together, and each disc has a
// ring that shows what its technicians do.

import { TECHNICIAN_SHAPES, TECHNICIAN_STATUSES } from "./status-shapes.js";
import { mercatorX, mercatorY } from "./fleet.js";
import { themeColor } from "./sprites.js";

/** Discs keep this distance, CSS pixels. */
const NEAR = 52;

/**
 * @typedef {object} Disc
 * @property {number} x @property {number} y CSS pixels in the window
 * @property {number} radius
 * @property {number} count
 * @property {Record<string, number>} jobs
 */

/**
 * Puts cells together that would overlap, the largest first.
 * @param {Iterable<{lat: number, lon: number, count: number, jobs: Record<string, number>}>} cells
 * @param {import("./canvas-layer.js").View} view
 * @returns {Disc[]}
 */
export function discsOf(cells, view) {
  const discs = [];
  const sorted = [...cells].sort((a, b) => b.count - a.count);
  for (const cell of sorted) {
    const x = mercatorX(cell.lon) * view.scale - view.left;
    const y = mercatorY(cell.lat) * view.scale - view.top;
    if (x < -NEAR || y < -NEAR || x > view.width + NEAR || y > view.height + NEAR) continue;
    const near = discs.find((disc) => Math.hypot(disc.x - x, disc.y - y) < NEAR);
    if (near) join(near, x, y, cell);
    else discs.push({ x, y, radius: 0, count: cell.count, jobs: { ...cell.jobs } });
  }
  for (const disc of discs) disc.radius = Math.min(28, 11 + 2.5 * Math.log2(disc.count + 1));
  return discs;
}

function join(disc, x, y, cell) {
  const all = disc.count + cell.count;
  disc.x += ((x - disc.x) * cell.count) / all;
  disc.y += ((y - disc.y) * cell.count) / all;
  disc.count = all;
  for (const [name, count] of Object.entries(cell.jobs)) disc.jobs[name] = (disc.jobs[name] ?? 0) + count;
}

/**
 * Draws discs.
 * @param {CanvasRenderingContext2D} context
 * @param {Disc[]} discs
 * @param {(count: number) => string} number writes a number
 */
export function drawDiscs(context, discs, number) {
  const surface = themeColor("--map-disc") || "#fff";
  const text = themeColor("--map-disc-text") || "#123";
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const disc of discs) {
    context.beginPath();
    context.arc(disc.x, disc.y, disc.radius + 2, 0, 2 * Math.PI);
    context.fillStyle = surface;
    context.shadowColor = "rgb(0 20 30 / 0.28)";
    context.shadowBlur = 8;
    context.fill();
    context.shadowBlur = 0;
    drawRing(context, disc);
    context.fillStyle = text;
    context.font = `600 ${disc.radius > 22 ? 13 : 12}px system-ui, sans-serif`;
    context.fillText(number(disc.count), disc.x, disc.y + 0.5);
  }
}

function drawRing(context, disc) {
  let from = -Math.PI / 2;
  context.lineWidth = 4;
  for (const name of TECHNICIAN_STATUSES) {
    const share = (disc.jobs[name] ?? 0) / disc.count;
    if (share <= 0) continue;
    const to = from + share * 2 * Math.PI;
    context.beginPath();
    context.arc(disc.x, disc.y, disc.radius - 1.5, from, Math.max(from + 0.02, to - (share < 1 ? 0.05 : 0)));
    context.strokeStyle = themeColor(TECHNICIAN_SHAPES[name].color);
    context.stroke();
    from = to;
  }
}
