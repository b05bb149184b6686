/** Filters that stand in an address: what is none is left out. */

/** A text of an address, which may look like a number there. */
export function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' ? undefined : text;
}

/** A day of an address, `YYYY-MM-DD`. */
export function dayOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined;
}

// Riyadh keeps UTC+3 all year.
const RIYADH = '+03:00';
const DAY_MS = 24 * 60 * 60 * 1000;

/** The instant at which a day begins in Riyadh. */
export const fromOf = (day: string): string => `${day}T00:00:00${RIYADH}`;

/** The instant at which a day is over in Riyadh. */
export const toOf = (day: string): string => fromOf(dayAfter(day, 1));

/** A day so many days later. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Today in Riyadh. */
export function today(): string {
  return new Date(Date.now() + 3 * 60 * 60 * 1000).toISOString().slice(0, 10);
}
