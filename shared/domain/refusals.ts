import { HOUR_MS } from './time.ts';

/** What requests are refused for that may be somebody probing. Each is counted by itself. */
export const REFUSAL_KINDS = ['affiliation', 'scope', 'code'] as const;
export type RefusalKind = (typeof REFUSAL_KINDS)[number];

/**
 * How many refusals of a kind an establishment may have in an hour. A list of employees with a hundred mistakes still passes in
 * one go, and people mistype fewer codes than this.
 */
export const REFUSALS_PER_HOUR: Readonly<Record<RefusalKind, number>> = { affiliation: 100, scope: 100, code: 30 };

/**
 * A leaky bucket: each refusal takes its share of an hour, and the bucket holds an hour. So as many as are allowed an hour may
 * come at once, and afterwards one by one.
 */
export function refusalCostMs(kind: RefusalKind): number {
  return HOUR_MS / REFUSALS_PER_HOUR[kind];
}

/** How long requests have to wait until there is room for another refusal; 0 when there is. */
export function slowedForMs(kind: RefusalKind, filledUntilMs: number, nowMs: number): number {
  return Math.max(0, filledUntilMs + refusalCostMs(kind) - nowMs - HOUR_MS);
}
