/** When an establishment is told that its SMS of a month are running out. */

/** The shares of a month's SMS at which an establishment is told, in per cent. */
export const SPEND_NOTICE_PERCENTS = [80, 100] as const;
export type SpendNoticePercent = (typeof SPEND_NOTICE_PERCENTS)[number];

/** Where counting the parts of an SMS left the spend of an establishment in a month. */
export interface Spend {
  /** The calendar month in Riyadh, `YYYY-MM`. */
  readonly month: string;
  /** The parts that are counted. */
  readonly parts: number;
  /** Whether those of this SMS are among them; else they would have gone beyond the limit. */
  readonly isWithin: boolean;
  /** The highest share that the establishment was told of in this month, in per cent; 0 for none. */
  readonly noticedPercent: number;
}

/**
 * The shares that an establishment has reached and was not told of, lowest first. It has used up all once the last part is
 * counted, or the first SMS is refused.
 *
 * @param limit parts a month; 0 where SMS are switched off, which nobody is told of
 */
export function spendNoticesDue({ parts, isWithin, noticedPercent }: Spend, limit: number): SpendNoticePercent[] {
  if (limit === 0) return [];
  return SPEND_NOTICE_PERCENTS.filter(
    (percent) => percent > noticedPercent && (parts * 100 >= limit * percent || (percent === 100 && !isWithin)),
  );
}
