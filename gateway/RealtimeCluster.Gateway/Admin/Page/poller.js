const Pause = 1_000;

/** Does something once a second while the page is seen, one at a time, and leaves it when the page is hidden. */
export class Poller {
  #work;
  #controller = null;
  #isWanted = false;

  /** @param {(signal: AbortSignal) => Promise<void>} work Must not throw but when it is aborted. */
  constructor(work) {
    this.#work = work;
    document.addEventListener("visibilitychange", () => this.#isWanted && (document.hidden ? this.#halt() : this.#run()));
    addEventListener("pagehide", () => this.#halt());
  }

  start() {
    this.stop();
    this.#isWanted = true;
    if (!document.hidden) {
      this.#run();
    }
  }

  stop() {
    this.#isWanted = false;
    this.#halt();
  }

  #halt() {
    this.#controller?.abort();
    this.#controller = null;
  }

  async #run() {
    this.#halt();
    const controller = new AbortController();
    this.#controller = controller;
    while (!controller.signal.aborted) {
      const begun = performance.now();
      try {
        await this.#work(controller.signal);
      } catch (error) {
        if (!controller.signal.aborted) {
          throw error;
        }

        return;
      }

      await new Promise((done) => setTimeout(done, Math.max(100, Pause - (performance.now() - begun))));
    }
  }
}
