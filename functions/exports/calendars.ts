import * as z from 'zod/mini';
import { type Calendar, MAX_CALENDARS_PER_ESTABLISHMENT } from '../../shared/domain/calendars.ts';
import type { ApiRequest } from '../../shared/http/api.ts';
import { auditTrail } from '../../shared/http/audit.ts';
import { calendarPath, newCalendarToken } from '../../shared/http/calendar-token.ts';
import { Problem, validationFailed } from '../../shared/http/problem.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import type { ExportsDeps } from './deps.ts';

/** A calendar as the API lists it. */
export const calendarView = z.strictObject({ id: z.string(), createdAt: z.string() });
/** There are ten at the most: one page. */
export const calendarListView = z.strictObject({ items: z.array(calendarView) });
/** A new calendar, with the address that is shown this once. */
export const newCalendarView = z.extend(calendarView, { url: z.string() });

/** A calendar as the API lists it. */
export const viewOf = ({ id, createdAt }: Calendar): z.input<typeof calendarView> => ({ id, createdAt });

/**
 * Makes a calendar, in the language of the request, and its secret address.
 *
 * @throws Problem `validation-failed` where the establishment has as many as it may
 */
export function createCalendar(
  { store, keys, now, newId, origin, conflictsMs, ...deps }: ExportsDeps,
  request: ApiRequest,
): Promise<z.input<typeof newCalendarView>> {
  const { establishmentId, language } = request;
  const id = newId();
  const { token, tokenHash } = newCalendarToken(keys, { establishmentId, calendarId: id });
  const calendar: Calendar = { id, tokenHash, language, createdAt: now().toISOString() };
  return auditTrail({ ...deps, store, now, newId }, request, (record) =>
    withOptimisticRetry(async () => {
      const book = await store.readCalendars(establishmentId);
      const maximum = MAX_CALENDARS_PER_ESTABLISHMENT;
      if (book.calendars.length + book.unreadable.length >= maximum)
        throw validationFailed({ path: '', code: 'limit-reached', maximum, unit: 'calendars' });
      await record({ action: 'calendar.create', calendarId: id, fields: [] });
      const isSaved = await store.saveCalendars(establishmentId, { ...book, calendars: [...book.calendars, calendar] });
      return isSaved ? { ...viewOf(calendar), url: `${origin}${calendarPath(token)}` } : undefined;
    }, conflictsMs),
  );
}

/** Revokes a calendar: its address answers like one that never was. @throws Problem `not-found` */
export function revokeCalendar(
  { store, conflictsMs, ...deps }: ExportsDeps,
  request: ApiRequest<{ calendarId: string }>,
): Promise<true> {
  const { establishmentId, params } = request;
  const { calendarId } = params;
  return auditTrail({ ...deps, store }, request, (record) =>
    withOptimisticRetry(async () => {
      const book = await store.readCalendars(establishmentId);
      const calendars = book.calendars.filter(({ id }) => id !== calendarId);
      if (calendars.length === book.calendars.length) throw new Problem('no-such-calendar');
      await record({ action: 'calendar.delete', calendarId, fields: [] });
      return (await store.saveCalendars(establishmentId, { ...book, calendars })) || undefined;
    }, conflictsMs),
  );
}
