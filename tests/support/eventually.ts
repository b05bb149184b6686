/**
 * Looks again and again until there is something to see.
 *
 * @param what stands in the error when nothing came within `withinMs`
 */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>, withinMs = 10_000): Promise<T> {
  for (const giveUpAt = Date.now() + withinMs; ; ) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > giveUpAt) throw new Error(`waited ${withinMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}
