import ical, { ICalEventBusyStatus, ICalEventClass, ICalEventTransparency } from 'ical-generator';
import { type Calendar, calendarMark } from '../../shared/domain/calendars.ts';
import { addDays, type CalendarDate, HOUR_MS, SECOND_MS } from '../../shared/domain/time.ts';
import { type Expiries, type Expiry, MAX_EXPIRIES } from './expiries.ts';
import { WORDS } from './words.ts';

/** How often programs are asked to look again; each does as it likes. Dates change once a day at the most. */
const REFRESH_SECONDS = (6 * HOUR_MS) / SECOND_MS;
/**
 * An iCalendar file (RFC 5545, RFC 7986) with an all-day entry for each passport. It is the same as long as what it tells is the
 * same. It has no METHOD: that would make it an invitation, which needs an organizer (RFC 5546, section 3.2.1).
 */
export function calendarFile(calendar: Calendar, { all, goesOnFrom }: Expiries): string {
  const { language } = calendar;
  const words = WORDS[language];
  const file = ical({
    name: words.calendar(calendarMark(calendar)),
    prodId: { company: 'Passport Notifications', product: 'Calendar', language: language.toUpperCase() },
    ttl: REFRESH_SECONDS,
  });
  const add = (id: string, on: CalendarDate, summary: string, changedAt: string) =>
    file.createEvent({
      id,
      // A date without a time: the same day wherever it is read.
      allDay: true,
      start: midnight(on),
      end: midnight(addDays(on, 1)),
      stamp: new Date(changedAt),
      summary,
      // It takes nobody's time, and is none of the business of those who share the calendar of its reader.
      transparency: ICalEventTransparency.TRANSPARENT,
      busystatus: ICalEventBusyStatus.FREE,
      class: ICalEventClass.PRIVATE,
    });
  for (const expiry of all) add(expiry.id, expiry.on, words.expiry(whoOf(expiry)), expiry.changedAt);
  if (goesOnFrom) add(`${calendar.id}-end`, goesOnFrom, words.goesOn(MAX_EXPIRIES), calendar.createdAt);
  return file.toString();
}

function whoOf({ reference, label, lastFour }: Expiry): string[] {
  return [reference, label, lastFour].filter((part) => part !== undefined);
}

const midnight = (date: CalendarDate) => new Date(`${date}T00:00:00Z`);
