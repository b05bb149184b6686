import fc from 'fast-check';
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
});
