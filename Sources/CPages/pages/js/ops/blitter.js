// Many sprites into one picture, pixel by pixel: several times faster than as many calls of the canvas, where thousands
// of technicians are in the window. The picture has a margin of one sprite on each side, so that nothing is clipped.

/** A sprite's pixels with at least this alpha simply replace what is below. */
const OPAQUE = 250;

export class Blitter {
  /**
   * @param {HTMLCanvasElement} image the sheet
   * @param {number} cell the side of a sprite, device pixels
   */
  constructor(image, cell) {
    this.cell = cell;
    this.columns = image.width / cell;
    const pixels = new Uint32Array(image.getContext("2d").getImageData(0, 0, image.width, image.height).data.buffer);
    this.#sort(pixels, image.width, image.height);
    this.width = this.height = 0;
  }

  /** Lists every sprite's pixels, those that replace and those that mix; empty ones are in no list. */
  #sort(pixels, width, height) {
    const { cell, columns } = this;
    const count = columns * (height / cell);
    this.firsts = new Uint32Array(count + 1);
    this.mixedFrom = new Uint32Array(count);
    const [places, colors] = [[], []];
    for (let sprite = 0; sprite < count; sprite += 1) {
      this.firsts[sprite] = places.length;
      const corner = Math.floor(sprite / columns) * cell * width + (sprite % columns) * cell;
      const mixed = [];
      for (let at = 0; at < cell * cell; at += 1) {
        const color = pixels[corner + Math.floor(at / cell) * width + (at % cell)];
        const alpha = color >>> 24;
        if (alpha >= OPAQUE) { places.push(at); colors.push(color); } else if (alpha > 0) mixed.push([at, color]);
      }
      this.mixedFrom[sprite] = places.length;
      for (const [at, color] of mixed) { places.push(at); colors.push(color); }
    }
    this.firsts[count] = places.length;
    this.places = Uint16Array.from(places);
    this.colors = Uint32Array.from(colors);
    this.offsets = new Int32Array(places.length);
  }

  /** An empty picture of the window. @param {number} width @param {number} height device pixels */
  begin(width, height) {
    if (this.width !== width || this.height !== height) {
      [this.width, this.height] = [width, height];
      this.stride = width + 2 * this.cell;
      this.picture = new ImageData(this.stride, height + 2 * this.cell);
      this.pixels = new Uint32Array(this.picture.data.buffer);
      for (let at = 0; at < this.places.length; at += 1) {
        this.offsets[at] = Math.floor(this.places[at] / this.cell) * this.stride + (this.places[at] % this.cell);
      }
    }
    this.pixels.fill(0);
  }

  /** Puts a sprite; its corner must be at most one sprite outside of the window. */
  put(column, row, x, y) {
    const { pixels, offsets, colors } = this;
    const sprite = row * this.columns + column;
    const corner = (y + this.cell) * this.stride + x + this.cell;
    const mixed = this.mixedFrom[sprite];
    const end = this.firsts[sprite + 1];
    let at = this.firsts[sprite];
    for (; at < mixed; at += 1) pixels[corner + offsets[at]] = colors[at];
    for (; at < end; at += 1) {
      const place = corner + offsets[at];
      const below = pixels[place];
      pixels[place] = below === 0 ? colors[at] : mix(below, colors[at]);
    }
  }

  /** Shows the picture. It replaces what the canvas had. */
  end(context) {
    context.putImageData(this.picture, -this.cell, -this.cell);
  }
}

/** One colour over another, each 0xAABBGGRR; red and blue go through one multiplication. */
function mix(below, above) {
  const alpha = above >>> 24;
  const rest = 255 - alpha;
  const redBlue = (((above & 0xff00ff) * alpha + (below & 0xff00ff) * rest) >>> 8) & 0xff00ff;
  const green = ((((above >>> 8) & 0xff) * alpha + ((below >>> 8) & 0xff) * rest) >>> 8) & 0xff;
  const solid = Math.max(alpha, below >>> 24);
  return ((solid << 24) | (green << 8) | redBlue) >>> 0;
}
