import type { Schemas } from '../api.ts';
import { preferences } from '../preferences.ts';
import { digits, inDigits, language, numberText, plural, words } from '../words/words.ts';

/** What reads from left to right inside Arabic: numbers, phones, addresses, names of files. */
export function Ltr({ children }: { children: string }) {
  return <bdi dir="ltr">{children}</bdi>;
}

/** A mobile number, an e-mail address or that of a system, which may break where it is too long for its place. */
export function Address({ value }: { value: string }) {
  return (
    <bdi dir="ltr" className="address">
      {/[@/]/.test(value) ? value : inDigits(value)}
    </bdi>
  );
}

/** The number of a resident or a visitor, without spaces. */
export function IdentityNumber({ value }: { value: string }) {
  return <Ltr>{inDigits(value)}</Ltr>;
}

/** The end of an identity number: enough to know somebody by, and not enough to be somebody. */
export function LastFour({ of }: { of: string }) {
  return <Ltr>{inDigits(`…${of.slice(-4)}`)}</Ltr>;
}

export type Urgency = 'calm' | 'success' | 'warning' | 'error';

/** A state in words; the colour says it once more. */
export function Tag({ urgency = 'calm', children }: { urgency?: Urgency; children: string }) {
  return <span className={`tag tag-${urgency}`}>{children}</span>;
}

const CONTACT_URGENCY = {
  verified: 'success',
  pending: 'warning',
  suppressed: 'error',
} as const satisfies Record<Schemas['Contact']['status'], Urgency>;

/** Whether messages go to a contact. */
export function ContactStatus({ status }: { status: Schemas['Contact']['status'] }) {
  return <Tag urgency={CONTACT_URGENCY[status]}>{words.contacts.statuses[status]}</Tag>;
}

const MESSAGE_URGENCY = {
  held: 'calm',
  queued: 'calm',
  sending: 'calm',
  sent: 'calm',
  delivered: 'success',
  failed: 'error',
  cancelled: 'calm',
} as const satisfies Record<Schemas['Notification']['status'], Urgency>;

/** How far a message has come. */
export function MessageStatus({ status }: { status: Schemas['Notification']['status'] }) {
  return <Tag urgency={MESSAGE_URGENCY[status]}>{words.alerts.statuses[status]}</Tag>;
}

/** A number of people, or of anything else. */
export function Count({ value }: { value: number }) {
  return <bdi dir="ltr">{numberText(value)}</bdi>;
}

/** A person's name in the language of the page, else in the other. */
export function PersonName({ name }: { name: { ar: string; en: string } }) {
  const other = language === 'ar' ? 'en' : 'ar';
  const text = name[language] || name[other];
  return (
    <bdi lang={name[language] ? language : other} dir="auto">
      {text}
    </bdi>
  );
}

const GREGORIAN = new Intl.DateTimeFormat('en-GB-u-ca-gregory-nu-latn', {
  timeZone: 'UTC',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
});
const HIJRI = new Intl.DateTimeFormat('en-GB-u-ca-islamic-umalqura-nu-latn', {
  timeZone: 'UTC',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
});

/** `23/11/2026` and `13/06/1448`. @param date `YYYY-MM-DD` */
export function calendarTexts(date: string): { gregorian: string; hijri: string } {
  const day = new Date(`${date}T00:00:00Z`);
  const text = (format: Intl.DateTimeFormat) =>
    format
      .formatToParts(day)
      .filter(({ type }) => type === 'day' || type === 'month' || type === 'year')
      .map(({ value }) => inDigits(value))
      .join('/');
  return { gregorian: text(GREGORIAN), hijri: text(HIJRI) };
}

const MARKS = language === 'ar' ? { gregorian: 'م', hijri: 'هـ' } : { gregorian: 'AD', hijri: 'AH' };
const CALENDARS_IN_ORDER =
  preferences.calendar === 'gregory' ? (['gregorian', 'hijri'] as const) : (['hijri', 'gregorian'] as const);

/** A date in both calendars, each with its name. */
export function CalendarDate({ date }: { date: string }) {
  const texts = calendarTexts(date);
  const [first, second] = CALENDARS_IN_ORDER;
  return (
    <time dateTime={date} className="date">
      <span>
        <Ltr>{texts[first]}</Ltr> {MARKS[first]}
      </span>{' '}
      <span className="secondary">
        <Ltr>{texts[second]}</Ltr> {MARKS[second]}
      </span>
    </time>
  );
}

// The name of the month says which calendar it is.
const INSTANT = new Intl.DateTimeFormat(
  `${language === 'ar' ? 'ar-SA' : 'en-GB'}-u-ca-${preferences.calendar}-nu-${digits}`,
  { timeZone: 'Asia/Riyadh', day: 'numeric', month: 'long', year: 'numeric', hour: 'numeric', minute: '2-digit' },
);

/** A moment, by the clock of Riyadh. */
export function Instant({ at }: { at: string }) {
  return <time dateTime={at}>{INSTANT.format(new Date(at))}</time>;
}

/** How urgent a passport is, in words and colour: colour alone says nothing to many. */
export function DaysLeft({ days }: { days: number }) {
  const { expiresIn, expiredAgo, expiresToday } = words.people;
  const text = days === 0 ? expiresToday : days > 0 ? plural(expiresIn, days) : plural(expiredAgo, -days);
  const urgency = days <= 0 ? 'error' : days <= 60 ? 'warning' : 'calm';
  return <Tag urgency={urgency}>{text}</Tag>;
}
