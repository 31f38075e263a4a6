// Engine time on this page. The server may run faster than the wall, or stand still; every clock and every
// position here is of engine time.

/** Engine time and its pace. */
export class PacedClock {
  constructor() {
    this.base = Date.now();
    this.wall = performance.now();
    this.scale = 1;
  }

  /** Engine time, Unix milliseconds. */
  now() { return this.base + (performance.now() - this.wall) * this.scale; }

  /** How many milliseconds of the wall an interval of engine time takes. */
  wallMilliseconds(engineMilliseconds) { return this.scale > 0 ? engineMilliseconds / this.scale : Infinity; }

  /** Something has happened at a time that cannot lie ahead. Small differences are the way, not the clock. */
  witness(engineTime) {
    if (engineTime - this.now() > 250 * Math.max(this.scale, 1)) this.set(engineTime);
  }

  /** Asks the server for time and pace. */
  async synchronise(api) {
    const asked = performance.now();
    const { mode, scale, time } = await api.clock();
    const way = (performance.now() - asked) / 2;
    this.scale = mode === "trace" ? 0 : (scale ?? 1);
    this.set(time + way * this.scale);
  }

  set(engineTime) {
    this.base = engineTime;
    this.wall = performance.now();
  }
}
