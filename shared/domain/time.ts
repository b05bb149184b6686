/** An instant as stored and compared: `YYYY-MM-DDTHH:mm:ss.sssZ`, so that text order is time order. */
export type Instant = string;
/** A calendar date, `YYYY-MM-DD`. */
export type CalendarDate = string;
/** The present instant, injected wherever time is asked for. */
export type Clock = () => Date;

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Later than every instant that can be written down. */
export const END_OF_TIME: Instant = '9999-12-31T23:59:59.999Z';

export function toInstant(time: Date | string | number): Instant {
  return new Date(time).toISOString();
}

/** How many milliseconds `later` lies after `earlier`; negative when it lies before. */
export function msBetween(earlier: Instant | Date, later: Instant | Date): number {
  return new Date(later).getTime() - new Date(earlier).getTime();
}

/** Seconds since 1970, for time-to-live attributes. */
export function epochSecondsAfter(time: Date, ms: number): number {
  return Math.floor((time.getTime() + ms) / SECOND_MS);
}

const RIYADH_DATE = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
  timeZone: 'Asia/Riyadh',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The calendar date in Asia/Riyadh at an instant. */
export function riyadhDate(time: Date | Instant): CalendarDate {
  const parts = Object.fromEntries(RIYADH_DATE.formatToParts(new Date(time)).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** Whole days from one calendar date to another, negative when `to` lies before `from`. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** The calendar date so many days after another; before it for a negative number. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
