/** The words of the messages: one table per list of values, Arabic beside English. */
import type { Alert } from '../domain/alerts.ts';
import { countedInArabic, DAYS } from '../domain/arabic-count.ts';
import type { Channel, Language } from '../domain/contacts.ts';
import type { AlertContent, FollowingEndedContent } from '../domain/message-content.ts';

type Words = Record<Language, string>;

export const KIND_WORDS: Record<
  AlertContent['kind'],
  Words & { definiteAr: string; numberAr: string; numberEn: string }
> = {
  resident: {
    ar: 'مقيم',
    definiteAr: 'المقيم',
    numberAr: 'رقم الإقامة ينتهي بـ',
    en: 'resident',
    numberEn: 'ID number ending',
  },
  visitor: {
    ar: 'زائر',
    definiteAr: 'الزائر',
    numberAr: 'رقم الحدود ينتهي بـ',
    en: 'visitor',
    numberEn: 'border number ending',
  },
};

export const MODE_WORDS: Record<'air' | 'land' | 'sea', Words> = {
  air: { ar: 'جوي', en: 'air' },
  land: { ar: 'بري', en: 'land' },
  sea: { ar: 'بحري', en: 'sea' },
};

/**
 * What follows «تأشيرة» in Arabic and precedes "visa" in English. `short` is for an SMS without room for all of it.
 * `other` and types unknown here have no word of their own: they are just a visa.
 */
const VISA_TYPE_WORDS = new Map<string, Words & { short?: Words }>([
  [
    'exit-reentry-single',
    {
      ar: 'خروج وعودة مفردة',
      en: 'single exit and re-entry',
      short: { ar: 'خروج وعودة', en: 'exit/re-entry' },
    },
  ],
  [
    'exit-reentry-multiple',
    {
      ar: 'خروج وعودة متعددة',
      en: 'multiple exit and re-entry',
      short: { ar: 'خروج وعودة', en: 'exit/re-entry' },
    },
  ],
  ['final-exit', { ar: 'خروج نهائي', en: 'final exit' }],
  ['visit', { ar: 'زيارة', en: 'visit' }],
  ['work', { ar: 'عمل', en: 'work' }],
  ['umrah', { ar: 'عمرة', en: 'Umrah' }],
  ['hajj', { ar: 'حج', en: 'Hajj' }],
  ['transit', { ar: 'مرور', en: 'transit' }],
  ['tourist', { ar: 'سياحية', en: 'tourist' }],
]);

/** The words for a visa type, fullest first; empty for a type without a word of its own. */
export function visaTypeWords(type: string, language: Language): string[] {
  const words = VISA_TYPE_WORDS.get(type);
  if (words === undefined) return [];
  return words.short === undefined ? [words[language]] : [words[language], words.short[language]];
}

/** `noun`: the Arabic headline («إلغاء تأشيرة ...»), where the status has one. */
const VISA_STATUS_WORDS = new Map<string, Words & { nounAr?: string }>([
  ['issued', { ar: 'تم إصدارها', nounAr: 'إصدار', en: 'issued' }],
  ['extended', { ar: 'تم تمديدها', nounAr: 'تمديد', en: 'extended' }],
  ['used', { ar: 'تم استخدامها', nounAr: 'استخدام', en: 'used' }],
  ['cancelled', { ar: 'تم إلغاؤها', nounAr: 'إلغاء', en: 'cancelled' }],
  ['expired', { ar: 'انتهت صلاحيتها', nounAr: 'انتهاء', en: 'expired' }],
  ['not-returned', { ar: 'خرج ولم يعد', en: 'marked as not returned' }],
]);

const UNKNOWN_STATUS_WORDS: Words & { nounAr?: string } = { ar: 'تم تحديثها', nounAr: 'تحديث', en: 'updated' };

/** A status that is unknown here is shown as updated. */
export function visaStatusWords(status: string): Words & { nounAr?: string } {
  return VISA_STATUS_WORDS.get(status) ?? UNKNOWN_STATUS_WORDS;
}

export function isKnownVisaStatus(status: string): boolean {
  return VISA_STATUS_WORDS.has(status);
}

/** What stands before and after the word for the type: «إلغاء تأشيرة ... للمقيم 0006», «تأشيرة ... للمقيم 0006: تم تحديثها». */
export function visaHeadlineInArabic(status: string, definitePerson: string): { before: string; after: string } {
  const words = visaStatusWords(status);
  // After the preposition لـ the article loses its alif: المقيم, للمقيم.
  const forPerson = ` ل${definitePerson.slice(1)}`;
  if (words.nounAr !== undefined) return { before: `${words.nounAr} تأشيرة`, after: forPerson };
  return { before: 'تأشيرة', after: `${forPerson}: ${words.ar}` };
}

/** Why an affiliation ended, where that may be told: of a movement (`final-exit`, `departed`) only the end is. */
export const END_REASON_WORDS: Partial<Record<FollowingEndedContent['reason'], Words>> = {
  transferred: { ar: 'نقل الخدمات', en: 'transferred to another establishment' },
  deceased: { ar: 'الوفاة', en: 'deceased' },
};

export const CHANNEL_WORDS: Record<Channel, Words> = {
  sms: { ar: 'رسالة نصية', en: 'SMS' },
  email: { ar: 'بريد إلكتروني', en: 'e-mail' },
  webhook: { ar: 'ربط نظام', en: 'webhook' },
};

/** The alerts, as a daily message counts them: «دخول 4». */
export const ALERT_WORDS: Record<Alert, Words> = {
  entry: { ar: 'دخول', en: 'entry' },
  exit: { ar: 'مغادرة', en: 'exit' },
  'passport-expiry': { ar: 'انتهاء الجواز', en: 'passport expiry' },
  'passport-renewal': { ar: 'تجديد الجواز', en: 'passport renewal' },
  'visa-issued': { ar: 'إصدار تأشيرة', en: 'visa issued' },
  'visa-status': { ar: 'حالة التأشيرة', en: 'visa status' },
};

/** The same for an SMS without room for all of them. */
export const SHORT_ALERT_WORDS: Record<Alert, Words> = {
  entry: { ar: 'دخول', en: 'entry' },
  exit: { ar: 'مغادرة', en: 'exit' },
  'passport-expiry': { ar: 'انتهاء', en: 'passport expiry' },
  'passport-renewal': { ar: 'تجديد', en: 'renewal' },
  'visa-issued': { ar: 'إصدار', en: 'visa issued' },
  'visa-status': { ar: 'تأشيرة', en: 'visa' },
};

const daysInEnglish = (days: number) => (days === 1 ? '1 day' : `${days} days`);

/** A count of days after a preposition, as in «بعد يومين». */
export function daysAfterPreposition(days: number, language: Language): string {
  return language === 'ar' ? countedInArabic(days, DAYS, true) : daysInEnglish(days);
}

/** A count of days standing alone, as in «المتبقي: يومان». */
export function daysAlone(days: number, language: Language): string {
  return language === 'ar' ? countedInArabic(days, DAYS, false) : daysInEnglish(days);
}
