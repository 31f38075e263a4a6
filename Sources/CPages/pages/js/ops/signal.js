// One thing that happens, and who wants to know.

export class Signal {
  #listeners = new Set();

  /** @param {(...values: any[]) => void} listener @returns {() => void} ends it */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(...values) {
    for (const listener of this.#listeners) listener(...values);
  }
}
