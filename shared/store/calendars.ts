import * as z from 'zod/mini';
import { type Calendar, calendarSchema } from '../domain/calendars.ts';
import type { EstablishmentId } from '../domain/ids.ts';
import { getItem, type Key, putVersion, type Table } from './table.ts';
import { parseAlone, parseOrFail } from './unreadable.ts';

/** The calendars of one establishment: one item, so that their limit is one conditional write. */
export interface CalendarBook {
  /** Oldest first. */
  readonly calendars: readonly Calendar[];
  /** Those that do not parse, as they are stored: nobody can read by them, and the next write keeps them. */
  readonly unreadable: readonly unknown[];
  /** Counts the writes; 0 for a book that is not stored yet. */
  readonly version: number;
}

const bookSchema = z.object({ calendars: z.array(z.unknown()), version: z.int() });

const keyOf = (establishmentId: EstablishmentId): Key => ({ pk: `CALENDARS#${establishmentId}`, sk: 'CALENDARS' });

/** Reads the calendars of an establishment, strongly consistent, so that a calendar that was revoked answers no more. */
export async function readCalendars(table: Table, establishmentId: EstablishmentId): Promise<CalendarBook> {
  const item = await getItem(table, keyOf(establishmentId));
  if (!item) return { calendars: [], unreadable: [], version: 0 };
  const { logger } = table;
  const { calendars, version } = parseOrFail(logger, 'calendar', item, (whole) => bookSchema.parse(whole));
  const parsed = calendars.map((one) => parseAlone(logger, 'calendar', one, calendarSchema.parse));
  return {
    calendars: parsed.flatMap((one) => (one ? [one.value] : [])),
    unreadable: calendars.filter((_, index) => !parsed[index]),
    version,
  };
}

/** Saves the calendars as they were read and changed; false when another request wrote since. */
export function saveCalendars(
  table: Table,
  establishmentId: EstablishmentId,
  { calendars, unreadable, version }: CalendarBook,
): Promise<boolean> {
  return putVersion(table, { ...keyOf(establishmentId), calendars: [...calendars, ...unreadable] }, version);
}
