/** Counts and lengths of time in the words of problems. */
import { type ArabicForms, countedInArabic, DAYS } from '../domain/arabic-count.ts';
import type { Language } from '../domain/contacts.ts';
import { SECOND_MS } from '../domain/time.ts';

const NOUNS = {
  characters: {
    en: ['character', 'characters'],
    ar: { one: 'حرف واحد', two: 'حرفان', ofTwo: 'حرفين', few: 'أحرف', many: 'حرفًا', other: 'حرف' },
  },
  visibleCharacters: {
    en: ['character that can be seen', 'characters that can be seen'],
    ar: {
      one: 'حرف ظاهر واحد',
      two: 'حرفان ظاهران',
      ofTwo: 'حرفين ظاهرين',
      few: 'أحرف ظاهرة',
      many: 'حرفًا ظاهرًا',
      other: 'حرف ظاهر',
    },
  },
  entries: {
    en: ['entry', 'entries'],
    ar: { one: 'عنصر واحد', two: 'عنصران', ofTwo: 'عنصرين', few: 'عناصر', many: 'عنصرًا', other: 'عنصر' },
  },
  leadDays: {
    en: ['day', 'days'],
    ar: DAYS,
  },
  digits: {
    en: ['digit', 'digits'],
    ar: { one: 'رقم واحد', two: 'رقمان', ofTwo: 'رقمين', few: 'أرقام', many: 'رقمًا', other: 'رقم' },
  },
  digitsInARow: {
    en: ['digit in a row', 'digits in a row'],
    ar: {
      one: 'رقم واحد',
      two: 'رقمان متتاليان',
      ofTwo: 'رقمين متتاليين',
      few: 'أرقام متتالية',
      many: 'رقمًا متتاليًا',
      other: 'رقم متتالٍ',
    },
  },
  contacts: {
    en: ['contact', 'contacts'],
    ar: {
      one: 'جهة اتصال واحدة',
      two: 'جهتا اتصال',
      ofTwo: 'جهتي اتصال',
      few: 'جهات اتصال',
      many: 'جهة اتصال',
      other: 'جهة اتصال',
    },
  },
  subscriptions: {
    en: ['subscription', 'subscriptions'],
    ar: { one: 'اشتراك واحد', two: 'اشتراكان', ofTwo: 'اشتراكين', few: 'اشتراكات', many: 'اشتراكًا', other: 'اشتراك' },
  },
  calendars: {
    en: ['calendar', 'calendars'],
    ar: { one: 'تقويم واحد', two: 'تقويمان', ofTwo: 'تقويمين', few: 'تقاويم', many: 'تقويمًا', other: 'تقويم' },
  },
  requests: {
    en: ['request', 'requests'],
    ar: { one: 'طلب واحد', two: 'طلبان', ofTwo: 'طلبين', few: 'طلبات', many: 'طلبًا', other: 'طلب' },
  },
  codes: {
    en: ['code', 'codes'],
    ar: { one: 'رمز واحد', two: 'رمزان', ofTwo: 'رمزين', few: 'رموز', many: 'رمزًا', other: 'رمز' },
  },
  tries: {
    en: ['try', 'tries'],
    ar: { one: 'محاولة واحدة', two: 'محاولتان', ofTwo: 'محاولتين', few: 'محاولات', many: 'محاولة', other: 'محاولة' },
  },
  seconds: {
    en: ['second', 'seconds'],
    ar: { one: 'ثانية واحدة', two: 'ثانيتان', ofTwo: 'ثانيتين', few: 'ثوانٍ', many: 'ثانية', other: 'ثانية' },
  },
  minutes: {
    en: ['minute', 'minutes'],
    ar: { one: 'دقيقة واحدة', two: 'دقيقتان', ofTwo: 'دقيقتين', few: 'دقائق', many: 'دقيقة', other: 'دقيقة' },
  },
  hours: {
    en: ['hour', 'hours'],
    ar: { one: 'ساعة واحدة', two: 'ساعتان', ofTwo: 'ساعتين', few: 'ساعات', many: 'ساعة', other: 'ساعة' },
  },
} as const satisfies Record<string, { en: readonly [string, string]; ar: ArabicForms }>;
/** What can be counted. */
export type Noun = keyof typeof NOUNS;

const digits = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/**
 * A count in words: "3 tries", «3 محاولات», «محاولتان».
 *
 * @param count a whole number
 * @param isGoverned whether it stands behind a preposition or as an object, where the Arabic dual has another form: «بعد دقيقتين»
 */
export function counted(count: number, noun: Noun, language: Language, isGoverned = false): string {
  const number = numberInWords(count);
  if (language === 'en') return `${number} ${NOUNS[noun].en[count === 1 ? 0 : 1]}`;
  return countedInArabic(count, NOUNS[noun].ar, isGoverned, number);
}

/** A number with its thousands apart, in the digits of both languages' texts: "100,000". */
export function numberInWords(count: number): string {
  return digits.format(count);
}

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;

/** How long to wait, rounded up to what people say: seconds under a minute, minutes under an hour, then hours. */
export function waitInWords(waitMs: number, language: Language): string {
  const seconds = Math.max(1, Math.ceil(waitMs / SECOND_MS));
  if (seconds < MINUTE_SECONDS) return counted(seconds, 'seconds', language, true);
  const minutes = Math.ceil(seconds / MINUTE_SECONDS);
  if (minutes < MINUTE_SECONDS) return counted(minutes, 'minutes', language, true);
  return counted(Math.ceil(seconds / HOUR_SECONDS), 'hours', language, true);
}
