// Tiles of the base map as they come from the server, each asked for once.

/** Which part of which tile of the server shows a tile of the screen. */
/** @typedef {{z: number, x: number, y: number, scale: number, left: number, top: number}} TilePart */

/** The tiles that were asked for. */
export class TileStore {
  #tiles = new Map();
  #source;

  /** How many tiles are kept. */
  static keptMax = 300;

  /** @param {{zoomMin: number, zoomMax: number}} source */
  constructor(source) {
    this.#source = source;
  }

  /**
   * The part of the server's tile that a tile of the screen shows: the server stops at a zoom, the screen goes on.
   * @param {{z: number, x: number, y: number}} coords
   * @returns {TilePart}
   */
  part(coords) {
    const deeper = Math.max(0, coords.z - this.#source.zoomMax);
    const scale = 2 ** deeper;
    const x = Math.floor(coords.x / scale);
    const y = Math.floor(coords.y / scale);
    return { z: coords.z - deeper, x, y, scale, left: coords.x - x * scale, top: coords.y - y * scale };
  }

  /**
   * A tile of the server; null where the world ends.
   * @param {{z: number, x: number, y: number}} part
   * @returns {Promise<object | null>}
   */
  load({ z, x, y }) {
    const count = 2 ** z;
    if (y < 0 || y >= count) return Promise.resolve(null);
    const key = `${z}/${((x % count) + count) % count}/${y}`;
    const known = this.#tiles.get(key);
    if (known) return known;
    const tile = fetch(`/map/${key}`).then((answer) => {
      if (!answer.ok) throw new Error(`tile ${key}: ${answer.status}`);
      return answer.json();
    });
    // A tile that could not be had is asked for again the next time.
    tile.catch(() => this.#tiles.delete(key));
    this.#tiles.set(key, tile);
    if (this.#tiles.size > TileStore.keptMax) this.#tiles.delete(this.#tiles.keys().next().value);
    return tile;
  }
}
