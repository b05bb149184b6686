import * as z from 'zod/mini';
import type { Calendar } from '../../shared/domain/calendars.ts';
import type { EstablishmentId } from '../../shared/domain/ids.ts';
import { riyadhDate } from '../../shared/domain/time.ts';
import { apiHandler, publicRoute, type Route } from '../../shared/http/api.ts';
import { isCalendarOf, openCalendarFileName } from '../../shared/http/calendar-token.ts';
import { etagOf, isKnown } from '../../shared/http/etag.ts';
import { Problem } from '../../shared/http/problem.ts';
import type { CalendarFilesDeps } from './deps.ts';
import { readExpiries } from './expiries.ts';
import { calendarFile } from './file.ts';

const params = z.object({ fileName: z.string() });
/** Some programs add parameters to the address of a calendar: here they change nothing. */
const query = z.record(z.string(), z.string());

const HEADERS = {
  // Programs keep their copy and ask whether it still holds; nobody on the way keeps one (RFC 9111, 5.2.2).
  'cache-control': 'private, no-cache',
  'x-robots-tag': 'noindex',
};
/** RFC 5545, section 8.1. */
const FILE_HEADERS = {
  'content-type': 'text/calendar; charset=utf-8',
  'content-disposition': 'inline; filename="passports.ics"',
};

export const createHandler = (deps: CalendarFilesDeps) => apiHandler(calendarFileRoutes(deps), deps.logger);

/** What calendar programs read by a secret address, again and again. */
export function calendarFileRoutes(deps: CalendarFilesDeps): Record<string, Route> {
  return {
    'GET /v1/calendar-files/{fileName}': publicRoute({
      params,
      query,
      responses: { 200: null, 304: null },
      handle: async ({ params: { fileName }, headers }) => {
        const { establishmentId, calendar } = await find(deps, fileName);
        const expiries = await readExpiries(deps, establishmentId, riyadhDate(deps.now()));
        const text = calendarFile(calendar, expiries);
        const etag = etagOf(text);
        if (isKnown(headers['if-none-match'], etag)) return { status: 304, headers: { ...HEADERS, etag } };
        return { status: 200, text, headers: { ...HEADERS, ...FILE_HEADERS, etag } };
      },
    }),
  };
}

/** @throws Problem `not-found`, the same for what was revoked and for what never was */
async function find(
  { store, keys }: Pick<CalendarFilesDeps, 'store' | 'keys'>,
  fileName: string,
): Promise<{ readonly establishmentId: EstablishmentId; readonly calendar: Calendar }> {
  const target = openCalendarFileName(keys, fileName);
  const { calendars } = target ? await store.readCalendars(target.establishmentId) : { calendars: [] };
  const calendar = target && calendars.find((one) => isCalendarOf(keys, one, target));
  if (!calendar) throw new Problem('no-such-calendar');
  return { establishmentId: target.establishmentId, calendar };
}
