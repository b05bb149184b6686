import { type Clock, SECOND_MS } from '../domain/time.ts';

/** Waits until so many more may go out, and then counts them as gone. */
export type Pace = (count: number) => Promise<void>;

/**
 * Lets no more than so many go out in a second, evenly: a sender waits until the ones before them have had their
 * time. Nothing is saved up while nobody sends, so there is no burst after a pause.
 */
export function createPace(
  perSecond: number,
  { now, sleep }: { now: Clock; sleep: (ms: number) => Promise<unknown> },
): Pace {
  let freeAt = 0;
  return async (count) => {
    const at = now().getTime();
    const wait = freeAt - at;
    freeAt = Math.max(at, freeAt) + (count * SECOND_MS) / perSecond;
    if (wait > 0) await sleep(wait);
  };
}
