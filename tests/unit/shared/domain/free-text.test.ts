import { domainToUnicode } from 'node:url';
import { tlds } from '@hapi/tlds';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasSomethingToSee,
  holdsFullNumber,
  holdsLink,
  withoutInvisible,
} from '../../../../shared/domain/free-text.ts';

/** One of each kind of character that shows nothing. */
const INVISIBLES = [
  ...['\u00AD', '\u034F', '\u061C', '\u115F', '\u1160', '\u17B4', '\u180E', '\u200B', '\u200C', '\u200D', '\u200E'],
  ...['\u200F', '\u202A', '\u202E', '\u2060', '\u2062', '\u2066', '\u2069', '\u2800', '\u3164', '\uFE0F', '\uFEFF'],
  ...['\uFFA0', '\uFFF9', '\u{1D159}', '\u{1D173}', '\u{E0001}', '\u{E0041}', '\u{E0100}'],
];
const invisible = fc.constantFrom(...INVISIBLES);

/** The same word with something invisible here and there. */
function sprinkled(word: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(word, fc.array(fc.tuple(fc.nat(), invisible), { maxLength: 4 })).map(([text, drops]) => {
    const characters = [...text];
    for (const [at, drop] of drops) characters.splice(at % (characters.length + 1), 0, drop);
    return characters.join('');
  });
}

const tld = fc.constantFrom(...tlds).chain((ascii) => fc.constantFrom(ascii, domainToUnicode(ascii)));
const name = fc
  .array(
    fc.oneof(
      fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/),
      fc.constantFrom('موقعنا', 'пример', '例子', 'उदाहरण', 'i❤'),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => parts.join('.'));
const word = fc.constantFrom('Pay', 'now', 'ادفع', 'الآن', 'Ahmed', 'No.', '(', '—', '');
const tail = fc.constantFrom(
  '',
  '/',
  '/a',
  '/maps/AbC',
  '?x=1',
  '#x',
  ':8080',
  '.',
  ',',
  ')',
  '-',
  '…',
  ' now',
  '، ادفع',
);

describe('a link', () => {
  it('is a name under any delegated top-level domain, in either form', () => {
    for (const ascii of tlds) {
      for (const one of [ascii, ascii.toUpperCase(), domainToUnicode(ascii)]) {
        expect(holdsLink(`fine.${one}`), one).toBe(true);
        expect(holdsLink(`ادفع في موقعنا.${one}/a`), one).toBe(true);
      }
    }
  });

  it('is found wherever it stands, whatever follows, whatever its dots are and whatever splits it', () => {
    const dot = fc.constantFrom('.', '。', '．', '｡', '․');
    const link = fc
      .tuple(word, name, dot, tld, fc.boolean(), tail)
      .map(([before, host, between, top, upper, after]) => {
        const domain = `${host}${between}${top}`;
        return `${before} ${upper ? domain.toUpperCase() : domain}${after}`;
      })
      // Some letters are another name in capitals: ı, ß.
      .filter((text) => text.toLowerCase().toUpperCase() === text.toUpperCase());
    fc.assert(
      fc.property(sprinkled(link), (text) => {
        expect(holdsLink(text)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['http://x'],
    ['HTTPS：／／x'],
    ['see ftp://1'],
    ['www.fine'],
    ['absher.help'],
    ['Pay fine.ru/a'],
    ['goo.gl/maps/AbC'],
    ['موقعنا.السعودية'],
    ['xn--mgbaa5b8f.xn--mgberp4a5d4ar'],
    ['i❤.ws'],
    ['𝐟𝐢𝐧𝐞.𝐫𝐮'],
    ['fine.ruادفع'],
    ['موقعنا.السعوديةpay'],
    ['45.9.1.7/pay'],
    ['somebody@example.sa'],
  ])('is %s', (text) => {
    expect(holdsLink(text)).toBe(true);
  });

  it.each([
    ['Dr.Saleh'],
    ['St.John'],
    ['No.5'],
    ['Ltd.Riyadh'],
    ['Dr.Al-Harbi'],
    ['S.Al.Dossary'],
    ['Emp.No.1234'],
    ['د.صالح'],
    ['version 1.2.3.4'],
    ['4.5 t'],
    ['15.01.2026'],
    ['Mr. Info, Ltd.'],
    ['Gate 3...com'],
    ['www. fine'],
    ['a/b:c'],
  ])('is not %s', (text) => {
    expect(holdsLink(text)).toBe(false);
  });
});

/** Everything that is neither a digit nor a letter. */
const separator = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '-',
    '–',
    '—',
    '‒',
    '−',
    '.',
    ',',
    '/',
    '_',
    '*',
    '·',
    '(',
    ')',
    '\u00A0',
    '\u202F',
    '|',
    '+',
  ),
  fc.constantFrom('👍', '👨‍👩‍👧', '\u0336', 'ـ', '٬', '٫', '…', '→', '、'),
  invisible,
);
/** Zero of some scripts; the other digits follow it. */
const SCRIPTS = [
  0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xe50, 0x1040, 0xa9d0, 0xff10, 0x104a0, 0x116da, 0x1d7ce, 0x1d7ec,
];
const written: readonly ((digit: number) => string)[] = [
  ...SCRIPTS.map((zero) => (digit: number) => String.fromCodePoint(zero + digit)),
  (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(digit),
  (digit) => '₀₁₂₃₄₅₆₇₈₉'.charAt(digit),
  (digit) => '⓪①②③④⑤⑥⑦⑧⑨'.charAt(digit),
  (digit) => '⓿❶❷❸❹❺❻❼❽❾'.charAt(digit),
  (digit) => `${digit}\uFE0F\u20E3`,
];
/** Digits from 60 to 99 in pairs are no day, month or minute, and in fours no year, so that no group is a date or a time. */
const pair = fc.integer({ min: 60, max: 99 }).map((value) => String(value));
const numberDigits = fc
  .array(pair, { minLength: 5, maxLength: 8 })
  .chain((pairs) => fc.constantFrom(pairs.join(''), pairs.join('').slice(1)));

describe('a full number', () => {
  it('is nine digits or more, whatever is between them and in whatever way they are written', () => {
    const number = fc
      .tuple(numberDigits, fc.array(fc.tuple(separator, fc.constantFrom(...written)), { minLength: 1, maxLength: 16 }))
      .map(([digits, ways]) =>
        [...digits]
          .map((digit, index) => {
            const [between, write] = ways[index % ways.length] ?? ['', String];
            return `${write(Number(digit))}${between}`;
          })
          .join(''),
      );
    fc.assert(
      fc.property(word, number, word, (before, text, after) => {
        expect(holdsFullNumber(`${before}${text}${after}`)).toBe(true);
        expect(holdsFullNumber(`${before} ${text} ${after}`)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('is none where a letter parts every eight digits', () => {
    const letter = fc.constantFrom('a', 'Z', 'ب', 'ي', 'д', 'か', '中');
    const few = fc.stringMatching(/^[6-9]{1,8}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(few, letter), { maxLength: 10 }), (parts) => {
        expect(holdsFullNumber(parts.flat().join(''))).toBe(false);
      }),
    );
  });

  it.each([
    ['2345–678–904'],
    ['Gate 2287740035'],
    ['+966 (0)51 234 5678'],
    ['05:12:34:56:78'],
    ['20/01/2122/45'],
    ['2001-12-23-45'],
    ['2026-01-152026-01-15'],
    ['12:002287740'],
    ['2287740035 2026-01-15'],
    ['123452026-01-15'],
    ['Badge 12345 (2026-01-15) 6789'],
    ['2026-13-45 10'],
    ['1299-01-15 10'],
    ['1899/01/15 10'],
    ['15.01.2200 10'],
  ])('is in %s', (text) => {
    expect(holdsFullNumber(text)).toBe(true);
  });
});

describe('dates and times', () => {
  const two = (min: number, max: number) => fc.integer({ min, max }).map((value) => String(value).padStart(2, '0'));
  const year = fc.oneof(fc.integer({ min: 1300, max: 1500 }), fc.integer({ min: 1900, max: 2199 })).map(String);
  const date = fc
    .tuple(year, two(1, 12), two(1, 31), fc.constantFrom('y-m-d', 'y/m/d', 'd.m.y', 'd/m/y', 'd-m-y'))
    .map(([y, m, d, form]) => form.replace('y', y).replace('m', m).replace('d', d));
  const time = fc
    .tuple(two(0, 23), two(0, 59), fc.option(two(0, 59), { nil: undefined }))
    .map(([h, m, s]) => (s === undefined ? `${h}:${m}` : `${h}:${m}:${s}`));
  const scripted = fc
    .tuple(fc.oneof(date, time), fc.constantFrom(...SCRIPTS))
    .map(([text, zero]) => text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit))));
  const between = fc.constantFrom('Shift', 'from', 'until', 'إلى', 'مناوبة', 'A', 'No. 5 or so', '–', 'and');

  it('are no digits of a number, however many there are, in any script', () => {
    fc.assert(
      fc.property(
        sprinkled(
          fc.array(fc.oneof(scripted, between), { maxLength: 8 }).map((parts) => {
            // One digit of its own may stand there; more would add up.
            const first = parts.findIndex((part) => part.startsWith('No.'));
            return parts.filter((part, index) => !part.startsWith('No.') || index === first).join(' ');
          }),
        ),
        (text) => {
          expect(holdsFullNumber(text)).toBe(false);
          expect(holdsLink(text)).toBe(false);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['Shift 2026-01-15 12:00'],
    ['15/01/2026-20/01/2026'],
    ['15-01-2026-20-01-2026'],
    ['2026-01-15/2026-01-20'],
    ['08:00-17:00 (2026-01-15)'],
    ['2026-01-15T12:00:30+03:00'],
    ['No.5/2026-01-15'],
    ['من ٢٠٢٦/٠١/١٥ إلى ٢٠٢٦/٠١/٢٠'],
    ['1448-06-15, 1447/12/30, 01.01.1500'],
    ['24:00'],
    ['12345678'],
    ['Ahmed’s driver'],
  ])('are why %s holds none', (text) => {
    expect(holdsFullNumber(text)).toBe(false);
  });
});

describe('something to see', () => {
  it('is in no text of invisible characters, marks and blanks alone', () => {
    const nothing = fc.constantFrom(
      ...INVISIBLES,
      ' ',
      '\u00A0',
      '\u3000',
      '\t',
      '\u0301',
      '\u064E',
      '\u20DD',
      '\uFFFE',
    );
    fc.assert(
      fc.property(fc.array(nothing, { maxLength: 20 }), (parts) => {
        expect(hasSomethingToSee(parts.join(''))).toBe(false);
        expect(hasSomethingToSee(`${parts.join('')}ب${parts.join('')}`)).toBe(true);
      }),
    );
  });

  it.each([['a'], ['ع'], ['7'], ['.'], ['👍'], ['+'], ['中']])('is in %s', (text) => {
    expect(hasSomethingToSee(text)).toBe(true);
  });
});

describe('a text without what is invisible', () => {
  it('has none of it between letters of its alphabet, and nothing else changes', () => {
    fc.assert(
      fc.property(sprinkled(fc.constantFrom('Ahmed', 'Site B (2)', 'مشرف', 'Иван')), (text) => {
        const left = withoutInvisible(text);
        expect(left.replaceAll(/[\u200C\u200D]/g, '')).toBe(
          [...text].filter((character) => !INVISIBLES.includes(character)).join(''),
        );
        if (/[a-zа-я]/i.test(left)) expect(left).not.toMatch(/[\u200C\u200D]/);
      }),
    );
  });

  it.each([['می‌خواهم'], ['👨‍👩‍👧‍👦'], ['❤️'], ['क्‍ष'], ['7️⃣']])('keeps what holds %s together', (text) => {
    expect(withoutInvisible(text)).toBe(text);
  });
});

describe('a text of 100,000 characters', () => {
  const UNITS = [
    'a',
    '.',
    'a.',
    '1',
    '1:',
    '05:12:',
    '2026-01-15-',
    '01.',
    '\u0301\u0316',
    'ب.',
    '👍.',
    '-',
    'a-',
    '\u200D',
  ];
  const MORE = [
    'xn--',
    '7\uFE0F\u20E3',
    '٣',
    '12:00:',
    'www.',
    '1.1.1.',
    'a.sa.',
    ' ',
    '/:',
    '\u{116DA}',
    'ﷺ',
    '\uD83D',
  ];

  it.each([...UNITS, ...MORE])('takes time in proportion to it: %j', (unit) => {
    const text = unit.repeat(100_000 / unit.length);
    // A quadratic check takes minutes here, and the time limit of the test ends it.
    for (const look of [holdsLink, holdsFullNumber, hasSomethingToSee, withoutInvisible]) look(text);
  });
});
