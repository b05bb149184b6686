import fc from 'fast-check';
import parsePhoneNumber from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { parseMobileNumber } from '../../../../shared/domain/mobile-number.ts';

describe('a Saudi mobile number', () => {
  it('is the same however it begins, whatever its digits are, and whatever stands between them', () => {
    const subscriber = fc.stringMatching(/^(50|53|54|55|56|58|59)[0-9]{7}$/);
    const prefix = fc.constantFrom('', '0', '966', '00966', '+966', '+966(0)', '00966 0', '(+966) ', '＋966');
    const zero = fc.constantFrom(0x30, 0x660, 0x6f0, 0xff10);
    const between = fc.constantFrom('', ' ', '-', '\u00A0', '–', '.', '\u200E', '\u202A', '\u2068', '\u200B', '\uFEFF');
    fc.assert(
      fc.property(
        subscriber,
        prefix,
        zero,
        fc.array(between, { minLength: 1, maxLength: 6 }),
        (number, start, first, gaps) => {
          const typed = [...`${start}${number}`]
            .map((one, index) => {
              const written = /\d/.test(one) ? String.fromCodePoint(first + Number(one)) : one;
              return `${gaps[index % gaps.length]}${written}`;
            })
            .join('');
          expect(parseMobileNumber(`${typed}\u200F `)).toBe(`+966${number}`);
        },
      ),
    );
  });

  it.each([
    ['0512345678'],
    ['512345678'],
    ['966512345678'],
    ['00966512345678'],
    ['+966512345678'],
    ['+966 (0)51 234 5678'],
    ['٠٥١٢٣٤٥٦٧٨'],
    ['۰۵۱۲۳۴۵۶۷۸'],
  ])('is %s', (typed) => {
    expect(parseMobileNumber(typed)).toBe('+966512345678');
  });

  it.each([
    [''],
    ['+966112345678'],
    ['0112345678'],
    ['112345678'],
    ['0521234567'],
    ['+966521234567'],
    ['+447400123456'],
    ['00447400123456'],
    ['051234567'],
    ['05123456789'],
    ['+0512345678'],
    ['+00966512345678'],
    ['966966512345678'],
    ['call 0512345678'],
    ['0512345678 ext. 5'],
    ['0512345678;ext=5'],
    ['tel:+966512345678'],
    ['0512345678 / 0551234567'],
    ['05FLOWERS'],
    ['hr@example.sa'],
    [`${' '.repeat(1000)}0512345678`],
  ])('is not %s', (typed) => {
    expect(parseMobileNumber(typed)).toBeUndefined();
  });

  /** The full metadata of all countries, which functions need not carry. */
  function byLibrary(text: string): string | undefined {
    const parsed = /^\+?\d{8,15}$/.test(text) ? parsePhoneNumber(text, 'SA') : undefined;
    return parsed?.isValid() && parsed.country === 'SA' && parsed.getType() === 'MOBILE' ? parsed.number : undefined;
  }

  it('has the beginnings that libphonenumber knows of', () => {
    const numbers = Array.from({ length: 10_000 }, (_, beginning) => `${String(beginning).padStart(4, '0')}12345`);
    const known = numbers.filter((number) => byLibrary(number) !== undefined);
    expect(known.length).toBeGreaterThan(800);
    expect(numbers.filter((number) => parseMobileNumber(number) !== undefined)).toEqual(known);
  });

  it('is written as libphonenumber reads it', () => {
    const starts = [
      '',
      '+',
      '0',
      '00',
      '000',
      '966',
      '+966',
      '00966',
      '000966',
      '0966',
      '+0',
      '+00',
      '+00966',
      '+0966',
    ];
    const more = ['+9660', '96600', '+96600', '009660', '0096600', '966966', '+966966', '00966966', '1', '+1', '+9665'];
    const start = fc.constantFrom(...starts, ...more);
    const saudi = fc.stringMatching(/^5[0-9]{7,9}$/);
    const digits = fc.stringMatching(/^[0-9]{6,16}$/);
    fc.assert(
      fc.property(start, fc.oneof(saudi, digits), (begun, rest) => {
        expect(parseMobileNumber(`${begun}${rest}`)).toBe(byLibrary(`${begun}${rest}`));
      }),
      { numRuns: 5000 },
    );
  });
});
