/**
 * What e-mails say: one model per template, which is written once as text (`email-text.ts`) and once as HTML
 * (`email-html.ts`), so that both parts always say the same.
 */
import type { Language } from '../domain/contacts.ts';
import type { AlertContent, DailyContent, FollowingEndedContent, MessageContent } from '../domain/message-content.ts';
import { longDateInBothCalendars, shortDateAndTime } from './dates.ts';
import { dailyRows, dailyTable, dailyWords } from './email-daily.ts';
import {
  capitalized,
  type EmailBody,
  type EmailModel,
  establishmentRow,
  modelOf,
  type Row,
  row,
} from './email-model.ts';
import { noticeBody } from './email-notices.ts';
import { type AboutPerson, isolate, type Known, number, portOf, type Segment, whoOf } from './email-segments.ts';
import { expiresOnThatDay, headlines, previousVisaStatus, VISA_DATE_WORDS, whatToDo } from './email-words.ts';
import { shortToWhole } from './free-text.ts';
import { visaDate } from './visa-date.ts';
import { daysAlone, END_REASON_WORDS, MODE_WORDS, visaStatusWords, visaTypeWords } from './words.ts';

/** Lists of e-mails show about as many characters of a subject. */
const USUAL_SUBJECT = 66;
/** A subject has no more; a long label has room of its own. */
const MAX_SUBJECT = 80;
const MAX_SUBJECT_WITH_LONG_LABEL = 100;
const LONG_LABEL = 20;

const LATE: Record<Language, string> = { ar: 'متأخر: ', en: 'Late: ' };

const LATE_NOTICE: Record<Language, string> = {
  ar: 'إشعار متأخر: مضى على الحدث أكثر من 24 ساعة عند إرسال هذا الإشعار.',
  en: 'Late notice: the event was more than 24 hours old when this notice was sent.',
};

/** What an e-mail says. */
export function emailModel(content: MessageContent, language: Language): EmailModel {
  return modelOf(bodyOf(content, language), whatToDo(content), language);
}

function bodyOf(content: MessageContent, language: Language): EmailBody {
  switch (content.template) {
    case 'alert':
      return aboutPerson(content, language, alertRows(content, language));
    case 'following-ended':
      return followingEnded(content, language);
    case 'daily':
      return daily(content, language);
    default:
      return noticeBody(content, language);
  }
}

/** The counts and the most urgent row, then the table. */
function daily(content: DailyContent, language: Language): EmailBody {
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

function followingEnded(content: FollowingEndedContent, language: Language): EmailBody {
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
): EmailBody {
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

function numberRow({ kind, identityLastFour }: AboutPerson, language: Language): Row {
  const value = number(identityLastFour);
  return kind === 'resident'
    ? row(language, 'رقم الإقامة (آخر 4 أرقام)', 'ID number (last 4 digits)', value)
    : row(language, 'رقم الحدود (آخر 4 أرقام)', 'Border number (last 4 digits)', value);
}

function dateAndTime(instant: string, language: Language): string {
  const { date, time } = shortDateAndTime(instant);
  const dates = longDateInBothCalendars(date, language);
  return ar(language) ? `${dates}، الساعة ${time} بتوقيت الرياض` : `${dates}, ${time} Riyadh time`;
}
