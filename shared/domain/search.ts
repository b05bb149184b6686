/**
 * How an establishment finds its people by what somebody types: the beginning or the last digits of the number, the
 * beginning of the reference or the label, the beginning of any word of either name; letters folded, so that spelling does
 * not matter. Pure: the store keeps what {@link termsOf} makes, and asks for what {@link parseQuery} reads.
 */
import { normaliseNumber, toAsciiDigits } from './digits.ts';
import { INVISIBLE } from './free-text.ts';
import { IDENTITY_NUMBER_DIGITS } from './identity-number.ts';
import type { AffiliationRecord } from './traveller.ts';

/** What is dropped: marks, the tatweel, and what nobody sees. */
const DROPPED = new RegExp(`[\\p{Mark}\u0640${INVISIBLE}]`, 'gu');
/** Letters that are written for each other. Alefs with a hamza or a madda lose it as a mark. */
const WRITTEN_FOR: Readonly<Record<string, string>> = { '\u0671': '\u0627', '\u0649': '\u064a', '\u0629': '\u0647' };

/**
 * A text as search compares it: letters without marks and tatweel (NFKD), the forms of alef as one, `ى` as `ي`, `ة` as `ه`,
 * digits as ASCII, in lower case, and one space where there are blanks.
 */
export function fold(text: string): string {
  // Lower case may part a letter from its mark again.
  return toAsciiDigits(plain(plain(text).toLowerCase()))
    .replace(/[\u0671\u0649\u0629]/g, (letter) => WRITTEN_FOR[letter] ?? letter)
    .replace(/\s+/g, ' ')
    .trim();
}

const plain = (text: string) => text.normalize('NFKD').replace(DROPPED, '');

/** What somebody is found by, folded; in a row of an index it stands as one text. */
export interface SearchedPerson {
  readonly identityNumber: string;
  /** Empty where the person has none. */
  readonly reference: string;
  readonly label: string;
  readonly names: readonly string[];
}

/** What one of the present people is found by. A subscription that has ended names nobody. */
export function searchedPerson({ identityNumber, subscription, profile }: AffiliationRecord): SearchedPerson {
  const { reference = '', label = '' } = subscription && !subscription.ended ? subscription : {};
  const { ar = '', en = '' } = profile?.name ?? {};
  return { identityNumber, reference: fold(reference), label: fold(label), names: [fold(ar), fold(en)] };
}

/** No folded text holds a line break. */
const SEPARATOR = '\n';

export function searchText({ identityNumber, reference, label, names }: SearchedPerson): string {
  return [identityNumber, reference, label, ...names].join(SEPARATOR);
}

/** Reads what {@link searchText} wrote. */
export function parseSearchText(text: string): SearchedPerson {
  const [identityNumber = '', reference = '', label = '', ...names] = text.split(SEPARATOR);
  return { identityNumber, reference, label, names };
}

/** Characters of a term that the index sorts by: a key of DynamoDB has 1,024 bytes at most. */
const MAX_TERM = 64;
/** What the term of a number begins with whose digits stand in reverse, so that its last digits are a beginning. */
const REVERSED = '<';
/** Fewer last digits than messages show find nobody. */
const MIN_LAST_DIGITS = 4;

const cut = (text: string) => [...text].slice(0, MAX_TERM).join('');
const reversed = (digits: string) => REVERSED + [...digits].reverse().join('');

/** The words of a name: what blanks part, and what follows a hyphen or another sign in it («Al-Harbi»: also «Harbi»). */
function wordsOfName(name: string): string[] {
  return name
    .split(' ')
    .flatMap((word) => [...word.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu)].map(({ index }) => word.slice(index)));
}

/** The texts by whose beginnings a person is found. */
function beginningsOf({ identityNumber, reference, label, names }: SearchedPerson): string[] {
  return [identityNumber, reference, label, ...names.flatMap(wordsOfName)].filter((text) => text !== '');
}

/** The terms of a person as an index keeps them: sorted, each once. */
export function termsOf(person: SearchedPerson): string[] {
  const terms = [...beginningsOf(person), reversed(person.identityNumber)].map(cut);
  return [...new Set(terms)].sort();
}

/** What somebody looks for. */
export interface PersonQuery {
  /** Folded, with one space between words. */
  readonly text: string;
  /** Each of them has to match. */
  readonly words: readonly string[];
  /** The digits of a number that was typed with spaces or hyphens. */
  readonly digits?: string;
}

/** A query has so many characters at the least, and at the most. */
export const QUERY_LENGTH = { minimum: 2, maximum: 100 } as const;

/** Reads what somebody typed; its length is left to the caller. */
export function parseQuery(typed: string): PersonQuery {
  const text = fold(typed);
  const digits = normaliseNumber(text);
  const isNumber = digits !== text && digits.length <= IDENTITY_NUMBER_DIGITS && /^\d{2,}$/.test(digits);
  return { text, words: text.split(' '), ...(isNumber && { digits }) };
}

/** Whether a person is one of those that a query looks for. */
export function isFoundBy(person: SearchedPerson, { text, words, digits }: PersonQuery): boolean {
  const beginnings = beginningsOf(person);
  const isMatch = (word: string) =>
    beginnings.some((beginning) => beginning.startsWith(word)) || endsIn(person.identityNumber, word);
  return (
    words.every(isMatch) ||
    person.label.startsWith(text) ||
    (digits !== undefined && (person.identityNumber.startsWith(digits) || endsIn(person.identityNumber, digits)))
  );
}

const areLastDigits = (text: string) => text.length >= MIN_LAST_DIGITS && /^\d+$/.test(text);
const endsIn = (identityNumber: string, digits: string) => areLastDigits(digits) && identityNumber.endsWith(digits);

/**
 * The beginnings of terms under which everybody stands whom a query finds, the most telling ones first. There are five at the
 * most: of the longest word, of the whole text (a label with spaces), and of the digits, which may be the last ones too.
 */
export function beginningsFor({ text, words, digits }: PersonQuery): string[] {
  const longest = words.reduce((one, other) => (other.length > one.length ? other : one));
  const texts = [...(digits === undefined ? [] : [digits]), ...(words.length > 1 ? [text] : []), longest];
  const beginnings = texts.flatMap((one) => [cut(one), ...(areLastDigits(one) ? [reversed(one)] : [])]);
  return [...new Set(beginnings)];
}

/**
 * Whether a person is listed at this row of the index. A person whom several terms match is listed at the first of them
 * alone, so that pages need to remember nobody.
 *
 * @param term of the row, one of {@link termsOf}
 * @param beginnings of the query, as {@link beginningsFor} orders them
 * @param at the beginning under which the row was found
 */
export function isListedAt(person: SearchedPerson, term: string, beginnings: readonly string[], at: number): boolean {
  const terms = termsOf(person);
  const first = beginnings.findIndex((beginning) => terms.some((one) => one.startsWith(beginning)));
  return first === at && terms.find((one) => one.startsWith(beginnings[at] ?? '')) === term;
}
