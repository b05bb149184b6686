import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Language } from '../../../../shared/domain/contacts.ts';
import { holdsFullNumber, holdsLink } from '../../../../shared/domain/free-text.ts';
import type { AlertContent, AlertEvent, FollowingEndedContent } from '../../../../shared/domain/message-content.ts';
import { inGsm7 } from '../../../../shared/messages/free-text.ts';
import { renderSms } from '../../../../shared/messages/sms.ts';
import { countSmsParts, isGsm7 } from '../../../../shared/messages/sms-parts.ts';
import {
  ADDRESS_CHANGES,
  alertContent,
  CODE,
  everyAlert,
  everyEnd,
  exitContent,
  followingEnded,
  LANGUAGES,
  OCCURRED_AT,
  RIYADH_AIRPORT,
  SPEND_LIMITS,
  SUPPRESSED_SYSTEM,
  SUPPRESSIONS,
} from './contents.ts';

type AboutPerson = AlertContent | FollowingEndedContent;

const LATE = { ar: 'متأخر: ', en: 'Late: ' } as const;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const graphemesOf = (text: string) => [...graphemes.segment(text)].map(({ segment }) => segment);

/** One part, in the encoding that the language takes where all of what tells who it is can be written in it. */
function expectOnePart(text: string, encoding: 'gsm7' | 'ucs2'): void {
  const counted = countSmsParts(text);
  expect({ text, encoding: counted.encoding, parts: counted.parts }).toEqual({ text, encoding, parts: 1 });
}

const slashed = (date: string, language: Language) => (language === 'ar' ? date.replaceAll('-', '/') : date);

/** What no text may lack, whatever else is in the way. */
function mandatoryParts(content: AboutPerson, language: Language): string[] {
  const ar = language === 'ar';
  const always = ['0006', ...(content.late ? [LATE[language]] : [])];
  if (content.template === 'following-ended') {
    const told = { transferred: ar ? 'نُقلت خدمات' : 'transferred', deceased: ar ? 'حالة وفاة' : 'deceased' };
    const ended = told[content.reason as keyof typeof told] ?? (ar ? 'لم يعد تابعًا لمنشأتكم' : 'no longer');
    return [...always, ended, ...(content.late ? [slashed('2026-11-22', language)] : [])];
  }
  const { event } = content;
  const expiry = slashed('2031-11-21', language);
  switch (event.type) {
    case 'TravellerEntered':
    case 'TravellerExited': {
      const crossed = event.type === 'TravellerEntered' ? (ar ? 'دخول' : 'entered') : ar ? 'مغادرة' : 'exited';
      return [...always, crossed, ...(content.late ? [slashed('2026-11-22', language)] : [])];
    }
    case 'PassportRenewed':
      return [...always, ar ? 'جُدّد جواز' : 'renewed', ...(content.late ? [expiry] : [])];
    case 'PassportExpiring':
      return [...always, ar ? 'ينتهي جواز' : 'expires', expiry];
    case 'PassportExpired':
      return [...always, ar ? 'جواز' : 'expired', expiry];
    case 'VisaIssued':
    case 'VisaStatusChanged':
      return [...always, STATUS_WORDS[event.visaStatus]?.[language] ?? UPDATED[language]];
  }
}

const UPDATED = { ar: 'تحديث', en: 'updated' };
const STATUS_WORDS: Record<string, { ar: string; en: string }> = {
  issued: { ar: 'إصدار', en: 'issued' },
  extended: { ar: 'تمديد', en: 'extended' },
  used: { ar: 'استخدام', en: 'used' },
  cancelled: { ar: 'إلغاء', en: 'cancelled' },
  expired: { ar: 'انتهاء', en: 'expired' },
  'not-returned': { ar: 'خرج ولم يعد', en: 'did not return' },
};

/** What a text loses before its label loses a letter; asked of a text without the line that tells who it is. */
function droppable({ late, ...content }: AboutPerson): RegExp {
  const words = [
    'المقيم|الزائر|للزائر|[Rr]esident|[Vv]isitor',
    'المملكة|للمملكة|Saudi Arabia',
    '\\d\\d:\\d\\d|منفذ|مطار|Port:',
    'أوقفت إشعاراته|notices have stopped|establishment',
    'متعددة|مفردة|خروج وعودة|خروج نهائي|تأشيرة (?!لـ)\\S|visa .*visa|re-entry|[a-z] visa',
    'صلاحية|exited and did',
    'بعد|غدًا|tomorrow| in \\d',
  ];
  const isDated = late || (content.template === 'alert' && content.alert === 'passport-expiry');
  return new RegExp([...words, ...(isDated ? [] : ['\\d{4}[-/]\\d\\d[-/]\\d\\d'])].join('|'));
}

/** All kinds of messages about a person, with what makes their texts long. */
const aboutPerson: fc.Arbitrary<AboutPerson> = fc
  .constantFrom<(AlertEvent | FollowingEndedContent['reason'])[]>(
    ...[...everyAlert()].filter(({ label }) => label === undefined).map(({ event }) => event),
    ...(['transferred', 'final-exit', 'departed', 'deceased', 'other'] as const),
  )
  .map((what) => (typeof what === 'string' ? followingEnded({ reason: what }) : alertContent(what)));
const circumstances = fc.record({
  kind: fc.constantFrom<AboutPerson['kind'][]>('resident', 'visitor'),
  late: fc.boolean(),
});

/** Scripts that join, stack and reorder their letters, and emoji of several characters. */
const ALPHABETS = [
  [...'أبتثجحخدذرزسشصضطظعغفقكلمنهويةىؤئ', 'لا', 'مُ', 'ب\u0651\u064E', ' '],
  [...'پچگژیک', 'ۀ', ' '],
  [...'abcdefghijklmnopqrstuvwxyzABCXYZéñüß', ' ', '-', '~', '€', '.'],
  [...'āḥūʿ', 'e\u0301', ' '],
  ['न', 'मि', 'क्षे', 'স', 'ন্দ্র', 'க', 'ကို', ' '],
  [...'李明山川', ' '],
  ['👨‍👩‍👧‍👦', '🇸🇦', '👷🏽‍♂️', '😀'],
];
const label = fc
  .oneof(...ALPHABETS.map((letters) => fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 40 })))
  .map((letters) => [...letters.join('')].slice(0, 40).join('').replace(/ +/g, ' ').trim())
  // As the API takes them; a cut between the characters of a grapheme may leave a lone joiner.
  .filter((text) => text !== '' && !/^\p{M}|\u200D$/u.test(text) && !holdsLink(text));
const reference = fc
  .string({ unit: fc.constantFrom(...'0123456789-/_ABCxyzمعنअक李é'), minLength: 1, maxLength: 12 })
  .filter((text) => !holdsFullNumber(text));

const ofPerson = (
  content: AboutPerson,
  { kind, late }: { kind: AboutPerson['kind']; late: boolean },
  known: Partial<AboutPerson>,
): AboutPerson => ({ ...content, ...known, kind, late }) as AboutPerson;

describe.each(LANGUAGES)('renderSms in %s', (language) => {
  it('names reference and label in every message about a person, in one part', () => {
    fc.assert(
      fc.property(
        aboutPerson,
        circumstances,
        fc.option(reference, { nil: undefined }),
        label,
        (template, circumstance, typedReference, typedLabel) => {
          const content = ofPerson(template, circumstance, { reference: typedReference, label: typedLabel });
          const text = renderSms(content, language);
          const known = [typedReference, typedLabel].filter((one) => one !== undefined);
          const inLatin = known.map(inGsm7);
          const isLatin = language === 'en' && inLatin.every((one) => one !== undefined);
          expectOnePart(text, isLatin ? 'gsm7' : 'ucs2');
          // Beside a first letter as long as a family, a late message may have no room for its date.
          const late = content.late && (graphemesOf(typedLabel)[0] ?? '').length <= 4;
          for (const part of mandatoryParts({ ...content, late }, language)) expect(text).toContain(part);
          expect(text.startsWith(LATE[language])).toBe(content.late);

          // Right after what happened, on a line of its own.
          const [happened = '', ...lines] = text.split('\n');
          const [number, whole = ''] = isLatin
            ? [typedReference && inGsm7(typedReference), inGsm7(typedLabel)]
            : [typedReference, typedLabel];
          const [first = '', ...rest] = lines;
          let shown = first;
          if (number !== undefined && !first.startsWith(`${number} `)) {
            // Two numbers that would read as one stand on two lines.
            expect(first).toBe(number);
            expect(holdsFullNumber(`${number} ${rest[0]}`)).toBe(true);
            shown = rest.shift() ?? '';
          } else if (number !== undefined) shown = first.slice(number.length + 1);
          if (shown !== whole) {
            const kept = shown.slice(0, -(isLatin ? 2 : 1));
            expect(shown.slice(kept.length)).toMatch(/^(\.\.|…)$/);
            const cuts = graphemesOf(whole).map((_, index, all) => all.slice(0, index).join('').trimEnd());
            expect(cuts.slice(1)).toContain(kept);
            expect([happened, ...rest].join('\n')).not.toMatch(droppable(content));
          }
          for (const line of lines) {
            expect(holdsLink(line)).toBe(false);
            expect(holdsFullNumber(line)).toBe(false);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('has room for the whole label at usual values', () => {
    const usual = fc.record({
      reference: fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 5 }),
      label: fc.constantFrom('أنيل كومار', 'محمد علي', 'Anil Kumar', 'سائق 12', 'Crane B'),
    });
    fc.assert(
      fc.property(aboutPerson, circumstances, usual, (template, circumstance, known) => {
        const text = renderSms(ofPerson(template, circumstance, known), language);
        expect(text.split('\n')[1]).toBe(`${known.reference} ${known.label}`);
      }),
      { numRuns: 300 },
    );
  });

  it('shows the first name where there is neither, and only there', () => {
    const firstName = { ar: 'أنيل', en: 'Anil' };
    const line = (known: Partial<AlertContent>) =>
      renderSms(exitContent({ firstName, ...known }), language).split('\n')[1];
    expect(line({})).toBe(firstName[language]);
    expect(line({ reference: '1042' })).toBe('1042');
    expect(line({ label: 'Crane B' })).toBe('Crane B');
    expect(line({ reference: '1042', label: 'Crane B' })).toBe('1042 Crane B');
  });

  it('fits one part and says all that it must, for every template at its longest', () => {
    let count = 0;
    for (const content of [...everyAlert(), ...everyEnd()]) {
      const text = renderSms(content, language);
      expect(countSmsParts(text).parts).toBe(1);
      for (const part of mandatoryParts(content, language)) expect(text).toContain(part);
      expect(text).not.toMatch(/https?:|www\.|undefined|null|\s$/);
      count += 1;
    }
    expect(count).toBeGreaterThan(3000);
    for (const content of [CODE, ...ADDRESS_CHANGES, ...SUPPRESSIONS, SUPPRESSED_SYSTEM, ...SPEND_LIMITS]) {
      const text = renderSms(content, language);
      expectOnePart(text, { ar: 'ucs2', en: 'gsm7' }[language] as 'ucs2');
      expect(text).toContain(content.establishmentId);
      expect(text).not.toMatch(/https?:|www\.|undefined|null|\s$/);
    }
  });

  it('begins with the word for late only where it is', () => {
    for (const content of [...everyAlert(), ...everyEnd()]) {
      expect(renderSms(content, language).startsWith(LATE[language])).toBe(content.late);
    }
  });

  it('shows the date that matters in every late message, where there is none that of the event', () => {
    const visa = (visaStatus: string, dates: object = {}) =>
      alertContent(
        {
          type: 'VisaStatusChanged',
          visaType: 'work',
          visaExpiresOn: '2027-03-01',
          visaStatus,
          previousStatus: 'x',
          ...dates,
        },
        { late: true, reference: 'HR-2026/0042', label: 'ض'.repeat(40) },
      );
    const shown = (content: AboutPerson) => renderSms(content, language).match(/\d{4}[-/]\d\d[-/]\d\d/g);
    const date = (iso: string) => [slashed(iso, language)];
    expect(shown(visa('extended'))).toEqual(date('2027-03-01'));
    expect(shown(visa('issued', { returnBefore: '2027-01-02', travelBefore: '2026-12-03' }))).toEqual(
      date('2027-01-02'),
    );
    expect(shown(visa('issued', { travelBefore: '2026-12-03' }))).toEqual(date('2026-12-03'));
    expect(shown(visa('cancelled'))).toEqual(date('2026-11-22'));
    const { reference, label } = visa('cancelled');
    expect(shown(followingEnded({ late: true, reference, label }))).toEqual(date('2026-11-22'));
    expect(
      shown(
        alertContent({ type: 'PassportRenewed', passportExpiresOn: '2031-11-21' }, { late: true, reference, label }),
      ),
    ).toEqual(date('2031-11-21'));
  });

  it('says when it happened in a late message where there is room', () => {
    const renewed = alertContent({ type: 'PassportRenewed', passportExpiresOn: '2031-11-21' }, { late: true });
    expect(renderSms(renewed, language)).toContain(
      { ar: '\nحدث في 2026/11/22', en: '\nHappened on 2026-11-22' }[language],
    );
  });

  it('counts no days in a late reminder', () => {
    const reminder = alertContent({ type: 'PassportExpiring', passportExpiresOn: '2026-11-29', daysLeft: 7 });
    expect(renderSms(reminder, language)).toContain({ ar: '7 أيام', en: '7 days' }[language]);
    const late = renderSms({ ...reminder, late: true }, language);
    expect(late).not.toMatch(/أيام|days/);
    expect(late).toContain(slashed('2026-11-29', language));
  });

  it.each([
    ['on the day itself', '2026-11-22', false, { ar: 'ينتهي جواز المقيم 0006 اليوم', en: 'expires today' }],
    ['afterwards', '2026-11-21', false, { ar: 'انتهت صلاحية جواز المقيم 0006 في 2026/11/21', en: 'expired on' }],
    ['late', '2026-11-22', true, { ar: 'انتهت صلاحية جواز المقيم 0006 في 2026/11/22', en: 'expired on' }],
  ])('tells of an expired passport %s', (_, passportExpiresOn, late, words) => {
    // Still the day before in UTC.
    const occurredAt = '2026-11-21T22:30:00Z';
    const text = renderSms(
      alertContent({ type: 'PassportExpired', passportExpiresOn }, { occurredAt, late }),
      language,
    );
    expect(text).toContain(words[language]);
    expect(text).toContain(slashed(passportExpiresOn, language));
  });

  it('tells resident from visitor', () => {
    expect(renderSms(exitContent(), language)).toContain({ ar: 'المقيم 0006', en: 'Resident 0006' }[language]);
    expect(renderSms(exitContent({ kind: 'visitor' }), language)).toContain(
      { ar: 'الزائر 0006', en: 'Visitor 0006' }[language],
    );
  });

  it('survives any label and any port, and leaves no label away that has something to see', () => {
    const wild = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({
        unit: fc.constantFrom(
          '👨‍👩‍👧‍👦',
          '🇸🇦',
          'گ',
          'é',
          'لا',
          '\u0301',
          '\u200D',
          '\u200F',
          '\u0600',
          'ب\u0651\u064E',
          '\uD83D',
          '\n',
          'a',
          '€',
        ),
        maxLength: 40,
      }),
      // One grapheme that no part has room for.
      fc.constantFrom(`e${'\u0301'.repeat(39)}`, '👨\u200D'.repeat(20), `${'\u0301'.repeat(39)}a`),
    );
    fc.assert(
      fc.property(wild, wild, fc.boolean(), (typed, portName, late) => {
        const port = { code: 'RUH', name: { ar: portName, en: portName } };
        const content = alertContent(
          { type: 'TravellerEntered', port, mode: 'land' },
          { label: typed, reference: 'R1', late },
        );
        const text = renderSms(content, language);
        expect(countSmsParts(text).parts).toBe(1);
        expect(text.isWellFormed()).toBe(true);
        // A letter as long as a label leaves no room for a date.
        for (const part of mandatoryParts({ ...content, late: false }, language)) expect(text).toContain(part);
        expect(text.startsWith(LATE[language])).toBe(late);
        expect(text.split('\n').length).toBeLessThanOrEqual(4);
        if (/[\p{L}\p{N}]/u.test(typed) && !holdsLink(typed) && !holdsFullNumber(typed)) {
          expect(text.split('\n')[1]).toMatch(/^R1 ./u);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    '2000000006',
    'Ali 2000000006',
    '٢٠٠٠٠٠٠٠٠٦',
    '۲۰۰۰۰۰۰۰۰۶',
    '2000-000-006',
    'HR 05 1234 5678',
    '2 0 0 0 0 0 0 0 0 6',
  ])('leaves out a label with a full number: %s', (stored) => {
    expect(renderSms(exitContent({ label: stored }), language)).toBe(renderSms(exitContent(), language));
  });

  it.each([
    'https://example.net/x',
    'WWW.example.net',
    'see example.com',
    'a@example.sa',
    'Pay fine.ru/a',
    'absher.help',
    'موقعنا.السعودية',
    'fi\u200Bne．ru',
    'http:\u2215\u2215x',
  ])('leaves out a link: %s', (stored) => {
    const text = renderSms(exitContent({ label: stored }), language);
    expect(holdsLink(text)).toBe(false);
    // Where the slashes are no slashes it is none.
    if (holdsLink(stored)) expect(text).toBe(renderSms(exitContent(), language));
  });

  it('leaves out the name of a port with a link or a full number, and shows its code', () => {
    const named = (code: string, name: string) =>
      renderSms(
        alertContent({ type: 'TravellerEntered', port: { code, name: { ar: name, en: name } }, mode: 'land' }),
        language,
      );
    for (const evil of ['Gate 2287740035', 'Gate 2287–740–035', 'pay fine.ru', '\u3164']) {
      expect(named('RUH', evil)).toMatch(/RUH$/);
      expect(named(evil, evil)).not.toMatch(/Port|منفذ|Gate|fine|\u3164/);
    }
  });

  it('cuts no label so that a link or a full number is left of it', () => {
    const word = fc.constantFrom(
      'Dr.Saleh',
      'St.Coalition',
      'د.صالح',
      'Mr.Nettleton',
      '2026-01-15',
      '12:00',
      '7',
      'A',
      'يوم',
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 3, maxLength: 8 }), fc.boolean(), (words, late) => {
        const typed = words.join(' ').slice(0, 40);
        fc.pre(!holdsLink(typed) && !holdsFullNumber(typed));
        for (const content of [
          exitContent({ label: typed, reference: '123456', late }),
          followingEnded({ label: typed, late }),
        ]) {
          const [, ...lines] = renderSms(content, language).split('\n');
          for (const line of lines) {
            expect(holdsLink(line)).toBe(false);
            expect(holdsFullNumber(line)).toBe(false);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('shows a label with a date, without the invisible characters in it', () => {
    const text = renderSms(exitContent({ label: '\u200FShift\u200B 2026-01-15\u2060 12:00\uFEFF' }), language);
    expect(text.split('\n')[1]).toBe('Shift 2026-01-15 12:00');
  });

  it('parts a reference from a label with which it would read as one number', () => {
    expect(renderSms(exitContent({ reference: '123456', label: '4567' }), language)).toContain('\n123456\n4567\n');
    expect(renderSms(exitContent({ reference: '12345', label: '678' }), language)).toContain('\n12345 678\n');
  });

  it('does not tell a movement with the end of following', () => {
    const texts = new Set(
      (['final-exit', 'departed', 'other'] as const).map((reason) => renderSms(followingEnded({ reason }), language)),
    );
    expect(texts.size).toBe(1);
    expect([...texts].join()).not.toMatch(/دخول|خروج|غادر|exit|depart|left|transfer|deceased/i);
  });

  it('tells the time in Riyadh', () => {
    expect(renderSms(exitContent({ occurredAt: '2026-11-21T21:05:00Z' }), language)).toContain(
      `${slashed('2026-11-22', language)} 00:05`,
    );
  });

  it('has the code before any other number', () => {
    expect(renderSms(CODE, language).match(/\d{6}/)?.[0]).toBe(CODE.code);
  });

  it('shows the masked address without what makes a link of a domain, or says it in words', () => {
    const shown = [...ADDRESS_CHANGES, ...SUPPRESSIONS].map((content) => {
      const text = renderSms(content, language);
      expect(holdsLink(text)).toBe(false);
      return ['+9665*****678', 'a***@example.***', 'a***@subdomain.***', 'م***@مثال.***'].find((one) =>
        text.includes(one),
      );
    });
    const arabic = language === 'ar' ? 'م***@مثال.***' : undefined;
    const each = ['+9665*****678', 'a***@example.***', 'a***@subdomain.***', arabic];
    expect(shown).toEqual([...each, ...each]);
  });

  it('calls a system by no address, which would be a link', () => {
    const text = renderSms(SUPPRESSED_SYSTEM, language);
    expect(holdsLink(text)).toBe(false);
    expect(text).toContain({ ar: 'أحد أنظمتكم', en: 'one of your systems' }[language]);
  });
});

const ANIL = { identityLastFour: '6717', reference: '1042', label: 'أنيل كومار' };

const visaChange = (visaType: string, visaStatus: string, dates: object = {}): AlertEvent => ({
  type: 'VisaStatusChanged',
  visaType,
  visaExpiresOn: '2027-05-20',
  visaStatus,
  previousStatus: 'issued',
  ...dates,
});

describe('renderSms, Arabic', () => {
  const at = (event: AlertEvent, others: Partial<AlertContent> = {}) => alertContent(event, { ...ANIL, ...others });
  it.each([
    [
      at({ type: 'TravellerEntered', port: RIYADH_AIRPORT, mode: 'air' }),
      'دخول المقيم 6717 إلى المملكة\n1042 أنيل كومار\n2026/11/22 08:15\nمنفذ RUH',
    ],
    [exitContent(ANIL), 'مغادرة المقيم 6717 للمملكة\n1042 أنيل كومار\n2026/11/22 08:15\nمنفذ RUH'],
    [exitContent(), 'مغادرة المقيم 0006 للمملكة\n2026/11/22 08:15\nمطار الملك خالد الدولي'],
    [exitContent({ ...ANIL, late: true }), 'متأخر: مغادرة المقيم 6717 للمملكة\n1042 أنيل كومار\n2026/11/22 08:15'],
    [
      at({ type: 'PassportRenewed', passportExpiresOn: '2031-05-20' }),
      'جُدّد جواز المقيم 6717، ينتهي 2031/05/20\n1042 أنيل كومار',
    ],
    [
      at({ type: 'PassportExpiring', passportExpiresOn: '2026-11-23', daysLeft: 1 }),
      'ينتهي جواز المقيم 6717 غدًا 2026/11/23\n1042 أنيل كومار',
    ],
    [
      at({ type: 'PassportExpiring', passportExpiresOn: '2026-12-22', daysLeft: 30 }),
      'ينتهي جواز المقيم 6717 بعد 30 يومًا في 2026/12/22\n1042 أنيل كومار',
    ],
    [
      at({ type: 'PassportExpired', passportExpiresOn: '2026-11-22' }),
      'ينتهي جواز المقيم 6717 اليوم 2026/11/22\n1042 أنيل كومار',
    ],
    [
      at({ type: 'PassportExpired', passportExpiresOn: '2026-11-20' }),
      'انتهت صلاحية جواز المقيم 6717 في 2026/11/20\n1042 أنيل كومار',
    ],
    [
      at(visaChange('exit-reentry-multiple', 'issued')),
      'إصدار خروج وعودة متعددة للمقيم 6717\n1042 أنيل كومار\nحتى 2027/05/20',
    ],
    [
      at(visaChange('final-exit', 'issued', { travelBefore: '2027-01-21' })),
      'إصدار خروج نهائي للمقيم 6717\n1042 أنيل كومار\nيغادر قبل 2027/01/21',
    ],
    [
      at(visaChange('exit-reentry-single', 'not-returned', { visaExpiresOn: '2026-09-20' })),
      'المقيم 6717: خرج ولم يعد\n1042 أنيل كومار\nتأشيرته انتهت 2026/09/20',
    ],
    [
      at(visaChange('exit-reentry-multiple', 'issued'), { late: true }),
      'متأخر: إصدار خروج وعودة للمقيم 6717\n1042 أنيل كومار\nحتى 2027/05/20',
    ],
    [at(visaChange('x', 'y')), 'تحديث تأشيرة للمقيم 6717\n1042 أنيل كومار\nحتى 2027/05/20'],
    [followingEnded(ANIL), 'المقيم 6717 لم يعد تابعًا لمنشأتكم، أوقفت إشعاراته\n1042 أنيل كومار'],
    [followingEnded({ ...ANIL, late: true }), 'متأخر: المقيم 6717 لم يعد تابعًا لمنشأتكم\n1042 أنيل كومار\n2026/11/22'],
    [
      followingEnded({ ...ANIL, reason: 'transferred' }),
      'نُقلت خدمات المقيم 6717 وأوقفت إشعاراته\n1042 أنيل كومار\n2026/11/22',
    ],
    [CODE, 'رمز تحقق الجوازات: 482913 للمنشأة 7000000001\nلمن يضيف الرقم، 10 دقائق'],
    [SUPPRESSIONS[0], 'أُوقف الإرسال إلى \u200E+9665*****678 لتعذر التسليم\nالمنشأة 7000000001'],
    [
      { ...(SUPPRESSIONS[0] as (typeof SUPPRESSIONS)[0]), reason: 'opted-out' as const },
      'أُوقف الإرسال إلى \u200E+9665*****678 بطلب صاحبه\nالمنشأة 7000000001',
    ],
  ])('reads as written here: %#', (content, text) => {
    if (content === undefined) throw new Error('nothing to render');
    expect(renderSms(content, 'ar')).toBe(text);
  });

  it.each([
    [2, 'يومين'],
    [3, '3 أيام'],
    [10, '10 أيام'],
    [11, '11 يومًا'],
    [99, '99 يومًا'],
    [100, '100 يوم'],
    [103, '103 أيام'],
    [180, '180 يومًا'],
  ])('counts %i as %s', (daysLeft, words) => {
    const content = alertContent({ type: 'PassportExpiring', passportExpiresOn: '2031-11-21', daysLeft });
    expect(renderSms(content, 'ar')).toContain(`بعد ${words} في 2031/11/21`);
  });

  it('uses no Arabic-Indic digits, no date with hyphens and no bidi mark but the one before a masked address', () => {
    for (const content of [...everyAlert(), ...everyEnd(), CODE]) {
      expect(renderSms(content, 'ar')).not.toMatch(
        /\d{4}-\d\d|[\u0660-\u0669\u06F0-\u06F9\u200E\u200F\u202A-\u202E\u2066-\u2069]/,
      );
    }
    for (const content of [...ADDRESS_CHANGES, ...SUPPRESSIONS]) {
      expect(renderSms(content, 'ar').split('\u200E').length).toBeLessThanOrEqual(2);
    }
  });

  it('puts no number after «ينتهي بـ», and has one word for leaving', () => {
    for (const content of [...everyAlert(), ...everyEnd()])
      expect(renderSms(content, 'ar')).not.toMatch(/ينتهي بـ|تسفير/);
  });
});

describe('renderSms, English', () => {
  it.each([
    [
      exitContent({ ...ANIL, label: 'Anil Kumar' }),
      'Resident 6717 exited Saudi Arabia\n1042 Anil Kumar\n2026-11-22 08:15\nPort: King Khalid International Airport',
    ],
    [
      alertContent({ type: 'PassportExpiring', passportExpiresOn: '2026-11-23', daysLeft: 1 }, ANIL),
      'Passport of resident 6717 expires tomorrow, 2026-11-23\n1042 أنيل كومار',
    ],
    [exitContent(ANIL), 'Resident 6717 exited Saudi Arabia\n1042 أنيل كومار\n2026-11-22 08:15'],
    [
      alertContent(visaChange('exit-reentry-multiple', 'issued', { returnBefore: '2027-01-21' })),
      'Multiple exit and re-entry visa of resident 0006 issued\nReturn before 2027-01-21',
    ],
    [
      alertContent(visaChange('exit-reentry-single', 'not-returned', { visaExpiresOn: '2026-09-20' }), {
        ...ANIL,
        label: 'Anil Kumar',
      }),
      'Resident 6717 exited and did not return\n1042 Anil Kumar\nVisa expired 2026-09-20',
    ],
    [alertContent(visaChange('x', 'y')), 'Visa of resident 0006 updated\nValid until 2027-05-20'],
    [
      followingEnded({ ...ANIL, label: undefined, reason: 'transferred' }),
      'Resident 6717 no longer belongs to your establishment (transferred), notices have stopped\n1042\nOn 2026-11-22',
    ],
    [
      CODE,
      'Passport notices code: 482913 for establishment 7000000001. Give it only to the colleague who added you. Valid for 10 minutes.',
    ],
  ])('reads as written here: %#', (content, text) => {
    expect(renderSms(content, 'en')).toBe(text);
  });

  it('is short and in UCS-2 where GSM-7 lacks a letter of what tells who it is', () => {
    for (const known of [
      { label: 'أحمد' },
      { label: 'Ahmed 😀' },
      { label: 'Muḥammad' },
      { reference: 'ع-12', label: 'Ahmed' },
      { firstName: { ar: 'محمد', en: 'Muḥammad' } },
    ]) {
      const text = renderSms(exitContent(known), 'en');
      expectOnePart(text, 'ucs2');
      const { reference, label, firstName } = {
        reference: undefined,
        label: undefined,
        firstName: undefined,
        ...known,
      };
      expect(text.split('\n')[1]).toBe([reference, label ?? firstName?.en].filter(Boolean).join(' '));
    }
  });

  it.each([
    ['Ahmed’s driver', "Ahmed's driver"],
    ['Ahmed – Site B', 'Ahmed - Site B'],
    ['“Crane” operator…', '"Crane" operator...'],
    ['Jose\u0301', 'José'],
    ['Ａｈｍｅｄ', 'Ahmed'],
    ['Shift ٣، night', 'Shift 3, night'],
    ['Ah\u200Dmed \uFE0F', 'Ahmed'],
  ])('writes what GSM-7 lacks with its counterpart there: %s', (typed, written) => {
    expect(renderSms(exitContent({ label: typed }), 'en')).toContain(`\n${written}\n`);
  });

  it('shows the code of a port whose name is not in GSM-7, and nothing where neither is', () => {
    const port = { code: 'RUH', name: { ...RIYADH_AIRPORT.name, en: 'Al-Jawāzāt' } };
    const withPort = (changed: typeof port) =>
      renderSms(
        alertContent({ type: 'TravellerExited', port: changed, mode: 'air' }, { occurredAt: OCCURRED_AT }),
        'en',
      );
    expect(withPort(port)).toMatch(/\nPort: RUH$/);
    expect(withPort({ ...port, code: 'ر' })).not.toContain('Port');
    expect(isGsm7(withPort(port))).toBe(true);
  });
});
