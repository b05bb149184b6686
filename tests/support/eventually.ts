// biome-ignore lint/style/noRestrictedImports: it pauses between two looks at what a test waits for.
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS } from './time-limits.ts';

/** Often enough to lose little time, seldom enough to leave the processor to what is waited for. */
const POLL_MS = 40;

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
  for (const giveUpAt = Date.now() + withinMs; ; ) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > giveUpAt) throw new Error(`waited ${withinMs} ms in vain for ${what}`);
    await sleep(POLL_MS);
  }
}
