/** What the secret address of a calendar ends in. */
import * as z from 'zod/mini';
import type { Calendar } from '../domain/calendars.ts';
import { type EstablishmentId, establishmentIdSchema } from '../domain/ids.ts';
import type { Keys } from '../keys.ts';

const PURPOSE = 'calendar-token';
const HASH = 'calendar-token-hash';
/** A token comes back without anything beside it, so there is no context that it could be bound to. */
const CONTEXT = '';
/** Some programs take the address of a calendar by its ending alone. */
const FILE_ENDING = '.ics';

const tokenSchema = z.tuple([establishmentIdSchema, z.string()]);

/** What a token leads to. */
export interface CalendarTarget {
  readonly establishmentId: EstablishmentId;
  readonly calendarId: Calendar['id'];
}

/**
 * A new token of a calendar, and the hash that is kept of it. The token is sealed: nobody makes one or reads an id in it, and
 * one that is made up is refused without a look into the table. Each sealing is another one, so that the hash serves one token alone.
 */
export function newCalendarToken(keys: Keys, { establishmentId, calendarId }: CalendarTarget) {
  const token = keys.seal(PURPOSE, CONTEXT, JSON.stringify([establishmentId, calendarId]));
  return { token, tokenHash: keys.hash(HASH, token) };
}

/** The path of a calendar's file. */
export function calendarPath(token: string): string {
  return `/v1/calendar-files/${token}${FILE_ENDING}`;
}

/** The token that the name of a file ends in, and what it leads to; undefined where we made none such. */
export function openCalendarFileName(keys: Keys, fileName: string): (CalendarTarget & { token: string }) | undefined {
  if (!fileName.endsWith(FILE_ENDING)) return undefined;
  const token = fileName.slice(0, -FILE_ENDING.length);
  const opened = keys.open(PURPOSE, CONTEXT, token);
  if (opened === undefined) return undefined;
  const [establishmentId, calendarId] = tokenSchema.parse(JSON.parse(opened));
  return { establishmentId, calendarId, token };
}

/** Whether a calendar is the one of a token, compared in constant time. */
export function isCalendarOf(
  keys: Keys,
  { id, tokenHash }: Calendar,
  { calendarId, token }: { calendarId: string; token: string },
) {
  return id === calendarId && keys.matches(HASH, token, tokenHash);
}
