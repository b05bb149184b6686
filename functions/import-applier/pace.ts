/** At most so many rows are written at once by one invocation. */
export const MOST_AT_ONCE = 5;
/** So many times as long as the fastest may a group of rows take before it counts as slow: groups differ by what their rows change. */
const SLOW = 1.5;
/** The fastest is forgotten slowly: one group of rows that changed next to nothing must not slow an import down for good. */
const FORGETTING = 1.02;

/**
 * How many rows are written at once: one more as long as a group takes no longer for it, one less as soon as it does, because
 * then rows wait for one another, and so do the requests of others. (TCP Vegas does so with the data under way: L. Brakmo and
 * L. Peterson, "TCP Vegas: End to End Congestion Avoidance on a Global Internet", 1995.)
 */
export class Pace {
  private rows = 1;
  private fastestMs = Number.POSITIVE_INFINITY;

  get atOnce(): number {
    return this.rows;
  }

  /** Takes in how long the last group of rows took. */
  record(tookMs: number): void {
    this.fastestMs = Math.min(tookMs, this.fastestMs * FORGETTING);
    const isSlow = tookMs > SLOW * this.fastestMs;
    this.rows = isSlow ? Math.max(1, this.rows - 1) : Math.min(MOST_AT_ONCE, this.rows + 1);
  }
}
