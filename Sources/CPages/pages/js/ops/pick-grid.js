// Who is under the pointer: the places of the last frame in a grid that is only built when somebody asks.

const SIDE = 32;
const REACH = 16;

export class PickGrid {
  constructor() {
    this.x = new Float32Array(0);
    this.y = new Float32Array(0);
    this.next = new Int32Array(0);
    this.heads = new Int32Array(0);
    this.columns = 0;
    this.rows = 0;
    this.isBuilt = false;
  }

  /** Makes room for so many. */
  reserve(capacity) {
    if (this.x.length >= capacity) return;
    this.x = new Float32Array(capacity);
    this.y = new Float32Array(capacity);
    this.next = new Int32Array(capacity);
    this.isBuilt = false;
  }

  /**
   * The nearest one within reach, of the first `count`.
   * @returns {number} its slot, or -1
   */
  nearest(x, y, count) {
    if (!this.isBuilt) this.#build(count);
    const column = Math.floor(x / SIDE);
    const row = Math.floor(y / SIDE);
    let best = -1;
    let least = REACH * REACH;
    for (let r = Math.max(0, row - 1); r <= Math.min(this.rows - 1, row + 1); r += 1) {
      for (let c = Math.max(0, column - 1); c <= Math.min(this.columns - 1, column + 1); c += 1) {
        for (let slot = this.heads[r * this.columns + c]; slot >= 0; slot = this.next[slot]) {
          const [dx, dy] = [this.x[slot] - x, this.y[slot] - y];
          const distance = dx * dx + dy * dy;
          if (distance <= least) {
            least = distance;
            best = slot;
          }
        }
      }
    }
    return best;
  }

  #build(count) {
    this.columns = Math.ceil(window.innerWidth / SIDE);
    this.rows = Math.ceil(window.innerHeight / SIDE);
    if (this.heads.length !== this.columns * this.rows) this.heads = new Int32Array(this.columns * this.rows);
    this.heads.fill(-1);
    for (let slot = 0; slot < count; slot += 1) {
      const column = Math.floor(this.x[slot] / SIDE);
      const row = Math.floor(this.y[slot] / SIDE);
      if (column < 0 || row < 0 || column >= this.columns || row >= this.rows) continue;
      const cell = row * this.columns + column;
      this.next[slot] = this.heads[cell];
      this.heads[cell] = slot;
    }
    this.isBuilt = true;
  }
}
