import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Language } from '../../../../shared/domain/contacts.ts';
import { holdsFullNumber, holdsLink } from '../../../../shared/domain/free-text.ts';
import type { AlertContent, MessageContent } from '../../../../shared/domain/message-content.ts';
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
  SUPPRESSIONS,
} from './contents.ts';

const ENCODINGS = { ar: 'ucs2', en: 'gsm7' } as const;
const LATE = { ar: 'متأخر', en: 'late' } as const;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

function expectOnePart(text: string, language: Language): void {
  const counted = countSmsParts(text);
  expect({ text, encoding: counted.encoding, parts: counted.parts }).toEqual({
    text,
    encoding: ENCODINGS[language],
    parts: 1,
  });
  expect(counted.units).toBeLessThanOrEqual(language === 'ar' ? 70 : 160);
}

/** What no text may lack, whatever else is in the way. */
function mandatoryParts(content: MessageContent, language: Language): string[] {
  switch (content.template) {
    case 'alert':
      return ['0006', ...mandatoryOfEvent(content, language), ...(content.late ? [LATE[language]] : [])];
    case 'following-ended':
      return [
        language === 'ar' ? 'انتهت تبعية' : 'affiliation',
        language === 'ar' ? 'إشعارات' : 'Notices about this person stop',
        '0006',
        '2026-11-22',
        '08:15',
        ...(content.late ? [LATE[language]] : []),
      ];
    case 'code':
      return [content.code, content.establishmentId, '10', language === 'ar' ? 'لا تشاركه' : 'Do not share'];
    case 'address-changed':
    case 'contact-suppressed':
    case 'spend-limit':
      return [content.establishmentId];
  }
}

function mandatoryOfEvent({ event }: AlertContent, language: Language): string[] {
  const ar = language === 'ar';
  const when = ['2026-11-22', '08:15'];
  switch (event.type) {
    case 'TravellerEntered':
      return [ar ? 'دخول' : 'entered', ...when];
    case 'TravellerExited':
      return [ar ? 'مغادرة' : 'exited', ...when];
    case 'PassportRenewed':
      return [ar ? 'تجديد جواز' : 'renewed', '2031-11-21', ...when];
    case 'PassportExpiring': {
      const days = event.daysLeft > 2 ? `${event.daysLeft} ` : ar ? 'يوم' : 'day';
      return [ar ? 'ينتهي جواز' : 'expires in', '2031-11-21', days];
    }
    case 'PassportExpired':
      return [ar ? 'انتهى جواز' : 'expired on', '2031-11-21'];
    case 'VisaIssued':
    case 'VisaStatusChanged':
      return [STATUS_WORDS[event.visaStatus]?.[language] ?? UPDATED[language], ...when];
  }
}

const UPDATED = { ar: 'تم تحديثها', en: 'updated' };
const STATUS_WORDS: Record<string, { ar: string; en: string }> = {
  issued: { ar: 'إصدار تأشيرة', en: 'issued' },
  extended: { ar: 'تمديد تأشيرة', en: 'extended' },
  used: { ar: 'استخدام تأشيرة', en: 'used' },
  cancelled: { ar: 'إلغاء تأشيرة', en: 'cancelled' },
  expired: { ar: 'انتهاء تأشيرة', en: 'expired' },
  'not-returned': { ar: 'خرج ولم يعد', en: 'not returned' },
};

describe.each(LANGUAGES)('renderSms in %s', (language) => {
  it('fits one part and says all that it must, for every template at its longest', () => {
    let count = 0;
    for (const content of [...everyAlert(), ...everyEnd(), CODE, ...ADDRESS_CHANGES, ...SUPPRESSIONS]) {
      const text = renderSms(content, language);
      expectOnePart(text, language);
      for (const part of mandatoryParts(content, language)) expect(text).toContain(part);
      expect(text).not.toMatch(/https?:|www\.|undefined|null|\s$/);
      count += 1;
    }
    expect(count).toBeGreaterThan(3000);
  });

  it('says late only where it is', () => {
    for (const content of everyAlert()) {
      expect(renderSms(content, language).includes(LATE[language])).toBe(content.late);
    }
  });

  it('tells resident from visitor', () => {
    expect(renderSms(exitContent(), language)).toContain(
      { ar: 'المقيم 0006', en: 'resident (ID ending 0006)' }[language],
    );
    expect(renderSms(exitContent({ kind: 'visitor' }), language)).toContain(
      { ar: 'الزائر 0006', en: 'visitor (ID ending 0006)' }[language],
    );
  });

  it('survives any label and any port, and cuts neither in a grapheme', () => {
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
    );
    fc.assert(
      fc.property(wild, wild, fc.boolean(), (label, portName, late) => {
        const port = { code: 'RUH', name: { ar: portName, en: portName } };
        const content = alertContent({ type: 'TravellerEntered', port, mode: 'land' }, { label, late });
        const text = renderSms(content, language);
        expectOnePart(text, language);
        expect(text.isWellFormed()).toBe(true);
        for (const part of mandatoryParts(content, language)) expect(text).toContain(part);
        expect(text.split('\n').length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 500 },
    );
  });

  it('shows of a label a whole number of graphemes', () => {
    const unit = fc.constantFrom('👨‍👩‍👧‍👦', '🇸🇦', 'گ', 'é', 'e\u0301', 'ب\u0651\u064E', 'a', '€', '~', 'ش', ' ');
    const prefix = { ar: '', en: 'Label: ' }[language];
    const ellipsis = { ar: '…', en: '..' }[language];
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 40 }), fc.boolean(), (units, late) => {
        const typed = units.join('').replace(/ +/g, ' ').trim();
        const label = language === 'ar' ? typed : typed.normalize('NFC');
        const content = alertContent({ type: 'PassportExpired', passportExpiresOn: '2031-11-21' }, { label, late });
        const shown = renderSms(content, language).split('\n')[language === 'ar' ? 2 : 1];
        if (shown === undefined) return;
        const text = shown.slice(prefix.length);
        if (text === label) return;
        expect(text.endsWith(ellipsis)).toBe(true);
        const kept = text.slice(0, -ellipsis.length);
        expect(label.startsWith(kept)).toBe(true);
        expect([0, ...[...graphemes.segment(label)].map(({ index }) => index)]).toContain(kept.length);
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
  ])('leaves out a label with a full number: %s', (label) => {
    expect(renderSms(exitContent({ label }), language)).toBe(renderSms(exitContent(), language));
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
  ])('leaves out a link: %s', (label) => {
    const text = renderSms(exitContent({ label }), language);
    expect(holdsLink(text)).toBe(false);
    // Where the slashes are no slashes, in Arabic, it is none.
    if (holdsLink(label)) expect(text).toBe(renderSms(exitContent(), language));
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
        const label = words.join(' ').slice(0, 40);
        fc.pre(!holdsLink(label) && !holdsFullNumber(label));
        for (const content of [exitContent({ label, late }), followingEnded({ label, late })]) {
          const lines = renderSms(content, language).split('\n');
          for (const line of lines) expect(holdsLink(line)).toBe(false);
          const shown = lines.find((line) => line.replace(/^Label: /, '').startsWith(label.slice(0, 3)));
          expect(holdsFullNumber(shown ?? '')).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('shows a label with a date, without the invisible characters in it', () => {
    const { event } = alertContent({ type: 'PassportExpired', passportExpiresOn: '2031-11-21' });
    const text = renderSms(alertContent(event, { label: '\u200FShift\u200B 2026-01-15\u2060 12:00\uFEFF' }), language);
    expect(text.split('\n').at(-1)).toBe(
      { ar: 'Shift 2026-01-15 12:00', en: 'Label: Shift 2026-01-15 12:00' }[language],
    );
  });

  it('keeps a label that is no more than a number of an employee or of an office', () => {
    const { event } = alertContent({ type: 'PassportExpired', passportExpiresOn: '2031-11-21' });
    expect(renderSms(alertContent(event, { label: 'A-10 (4.5) 1234' }), language)).toContain('A-10 (4.5) 1234');
  });

  it('does not tell a movement with the end of following', () => {
    const texts = new Set(
      [...everyEnd()].filter(({ label }) => label === undefined).map((content) => renderSms(content, language)),
    );
    // Kind and lateness make a difference, the reason does not.
    expect(texts.size).toBe(4);
    expect([...texts].join()).not.toMatch(/دخول|خروج|غادر|exit|depart|left|transfer|deceased/i);
  });

  it('tells the time in Riyadh', () => {
    expect(renderSms(exitContent({ occurredAt: '2026-11-21T21:05:00Z' }), language)).toMatch(/2026-11-22.* 00:05/);
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
    const changed = ['+9665*****678', 'a***@example.***', 'a***@subdomain.***', arabic];
    // An Arabic sentence about a dead address leaves less room.
    const suppressed = language === 'ar' ? changed.with(2, undefined) : changed;
    expect(shown).toEqual([...changed, ...suppressed]);
  });
});

describe('renderSms, Arabic', () => {
  it.each([
    [exitContent({ label: 'أحمد' }), 'إشعار الجوازات: مغادرة المقيم 0006\n2026-11-22 08:15\nأحمد\nمنفذ RUH'],
    [exitContent(), 'الجوازات: مغادرة المقيم 0006\n2026-11-22 08:15\nمطار الملك خالد الدولي'],
    [exitContent({ late: true }), 'إشعار الجوازات: مغادرة المقيم 0006\n2026-11-22 08:15 متأخر\nمنفذ RUH'],
    [
      alertContent({ type: 'PassportExpiring', passportExpiresOn: '2026-11-24', daysLeft: 2 }),
      'إشعار الجوازات: ينتهي جواز المقيم 0006 بعد يومين\n2026-11-24',
    ],
    [
      alertContent({ type: 'PassportRenewed', passportExpiresOn: '2031-11-21' }, { late: true, label: 'أحمد' }),
      'الجوازات: تجديد جواز المقيم 0006 حتى 2031-11-21\n2026-11-22 08:15 متأخر',
    ],
    [followingEnded(), 'الجوازات: انتهت تبعية المقيم 0006 وتوقفت إشعاراته\n2026-11-22 08:15'],
    [CODE, 'رمز تحقق الجوازات: 482913 للمنشأة 7000000001\nصالح 10 دقائق. لا تشاركه'],
  ])('reads as written here: %#', (content, text) => {
    expect(renderSms(content, 'ar')).toBe(text);
  });

  it.each([
    [1, 'يوم واحد'],
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
    expect(renderSms(content, 'ar')).toContain(`بعد ${words}\n`);
  });

  it('uses no Arabic-Indic digits and no bidi mark but the one before a masked address', () => {
    for (const content of [...everyAlert(), ...everyEnd(), CODE]) {
      expect(renderSms(content, 'ar')).not.toMatch(
        /[\u0660-\u0669\u06F0-\u06F9\u200E\u200F\u202A-\u202E\u2066-\u2069]/,
      );
    }
    for (const content of [...ADDRESS_CHANGES, ...SUPPRESSIONS]) {
      expect(renderSms(content, 'ar').split('\u200E').length).toBeLessThanOrEqual(2);
    }
  });

  it('drops a family emoji whole', () => {
    const text = renderSms(exitContent({ label: `أبناء${'👨‍👩‍👧‍👦'.repeat(3)}` }), 'ar');
    expect(text.split('\n')[2]).toBe(`أبناء👨‍👩‍👧‍👦…`);
  });
});

describe('renderSms, English', () => {
  it.each([
    [
      exitContent({ label: 'Ahmed' }),
      'Passport notice: resident (ID ending 0006) exited on 2026-11-22 at 08:15.\nLabel: Ahmed\nPort: King Khalid International Airport',
    ],
    [
      alertContent({ type: 'PassportExpiring', passportExpiresOn: '2026-11-23', daysLeft: 1 }, { late: true }),
      'Passport notice: passport of resident (ID ending 0006) expires in 1 day, on 2026-11-23, counted on 2026-11-22 at 08:15 (late notice).',
    ],
    [
      CODE,
      'Passport notice: 482913 is the verification code for establishment 7000000001. Valid for 10 minutes. Do not share it with anyone.',
    ],
  ])('reads as written here: %#', (content, text) => {
    expect(renderSms(content, 'en')).toBe(text);
  });

  it('leaves out a label with a letter outside GSM-7, and does not cut it down to what is inside', () => {
    for (const label of ['أحمد', 'Ahmed 😀', 'Muḥammad']) {
      expect(isGsm7(label)).toBe(false);
      expect(renderSms(exitContent({ label }), 'en')).toBe(renderSms(exitContent(), 'en'));
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
  ])('writes what GSM-7 lacks with its counterpart there: %s', (label, written) => {
    expect(renderSms(exitContent({ label }), 'en')).toContain(`\nLabel: ${written}\n`);
  });

  it('shows the code of a port whose name is not in GSM-7, and nothing where neither is', () => {
    const port = { code: 'RUH', name: { ...RIYADH_AIRPORT.name, en: 'Al-Jawāzāt' } };
    const withPort = (changed: typeof port) =>
      renderSms(alertContent({ type: 'TravellerExited', port: changed, mode: 'air' }), 'en');
    expect(withPort(port)).toMatch(/\nPort: RUH$/);
    expect(withPort({ ...port, code: 'ر' })).not.toContain('Port');
  });

  it('names an unknown visa just a visa, and an unknown status updated', () => {
    const event = {
      type: 'VisaStatusChanged',
      visaType: 'x',
      visaExpiresOn: '2027-03-01',
      visaStatus: 'y',
      previousStatus: 'z',
    } as const;
    expect(renderSms(alertContent(event, { occurredAt: OCCURRED_AT }), 'en')).toContain(
      ': visa of resident (ID ending 0006) updated on',
    );
    expect(renderSms(alertContent(event), 'ar')).toContain('تأشيرة للمقيم 0006: تم تحديثها');
  });
});
