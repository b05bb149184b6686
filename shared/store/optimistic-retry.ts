/** Maximum attempts of an optimistic update that is not bounded by time. */
const MAX_CONFLICTS = 40;
const MAX_PAUSE_MS = 100;

/** Nothing was written, or what was written was taken back. */
export class NotWritten extends Error {
  override readonly name: string = 'NotWritten';
}

/** Too many others wrote to the same item: nothing was written, and the same request may work a moment later. */
export class TooManyWriters extends NotWritten {
  override readonly name = 'TooManyWriters';
}

/**
 * Reads, decides and writes until nobody wrote in between.
 *
 * @param attempt returns undefined when its write found that somebody else had written
 * @param forMs how long it is tried. A request of the API gives one, so that a caller who waits for an item that many write
 *   to gets an answer; absent for what comes back to its queue
 * @throws TooManyWriters when too many others write at once
 */
export async function withOptimisticRetry<T>(attempt: () => Promise<T | undefined>, forMs?: number): Promise<T> {
  const startedAt = performance.now();
  for (let conflicts = 0; ; conflicts += 1) {
    const result = await attempt();
    if (result !== undefined) return result;
    const isOver = forMs === undefined ? conflicts + 1 >= MAX_CONFLICTS : performance.now() - startedAt >= forMs;
    if (isOver) throw new TooManyWriters('too many others write here at once');
    // biome-ignore lint/plugin/secrets: it spreads the pause before the next try.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(MAX_PAUSE_MS, 5 * 2 ** conflicts)));
  }
}
