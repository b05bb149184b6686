import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageContent } from '../../../../shared/domain/message-content.ts';
import { renderEmail } from '../../../../shared/messages/email-html.ts';
import { shownText } from '../../../../shared/messages/free-text.ts';
import { EMAIL_EXAMPLES } from '../../../support/email-examples.ts';
import {
  ADDRESS_CHANGES,
  alertContent,
  CODE,
  everyAlert,
  everyEnd,
  exitContent,
  followingEnded,
  LANGUAGES,
  RIYADH_AIRPORT,
  SUPPRESSED_SYSTEM,
  SUPPRESSIONS,
} from './contents.ts';

const everyContent = (): MessageContent[] => [
  ...everyAlert(),
  ...everyEnd(),
  CODE,
  ...ADDRESS_CHANGES,
  ...SUPPRESSIONS,
  SUPPRESSED_SYSTEM,
  ...Object.values(EMAIL_EXAMPLES),
];
const PHISHING = { ar: 'الاحتيال', en: 'phishing' };
const RESPONSIBLE = { ar: 'تبقى المنشأة مسؤولة', en: 'The establishment stays responsible' };
/** The characters of a text, as the API counts them. */
const lengthOf = (text: string) => [...text].length;

/** The HTML part as a reader sees it: without tags, entities resolved. */
function visibleText(html: string): string {
  return html
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
}

const withoutIsolates = (text: string) => text.replace(/[\u2066-\u2069]/g, '');
const withoutSpaces = (text: string) => text.replace(/\s/g, '');
/** The lines of a text part as they were before they were wrapped. */
const unwrapped = (text: string) =>
  withoutIsolates(text.replace(/\n {2}/g, ' ').replace(/(?<=[^\n])\n(?=[^\n])/g, ' '));
/** What lists of e-mails show after the subject. */
const preheaderOf = (html: string) => visibleText(/<div style="display:none[^>]*>(.*?)<\/div>/s.exec(html)?.[1] ?? '');

describe.each(LANGUAGES)('the daily message in %s', (language) => {
  const { subject, text, html } = renderEmail(EMAIL_EXAMPLES.daily as MessageContent, language);

  it('counts what happened in the subject, and begins with the most urgent in the preheader', () => {
    expect(subject).toBe(
      {
        ar: 'إشعارات جديدة: 7 – انتهاء الجواز 2، حالة التأشيرة 1، مغادرة 1',
        en: 'New notices: 7 – passport expiry 2, visa status 1, exit 1, entry 1',
      }[language],
    );
    expect(preheaderOf(html)).toContain(
      { ar: '(6717): خرج ولم يعد', en: '(6717): Exited and did not return' }[language],
    );
  });

  it('says the same in both parts, a row for each notification', () => {
    const rows =
      html
        .split('scope="col"')
        .at(-1)
        ?.match(/<th scope="row"/g) ?? [];
    expect(rows).toHaveLength(7);
    for (const part of [unwrapped(text), visibleText(html)]) {
      for (const known of ['HR-2026/0042', 'Siemens (Jubail 2)', '6717']) expect(part).toContain(known);
    }
    const words = {
      ar: ['ينتهي الجواز بعد 29 يومًا', 'انتهت صلاحية الجواز', 'مغادرة المملكة', 'جُدّد الجواز'],
      en: ['Passport expires in 29 days', 'Passport expired', 'Exited', 'Passport renewed'],
    }[language];
    for (const word of words)
      expect([unwrapped(text), visibleText(html)].map((part) => part.includes(word))).toEqual([true, true]);
  });

  it('says where to begin, where there is more than one', () => {
    const one = renderEmail(EMAIL_EXAMPLES['daily-one'] as MessageContent, language).text;
    const first = { ar: 'ابدؤوا بأول الجدول', en: 'Begin at the top of the table' }[language];
    expect([text.includes(first), one.includes(first)]).toEqual([true, false]);
  });

  it('counts days from when it goes out', () => {
    const content = EMAIL_EXAMPLES.daily as Extract<MessageContent, { template: 'daily' }>;
    const onTheDay = renderEmail({ ...content, sentOn: '2026-12-25' }, language).html;
    expect(onTheDay).toContain({ ar: 'ينتهي الجواز اليوم', en: 'Passport expires today' }[language]);
    const before = renderEmail({ ...content, sentOn: '2026-12-24' }, language).html;
    expect(before).toContain({ ar: 'ينتهي الجواز غدًا', en: 'Passport expires tomorrow' }[language]);
  });

  it('shows 200 rows, counts the rest, and stays a size that mail programs show', () => {
    const many = renderEmail(EMAIL_EXAMPLES['daily-many'] as MessageContent, language);
    expect(many.html.match(/<th scope="row"[^>]*valign/g)).toHaveLength(200);
    expect(visibleText(many.html)).toContain('16800');
    expect(Buffer.byteLength(many.html)).toBeLessThan(200_000);
  });
});

describe.each(LANGUAGES)('renderEmail in %s', (language) => {
  const everyEmail = everyContent().map((content) => ({ content, ...renderEmail(content, language) }));

  it('says in every e-mail, text and HTML, which establishment it concerns, and the lines that never lack', () => {
    for (const { subject, text, html } of everyEmail) {
      expect(subject).not.toBe('');
      for (const part of [text, visibleText(html)]) {
        expect(part).toContain('7000000001');
        expect(part).toContain(PHISHING[language]);
        expect(part).toContain(RESPONSIBLE[language]);
        expect(part).not.toMatch(/https?:|undefined|null|NaN|\[object/);
      }
    }
  });

  it('declares language and direction where mail clients keep it, on every table too', () => {
    const direction = { ar: 'rtl', en: 'ltr' }[language];
    for (const { html } of everyEmail) {
      expect(html).toContain(`<html lang="${language}" dir="${direction}"`);
      expect(html).toMatch(new RegExp(`<body[^>]*>.*<div[^>]* lang="${language}" dir="${direction}"`, 's'));
      for (const [table] of html.matchAll(/<table[^>]*>/g)) expect(table).toContain(`dir="${direction}"`);
      expect(html).not.toMatch({ ar: /direction:ltr|align="left"/, en: /direction:rtl|align="right"/ }[language]);
    }
  });

  it('shows its data as a table with row headers, and marks the tables of the layout as none', () => {
    for (const { content, html } of everyEmail) {
      const tables = html.split('<table').slice(1);
      const data = tables.filter((table) => !/^[^>]* role="presentation"/.test(table));
      expect(data).toHaveLength(content.template === 'daily' ? 2 : 1);
      for (const one of data) {
        const [table = ''] = one.split('</table>');
        expect(table.match(/<th scope="row"/g)?.length).toBe(table.match(/<td/g)?.length);
      }
    }
  });

  it('loads nothing and links nowhere', () => {
    for (const { html } of everyEmail) {
      expect(html).not.toMatch(/<a |<img|<link|<script|url\(|src=|href=|@import/);
    }
  });

  it('is told of dark screens, and has no colour of six digits', () => {
    for (const { html } of everyEmail) {
      expect(html).toContain('<meta name="color-scheme" content="light dark" />');
      expect(html).toContain('@media (prefers-color-scheme: dark)');
      expect(html).not.toMatch(/#\d{6}\b/);
    }
  });

  it('shows the same values in text and HTML', () => {
    for (const { text, html } of everyEmail) {
      const seen = withoutSpaces(visibleText(html));
      for (const line of withoutIsolates(text.replace(/\n {2}/g, ' ')).split('\n')) {
        const value = line.split(': ').at(-1) ?? '';
        expect(seen).toContain(value === '--' ? '' : withoutSpaces(value));
      }
    }
  });

  it('wraps its text at 78 characters, every isolate closed on its line', () => {
    fc.assert(
      fc.property(fc.constantFrom(...everyContent()), fc.string({ maxLength: 40 }), (content, label) => {
        const { text } = renderEmail('kind' in content ? { ...content, label } : content, language);
        for (const line of text.split('\n')) {
          expect(line.length).toBeLessThanOrEqual(78);
          expect(line.match(/[\u2066-\u2068]/g)?.length).toBe(line.match(/\u2069/g)?.length);
        }
      }),
    );
  });

  it('begins its subject with what happened and to whom, and says there by what the establishment knows the person', () => {
    const subjects = {
      ar: {
        entry: 'دخول المقيم 6717 إلى المملكة – 1042 أنيل كومار',
        exit: 'مغادرة المقيم 6717 للمملكة – 1042 أنيل كومار',
        'exit-first-name': 'مغادرة المقيم 6717 للمملكة – أنيل',
        'entry-nothing-known': 'دخول المقيم 6717 إلى المملكة',
        renewed: 'جُدّد جواز المقيم 6717 – 1042 أنيل كومار',
        expiring: 'ينتهي جواز المقيم 6717 بعد 30 يومًا – 1042 أنيل كومار',
        'expiring-tomorrow': 'ينتهي جواز المقيم 6717 غدًا – 1042 أنيل كومار',
        'expiring-late': 'متأخر: ينتهي جواز المقيم 6717 في 25 ديسمبر 2026م – 1042 أنيل كومار',
        'expired-today': 'ينتهي جواز المقيم 6717 اليوم – 1042 أنيل كومار',
        expired: 'انتهت صلاحية جواز المقيم 6717 – 1042 أنيل كومار',
        'visa-issued': 'إصدار تأشيرة خروج وعودة متعددة للمقيم 6717 – 1042 أنيل كومار',
        'visa-not-returned': 'المقيم 6717: خرج ولم يعد – 1042 أنيل كومار',
        'ended-transferred': 'نُقلت خدمات المقيم 6717 وأُوقفت إشعاراته – 1042 أنيل كومار',
        'ended-other-late': 'متأخر: المقيم 6717 لم يعد تابعًا لمنشأتكم – 1042 أنيل كومار',
      },
      en: {
        entry: 'Resident 6717 entered Saudi Arabia – 1042 أنيل كومار',
        exit: 'Resident 6717 exited Saudi Arabia – 1042 أنيل كومار',
        'exit-first-name': 'Resident 6717 exited Saudi Arabia – Anil',
        'entry-nothing-known': 'Resident 6717 entered Saudi Arabia',
        renewed: 'Passport of resident 6717 renewed – 1042 أنيل كومار',
        expiring: 'Passport of resident 6717 expires in 30 days – 1042 أنيل كومار',
        'expiring-tomorrow': 'Passport of resident 6717 expires tomorrow – 1042 أنيل كومار',
        'expiring-late': 'Late: Passport of resident 6717 expires soon – 1042 أنيل كومار',
        'expired-today': 'Passport of resident 6717 expires today – 1042 أنيل كومار',
        expired: 'Passport of resident 6717 expired – 1042 أنيل كومار',
        'visa-issued': 'Exit/re-entry visa issued to resident 6717 – 1042 أنيل كومار',
        'visa-not-returned': 'Resident 6717 exited and did not return – 1042 أنيل كومار',
        'ended-transferred': 'Resident 6717 no longer belongs to you – 1042 أنيل كومار',
        'ended-other-late': 'Late: Resident 6717 no longer belongs to you – 1042 أنيل كومار',
      },
    }[language];
    for (const [name, subject] of Object.entries(subjects)) {
      const content = EMAIL_EXAMPLES[name] as MessageContent;
      const email = renderEmail(content, language);
      expect(email.subject).toBe(subject);
      expect(lengthOf(subject)).toBeLessThanOrEqual(66);
    }
  });

  it('never cuts a reference, nor a label of up to 40 letters, and keeps to the length of a subject', () => {
    const reference = fc.stringMatching(/^[0-9A-Za-z\u0621-\u064A/_-]{1,12}$/);
    const label = fc.oneof(
      fc.string({ minLength: 1, maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...'أنيلكومار '), minLength: 1, maxLength: 40 }),
    );
    const people = everyContent().filter((content) => 'kind' in content);
    const changes = fc.record({
      reference,
      label,
      late: fc.boolean(),
      kind: fc.constantFrom('resident' as const, 'visitor' as const),
    });
    fc.assert(
      fc.property(fc.constantFrom(...people), changes, (content, given) => {
        const { subject, text, html } = renderEmail({ ...content, ...given }, language);
        const shown = shownText(given.label) ?? '';
        expect(lengthOf(subject)).toBeLessThanOrEqual(lengthOf(shown) > 20 ? 100 : 80);
        for (const known of [given.reference, shown]) {
          if (shownText(known) === undefined) continue;
          expect(subject).toContain(known);
          expect(withoutSpaces(unwrapped(text))).toContain(withoutSpaces(known));
          expect(visibleText(html)).toContain(known);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('cuts a label between graphemes where characters alone would not fit', () => {
    const { subject } = renderEmail(exitContent({ label: '👨‍👩‍👧‍👦'.repeat(40) }), language);
    expect(subject).toMatch(/👦…$/u);
    expect(lengthOf(subject)).toBeLessThanOrEqual(100);
  });

  it('keeps the parts of a reference in their order', () => {
    const { subject } = renderEmail(exitContent({ reference: '10-42', label: 'Anil' }), language);
    expect(subject).toContain({ ar: '\u206810-42\u2069 Anil', en: '10-42 Anil' }[language]);
  });

  it('says before it is opened what the subject has no room for', () => {
    for (const { subject, html } of everyEmail) {
      const preheader = preheaderOf(html);
      expect(preheader.length).toBeGreaterThan(10);
      expect(subject).not.toContain(preheader);
    }
    const { html } = renderEmail(EMAIL_EXAMPLES['visa-not-returned'] as MessageContent, language);
    expect(preheaderOf(html)).toBe(
      {
        ar: 'كان عليه العودة قبل: 20 سبتمبر 2026م (9 ربيع الآخر 1448هـ)',
        en: 'Was to return before: 20 September 2026 (9 Rabiʻ II 1448 AH)',
      }[language],
    );
  });

  it('says what to do', () => {
    for (const { text } of everyEmail) {
      expect(text).toMatch({ ar: /^المطلوب: .{10}/m, en: /^What to do: .{10}/m }[language]);
    }
  });

  it('says when it happened, also of an end and of a late reminder', () => {
    const when = { ar: 'الساعة 08:15 بتوقيت الرياض', en: '08:15 Riyadh time' }[language];
    for (const { content, text } of everyEmail) {
      if ('kind' in content) expect(unwrapped(text)).toContain(when);
    }
  });

  it('says why a contact no longer receives', () => {
    const reasons = {
      bounced: { ar: 'تعذّر تسليم', en: 'cannot be delivered' },
      'opted-out': { ar: 'طلب صاحب العنوان', en: 'asked for no more notices' },
    };
    for (const [reason, words] of Object.entries(reasons)) {
      const content = { ...(SUPPRESSIONS[0] as (typeof SUPPRESSIONS)[0]), reason: reason as keyof typeof reasons };
      const { text, html } = renderEmail(content, language);
      for (const part of [text, html]) expect(part).toContain(words[language]);
    }
  });

  it('shows an exit with the person, the label, the port and the time in both calendars', () => {
    const { text: wrapped } = renderEmail(exitContent({ label: 'فريق المشاريع' }), language);
    const text = unwrapped(wrapped);
    const parts = {
      ar: [
        'رقم الإقامة (آخر 4 أرقام): 0006',
        'فريق المشاريع',
        '22 نوفمبر 2026م (12 جمادى الآخرة 1448هـ)، الساعة 08:15 بتوقيت الرياض',
        'مطار الملك خالد الدولي',
        'RUH',
        'جوي',
      ],
      en: [
        'ID number (last 4 digits): 0006',
        'فريق المشاريع',
        '22 November 2026 (12 Jumada II 1448 AH), 08:15 Riyadh time',
        'King Khalid International Airport',
        'RUH',
        'Air',
      ],
    }[language];
    for (const part of parts) expect(text).toContain(part);
  });

  it('shows passports and visas with their dates in both calendars', () => {
    const dates = { ar: '24 نوفمبر 2026م (14 جمادى الآخرة 1448هـ)', en: '24 November 2026 (14 Jumada II 1448 AH)' }[
      language
    ];
    const passport = renderEmail(
      alertContent({ type: 'PassportExpiring', passportExpiresOn: '2026-11-24', daysLeft: 2 }),
      language,
    );
    expect(passport.text).toContain(dates);
    expect(passport.text).toContain({ ar: 'المتبقي: يومان', en: 'Left: 2 days' }[language]);
    expect(passport.text).toContain({ ar: 'بعد يومين', en: 'in 2 days' }[language]);
    const visa = renderEmail(
      alertContent({
        type: 'VisaStatusChanged',
        visaType: 'exit-reentry-multiple',
        visaExpiresOn: '2026-11-24',
        visaStatus: 'extended',
        previousStatus: 'issued',
      }),
      language,
    );
    const words = {
      ar: ['نوع التأشيرة: خروج وعودة متعددة', 'تم تمديدها', 'تم إصدارها', dates],
      en: ['Type of visa: Multiple exit and re-entry', 'Extended', 'Issued', dates],
    }[language];
    for (const word of words) expect(visa.text).toContain(word);
  });

  it('says late only where it is, in subject and body', () => {
    for (const { content, subject, text, html } of everyEmail) {
      if (!('late' in content)) continue;
      expect(subject.startsWith({ ar: 'متأخر: ', en: 'Late: ' }[language])).toBe(content.late);
      const notice = { ar: 'إشعار متأخر', en: 'Late notice' }[language];
      for (const part of [text, html]) expect(part.includes(notice)).toBe(content.late);
    }
  });

  it('counts no days in a late reminder', () => {
    for (const days of [1, 2, 30]) {
      const event = { type: 'PassportExpiring', passportExpiresOn: '2026-11-24', daysLeft: days } as const;
      const { subject, text } = renderEmail(alertContent(event, { late: true }), language);
      expect(`${subject}${text}`).not.toMatch({ ar: /بعد|غدًا|المتبقي/, en: /in \d+ days|tomorrow|Left:/ }[language]);
      expect(text).toContain({ ar: '24 نوفمبر 2026م', en: '24 November 2026' }[language]);
    }
  });

  it('does not tell a movement with the end of following', () => {
    for (const reason of ['final-exit', 'departed', 'other'] as const) {
      expect(renderEmail(followingEnded({ reason }), language)).toEqual(renderEmail(followingEnded(), language));
    }
    const { subject, text } = renderEmail(followingEnded(), language);
    expect(`${subject}${text}`).not.toMatch(/خروج|غادر|دخول|exit|depart|left/i);
  });

  it('escapes every value', () => {
    const evil = `<b onx="1">&'`;
    const port = { code: evil, name: { ar: evil, en: evil } };
    const { html } = renderEmail(
      alertContent({ type: 'TravellerExited', port, mode: 'air' }, { label: evil }),
      language,
    );
    expect(html).not.toContain('<b ');
    expect(html.split('&lt;b onx=&quot;1&quot;&gt;&amp;&#39;').length).toBeGreaterThan(5);
    for (const content of [
      { ...(ADDRESS_CHANGES[0] as (typeof ADDRESS_CHANGES)[0]), newAddressMasked: `*${evil}` },
      { ...(SUPPRESSIONS[0] as (typeof SUPPRESSIONS)[0]), addressMasked: `*${evil}` },
    ]) {
      expect(renderEmail(content, language).html).not.toContain('<b ');
    }
  });

  it('isolates labels, ports, numbers and addresses from the direction around them', () => {
    const { html, text } = renderEmail(exitContent({ label: 'Site B (Ahmed)' }), language);
    expect(html).toContain('<bdi dir="auto">Site B (Ahmed)</bdi>');
    expect(html).toContain(`<bdi dir="auto">${RIYADH_AIRPORT.name[language]}</bdi>`);
    expect(html).toContain('<bdi dir="ltr">0006</bdi>');
    expect(html).toContain('<bdi dir="ltr">7000000001</bdi>');
    expect(text).toContain('\u2068Site B (Ahmed)\u2069');
    const changed = renderEmail(ADDRESS_CHANGES[0] as (typeof ADDRESS_CHANGES)[0], language);
    expect(changed.html).toContain('<bdi dir="ltr">+9665*****678</bdi>');
    expect(changed.text).toContain('\u2066+9665*****678\u2069');
  });

  it('lets no label break out of its line or its header', () => {
    const { subject, text } = renderEmail(
      exitContent({ label: 'A\r\nBcc: somebody\u2028\u0000B\u202Eevil' }),
      language,
    );
    expect(subject).toMatch(/ – A Bcc: somebody Bevil$/);
    for (const character of ['\r', '\u2028', '\u0000', '\u202E', '\nBcc']) expect(text).not.toContain(character);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (label) => {
        const email = renderEmail(exitContent({ label }), language);
        expect(email.subject).not.toMatch(/[\p{Control}\p{Line_Separator}\p{Paragraph_Separator}\p{Surrogate}]/u);
        expect(email.html.isWellFormed() && email.text.isWellFormed()).toBe(true);
      }),
    );
  });

  it.each([
    '2000000006',
    'Ali ٢٠٠٠٠٠٠٠٠٦',
    '2345–678–904',
    'http://pay.example',
    'absher.help',
    'موقعنا.السعودية',
    '\u3164\u2800',
  ])('leaves out a label that was stored before it was refused: %s', (label) => {
    expect(renderEmail(exitContent({ label }), language)).toEqual(renderEmail(exitContent(), language));
  });

  it('leaves out the name of a port, its code, or the line, where they hold a link or a full number', () => {
    const port = { code: 'RUH', name: { ar: 'مطار الملك خالد', en: 'King Khalid' } };
    const withPort = (changed: typeof port) =>
      renderEmail(alertContent({ type: 'TravellerEntered', port: changed, mode: 'air' }), language);
    for (const evil of ['Gate 2287740035', 'pay fine.ru/a', 'https://x', '\u115F']) {
      const named = withPort({ ...port, name: { ar: evil, en: evil } });
      expect(named.text).toContain({ ar: 'المنفذ: \u2066RUH\u2069', en: 'Port: \u2066RUH\u2069' }[language]);
      const coded = withPort({ ...port, code: evil });
      expect(coded.text).toContain(`${port.name[language]}\u2069\n`);
      const neither = withPort({ code: evil, name: { ar: evil, en: evil } });
      expect(neither.text).not.toMatch({ ar: /^المنفذ:/m, en: /^Port:/m }[language]);
      for (const { subject, text, html } of [named, coded, neither]) {
        expect([subject, text, html].join()).not.toContain(evil);
      }
    }
  });

  it('shows the code first of all numbers, not in the subject, and says how to treat it', () => {
    const { subject, text, html } = renderEmail(CODE, language);
    expect(subject).not.toMatch(/\d/);
    expect(text.match(/\d{6}/)?.[0]).toBe(CODE.code);
    expect(html.match(/\d{6}/)?.[0]).toBe(CODE.code);
    for (const part of { ar: ['10 دقائق', 'لزميلكم'], en: ['10 minutes', 'only to the colleague'] }[language]) {
      expect(text).toContain(part);
    }
  });
});
