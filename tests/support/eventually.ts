// biome-ignore lint/style/noRestrictedImports: it pauses between two looks at what a test waits for.
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS } from './time-limits.ts';

/**
 * How long after a look the next one follows: a tenth of what was waited so far, within limits. So little time is lost, what
 * passes soon is seen, and the processor is left to what is waited for.
 */
const PAUSE = { least: 40, most: 500, share: 0.1 } as const;

/**
 * Looks again and again until there is something to see.
 *
 * @param what stands in the error when nothing came within `withinMs`
 * @param withinMs longer than {@link PATIENCE_MS} only for what has to wait for a time of the system's own
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined>,
  withinMs = PATIENCE_MS,
): Promise<T> {
  for (const startedAt = Date.now(); ; ) {
    const seen = await look();
    if (seen !== undefined) return seen;
    const waited = Date.now() - startedAt;
    if (waited > withinMs) throw new Error(`waited ${withinMs} ms in vain for ${what}`);
    await sleep(Math.min(Math.max(waited * PAUSE.share, PAUSE.least), PAUSE.most));
  }
}
