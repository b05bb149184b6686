import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseNumber, passesLuhn, toAsciiDigits } from '../../../../shared/domain/digits.ts';

const digit = fc.integer({ min: 0, max: 9 });
const digits = (length: number) => fc.array(digit, { minLength: length, maxLength: length });

/** The check digit by the book: double every second digit from the right, add the digits of the products. */
function checkDigitOf(payload: readonly number[]): number {
  const sum = payload
    .toReversed()
    .map((value, index) => (index % 2 === 0 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][value] : value) ?? 0)
    .reduce((total, value) => total + value, 0);
  return (10 - (sum % 10)) % 10;
}

const valid = digits(9).map((payload) => [...payload, checkDigitOf(payload)]);

describe('Luhn', () => {
  it('accepts the one check digit that belongs to a number, and no other', () => {
    fc.assert(
      fc.property(digits(9), (payload) => {
        const accepted = Array.from({ length: 10 }, (_, last) => last).filter((last) =>
          passesLuhn([...payload, last].join('')),
        );
        expect(accepted).toEqual([checkDigitOf(payload)]);
      }),
    );
  });

  it('detects every single wrong digit', () => {
    fc.assert(
      fc.property(valid, fc.nat(9), fc.integer({ min: 1, max: 9 }), (number, position, shift) => {
        const wrong = number.with(position, ((number[position] ?? 0) + shift) % 10);
        expect(passesLuhn(wrong.join(''))).toBe(false);
      }),
    );
  });

  it('detects every swap of neighbours but that of 0 and 9', () => {
    fc.assert(
      fc.property(valid, fc.nat(8), (number, position) => {
        const [left = 0, right = 0] = number.slice(position);
        const swapped = number.with(position, right).with(position + 1, left);
        const undetectable = left === right || (left + right === 9 && Math.abs(left - right) === 9);
        expect(passesLuhn(swapped.join(''))).toBe(undetectable);
      }),
    );
  });
});

describe('normalising a number', () => {
  const scripts = ['0123456789', '٠١٢٣٤٥٦٧٨٩', '۰۱۲۳۴۵۶۷۸۹'];
  const mark = fc.constantFrom(
    ...[' ', '\u00a0', '\u202f', '\t', '-', '\u2010', '\u2011', '\u2013', '\u2212', '\u00ad'],
    ...['\u061c', '\u200b', '\u200e', '\u200f', '\u202a', '\u202c', '\u202e', '\u2066', '\u2069', '\ufeff'],
  );
  const typed = fc.array(fc.record({ value: digit, script: fc.nat(2), before: fc.array(mark, { maxLength: 3 }) }), {
    maxLength: 15,
  });

  it('gives the ASCII digits of every mix of scripts, spaces, hyphens and bidi marks', () => {
    fc.assert(
      fc.property(typed, fc.array(mark, { maxLength: 3 }), (parts, trailing) => {
        const text = parts.map(({ value, script, before }) => before.join('') + scripts[script]?.[value]).join('');
        expect(normaliseNumber(text + trailing.join(''))).toBe(parts.map(({ value }) => value).join(''));
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = normaliseNumber(text);
        expect(normaliseNumber(once)).toBe(once);
      }),
    );
  });

  it('keeps letters and signs, so that they are refused and not swallowed', () => {
    expect(normaliseNumber('+966 51-234 5678x')).toBe('+966512345678x');
    expect(toAsciiDigits('رقم ٢٠')).toBe('رقم 20');
  });
});
