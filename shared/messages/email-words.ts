/** The words of e-mails about a person: what the subject begins with, and what to do. */
import type { Language } from '../domain/contacts.ts';
import type { AlertContent, AlertEvent, MessageContent } from '../domain/message-content.ts';
import { riyadhDate } from '../domain/time.ts';
import { longDate } from './dates.ts';
import { capitalized, type InBoth } from './email-model.ts';
import { noticeToDo } from './email-notices.ts';
import type { AboutPerson } from './email-segments.ts';
import type { VisaDateMeaning } from './visa-date.ts';
import {
  daysAfterPreposition,
  isKnownVisaStatus,
  KIND_WORDS,
  visaHeadlineInArabic,
  visaStatusWords,
  visaTypeWords,
} from './words.ts';

type Visa = Extract<AlertEvent, { type: 'VisaIssued' | 'VisaStatusChanged' }>;

/** What happened and to whom, fullest first: the subject has room for one of them beside who it is. */
export function headlines(content: AboutPerson, language: Language): string[] {
  return language === 'ar' ? headlinesInArabic(content) : headlinesInEnglish(content);
}

function headlinesInArabic(content: AboutPerson): string[] {
  const person = `${KIND_WORDS[content.kind].definiteAr} ${content.identityLastFour}`;
  if (content.template === 'following-ended') {
    return content.reason === 'transferred'
      ? [`نُقلت خدمات ${person} وأُوقفت إشعاراته`, `نُقلت خدمات ${person}`]
      : [`${person} لم يعد تابعًا لمنشأتكم`, `${person} لم يعد تابعًا لكم`];
  }
  const { event } = content;
  switch (event.type) {
    case 'TravellerEntered':
      return [`دخول ${person} إلى المملكة`, `دخول ${person}`];
    case 'TravellerExited':
      return [`مغادرة ${person} للمملكة`, `مغادرة ${person}`];
    case 'PassportRenewed':
      return [`جُدّد جواز ${person}`];
    case 'PassportExpiring':
      if (content.late) {
        return [
          `ينتهي جواز ${person} في ${longDate(event.passportExpiresOn, 'ar', 'gregorian')}`,
          `ينتهي جواز ${person} قريبًا`,
        ];
      }
      return event.daysLeft === 1
        ? [`ينتهي جواز ${person} غدًا`]
        : [`ينتهي جواز ${person} بعد ${daysAfterPreposition(event.daysLeft, 'ar')}`, `ينتهي جواز ${person} قريبًا`];
    case 'PassportExpired':
      return expiresOnThatDay(content, event) ? [`ينتهي جواز ${person} اليوم`] : [`انتهت صلاحية جواز ${person}`];
    case 'VisaIssued':
    case 'VisaStatusChanged': {
      if (event.visaStatus === 'not-returned') return [`${person}: خرج ولم يعد`];
      const { before, after } = visaHeadlineInArabic(event.visaStatus, person);
      const types = visaTypeWords(event.visaType, 'ar');
      return [...types.map((type) => `${before} ${type}${after}`), `${before}${after}`];
    }
  }
}

function headlinesInEnglish(content: AboutPerson): string[] {
  const person = `${KIND_WORDS[content.kind].en} ${content.identityLastFour}`;
  const Person = capitalized(person);
  if (content.template === 'following-ended') {
    return [
      `${Person} no longer belongs to your establishment`,
      `${Person} no longer belongs to you`,
      `${Person} is no longer yours`,
    ];
  }
  const { event } = content;
  switch (event.type) {
    case 'TravellerEntered':
      return [`${Person} entered Saudi Arabia`, `${Person} entered`];
    case 'TravellerExited':
      return [`${Person} exited Saudi Arabia`, `${Person} exited`];
    case 'PassportRenewed':
      return [`Passport of ${person} renewed`];
    case 'PassportExpiring': {
      const expires = `Passport of ${person} expires`;
      if (content.late)
        return [`${expires} on ${longDate(event.passportExpiresOn, 'en', 'gregorian')}`, `${expires} soon`];
      return event.daysLeft === 1
        ? [`${expires} tomorrow`]
        : [`${expires} in ${daysAfterPreposition(event.daysLeft, 'en')}`, `${expires} soon`];
    }
    case 'PassportExpired':
      return expiresOnThatDay(content, event)
        ? [`Passport of ${person} expires today`]
        : [`Passport of ${person} expired`];
    case 'VisaIssued':
    case 'VisaStatusChanged': {
      if (event.visaStatus === 'not-returned')
        return [`${Person} exited and did not return`, `${Person} did not return`];
      const what =
        event.type === 'VisaIssued' ? `issued to ${person}` : `of ${person} ${visaStatusWords(event.visaStatus).en}`;
      const types = visaTypeWords(event.visaType, 'en');
      return [...types.map((type) => `${capitalized(type)} visa ${what}`), `Visa ${what}`];
    }
  }
}

/** Whether an expiry is told on its very day. A late notice comes afterwards, whenever the day was. */
export function expiresOnThatDay(
  { occurredAt, late }: AlertContent,
  { passportExpiresOn }: Extract<AlertEvent, { type: 'PassportExpired' }>,
): boolean {
  return !late && passportExpiresOn === riyadhDate(new Date(occurredAt));
}

/** What the establishment does next, in one line. */
export function whatToDo(content: MessageContent): InBoth {
  switch (content.template) {
    case 'alert':
      return alertToDo(content);
    case 'following-ended':
      return content.reason === 'deceased'
        ? [
            'أكملوا ما بقي من إجراءاته لدى الجهات المختصة.',
            'Complete what remains to be done with the competent authorities.',
          ]
        : [
            'حدّثوا قوائمكم. وإن لم تتوقعوا ذلك فراجعوا الجوازات.',
            'Update your lists. If you did not expect this, ask the passports office.',
          ];
    case 'daily':
      return content.rows.length === 1
        ? ['تحققوا مما حدث، واتخذوا ما يلزم.', 'See what happened, and do what it takes.']
        : [
            'ابدؤوا بأول الجدول، فهو مرتب من الأكثر إلحاحًا.',
            'Begin at the top of the table: the most urgent comes first.',
          ];
    default:
      return noticeToDo(content);
  }
}

function alertToDo({ event, kind }: AlertContent): InBoth {
  switch (event.type) {
    case 'TravellerEntered':
      return kind === 'resident'
        ? [
            'حدّثوا سجل إجازاته، وإن لم تتوقعوا عودته فتحققوا معه.',
            'Update the record of leave. If you did not expect this entry, ask the person.',
          ]
        : [
            'تابعوا تاريخ انتهاء تأشيرته حتى يغادر قبله.',
            "Watch the date on which the visitor's visa ends, so that the visitor leaves before it.",
          ];
    case 'TravellerExited':
      return kind === 'resident'
        ? [
            'تحققوا من آخر موعد لعودته في تأشيرة الخروج والعودة.',
            'Check by when the person has to be back on the exit and re-entry visa.',
          ]
        : ['حدّثوا سجلاتكم إن انتهت الزيارة.', 'Update your records if the visit is over.'];
    case 'PassportRenewed':
      return [
        'حدّثوا بيانات الجواز لدى الجوازات وفي سجلاتكم.',
        'Have the new passport recorded with the passports office, and update your own records.',
      ];
    case 'PassportExpiring':
      return [
        'اطلبوا منه تجديد جوازه لدى سفارة بلده قبل هذا التاريخ، ثم حدّثوا بياناته لدى الجوازات.',
        'Ask the person to renew the passport at their embassy before this date, then have it recorded with the passports office.',
      ];
    case 'PassportExpired':
      return [
        'اطلبوا منه تجديد جوازه لدى سفارة بلده الآن، ثم حدّثوا بياناته لدى الجوازات.',
        'Ask the person to renew the passport at their embassy now, then have it recorded with the passports office.',
      ];
    case 'VisaIssued':
    case 'VisaStatusChanged':
      return visaToDo(event);
  }
}

function visaToDo({ visaType, visaStatus }: Visa): InBoth {
  switch (visaStatus) {
    case 'issued':
    case 'extended':
      if (visaType.startsWith('exit-reentry')) {
        return [
          'تأكدوا من عودته قبل التاريخ المبيّن أعلاه.',
          'Make sure that the person is back before the date above.',
        ];
      }
      if (visaType === 'final-exit') {
        return [
          'تأكدوا من تسوية مستحقاته ومن مغادرته قبل التاريخ المبيّن أعلاه.',
          'Settle what is due, and make sure that the person leaves before the date above.',
        ];
      }
      return [
        'طابقوا نوع التأشيرة وتاريخها مع طلبكم.',
        'Compare the type and the date of the visa with what you applied for.',
      ];
    case 'used':
      return ['تابعوا التاريخ المبيّن أعلاه.', 'Watch the date above.'];
    case 'cancelled':
      return [
        'إن لم تطلبوا إلغاءها فراجعوا الجوازات.',
        'If you did not ask for the cancellation, ask the passports office.',
      ];
    case 'expired':
      return [
        'تحققوا من مكان وجوده، ثم مدّدوا التأشيرة أو أنهوا إجراءها لدى الجوازات.',
        'Find out where the person is, then have the visa extended or settled with the passports office.',
      ];
    case 'not-returned':
      return [
        'إن كان قد عاد فراجعوا الجوازات لتصحيح حالته، وإلا فأكملوا إجراءاته لديها.',
        'If the person is back, have the passports office correct the status; if not, complete the procedure there.',
      ];
    default:
      return ['راجعوا حالة التأشيرة لدى الجوازات.', 'Look up the status of the visa with the passports office.'];
  }
}

/** What the date of a visa means, as the name of its row. */
export const VISA_DATE_WORDS: Record<Exclude<VisaDateMeaning, 'changed-on'>, Record<Language, string>> = {
  'return-before': { ar: 'العودة قبل', en: 'Return before' },
  'leave-before': { ar: 'المغادرة قبل', en: 'Leave before' },
  'travel-before': { ar: 'السفر قبل', en: 'Travel before' },
  'valid-until': { ar: 'التأشيرة صالحة حتى', en: 'Visa valid until' },
  'was-to-return-before': { ar: 'كان عليه العودة قبل', en: 'Was to return before' },
  'expired-on': { ar: 'انتهت التأشيرة في', en: 'Visa expired on' },
  'not-back-at-expiry': { ar: 'انتهت التأشيرة في', en: 'Visa expired on' },
};

/** The status before a change, where it has a word. */
export function previousVisaStatus(event: Visa): Record<Language, string> | undefined {
  if (event.type !== 'VisaStatusChanged' || !isKnownVisaStatus(event.previousStatus)) return undefined;
  return visaStatusWords(event.previousStatus);
}
