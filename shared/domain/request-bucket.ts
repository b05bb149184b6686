import type { EstablishmentId } from './ids.ts';
import { SECOND_MS } from './time.ts';

/** How many requests of one establishment pass. */
export interface BucketRate {
  /** Requests in a window, over all environments. */
  readonly perWindow: number;
  readonly windowMs: number;
  /**
   * So many pass in each environment and window without anybody being asked, and so many are leased at a time. As the two are the
   * same, no request is refused as long as there are no more than `perWindow` in all, however they are spread.
   */
  readonly batch: number;
}

/** A window is as long as a burst may be, and as a caller may have to wait. */
const WINDOW_MS = 5 * SECOND_MS;
/** So many leases fill a window: with more, a flood would cost more writes, with fewer, more passes without a lease. */
const LEASES = 50;

/** The rate for so many requests a second; those of a whole window may come at once. */
export function bucketRate(requestsPerSecond: number): BucketRate {
  const perWindow = (requestsPerSecond * WINDOW_MS) / SECOND_MS;
  return { perWindow, windowMs: WINDOW_MS, batch: Math.max(1, Math.floor(perWindow / LEASES)) };
}

/** Leases so many requests of a window; false when the window has no more. */
export type Lease = (key: EstablishmentId, lease: { window: number; count: number; limit: number }) => Promise<boolean>;

interface State {
  /** How many more requests pass before a lease is asked for. */
  left: number;
  isRefused: boolean;
}

/**
 * The part of a bucket that one environment knows. A quiet establishment costs nothing, a busy one a lease for every `batch`
 * requests, and one that is refused nothing more until the window ends.
 *
 * At most `perWindow` requests are leased in a window, and each environment lets `batch` more pass by itself.
 *
 * @param options.onFailure told that a lease could not be asked for: a batch passes, because a limit that cannot be checked must not
 *   close the API, and then it is asked again, because a flood must not open the limit
 */
export function createRequestBuckets(options: {
  rate: BucketRate;
  lease: Lease;
  nowMs: () => number;
  onFailure: (error: unknown) => void;
}) {
  const { rate, lease, nowMs, onFailure } = options;
  const { perWindow, windowMs, batch } = rate;
  let current = Number.NaN;
  const states = new Map<EstablishmentId, State>();

  const leaseFor = async (key: EstablishmentId, window: number): Promise<number> => {
    try {
      return (await lease(key, { window, count: batch, limit: perWindow })) ? batch : 0;
    } catch (error) {
      onFailure(error);
      return batch;
    }
  };

  /** Takes a request; how many milliseconds it has to wait, 0 when it passes. */
  return async (key: EstablishmentId): Promise<number> => {
    const now = nowMs();
    const window = Math.floor(now / windowMs);
    if (window !== current) {
      // What an earlier window held is over for everybody.
      states.clear();
      current = window;
    }
    const state = states.get(key) ?? { left: batch, isRefused: false };
    states.set(key, state);
    if (state.left === 0 && !state.isRefused) {
      const leased = await leaseFor(key, window);
      if (leased === 0) state.isRefused = true;
      else state.left += leased;
    }
    if (state.left === 0) return (window + 1) * windowMs - now;
    state.left -= 1;
    return 0;
  };
}
