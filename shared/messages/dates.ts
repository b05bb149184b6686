import type { Language } from '../domain/contacts.ts';
import type { CalendarDate } from '../domain/time.ts';

/**
 * Dates and times as messages show them: in Asia/Riyadh, with Latin digits, in the calendar that is
 * asked for. They are put together from `formatToParts`: the patterns and defaults of `ar-SA` changed between ICU
 * versions, and its dates carry bidi marks that would cost SMS characters.
 */

const TIME_ZONE = 'Asia/Riyadh';

export type Calendar = 'gregorian' | 'umm-al-qura';

const CALENDAR_EXTENSION: Record<Calendar, string> = { gregorian: 'gregory', 'umm-al-qura': 'islamic-umalqura' };

const ERA: Record<Language, Record<Calendar, string>> = {
  ar: { gregorian: 'م', 'umm-al-qura': 'هـ' },
  en: { gregorian: '', 'umm-al-qura': ' AH' },
};

const shortFormat = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
  timeZone: TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function longFormat(language: Language, calendar: Calendar): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(`${language}-u-ca-${CALENDAR_EXTENSION[calendar]}-nu-latn`, {
    timeZone: TIME_ZONE,
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  });
}

const LONG_FORMATS: Record<Language, Record<Calendar, Intl.DateTimeFormat>> = {
  ar: { gregorian: longFormat('ar', 'gregorian'), 'umm-al-qura': longFormat('ar', 'umm-al-qura') },
  en: { gregorian: longFormat('en', 'gregorian'), 'umm-al-qura': longFormat('en', 'umm-al-qura') },
};

function partsOf(format: Intl.DateTimeFormat, at: Date): (type: Intl.DateTimeFormatPartTypes) => string {
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return (type) => {
    const value = parts.get(type);
    if (value === undefined) throw new Error(`Intl gave no ${type}`);
    return value;
  };
}

/** An RFC 3339 instant in Riyadh, `2026-11-22` and `08:15`. */
export function shortDateAndTime(instant: string): { date: string; time: string } {
  const part = partsOf(shortFormat, new Date(instant));
  return {
    date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
  };
}

/** A date `YYYY-MM-DD`, for SMS. In Arabic it has slashes: hyphens turn it round there (Unicode UAX #9, W4). */
export function shortDate(date: CalendarDate, language: Language): string {
  return language === 'ar' ? date.replaceAll('-', '/') : date;
}

/** A date `YYYY-MM-DD`, which belongs to no time zone, with the month's name: `22 نوفمبر 2026م`, `13 Jumada II 1448 AH`. */
export function longDate(date: string, language: Language, calendar: Calendar): string {
  // Noon in Riyadh (UTC+3 all year) is that very date there.
  const part = partsOf(LONG_FORMATS[language][calendar], new Date(`${date}T12:00:00+03:00`));
  return `${part('day')} ${part('month')} ${part('year')}${ERA[language][calendar]}`;
}

/** A date `YYYY-MM-DD` in both calendars, Gregorian first as in passports: `22 November 2026 (12 Jumada II 1448 AH)`. */
export function longDateInBothCalendars(date: string, language: Language): string {
  return `${longDate(date, language, 'gregorian')} (${longDate(date, language, 'umm-al-qura')})`;
}
