/** How often a change that others got in front of is decided anew. */
const MAX_CONFLICTS = 25;
const MAX_PAUSE_MS = 400;

/**
 * Reads, decides and writes until nobody wrote in between.
 *
 * @param attempt returns undefined when its write found that somebody else had written
 * @throws Error when too many others write at once
 */
export async function untilWritten<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
    const result = await attempt();
    if (result !== undefined) return result;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(MAX_PAUSE_MS, 5 * 2 ** conflicts)));
  }
  throw new Error('too many others write here at once');
}
