/** The texts of calendars. They stand beside those of other calendars, so each says that it is about a passport. */
import type { Language } from '../../shared/domain/contacts.ts';

interface CalendarWords {
  /** The name of the calendar; the mark tells it from others of the establishment. */
  readonly calendar: (mark: string) => string;
  /** @param who reference, label and last four digits of the person, as far as there are */
  readonly expiry: (who: readonly string[]) => string;
  /** That the file has no more than so many passports. */
  readonly goesOn: (maximum: number) => string;
}

const count = new Intl.NumberFormat('en');
/** Keeps a text of users in its own direction inside Arabic (Unicode UAX #9, first strong isolates). */
const isolated = (text: string) => `\u2068${text}\u2069`;

export const WORDS: Readonly<Record<Language, CalendarWords>> = {
  ar: {
    calendar: (mark) => `انتهاء جوازات السفر ${isolated(mark)}`,
    expiry: (who) => `انتهاء جواز السفر: ${who.map(isolated).join(' · ')}`,
    goesOn: (maximum) =>
      `يعرض هذا التقويم أول ${count.format(maximum)} جواز سفر تنتهي صلاحيته. تجدون البقية في قائمة الأشخاص في البوابة.`,
  },
  en: {
    calendar: (mark) => `Passport expiries ${mark}`,
    expiry: (who) => `Passport expires: ${who.join(' · ')}`,
    goesOn: (maximum) =>
      `This calendar shows the first ${count.format(maximum)} passports that expire. The list of people in the portal shows the rest.`,
  },
};
