/** What every e-mail has, whatever it says. */
import type { Language } from '../domain/contacts.ts';
import type { EstablishmentId } from '../domain/ids.ts';
import { number, type Segment } from './email-segments.ts';

export interface Row {
  name: string;
  value: readonly Segment[];
}

/** One notification in the table of a daily message. */
export interface Entry {
  readonly who: readonly Segment[];
  readonly what: readonly Segment[];
  /** The date that matters, and the place. */
  readonly when: readonly Segment[];
}

export interface Table {
  /** What its columns are called. */
  readonly person: string;
  readonly happened: string;
  /** The most urgent first. */
  readonly entries: readonly Entry[];
}

export interface EmailModel {
  language: Language;
  subject: string;
  /** What lists of e-mails show after the subject: something that it does not say. */
  preheader: readonly Segment[];
  heading: string;
  /** By what the establishment knows the person. */
  who?: readonly Segment[] | undefined;
  /** Stands out on top. */
  warning?: string | undefined;
  paragraphs: readonly string[];
  /** Shown large, on a line of its own. */
  code?: string;
  rows: readonly Row[];
  /** Of a daily message: a row for each person and event. */
  table?: Table | undefined;
  /** What the table has no room for. */
  rest?: string | undefined;
  /** What to do, in one line. */
  todo: { name: string; text: string };
  footer: readonly string[];
}

export const SERVICE: Record<Language, string> = { ar: 'إشعارات الجوازات', en: 'Passport notices' };

const FOOTER: Record<Language, readonly string[]> = {
  ar: [
    'احذروا رسائل الاحتيال: لا نطلب منكم أبدًا فتح رابط أو مرفق، ولا كلمات مرور أو رموز تحقق أو بيانات بنكية. وإن وصلكم ما يطلب ذلك باسمنا فلا تستجيبوا له.',
    'تبقى المنشأة مسؤولة عن متابعة جوازات منسوبيها وتأشيراتهم والتزاماتها النظامية، حتى إن تأخر الإشعار أو لم يصل.',
    'لا تردّوا على هذه الرسالة. ولإيقاف هذه الرسائل استخدموا زر إلغاء الاشتراك في برنامج البريد، أو اطلبوا ذلك من منشأتكم.',
  ],
  en: [
    'Beware of phishing: we never ask you to open a link or an attachment, and never for passwords, verification codes or bank details. Do not respond to a message in our name that does.',
    'The establishment stays responsible for the passports and visas of its people, and for its legal obligations, even if a notice is late or does not arrive.',
    'Do not reply to this message. To stop these e-mails, use the unsubscribe button of your mail program, or ask your establishment.',
  ],
};

/** What is an e-mail's own. */
export type EmailBody = Omit<EmailModel, 'language' | 'todo' | 'footer'>;

/** Words in both languages. */
export type InBoth = readonly [ar: string, en: string];

/** An e-mail of what is its own. */
export function modelOf(body: EmailBody, [ar, en]: InBoth, language: Language): EmailModel {
  const isArabic = language === 'ar';
  return {
    language,
    ...body,
    todo: { name: isArabic ? 'المطلوب' : 'What to do', text: isArabic ? ar : en },
    footer: FOOTER[language],
  };
}

export function row(language: Language, nameAr: string, nameEn: string, ...value: Segment[]): Row {
  return { name: language === 'ar' ? nameAr : nameEn, value };
}

/** Every e-mail says whose it is. */
export function establishmentRow(establishmentId: EstablishmentId, language: Language): Row {
  return row(
    language,
    'المنشأة (الرقم الوطني الموحد)',
    'Establishment (unified national number)',
    number(establishmentId),
  );
}

export function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
