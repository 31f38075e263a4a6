// The server's clock as seen from here: engine time, which may differ from the time of this device.

/**
 * Engine time, estimated from what the server has told. All times of pages are read from here, so that a device whose
 * clock is wrong shows the right ages and the right countdown. A server may run its clock faster than the world's.
 */
export class EngineClock {
  /** Engine milliseconds per real millisecond. */
  scale = 1;
  #engine = Date.now();
  #real = Date.now();

  /**
   * The server has told what time it is. It was that late when it wrote the message, so the estimate is behind by the
   * message's way here, and never ahead.
   * @param {number} time engine time, Unix milliseconds
   */
  set(time) {
    this.#engine = time;
    this.#real = Date.now();
  }

  /**
   * What `/pages/settings.json` says about the clock.
   * @param {{mode: string, scale?: number}} clock
   */
  configure(clock) {
    this.set(this.now());
    this.scale = clock.mode === "trace" ? 0 : (clock.scale ?? 1);
  }

  /**
   * Something carries a time that cannot lie in the future. It moves the estimate forward only.
   * @param {number} time engine time, Unix milliseconds
   */
  witness(time) {
    if (time > this.now()) this.set(time);
  }

  /** @returns {number} engine time now, Unix milliseconds */
  now() {
    return this.#engine + (Date.now() - this.#real) * this.scale;
  }
}
