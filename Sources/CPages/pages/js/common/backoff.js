// How long to wait before connecting again: longer each time, and never the same for everybody.

/** Pauses that grow from `first` to `longest` with full jitter, so that a restarted server is not stormed. */
export class Backoff {
  #failures = 0;

  /**
   * @param {object} [options]
   * @param {number} [options.first] milliseconds, the bound of the first pause
   * @param {number} [options.longest] milliseconds, the bound of all later ones
   * @param {() => number} [options.random] from 0 to 1
   */
  constructor({ first = 600, longest = 20_000, random = Math.random } = {}) {
    this.first = first;
    this.longest = longest;
    this.random = random;
  }

  /**
   * @param {number} [atLeast] milliseconds that the server has asked for
   * @returns {number} milliseconds to wait now
   */
  next(atLeast = 0) {
    const bound = Math.min(this.longest, this.first * 2 ** this.#failures);
    this.#failures += 1;
    return atLeast + bound * (0.25 + 0.75 * this.random());
  }

  /** It has worked: the next failure is a first one. */
  reset() {
    this.#failures = 0;
  }
}
