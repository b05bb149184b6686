import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beginningsFor,
  fold,
  isFoundBy,
  isListedAt,
  parseQuery,
  parseSearchText,
  type SearchedPerson,
  searchedPerson,
  searchText,
  termsOf,
} from '../../../../shared/domain/search.ts';
import type { AffiliationRecord } from '../../../../shared/domain/traveller.ts';
import { affiliation, subscription } from '../../../support/factories.ts';

const person = (more: Partial<SearchedPerson> = {}): SearchedPerson => ({
  identityNumber: '2345678904',
  reference: 'a-12/7',
  label: 'night desk',
  names: ['محمد بن عبد الله', 'mohammed al-harbi'],
  ...more,
});
const finds = (typed: string, one: SearchedPerson = person()) => isFoundBy(one, parseQuery(typed));

describe('folding', () => {
  it.each([
    ['أحمد', 'احمد'],
    ['إبراهيم', 'ابراهيم'],
    ['آمنة', 'امنه'],
    ['ٱلحسن', 'الحسن'],
    ['مصطفى', 'مصطفي'],
    ['فاطمة', 'فاطمه'],
    ['مُحَمَّد', 'محمد'],
    ['مـــحمد', 'محمد'],
    ['ﻣﺤﻤﺪ', 'محمد'],
    ['٢٠٠۱', '2001'],
    ['José ÁLVAREZ', 'jose alvarez'],
    ['ＡＢ\u00a0c', 'ab c'],
    ['  a \t b ', 'a b'],
    ['\u200fمحمد\u200e', 'محمد'],
  ])('%s is %s', (typed, folded) => {
    expect(fold(typed)).toBe(folded);
  });

  it('of what is folded changes nothing, and leaves no line break', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const folded = fold(text);
        expect(fold(folded)).toBe(folded);
        expect(folded).not.toMatch(/[\n\p{M}\u0640]| {2}|^ | $/u);
      }),
    );
  });
});

describe('a person is found', () => {
  it.each([
    ['the beginning of the number', '23'],
    ['the number, typed in Arabic digits', '٢٣٤٥٦٧٨٩٠٤'],
    ['the number, typed in groups', '2345 678-904'],
    ['its last four digits', '8904'],
    ['more of its last digits', '678904'],
    ['the beginning of the reference', 'A-1'],
    ['the beginning of the label', 'NIGHT'],
    ['a beginning of the label with a space', 'night de'],
    ['a word of the Arabic name', 'عَبد'],
    ['a word of the English name', 'moh'],
    ['a part of a name behind a hyphen', 'harbi'],
    ['the name with its hyphen', 'al-h'],
    ['several words, in any order', 'harbi moh محمد'],
    ['words of different kinds', '8904 a-12 night بن'],
  ])('by %s', (_by, typed) => {
    expect(finds(typed)).toBe(true);
  });

  it.each([
    ['three last digits', '904'],
    ['digits from the middle of the number', '5678'],
    ['a later word of the label', 'desk'],
    ['the middle of a word', 'ammed'],
    ['words of which one does not match', 'moh nobody'],
    ['more than the reference', 'a-12/77'],
  ])('not by %s', (_by, typed) => {
    expect(finds(typed)).toBe(false);
  });

  it('by reference and label only while the subscription has not ended', () => {
    const labelled = { reference: 'B-1', label: 'Gate' };
    const followed = affiliation({ subscription: subscription(labelled) });
    expect(searchedPerson(followed)).toMatchObject({ reference: 'b-1', label: 'gate' });
    const ended = { at: '2026-02-01T00:00:00.000Z', eventId: 'end-1', reason: 'departed' } as const;
    const left: AffiliationRecord = affiliation({ subscription: subscription({ ...labelled, ended }) });
    expect(searchedPerson(left)).toMatchObject({ reference: '', label: '' });
  });
});

/** Few letters, so that terms and queries meet; with a letter of two UTF-16 units, and words longer than a term. */
const letters = fc.constantFrom('a', 'b', 'م', '1', '2', '-', '𐐨');
const word = fc.oneof(
  { weight: 9, arbitrary: fc.string({ unit: letters, minLength: 1, maxLength: 5 }) },
  { weight: 1, arbitrary: fc.string({ unit: letters, minLength: 60, maxLength: 80 }) },
);
const words = fc.array(word, { minLength: 1, maxLength: 4 }).map((several) => several.join(' '));
const digits = fc.string({ unit: fc.constantFrom('1', '2'), minLength: 10, maxLength: 10 });
const people = fc.record({
  identityNumber: digits,
  reference: fc.oneof(fc.constant(''), word),
  label: fc.oneof(fc.constant(''), words),
  names: fc.tuple(words, words),
});
const queries = fc.oneof(
  words,
  digits.chain((number) => fc.nat(8).map((from) => number.slice(from))),
  words,
);

/** The contract, word by word, without a thought for an index. */
function naively({ identityNumber, reference, label, names }: SearchedPerson, typed: string): boolean {
  const one = (text: string) =>
    identityNumber.startsWith(text) ||
    (/^\d{4,}$/.test(text) && identityNumber.endsWith(text)) ||
    reference.startsWith(text) ||
    label.startsWith(text) ||
    names.some((name) =>
      [...name].some((_letter, at) => {
        const units = [...name];
        const rest = units.slice(at).join('').split(' ')[0] ?? '';
        const startsWord = at === 0 || !/[\p{L}\p{N}]/u.test(units[at - 1] ?? '');
        return startsWord && /^[\p{L}\p{N}]/u.test(rest) && rest.startsWith(text);
      }),
    );
  const text = fold(typed);
  const number = text.replace(/[ -]/g, '');
  const isNumber = /^\d{2,10}$/.test(number) && number !== text;
  return (
    text.split(' ').every(one) ||
    label.startsWith(text) ||
    (isNumber && (identityNumber.startsWith(number) || (number.length >= 4 && identityNumber.endsWith(number))))
  );
}

describe('the index', () => {
  it('finds whom the contract says', () => {
    fc.assert(
      fc.property(people, queries, (one, typed) => {
        fc.pre(fold(typed).length > 1);
        expect(finds(typed, one)).toBe(naively(one, typed));
      }),
      { numRuns: 2000 },
    );
  });

  it('lists everybody who is found at exactly one of their rows, under five beginnings at the most', () => {
    fc.assert(
      fc.property(people, queries, (one, typed) => {
        fc.pre(fold(typed).length > 1 && finds(typed, one));
        const beginnings = beginningsFor(parseQuery(typed));
        expect(beginnings.length).toBeLessThanOrEqual(5);
        const listed = beginnings.flatMap((beginning, at) =>
          termsOf(one).filter((term) => term.startsWith(beginning) && isListedAt(one, term, beginnings, at)),
        );
        expect(listed).toHaveLength(1);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps a person as one text', () => {
    fc.assert(
      fc.property(people, (one) => {
        expect(parseSearchText(searchText(one))).toEqual(one);
      }),
    );
  });

  it('keeps terms within the longest key', () => {
    const long = person({ label: '﷽'.repeat(40), names: ['𐐨'.repeat(200), 'b'] });
    for (const term of termsOf({ ...long, label: fold(long.label) }))
      expect(Buffer.byteLength(term)).toBeLessThanOrEqual(256);
  });
});
