/** Calendars: secret addresses that answer a file of the passports that expire soon. Pure. */
import * as z from 'zod/mini';
import { LANGUAGES } from './contacts.ts';

/** Enough for each office of an establishment, and few enough to know who has which. */
export const MAX_CALENDARS_PER_ESTABLISHMENT = 10;

/** A calendar tells of passports that expire today or within so many days. */
export const CALENDAR_DAYS = 180;

export const calendarSchema = z.object({
  id: z.string(),
  /** A keyed hash of the token that its address ends in. The token itself is not kept. */
  tokenHash: z.string(),
  /** The language of its texts. */
  language: z.enum(LANGUAGES),
  createdAt: z.string(),
});
/** A calendar of an establishment. */
export type Calendar = Readonly<z.infer<typeof calendarSchema>>;

/** What people tell calendars apart by: the portal and the name of the calendar in other programs both show it. */
export function calendarMark({ id }: Pick<Calendar, 'id'>): string {
  return id.slice(-4).toUpperCase();
}
