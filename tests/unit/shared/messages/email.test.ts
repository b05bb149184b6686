import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageContent } from '../../../../shared/domain/message-content.ts';
import { renderEmail } from '../../../../shared/messages/email-html.ts';
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
  SUPPRESSIONS,
} from './contents.ts';

const everyContent = (): MessageContent[] => [
  ...everyAlert(),
  ...everyEnd(),
  CODE,
  ...ADDRESS_CHANGES,
  ...SUPPRESSIONS,
];
const PHISHING = { ar: 'الاحتيال', en: 'phishing' };
const RESPONSIBLE = { ar: 'تبقى المنشأة مسؤولة', en: 'The establishment stays responsible' };
const LATE = { ar: 'متأخر', en: 'late notice' };

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

describe.each(LANGUAGES)('renderEmail in %s', (language) => {
  it('says in every e-mail, text and HTML, which establishment it concerns, and the lines that never lack', () => {
    for (const content of everyContent()) {
      const { subject, text, html } = renderEmail(content, language);
      expect(subject).not.toBe('');
      for (const part of [text, visibleText(html)]) {
        expect(part).toContain('7000000001');
        expect(part).toContain(PHISHING[language]);
        expect(part).toContain(RESPONSIBLE[language]);
        expect(part).not.toMatch(/https?:|undefined|null|NaN|\[object/);
      }
    }
  });

  it('declares language and direction where mail clients keep it', () => {
    const direction = { ar: 'rtl', en: 'ltr' }[language];
    for (const content of everyContent()) {
      const { html } = renderEmail(content, language);
      expect(html).toContain(`<html lang="${language}" dir="${direction}">`);
      expect(html).toContain(`<div lang="${language}" dir="${direction}"`);
    }
  });

  it('loads nothing and links nowhere', () => {
    for (const content of everyContent()) {
      expect(renderEmail(content, language).html).not.toMatch(/<a |<img|<link|<script|<style|url\(|src=|href=|@import/);
    }
  });

  it('shows the same values in text and HTML', () => {
    for (const content of everyContent()) {
      const { text, html } = renderEmail(content, language);
      const seen = visibleText(html);
      for (const line of withoutIsolates(text).split('\n')) {
        const value = line.split(': ').at(-1) ?? '';
        expect(seen).toContain(value === '--' ? '' : value);
      }
    }
  });

  it('shows an exit with the person, the label, the port and the time in both calendars', () => {
    const { text } = renderEmail(exitContent({ label: 'فريق المشاريع' }), language);
    const parts = {
      ar: [
        'مقيم، رقم الإقامة ينتهي بـ0006',
        'فريق المشاريع',
        '22 نوفمبر 2026م (12 جمادى الآخرة 1448هـ)، الساعة 08:15 بتوقيت الرياض',
        'مطار الملك خالد الدولي',
        'RUH',
        'جوي',
      ],
      en: [
        'resident, ID number ending 0006',
        'فريق المشاريع',
        '22 November 2026 (12 Jumada II 1448 AH), 08:15 Riyadh time',
        'King Khalid International Airport',
        'RUH',
        'air',
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
      ar: ['تأشيرة خروج وعودة متعددة', 'تم تمديدها', 'تم إصدارها', dates],
      en: ['multiple exit and re-entry visa', 'extended', 'issued', dates],
    }[language];
    for (const word of words) expect(visa.text).toContain(word);
  });

  it('says late only where it is, in subject and body', () => {
    for (const content of [...everyAlert(), ...everyEnd()]) {
      const { subject, text, html } = renderEmail(content, language);
      for (const part of [subject, html]) expect(part.includes(LATE[language])).toBe(content.late);
      expect(text.toLowerCase().includes(LATE[language])).toBe(content.late);
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
    expect(html.split('&lt;b onx=&quot;1&quot;&gt;&amp;&#39;')).toHaveLength(5);
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
    for (const part of { ar: ['10 دقائق', 'لا تشاركوه'], en: ['10 minutes', 'Do not share'] }[language]) {
      expect(text).toContain(part);
    }
  });
});
