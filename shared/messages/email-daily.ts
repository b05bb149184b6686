/** The daily message as an e-mail: how many of which, and a table of the most urgent. */

import type { Language } from '../domain/contacts.ts';
import { ALERTS_BY_URGENCY, totalOf } from '../domain/daily.ts';
import type { AlertContent, DailyContent } from '../domain/message-content.ts';
import { type CalendarDate, daysBetween } from '../domain/time.ts';
import { longDate, shortDateAndTime } from './dates.ts';
import { capitalized, type Entry, type Table } from './email-model.ts';
import { number, portOf, type Segment, whoOf } from './email-segments.ts';
import { VISA_DATE_WORDS } from './email-words.ts';
import { visaDate } from './visa-date.ts';
import { ALERT_WORDS, daysAfterPreposition, KIND_WORDS, visaStatusWords, visaTypeWords } from './words.ts';

/** The heading, the subject with ever more counts, and what the table has no room for. */
export function dailyWords(
  content: DailyContent,
  language: Language,
): { heading: string; counts: readonly string[]; rest: string | undefined } {
  const ar = language === 'ar';
  const total = totalOf(content);
  const rest = total - content.rows.length;
  const head = `${ar ? 'إشعارات جديدة' : 'New notices'}: ${total}`;
  const counts = [head];
  for (const { name, count } of countsOf(content, language)) {
    const before = counts.length === 1 ? ' – ' : ar ? '، ' : ', ';
    counts.push(`${counts.at(-1) ?? ''}${before}${name} ${count}`);
  }
  const day = longDate(content.day, language, 'gregorian');
  return {
    heading: ar ? `إشعاراتكم حتى صباح ${day}` : `Your notices up to the morning of ${day}`,
    counts,
    rest:
      rest === 0
        ? undefined
        : ar
          ? `إشعارات أخرى لم تتسع لها الرسالة: ${rest}. تجدونها كلها في قائمة إشعارات منشأتكم.`
          : `More notices that this message has no room for: ${rest}. The list of your establishment's notices has all of them.`,
  };
}

/** A row for each alert, with how many there are. */
export function dailyRows(content: DailyContent, language: Language): { name: string; value: readonly Segment[] }[] {
  return countsOf(content, language).map(({ name, count }) => ({
    name: capitalized(name),
    value: [number(String(count))],
  }));
}

function countsOf({ counts }: DailyContent, language: Language): { name: string; count: number }[] {
  return ALERTS_BY_URGENCY.flatMap((alert) => {
    const count = counts[alert] ?? 0;
    return count > 0 ? [{ name: ALERT_WORDS[alert][language], count }] : [];
  });
}

export function dailyTable({ rows, sentOn, day }: DailyContent, language: Language): Table {
  const ar = language === 'ar';
  return {
    person: ar ? 'الشخص (آخر 4 أرقام)' : 'Person (last 4 digits)',
    happened: ar ? 'ما حدث' : 'What happened',
    entries: rows.map((row) => ({ who: personOf(row, language), ...happening(row, language, sentOn ?? day) })),
  };
}

/** By what the establishment knows the person, and the last four digits. */
function personOf(row: AlertContent, language: Language): Segment[] {
  const known = whoOf(row, language).map(({ segment }) => segment);
  const digits = number(row.identityLastFour);
  const { definiteAr, en } = KIND_WORDS[row.kind];
  return known.length === 0
    ? [`${language === 'ar' ? definiteAr : capitalized(en)} `, digits]
    : [...known.flatMap((segment, index) => (index === 0 ? [segment] : [' – ', segment])), ' (', digits, ')'];
}

function happening(row: AlertContent, language: Language, today: CalendarDate): Pick<Entry, 'what' | 'when'> {
  const { event, occurredAt } = row;
  const ar = language === 'ar';
  const date = (of: CalendarDate) => longDate(of, language, 'gregorian');
  const at = shortDateAndTime(occurredAt);
  const moment = `${date(at.date)}${ar ? '، ' : ', '}${at.time}`;
  switch (event.type) {
    case 'TravellerEntered':
    case 'TravellerExited': {
      const port = portOf(event.port, language);
      const isExit = event.type === 'TravellerExited';
      return {
        what: [ar ? (isExit ? 'مغادرة المملكة' : 'دخول المملكة') : isExit ? 'Exited' : 'Entered'],
        when: [moment, ...(port.length > 0 ? [' – ', ...port] : [])],
      };
    }
    case 'PassportRenewed':
      return {
        what: [ar ? 'جُدّد الجواز' : 'Passport renewed'],
        when: [`${ar ? 'صالح حتى' : 'Valid until'} ${date(event.passportExpiresOn)}`],
      };
    case 'PassportExpiring':
    case 'PassportExpired':
      return { what: [expiry(event.passportExpiresOn, language, today)], when: [date(event.passportExpiresOn)] };
    case 'VisaIssued':
    case 'VisaStatusChanged': {
      const { meaning, date: day } = visaDate(event, occurredAt);
      return {
        what: [visa(event.visaType, event.visaStatus, language)],
        when: meaning === 'changed-on' ? [moment] : [`${VISA_DATE_WORDS[meaning][language]} ${date(day)}`],
      };
    }
  }
}

/** Days are counted from the day on which the message goes out, which may be days after the reminder. */
function expiry(expiresOn: CalendarDate, language: Language, today: CalendarDate): string {
  const days = daysBetween(today, expiresOn);
  const [ar, en] =
    days < 0
      ? ['انتهت صلاحية الجواز', 'Passport expired']
      : days === 0
        ? ['ينتهي الجواز اليوم', 'Passport expires today']
        : days === 1
          ? ['ينتهي الجواز غدًا', 'Passport expires tomorrow']
          : [
              `ينتهي الجواز بعد ${daysAfterPreposition(days, 'ar')}`,
              `Passport expires in ${daysAfterPreposition(days, 'en')}`,
            ];
  return language === 'ar' ? ar : en;
}

function visa(type: string, status: string, language: Language): string {
  const [word] = visaTypeWords(type, language);
  const words = visaStatusWords(status);
  if (status === 'not-returned') return language === 'ar' ? words.ar : 'Exited and did not return';
  return language === 'ar'
    ? [words.nounAr, 'تأشيرة', word].filter(Boolean).join(' ')
    : `${capitalized(`${word ?? ''} visa`.trim())} ${words.en}`;
}
