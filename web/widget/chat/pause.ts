// Waiting that can be cut short, and how long to wait after the nth failure.

/** 1 s … 30 s, doubled each time, with jitter so that a thousand visitors don't come back in one moment. */
export const backoff = (failures: number, chance: number): number =>
  Math.max(1000, Math.min(30_000, 1000 * 2 ** failures) * (0.5 + chance / 2));

export class Pause {
  #end: (() => void) | undefined;

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake(), milliseconds);
      this.#end = () => {
        clearTimeout(timer);
        this.#end = undefined;
        resolve();
      };
    });
  }

  wake(): void {
    this.#end?.();
  }
}
