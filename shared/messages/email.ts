/**
 * What e-mails say: one model per template, which is written once as text (`email-text.ts`) and once as HTML
 * (`email-html.ts`), so that both parts always say the same.
 */
import type { Language } from '../domain/contacts.ts';
import type { EstablishmentId } from '../domain/ids.ts';
import type {
  AlertContent,
  ContactSuppressedContent,
  DailyContent,
  FollowingEndedContent,
  MessageContent,
  SpendLimitContent,
} from '../domain/message-content.ts';
import { longDateInBothCalendars, shortDateAndTime } from './dates.ts';
import { dailyRows, dailyTable, dailyWords, type Table } from './email-daily.ts';
import { isolate, type Known, leftToRight, number, portOf, type Segment, whoOf } from './email-segments.ts';
import {
  type AboutPerson,
  capitalized,
  expiresOnThatDay,
  headlines,
  previousVisaStatus,
  VISA_DATE_WORDS,
  whatToDo,
} from './email-words.ts';
import { shortToWhole } from './free-text.ts';
import { visaDate } from './visa-date.ts';
import { CHANNEL_WORDS, daysAlone, END_REASON_WORDS, MODE_WORDS, visaStatusWords, visaTypeWords } from './words.ts';

interface Row {
  name: string;
  value: readonly Segment[];
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

/** Lists of e-mails show about as many characters of a subject. */
const USUAL_SUBJECT = 66;
/** A subject has no more; a long label has room of its own. */
const MAX_SUBJECT = 80;
const MAX_SUBJECT_WITH_LONG_LABEL = 100;
const LONG_LABEL = 20;

export const SERVICE: Record<Language, string> = { ar: 'إشعارات الجوازات', en: 'Passport notices' };

const LATE: Record<Language, string> = { ar: 'متأخر: ', en: 'Late: ' };

const LATE_NOTICE: Record<Language, string> = {
  ar: 'إشعار متأخر: مضى على الحدث أكثر من 24 ساعة عند إرسال هذا الإشعار.',
  en: 'Late notice: the event was more than 24 hours old when this notice was sent.',
};

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

/** What an e-mail says. */
export function emailModel(content: MessageContent, language: Language): EmailModel {
  return {
    language,
    ...bodyOf(content, language),
    todo: { name: ar(language) ? 'المطلوب' : 'What to do', text: whatToDo(content, language) },
    footer: FOOTER[language],
  };
}

type Body = Omit<EmailModel, 'language' | 'todo' | 'footer'>;

function bodyOf(content: MessageContent, language: Language): Body {
  const ar = language === 'ar';
  const establishment = establishmentRow(content.establishmentId, language);
  switch (content.template) {
    case 'alert':
      return aboutPerson(content, language, alertRows(content, language));
    case 'following-ended':
      return followingEnded(content, language);
    case 'code':
      return {
        subject: ar ? 'رمز التحقق لإشعارات الجوازات' : 'Verification code for passport notices',
        preheader: [
          ar
            ? 'لزميلكم الذي يضيف هذا العنوان، وصالح 10 دقائق'
            : 'For the colleague who added you; valid for 10 minutes',
        ],
        heading: ar ? 'رمز التحقق' : 'Verification code',
        paragraphs: ar
          ? ['بهذا الرمز تؤكدون أن إشعارات المنشأة المبيّنة أدناه تُرسل إلى هذا العنوان. وهو صالح 10 دقائق.']
          : [
              'This code confirms that notices for the establishment below go to this address. It is valid for 10 minutes.',
            ],
        code: content.code,
        rows: [establishment],
      };
    case 'address-changed':
      return {
        subject: ar ? 'طلب تغيير عنوان إشعارات الجوازات' : 'A new address is asked for your passport notices',
        preheader: [ar ? 'العنوان الجديد: ' : 'The new address: ', leftToRight(content.newAddressMasked)],
        heading: ar ? 'طلب تغيير عنوان جهة اتصال' : 'A contact is to get a new address',
        paragraphs: ar
          ? ['طُلب نقل إشعارات المنشأة المبيّنة أدناه إلى عنوان جديد، وتستمر على هذا العنوان حتى يُتحقق من الجديد.']
          : [
              'Notices for the establishment below are to go to a new address. This one receives them until the new one is verified.',
            ],
        rows: [
          establishment,
          { name: ar ? 'القناة' : 'Channel', value: [capitalized(CHANNEL_WORDS[content.channel][language])] },
          { name: ar ? 'العنوان الجديد' : 'New address', value: [leftToRight(content.newAddressMasked)] },
        ],
      };
    case 'contact-suppressed':
      return contactSuppressed(content, language);
    case 'spend-limit':
      return spendLimit(content, language);
    case 'daily':
      return daily(content, language);
  }
}

function contactSuppressed(
  { establishmentId, channel, addressMasked, reason }: ContactSuppressedContent,
  language: Language,
): Body {
  const ar = language === 'ar';
  const isWanted = reason === 'opted-out';
  const address = leftToRight(addressMasked);
  return {
    subject: ar
      ? 'أُوقف إرسال الإشعارات إلى جهة اتصال في منشأتكم'
      : 'A contact of your establishment no longer receives notices',
    preheader: [ar ? 'جهة الاتصال: ' : 'The contact: ', address],
    heading: ar ? 'أُوقف الإرسال إلى جهة اتصال' : 'A contact no longer receives notices',
    paragraphs: [
      isWanted
        ? ar
          ? 'طلب صاحب العنوان المبيّن أدناه إيقاف الإشعارات، فأُوقف الإرسال إليه.'
          : 'The owner of the address below asked for no more notices, so none are sent to it.'
        : ar
          ? 'تعذّر تسليم الرسائل إلى جهة الاتصال المبيّنة أدناه، فأُوقف الإرسال إليها.'
          : 'Messages to the contact below cannot be delivered, so none are sent to it.',
    ],
    rows: [
      establishmentRow(establishmentId, language),
      { name: ar ? 'القناة' : 'Channel', value: [capitalized(CHANNEL_WORDS[channel][language])] },
      { name: ar ? 'جهة الاتصال' : 'Contact', value: [address] },
    ],
  };
}

function spendLimit({ establishmentId, percent, limit, month }: SpendLimitContent, language: Language): Body {
  const ar = language === 'ar';
  const isReached = percent === 100;
  const heading = ar
    ? isReached
      ? 'بلغت المنشأة حد رسائلها النصية لهذا الشهر'
      : `استُخدم ${percent}% من رسائل المنشأة النصية لهذا الشهر`
    : isReached
      ? 'The SMS limit for this month is reached'
      : `${percent}% of the SMS for this month are used`;
  const limitWords = ar ? 'حد الرسائل النصية (بالأجزاء)' : 'SMS limit (parts)';
  return {
    subject: heading,
    preheader: [`${limitWords}: `, number(String(limit))],
    heading,
    paragraphs: [
      ar
        ? isReached
          ? 'لن تُرسل رسائل نصية أخرى قبل بداية الشهر القادم، وتستمر الإشعارات عبر البريد الإلكتروني.'
          : 'عند بلوغ الحد لا تُرسل رسائل نصية أخرى قبل بداية الشهر القادم، وتستمر الإشعارات عبر البريد الإلكتروني.'
        : isReached
          ? 'No more SMS are sent before next month begins. Notices by e-mail go on.'
          : 'When the limit is reached, no more SMS are sent before next month begins. Notices by e-mail go on.',
    ],
    rows: [
      establishmentRow(establishmentId, language),
      { name: ar ? 'الشهر' : 'Month', value: [leftToRight(month)] },
      { name: limitWords, value: [number(String(limit))] },
    ],
  };
}

/** The counts and the most urgent row, then the table. */
function daily(content: DailyContent, language: Language): Body {
  const { heading, counts, rest } = dailyWords(content, language);
  const table = dailyTable(content, language);
  const [first] = table.entries;
  const within = (characters: number) => (candidate: string) => lengthOf(candidate) <= characters;
  return {
    // The counts come by urgency, so what has no room is what matters least.
    subject: counts.findLast(within(USUAL_SUBJECT)) ?? counts[0] ?? heading,
    preheader: first ? [...first.who, ': ', ...first.what] : [heading],
    heading,
    paragraphs: [],
    rows: [establishmentRow(content.establishmentId, language), ...dailyRows(content, language)],
    table: first && table,
    rest,
  };
}

function followingEnded(content: FollowingEndedContent, language: Language): Body {
  const ar = language === 'ar';
  const reason = END_REASON_WORDS[content.reason];
  const rows = [row(language, 'وقت انتهاء التبعية', 'End of the affiliation', dateAndTime(content.endedAt, language))];
  if (reason !== undefined) rows.push(row(language, 'السبب', 'Reason', capitalized(reason[language])));
  return aboutPerson(content, language, { rows, news: [rows[0] as Row] }, [
    ar ? 'لا تصلكم بعد الآن إشعارات عنه.' : 'You get no more notices about this person.',
  ]);
}

/** The rows of an event; the news among them is what the subject has no room for. */
interface EventRows {
  readonly rows: readonly Row[];
  readonly news: readonly Row[];
}

function aboutPerson(
  content: AboutPerson,
  language: Language,
  { rows, news }: EventRows,
  paragraphs: readonly string[] = [],
): Body {
  const [heading = ''] = headlines(content, language);
  const who = whoOf(content, language);
  const known = who.map(({ segment }) => segment);
  return {
    subject: subjectOf(content, language, who),
    // Rows that stand on their own, with a comma between them.
    preheader: news.flatMap(({ name, value }, index) => [
      `${index === 0 ? '' : ar(language) ? '، ' : ', '}${name}: `,
      ...value,
    ]),
    heading,
    who:
      known.length === 0 ? undefined : known.flatMap((segment, index) => (index === 0 ? [segment] : [' – ', segment])),
    warning: content.late ? LATE_NOTICE[language] : undefined,
    paragraphs,
    rows: [
      ...who.map(({ name, segment }) => ({ name, value: [segment] })),
      numberRow(content, language),
      ...rows,
      establishmentRow(content.establishmentId, language),
    ],
  };
}

const ar = (language: Language) => language === 'ar';

/**
 * What happened and to whom, then by what the establishment knows the person. What is too long says what happened in fewer
 * words; the reference is never cut, and the label only where that is not enough.
 */
function subjectOf(content: AboutPerson, language: Language, who: readonly Known[]): string {
  const late = content.late ? LATE[language] : '';
  // It comes last, where its direction moves nothing else.
  const last = who.findLast(({ kind }) => kind !== 'reference');
  const before = who.filter((one) => one !== last).map(({ text }) => referenceIn(language, text));
  const isLong = last?.kind === 'label' && lengthOf(last.text) > LONG_LABEL;
  const max = isLong ? MAX_SUBJECT_WITH_LONG_LABEL : MAX_SUBJECT;
  const subject = (headline: string, shown: string | undefined) => {
    const known = [...before, ...(shown === undefined ? [] : [shown])].join(' ');
    return `${late}${headline}${known === '' ? '' : ` – ${known}`}`;
  };
  const wordings = headlines(content, language);
  const shortest = wordings.at(-1) ?? '';
  const whole = wordings.map((headline) => subject(headline, last?.text));
  const within = (characters: number) => (candidate: string) => lengthOf(candidate) <= characters;
  const fitting = whole.find(within(USUAL_SUBJECT)) ?? whole.find(within(max));
  if (fitting !== undefined || last === undefined) return fitting ?? subject(shortest, undefined);
  const cut = shortToWhole(last.text, '…').map((text) => subject(shortest, text));
  return cut.findLast(within(max)) ?? subject(shortest, undefined);
}

/** Characters as the API counts them: code points. */
function lengthOf(text: string): number {
  return [...text].length;
}

/** A reference before other text: in an Arabic line the parts of `10-42` and `V-7` change places unless it is isolated. */
function referenceIn(language: Language, text: string): string {
  const isPlain = !ar(language) || /^(\d+|[\p{Script=Arabic} ]*)$/u.test(text);
  return isPlain ? text : isolate(text, '\u2068');
}

function alertRows(content: AlertContent, language: Language): EventRows {
  const { event } = content;
  const one = (nameAr: string, nameEn: string, ...value: Segment[]) => row(language, nameAr, nameEn, ...value);
  const happened = one('وقت الحدث', 'Time of the event', dateAndTime(content.occurredAt, language));
  const date = (of: string) => longDateInBothCalendars(of, language);
  switch (event.type) {
    case 'TravellerEntered':
    case 'TravellerExited': {
      const port = portOf(event.port, language);
      const portRows = port.length > 0 ? [one('المنفذ', 'Port', ...port)] : [];
      return {
        rows: [happened, ...portRows, one('نوع المنفذ', 'Type of port', capitalized(MODE_WORDS[event.mode][language]))],
        news: [happened, ...portRows],
      };
    }
    case 'PassportRenewed': {
      const validUntil = one('الجواز الجديد صالح حتى', 'New passport valid until', date(event.passportExpiresOn));
      return { rows: [validUntil, happened], news: [validUntil] };
    }
    case 'PassportExpiring': {
      const expires = one('تاريخ انتهاء الجواز', 'Passport expires on', date(event.passportExpiresOn));
      // Days are counted when the event is made: of a late one they would be wrong.
      const left = content.late ? [] : [one('المتبقي', 'Left', daysAlone(event.daysLeft, language))];
      const counted = one('وقت التنبيه', 'Time of the reminder', dateAndTime(content.occurredAt, language));
      return { rows: [expires, ...left, counted], news: [expires] };
    }
    case 'PassportExpired': {
      const isToday = expiresOnThatDay(content, event);
      const expired = isToday
        ? one('تاريخ انتهاء الجواز', 'Passport expires on', date(event.passportExpiresOn))
        : one('تاريخ انتهاء الجواز', 'Passport expired on', date(event.passportExpiresOn));
      return {
        rows: [expired, one('وقت التنبيه', 'Time of the reminder', dateAndTime(content.occurredAt, language))],
        news: [expired],
      };
    }
    case 'VisaIssued':
    case 'VisaStatusChanged': {
      const { meaning, date: day } = visaDate(event, content.occurredAt);
      // The day of the change stands in a row of its own.
      const acted = meaning === 'changed-on' ? [] : [{ name: VISA_DATE_WORDS[meaning][language], value: [date(day)] }];
      const previous = previousVisaStatus(event);
      const [type] = visaTypeWords(event.visaType, language);
      return {
        rows: [
          ...(type === undefined ? [] : [one('نوع التأشيرة', 'Type of visa', capitalized(type))]),
          one('حالة التأشيرة', 'Status', capitalized(visaStatusWords(event.visaStatus)[language])),
          ...(previous === undefined
            ? []
            : [one('الحالة السابقة', 'Previous status', capitalized(previous[language]))]),
          ...acted,
          ...(day === event.visaExpiresOn
            ? []
            : [one('التأشيرة صالحة حتى', 'Visa valid until', date(event.visaExpiresOn))]),
          happened,
        ],
        news: acted.length > 0 ? acted : [happened],
      };
    }
  }
}

function row(language: Language, nameAr: string, nameEn: string, ...value: Segment[]): Row {
  return { name: ar(language) ? nameAr : nameEn, value };
}

function numberRow({ kind, identityLastFour }: AboutPerson, language: Language): Row {
  const value = number(identityLastFour);
  return kind === 'resident'
    ? row(language, 'رقم الإقامة (آخر 4 أرقام)', 'ID number (last 4 digits)', value)
    : row(language, 'رقم الحدود (آخر 4 أرقام)', 'Border number (last 4 digits)', value);
}

function establishmentRow(establishmentId: EstablishmentId, language: Language): Row {
  return row(
    language,
    'المنشأة (الرقم الوطني الموحد)',
    'Establishment (unified national number)',
    number(establishmentId),
  );
}

function dateAndTime(instant: string, language: Language): string {
  const { date, time } = shortDateAndTime(instant);
  const dates = longDateInBothCalendars(date, language);
  return ar(language) ? `${dates}، الساعة ${time} بتوقيت الرياض` : `${dates}, ${time} Riyadh time`;
}
