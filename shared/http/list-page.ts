import type { Position } from '../store/table.ts';

/** Which page of a list is wanted. */
export interface PageWanted {
  readonly limit: number;
  /** Where the page before ended; absent for the first. */
  readonly after: Position | undefined;
}
