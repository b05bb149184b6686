/** Makes docs/messages.md: every kind of SMS in both languages, at usual and at longest values, late ones too. */
import { ALERTS } from '../shared/domain/alerts.ts';
import type { Language } from '../shared/domain/contacts.ts';
import { establishmentIdSchema } from '../shared/domain/ids.ts';
import type {
  AlertContent,
  AlertEvent,
  DailyContent,
  FollowingEndedContent,
  MessageContent,
} from '../shared/domain/message-content.ts';
import { renderText } from '../shared/messages/render.ts';
import { countSmsParts } from '../shared/messages/sms-parts.ts';

const LANGUAGE_NAMES: Record<Language, string> = { ar: 'Arabic', en: 'English' };
const ROOM = { ucs2: 70, gsm7: 160 } as const;

/** What an establishment knows a person by. */
type Known = Pick<AlertContent, 'reference' | 'label'>;

const USUAL: Record<Language, Known> = {
  ar: { reference: '1042', label: 'أنيل كومار' },
  en: { reference: '1042', label: 'Anil Kumar' },
};
/** A reference of 12 characters and a label of 40. */
const LONGEST: Record<Language, Known> = {
  ar: { reference: 'HR-2026/0042', label: 'مدير مشروع توسعة المستودعات بالدمام ١٢٣٤' },
  en: { reference: 'HR-2026/0042', label: 'Manager of the warehouse project, Dammam' },
};

const establishmentId = establishmentIdSchema.parse('7000000001');
const OCCURRED_AT = '2026-11-25T08:15:30+03:00';
const port = { code: 'RUH', name: { ar: 'مطار الملك خالد الدولي', en: 'King Khalid International Airport' } };
const issued = (visaType: string, dates: object = {}) =>
  ({ type: 'VisaIssued', visaType, visaStatus: 'issued', visaExpiresOn: '2027-05-20', ...dates }) as const;
const changed = (visaType: string, visaStatus: string, dates: object = {}) =>
  ({ ...issued(visaType, dates), type: 'VisaStatusChanged', visaStatus, previousStatus: 'issued' }) as const;

/** Every kind of event, and what makes a difference to its text. */
const EVENTS: readonly (readonly [what: string, AlertContent['alert'], AlertEvent])[] = [
  ['entry', 'entry', { type: 'TravellerEntered', port, mode: 'air' }],
  ['exit', 'exit', { type: 'TravellerExited', port, mode: 'air' }],
  ['passport renewed', 'passport-renewal', { type: 'PassportRenewed', passportExpiresOn: '2031-05-20' }],
  [
    'passport expires in 30 days',
    'passport-expiry',
    { type: 'PassportExpiring', passportExpiresOn: '2026-12-25', daysLeft: 30 },
  ],
  [
    'passport expires tomorrow',
    'passport-expiry',
    { type: 'PassportExpiring', passportExpiresOn: '2026-11-26', daysLeft: 1 },
  ],
  ['passport expires today', 'passport-expiry', { type: 'PassportExpired', passportExpiresOn: '2026-11-25' }],
  ['passport expired', 'passport-expiry', { type: 'PassportExpired', passportExpiresOn: '2026-11-20' }],
  ['visa issued', 'visa-issued', issued('exit-reentry-multiple')],
  ['visa issued, with a date of return', 'visa-issued', issued('exit-reentry-single', { returnBefore: '2027-01-21' })],
  ['final exit issued', 'visa-issued', issued('final-exit', { travelBefore: '2027-01-21' })],
  ['visa issued, with a date of travel', 'visa-issued', issued('work', { travelBefore: '2027-01-21' })],
  ['visa extended', 'visa-status', changed('visit', 'extended')],
  ['visa used', 'visa-status', changed('exit-reentry-single', 'used', { returnBefore: '2027-01-21' })],
  ['visa cancelled', 'visa-status', changed('final-exit', 'cancelled')],
  ['visa expired', 'visa-status', changed('tourist', 'expired', { visaExpiresOn: '2026-11-24' })],
  ['not returned', 'visa-status', changed('exit-reentry-single', 'not-returned', { visaExpiresOn: '2026-09-20' })],
  ['a type and a status that are unknown', 'visa-status', changed('x', 'y')],
];
const ENDS: readonly FollowingEndedContent['reason'][] = ['transferred', 'deceased', 'other'];

interface Row {
  readonly what: string;
  readonly content: MessageContent;
}

function aboutPerson(known: Known, late: boolean): Row[] {
  const common = { establishmentId, identityLastFour: '6717', kind: 'resident', late, ...known } as const;
  return [
    ...EVENTS.map(([what, alert, event]) => ({
      what,
      content: { template: 'alert', ...common, occurredAt: OCCURRED_AT, alert, event } as const,
    })),
    ...ENDS.map((reason) => ({
      what: `no longer yours: ${reason}`,
      content: { template: 'following-ended', ...common, endedAt: OCCURRED_AT, reason } as const,
    })),
  ];
}

const SYSTEM: readonly Row[] = [
  { what: 'code', content: { template: 'code', establishmentId, code: '482913' } },
  {
    what: 'address changed',
    content: {
      template: 'address-changed',
      establishmentId,
      channel: 'sms',
      newAddressMasked: '+9665*****678',
    },
  },
  ...(
    [
      ['sms', '+9665*****678'],
      ['email', 'a***@riyadh-builders.example'],
    ] as const
  ).map(([channel, addressMasked]) => ({
    what: `contact suppressed: ${channel}`,
    content: { template: 'contact-suppressed', establishmentId, channel, addressMasked } as const,
  })),
];

/** Daily messages: a usual one, one about one person, and one of the largest establishment. */
function daily(known: Known): Row[] {
  const rows = aboutPerson(known, false).flatMap(({ content }) => (content.template === 'alert' ? [content] : []));
  const [entry, exit, renewed, expiring, , today] = rows;
  const shown = (...all: readonly (AlertContent | undefined)[]) => all.flatMap((one) => one ?? []);
  const common: Omit<DailyContent, 'counts' | 'rows'> = {
    ...{ template: 'daily', establishmentId, day: '2026-11-25', shown: [] },
  };
  return [
    {
      what: 'daily message',
      content: {
        ...common,
        counts: { exit: 3, entry: 2, 'passport-expiry': 2 },
        rows: shown(today, expiring, exit, entry),
      },
    },
    {
      what: 'daily message about one',
      content: { ...common, counts: { 'passport-renewal': 1 }, rows: shown(renewed) },
    },
    {
      what: 'daily message, all kinds',
      content: {
        ...common,
        counts: Object.fromEntries(ALERTS.map((alert) => [alert, 20_000])),
        rows: shown(today, expiring, exit, entry),
      },
    },
  ];
}

/** The whole document. */
export function messageDocument(): string {
  const sections = (['ar', 'en'] as const).flatMap((language) => {
    const name = LANGUAGE_NAMES[language];
    const { label: foreign } = USUAL.ar;
    return [
      `## SMS in ${name}`,
      table('at usual values', language, aboutPerson(USUAL[language], false)),
      table('late, at usual values', language, aboutPerson(USUAL[language], true)),
      ...(language === 'en'
        ? [table('with a label that GSM-7 lacks', language, aboutPerson({ ...USUAL.en, label: foreign }, false))]
        : []),
      table('at the longest values', language, aboutPerson(LONGEST[language], false)),
      table('late, at the longest values', language, aboutPerson(LONGEST[language], true)),
      table('one message a day', language, [...daily(USUAL[language]), ...daily(LONGEST[language]).slice(0, 1)]),
      table('to the establishment', language, SYSTEM),
    ];
  });
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`;
}

const INTRODUCTION = `# Messages

Every kind of SMS, as it is sent. \`npm run messages\` writes this page from the code that sends; a test compares the two.

An SMS says what happened, then who it is about: the last four digits of the number, the establishment's reference and its label.
Then come the dates and places that there is room for. A part holds 70 units in Arabic, and 160 in English. An English SMS with letters
that GSM-7 lacks has 70 too. The longest reference has 12 characters, and the longest label 40.`;

function table(title: string, language: Language, rows: readonly Row[]): string {
  const lines = rows.map(({ what, content }) => {
    const text = renderText(content, { channel: 'sms', language });
    const { encoding, units, parts } = countSmsParts(text);
    return `| ${what} | ${cell(text, language)} | ${units} of ${ROOM[encoding]} | ${parts} |`;
  });
  return [
    `### ${LANGUAGE_NAMES[language]}: ${title}`,
    '',
    '| message | text | units | parts |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

function cell(text: string, language: Language): string {
  const lines = text.replaceAll('|', '\\|').replaceAll('\n', '<br>');
  return language === 'ar' ? `<div dir="rtl">${lines}</div>` : lines;
}
