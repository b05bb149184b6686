/** How often a change that others got in front of is decided anew. */
const MAX_CONFLICTS = 40;
const MAX_PAUSE_MS = 100;

/** Nothing was written, or what was written was taken back. */
export class NotWritten extends Error {
  override readonly name = 'NotWritten';
}

/**
 * Reads, decides and writes until nobody wrote in between.
 *
 * @param attempt returns undefined when its write found that somebody else had written
 * @throws NotWritten when too many others write at once
 */
export async function untilWritten<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
    const result = await attempt();
    if (result !== undefined) return result;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(MAX_PAUSE_MS, 5 * 2 ** conflicts)));
  }
  throw new NotWritten('too many others write here at once');
}
