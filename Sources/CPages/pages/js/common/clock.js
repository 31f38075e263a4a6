// The server's clock as seen from here: engine time, which may differ from the time of this device.

/**
 * Engine time, estimated from what the server has told. All times of pages are read from here, so that a device whose
 * clock is wrong shows the right ages and the right countdown.
 */
export class EngineClock {
  /** Milliseconds to add to this device's clock; unknown (0) until the server has spoken. */
  #offset = 0;

  /**
   * The server has told what time it is. It was that late when it wrote the message, so the estimate is behind by the
   * message's way here, and never ahead.
   * @param {number} time engine time, Unix milliseconds
   */
  set(time) {
    this.#offset = time - Date.now();
  }

  /**
   * Something carries a time that cannot lie in the future. It moves the estimate forward only.
   * @param {number} time engine time, Unix milliseconds
   */
  witness(time) {
    if (time > this.now()) this.#offset = time - Date.now();
  }

  /** @returns {number} engine time now, Unix milliseconds */
  now() {
    return Date.now() + this.#offset;
  }
}
