/**
 * What e-mails say: one model per template, which is written once as text and once as HTML (`email-html.ts`), so that both
 * parts always say the same.
 */
import type { Language } from '../domain/contacts.ts';
import type {
  AlertContent,
  FollowingEndedContent,
  MessageContent,
  SpendLimitContent,
} from '../domain/message-content.ts';
import { longDateInBothCalendars, shortDateAndTime } from './dates.ts';
import { oneLine, shownText } from './free-text.ts';
import {
  CHANNEL_WORDS,
  daysAfterPreposition,
  daysAlone,
  END_REASON_WORDS,
  isKnownVisaStatus,
  KIND_WORDS,
  MODE_WORDS,
  visaHeadlineInArabic,
  visaName,
  visaStatusWords,
  visaTypeWords,
} from './words.ts';

/** A value whose direction may differ from the text around it. */
interface Isolated {
  isolated: string;
  direction: 'auto' | 'ltr';
}

type Segment = string | Isolated;

export interface Row {
  name: string;
  value: readonly Segment[];
}

export interface EmailModel {
  language: Language;
  subject: string;
  heading: string;
  /** Stands out on top. */
  warning?: string;
  paragraphs: readonly string[];
  /** Shown large, on a line of its own. */
  code?: string;
  rows: readonly Row[];
  footer: readonly string[];
}

export const SERVICE: Record<Language, string> = { ar: 'إشعارات الجوازات', en: 'Passport notices' };

const LATE_NOTICE: Record<Language, string> = {
  ar: 'إشعار متأخر: مضى على الحدث أكثر من 24 ساعة عند إرسال هذا الإشعار.',
  en: 'Late notice: the event was more than 24 hours old when this notice was sent.',
};

const FOOTER: Record<Language, readonly string[]> = {
  ar: [
    'احذروا رسائل الاحتيال: لا تحتوي رسائلنا على روابط أو مرفقات، ولا نطلب فيها كلمات مرور أو رموز تحقق أو بيانات بنكية. إن وصلكم ما يطلب ذلك باسمنا فلا تستجيبوا له.',
    'تبقى المنشأة مسؤولة عن متابعة جوازات المنتسبين إليها وتأشيراتهم والتزاماتها النظامية، حتى إن تأخر الإشعار أو لم يصل.',
  ],
  en: [
    'Beware of phishing: our messages have no links or attachments, and never ask for passwords, verification codes or bank details. Do not respond to a message in our name that does.',
    'The establishment stays responsible for the passports and visas of its people, and for its legal obligations, even if a notice is late or does not arrive.',
  ],
};

/** What an e-mail says. */
export function emailModel(content: MessageContent, language: Language): EmailModel {
  const base = { language, footer: FOOTER[language] };
  const ar = language === 'ar';
  const establishment = establishmentRow(content.establishmentId, language);
  switch (content.template) {
    case 'alert':
      return { ...base, ...alertModel(content, language) };
    case 'following-ended':
      return { ...base, ...followingEndedModel(content, language) };
    case 'code':
      return {
        ...base,
        subject: ar ? 'رمز التحقق لإشعارات الجوازات' : 'Verification code for passport notices',
        heading: ar ? 'رمز التحقق' : 'Verification code',
        paragraphs: ar
          ? [
              'استخدموا هذا الرمز لتأكيد أن إشعارات المنشأة المبيّنة أدناه تُرسل إلى هذا العنوان.',
              'الرمز صالح لمدة 10 دقائق. لا تشاركوه مع أحد. إن لم تطلبوه فتجاهلوا هذه الرسالة.',
            ]
          : [
              'Use this code to confirm that notices for the establishment below are sent to this address.',
              'The code is valid for 10 minutes. Do not share it with anyone. If you did not ask for it, ignore this message.',
            ],
        code: content.code,
        rows: [establishment],
      };
    case 'address-changed':
      return {
        ...base,
        subject: ar
          ? 'إشعارات الجوازات: تغيير عنوان جهة اتصال'
          : 'Passport notices: a contact address is being changed',
        heading: ar ? 'تغيير عنوان جهة اتصال' : 'A contact address is being changed',
        paragraphs: ar
          ? [
              'طُلب نقل إشعارات المنشأة المبيّنة أدناه إلى عنوان جديد، وستستمر على هذا العنوان حتى يُتحقق من الجديد.',
              'إن لم تطلب المنشأة هذا التغيير فعليها مراجعة جهات الاتصال المسجلة لديها فورًا.',
            ]
          : [
              'Notices for the establishment below are to go to a new address; this one receives them until the new one is verified.',
              'If the establishment did not ask for this change, it should review its contacts at once.',
            ],
        rows: [
          establishment,
          { name: ar ? 'القناة' : 'Channel', value: [CHANNEL_WORDS[content.channel][language]] },
          { name: ar ? 'العنوان الجديد' : 'New address', value: [leftToRight(content.newAddressMasked)] },
        ],
      };
    case 'contact-suppressed':
      return {
        ...base,
        subject: ar
          ? 'إشعارات الجوازات: إيقاف الإرسال إلى جهة اتصال'
          : 'Passport notices: a contact no longer receives',
        heading: ar ? 'إيقاف الإرسال إلى جهة اتصال' : 'A contact no longer receives',
        paragraphs: ar
          ? [
              'تعذّر تسليم الرسائل إلى جهة الاتصال المبيّنة أدناه، فأُوقف الإرسال إليها.',
              'صححوا عنوانها أو أضيفوا جهة اتصال أخرى حتى لا تفوتكم الإشعارات.',
            ]
          : [
              'Messages to the contact below cannot be delivered, and sending to it has been stopped.',
              'Correct its address or add another contact, so that no notice is missed.',
            ],
        rows: [
          establishment,
          { name: ar ? 'القناة' : 'Channel', value: [CHANNEL_WORDS[content.channel][language]] },
          { name: ar ? 'جهة الاتصال' : 'Contact', value: [leftToRight(content.addressMasked)] },
        ],
      };
    case 'spend-limit':
      return { ...base, ...spendLimitModel(content, language) };
  }
}

type Body = Pick<EmailModel, 'subject' | 'heading' | 'warning' | 'paragraphs' | 'rows'>;

function spendLimitModel({ establishmentId, percent, limit, month }: SpendLimitContent, language: Language): Body {
  const ar = language === 'ar';
  const isReached = percent === 100;
  const heading = ar
    ? isReached
      ? 'بلغت المنشأة حد رسائلها النصية لهذا الشهر'
      : `استُخدم ${percent}% من رسائل المنشأة النصية لهذا الشهر`
    : isReached
      ? 'The SMS limit for this month is reached'
      : `${percent}% of the SMS for this month are used`;
  return {
    subject: heading,
    heading,
    paragraphs: [
      ar
        ? isReached
          ? 'لن تُرسل رسائل نصية أخرى قبل بداية الشهر القادم، وتستمر الإشعارات عبر البريد الإلكتروني.'
          : 'عند بلوغ الحد لا تُرسل رسائل نصية أخرى قبل بداية الشهر القادم، وتستمر الإشعارات عبر البريد الإلكتروني.'
        : isReached
          ? 'No more SMS are sent before next month begins. Notices by e-mail go on.'
          : 'When the limit is reached, no more SMS are sent before next month begins. Notices by e-mail go on.',
      ar
        ? 'أضيفوا عنوان بريد إلكتروني إلى الاشتراكات التي تكتفي بالرسائل النصية، أو اطلبوا من مشغّل الخدمة رفع الحد.'
        : 'Add an e-mail address to subscriptions that have SMS alone, or ask the operator of the service for a higher limit.',
    ],
    rows: [
      establishmentRow(establishmentId, language),
      { name: ar ? 'الشهر' : 'Month', value: [number(month)] },
      { name: ar ? 'حد الرسائل النصية (بالأجزاء)' : 'SMS limit (parts)', value: [number(String(limit))] },
    ],
  };
}

function alertModel(content: AlertContent, language: Language): Body {
  const { headline, sentence, rows } = eventWords(content, language);
  return aboutPerson(content, language, headline, [sentence], rows);
}

function followingEndedModel(content: FollowingEndedContent, language: Language): Body {
  const ar = language === 'ar';
  const person = definitePerson(content, language);
  const reason = END_REASON_WORDS[content.reason];
  const rows: Row[] = [{ name: ar ? 'وقت الانتهاء' : 'Ended', value: [dateAndTime(content.endedAt, language)] }];
  if (reason !== undefined) rows.push({ name: ar ? 'السبب' : 'Reason', value: [reason[language]] });
  return aboutPerson(
    content,
    language,
    ar ? `انتهاء تبعية ${person}` : `affiliation of ${person} ended`,
    [
      ar
        ? `انتهت تبعية ${KIND_WORDS[content.kind].definiteAr} المبيّنة بياناته أدناه للمنشأة، فتوقفت الإشعارات المتعلقة به.`
        : `The ${content.kind} below no longer belongs to the establishment, and notices about this person have stopped.`,
    ],
    rows,
  );
}

function aboutPerson(
  content: AlertContent | FollowingEndedContent,
  language: Language,
  headline: string,
  paragraphs: string[],
  rows: Row[],
): Body {
  const ar = language === 'ar';
  const label = shownText(content.label);
  const late = content.late ? (ar ? ' (إشعار متأخر)' : ' (late notice)') : '';
  const kind = KIND_WORDS[content.kind];
  const person = ar ? `${kind.ar}، ${kind.numberAr}` : `${kind.en}, ${kind.numberEn} `;
  const personRows: Row[] = [{ name: ar ? 'الشخص' : 'Person', value: [person, number(content.identityLastFour)] }];
  if (label !== undefined) {
    personRows.push({ name: ar ? 'التسمية' : 'Label', value: [{ isolated: label, direction: 'auto' }] });
  }
  return {
    // The label comes last, where its direction can move nothing else.
    subject: `${ar ? 'إشعار الجوازات' : 'Passport notice'}: ${headline}${late}${label === undefined ? '' : ` – ${label}`}`,
    heading: ar ? headline : `${headline.charAt(0).toUpperCase()}${headline.slice(1)}`,
    warning: content.late ? LATE_NOTICE[language] : undefined,
    paragraphs,
    rows: [establishmentRow(content.establishmentId, language), ...personRows, ...rows],
  };
}

function eventWords(content: AlertContent, language: Language): { headline: string; sentence: string; rows: Row[] } {
  const { event, kind } = content;
  const ar = language === 'ar';
  const person = definitePerson(content, language);
  const shown = ar ? `${KIND_WORDS[kind].definiteAr} المبيّنة بياناته أدناه` : `The ${KIND_WORDS[kind].en} below`;
  const passportOfShown = ar ? `جواز سفر ${shown}` : `The passport of the ${KIND_WORDS[kind].en} below`;
  const row = (nameAr: string, nameEn: string, ...value: Segment[]): Row => ({ name: ar ? nameAr : nameEn, value });
  const happened = row('وقت الحدث', 'Time of the event', dateAndTime(content.occurredAt, language));
  switch (event.type) {
    case 'TravellerEntered':
    case 'TravellerExited': {
      const entered = event.type === 'TravellerEntered';
      const port = portOf(event.port, language);
      return {
        headline: ar ? `${entered ? 'دخول' : 'مغادرة'} ${person}` : `${entered ? 'entry' : 'exit'} of ${person}`,
        sentence: ar
          ? `${entered ? 'سُجّل دخول' : 'سُجّل خروج'} ${shown} ${entered ? 'إلى' : 'من'} المملكة.`
          : `${shown} ${entered ? 'entered' : 'left'} Saudi Arabia.`,
        rows: [
          happened,
          ...(port.length > 0 ? [row('المنفذ', 'Port', ...port)] : []),
          row('نوع المنفذ', 'Type of port', MODE_WORDS[event.mode][language]),
        ],
      };
    }
    case 'PassportRenewed':
      return {
        headline: ar ? `تجديد جواز ${person}` : `passport of ${person} renewed`,
        sentence: ar ? `جُدّد ${passportOfShown}.` : `${passportOfShown} was renewed.`,
        rows: [
          happened,
          row(
            'تاريخ انتهاء الجواز الجديد',
            'New date of expiry',
            longDateInBothCalendars(event.passportExpiresOn, language),
          ),
        ],
      };
    case 'PassportExpiring': {
      const days = daysAfterPreposition(event.daysLeft, language);
      return {
        headline: ar ? `جواز ${person} ينتهي بعد ${days}` : `passport of ${person} expires in ${days}`,
        sentence: ar ? `تنتهي صلاحية ${passportOfShown} بعد ${days}.` : `${passportOfShown} expires in ${days}.`,
        rows: [
          row('تاريخ انتهاء الجواز', 'Date of expiry', longDateInBothCalendars(event.passportExpiresOn, language)),
          row('المتبقي', 'Left', daysAlone(event.daysLeft, language)),
          row('حُسب المتبقي في', 'Counted on', dateAndTime(content.occurredAt, language)),
        ],
      };
    }
    case 'PassportExpired':
      return {
        headline: ar ? `انتهاء جواز ${person}` : `passport of ${person} expired`,
        sentence: ar ? `انتهت صلاحية ${passportOfShown}.` : `${passportOfShown} has expired.`,
        rows: [
          row('تاريخ انتهاء الجواز', 'Date of expiry', longDateInBothCalendars(event.passportExpiresOn, language)),
          happened,
        ],
      };
    case 'VisaIssued':
    case 'VisaStatusChanged': {
      const { before, after } = visaHeadlineInArabic(event.visaStatus, person);
      const [type] = visaTypeWords(event.visaType, language);
      const status = visaStatusWords(event.visaStatus);
      const name = visaName(event.visaType, language);
      const rows = [
        happened,
        row('التأشيرة', 'Visa', name),
        row('حالة التأشيرة', 'Status', status[language]),
        row('تاريخ انتهاء التأشيرة', 'Visa expires', longDateInBothCalendars(event.visaExpiresOn, language)),
      ];
      if (event.type === 'VisaStatusChanged' && isKnownVisaStatus(event.previousStatus)) {
        const previous = visaStatusWords(event.previousStatus)[language];
        rows.splice(3, 0, row('الحالة السابقة', 'Previous status', previous));
      }
      const sentences = {
        VisaIssued: ar ? `صدرت تأشيرة ل${shown.slice(1)}.` : `A visa was issued to the ${kind} below.`,
        VisaStatusChanged: ar ? `تغيّرت حالة تأشيرة ${shown}.` : `The status of a visa of the ${kind} below changed.`,
      };
      return {
        headline: ar ? `${before}${type === undefined ? '' : ` ${type}`}${after}` : `${name} of ${person} ${status.en}`,
        sentence: sentences[event.type],
        rows,
      };
    }
  }
}

/** Name and code of a port, as far as they may be shown. */
function portOf(port: { code: string; name: Record<Language, string> }, language: Language): Segment[] {
  const name = shownText(port.name[language]);
  const code = shownText(port.code);
  if (name === undefined) return code === undefined ? [] : [leftToRight(code)];
  const named: Segment = { isolated: name, direction: 'auto' };
  return code === undefined ? [named] : [named, ' (', leftToRight(code), ')'];
}

function definitePerson(
  { kind, identityLastFour }: Pick<AlertContent, 'kind' | 'identityLastFour'>,
  language: Language,
) {
  return language === 'ar'
    ? `${KIND_WORDS[kind].definiteAr} ${identityLastFour}`
    : `${KIND_WORDS[kind].en} (ID ending ${identityLastFour})`;
}

function establishmentRow(establishmentId: string, language: Language): Row {
  return {
    name: language === 'ar' ? 'المنشأة (الرقم الوطني الموحد)' : 'Establishment (unified national number)',
    value: [number(establishmentId)],
  };
}

function dateAndTime(instant: string, language: Language): string {
  const { date, time } = shortDateAndTime(instant);
  const dates = longDateInBothCalendars(date, language);
  return language === 'ar' ? `${dates}، الساعة ${time} بتوقيت الرياض` : `${dates}, ${time} Riyadh time`;
}

function number(digits: string): Isolated {
  return { isolated: digits, direction: 'ltr' };
}

function leftToRight(text: string): Isolated {
  return { isolated: oneLine(text), direction: 'ltr' };
}

/** The text part of an e-mail. */
export function emailText({ language, heading, warning, paragraphs, code, rows, footer }: EmailModel): string {
  const blocks = [
    heading,
    ...(warning === undefined ? [] : [warning]),
    ...(code === undefined ? [] : [code]),
    ...paragraphs,
    rows.map(({ name, value }) => `${name}: ${value.map(segmentAsText).join('')}`).join('\n'),
    '--',
    ...footer,
    SERVICE[language],
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** Directional isolates (Unicode UAX #9, 2.4.2). Digits alone need none, and are better copied without. */
function segmentAsText(segment: Segment): string {
  if (typeof segment === 'string') return segment;
  if (/^\d*$/.test(segment.isolated)) return segment.isolated;
  return `${segment.direction === 'ltr' ? '\u2066' : '\u2068'}${segment.isolated}\u2069`;
}
