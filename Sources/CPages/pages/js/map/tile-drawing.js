// Drawing a tile of the base map: areas, then streets with an edge around them, the wide ones above the narrow.

/** The kinds of streets, the narrow ones first. */
const streetKinds = ["street", "secondary", "primary", "motorway"];

/** How wide each kind is at each zoom from 6 on, in pixels of the page. */
const widths = {
  street: [0, 0, 0, 0, 0, 0, 0, 0.8, 1.4, 3, 6, 10, 16, 24, 32],
  secondary: [0, 0, 0, 0, 0, 0.7, 1.1, 1.8, 2.8, 5, 8, 13, 20, 28, 36],
  primary: [0, 0, 0, 0.8, 1.1, 1.6, 2.2, 3, 4.2, 6.5, 10, 16, 24, 34, 44],
  motorway: [0.9, 1, 1.2, 1.6, 2, 2.6, 3.4, 4.6, 6, 9, 14, 20, 30, 40, 52],
};

/** The colours of the map as the style sheet has them now. */
export function mapStyle() {
  const values = getComputedStyle(document.documentElement);
  const color = (name) => values.getPropertyValue(`--map-${name}`).trim();
  const style = { water: color("water"), park: color("park"), stream: color("stream"), thin: color("thin") };
  for (const kind of streetKinds) style[kind] = { fill: color(kind), edge: color(`${kind}-edge`) };
  return style;
}

/**
 * Draws a tile.
 * @param {CanvasRenderingContext2D} context
 * @param {object} tile as the server sends it
 * @param {import("./tile-store.js").TilePart} part which part of it
 * @param {number} size of the canvas, in its own pixels
 * @param {number} zoom of the screen
 * @param {object} style as from mapStyle()
 * @param {boolean} isOverlay whether something else is drawn below, which areas must not hide
 */
export function drawTile(context, tile, part, size, zoom, style, isOverlay) {
  const unit = (size * part.scale) / tile.e;
  const offset = { x: -part.left * size, y: -part.top * size };
  const ratio = size / 256;
  const paths = new Map(tile.l.map((layer) => [layer.k, trace(layer.p, unit, offset)]));
  context.lineJoin = "round";
  context.lineCap = "round";
  if (!isOverlay) {
    for (const kind of ["park", "water"]) fill(context, paths.get(kind), style[kind]);
    stroke(context, paths.get("stream"), style.stream, Math.max(1.2, (zoom - 9) * 0.9) * ratio);
  }
  for (const kind of streetKinds) {
    const width = widths[kind][Math.min(zoom, 20) - 6] * ratio;
    if (width > 2 * ratio) stroke(context, paths.get(kind), style[kind].edge, width + 1.4 * ratio);
  }
  for (const kind of streetKinds) {
    const width = widths[kind][Math.min(zoom, 20) - 6] * ratio;
    // A thin line has no edge: it is a shade of the ground, so that the whole does not become a net of gold.
    const color = width > 2 * ratio || kind === "motorway" ? style[kind].fill : style.thin;
    if (width > 0) stroke(context, paths.get(kind), color, width);
  }
}

/** Coordinates are differences, in units of the tile. */
function trace(lines, unit, offset) {
  const path = new Path2D();
  for (const line of lines) {
    let x = line[0];
    let y = line[1];
    path.moveTo(x * unit + offset.x, y * unit + offset.y);
    for (let index = 2; index < line.length; index += 2) {
      x += line[index];
      y += line[index + 1];
      path.lineTo(x * unit + offset.x, y * unit + offset.y);
    }
  }
  return path;
}

function fill(context, path, color) {
  if (!path) return;
  context.fillStyle = color;
  context.fill(path, "evenodd");
}

function stroke(context, path, color, width) {
  if (!path) return;
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke(path);
}
