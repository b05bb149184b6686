/** Days as people write them, in either calendar. */
import { asciiDigits } from './digits.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Umm al-Qura years are below it, Gregorian ones above. */
const LAST_HIJRI_YEAR = 1700;
/** 16 July 622, the first day of the Hijri calendar; a year of it has 354.367 days. */
const HIJRI_EPOCH_MS = Date.UTC(622, 6, 19);
const HIJRI_YEAR_DAYS = 354.367;
/** How far the estimate may be off. */
const TOLERANCE_DAYS = 5;

const HIJRI = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura-nu-latn', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'numeric',
  year: 'numeric',
});

const isoOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

function hijriOf(ms: number): { year: number; month: number; day: number } {
  const parts = HIJRI.formatToParts(ms);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return { year: part('year'), month: part('month'), day: part('day') };
}

function fromHijri(year: number, month: number, day: number): string | undefined {
  const estimate = HIJRI_EPOCH_MS + Math.round((year - 1 + (month - 1) / 12) * HIJRI_YEAR_DAYS + day - 1) * DAY_MS;
  for (let days = -TOLERANCE_DAYS; days <= TOLERANCE_DAYS; days += 1) {
    const ms = estimate + days * DAY_MS;
    const found = hijriOf(ms);
    if (found.year === year && found.month === month && found.day === day) return isoOf(ms);
  }
  return undefined;
}

function fromGregorian(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? isoOf(date.getTime()) : undefined;
}

/**
 * The day that a text names, `YYYY-MM-DD`: `23/11/2026`, `23112026`, `2026-11-23`, and `13/06/1448` in the Hijri calendar, in digits of three
 * kinds. Undefined where it names none.
 */
export function dayIn(text: string): string | undefined {
  const numbers = asciiDigits(text)
    .trim()
    // The keyboards of phones for numbers have no slash.
    .replace(/^(\d\d)(\d\d)(\d{4})$/, '$1/$2/$3')
    .split(/\s*[/.\-\s]\s*/);
  if (numbers.length !== 3 || !numbers.every((one) => /^\d{1,4}$/.test(one))) return undefined;
  const [first = '', second = '', third = ''] = numbers;
  const [year, month, day] = (first.length === 4 ? [first, second, third] : [third, second, first]).map(Number);
  if (!year || !month || !day || year < 1300) return undefined;
  return year < LAST_HIJRI_YEAR ? fromHijri(year, month, day) : fromGregorian(year, month, day);
}
