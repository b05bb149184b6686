/**
 * What texts that others write may not hold: a link, a full number, nothing to see.
 *
 * Establishments write labels, registries write names of ports. The API refuses such a label at the door, and messages
 * leave such a text out, also one that was stored before. All checks take time in proportion to the text.
 */
import { domainToASCII } from 'node:url';
import { tlds } from '@hapi/tlds';
import { toAsciiDigits } from './digits.ts';

/**
 * A class of a regular expression (flag `u`), without its brackets: characters that take no room and show nothing: those that Unicode says to ignore where they are not supported
 * (Default_Ignorable_Code_Point, UAX #44: zero-width characters, variation selectors, Hangul fillers, tags), format and
 * control characters, noncharacters, halves of surrogate pairs, and four blanks that are symbols or letters by category.
 */
export const INVISIBLE =
  '\\p{Default_Ignorable_Code_Point}\\p{Format}\\p{Surrogate}\\p{Noncharacter_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}';
const invisible = new RegExp(`[${INVISIBLE}]`, 'gu');
const visible = new RegExp(`[^${INVISIBLE}\\p{Control}\\p{Separator}\\p{Mark}]`, 'u');

/** Whether a reader sees anything of a text. Marks alone have no letter to stand on. */
export function hasSomethingToSee(text: string): boolean {
  return visible.test(text);
}

/** The first character of a text that a reader sees. */
export function firstToSee(text: string): string | undefined {
  return visible.exec(text)?.[0];
}

/**
 * Invisible characters that do something where they stand: a joiner after a letter of a script that joins its letters or
 * builds conjuncts (Unicode 23.2), a joiner between emoji, and the selector that makes an emoji of a character (UTS #51).
 */
const AT_WORK = [
  `(?<=[\\p{Letter}\\p{Mark}])(?<![\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}${INVISIBLE}])[\\u200C\\u200D]`,
  '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F])\\u200D(?=\\p{Extended_Pictographic})',
  '(?<=\\p{Emoji})(?<![0-9#*])\\uFE0F',
  '(?<=[0-9#*])\\uFE0F(?=\\u20E3)',
].join('|');
const invisibleOrAtWork = new RegExp(`(${AT_WORK})|[${INVISIBLE}]`, 'gu');

/** A text without the invisible characters that do nothing. */
export function withoutInvisible(text: string): string {
  return text.replace(invisibleOrAtWork, (_, atWork: string | undefined) => atWork ?? '');
}

/**
 * A text as the checks read it: without anything invisible, and each character as the plain one that it looks like
 * (NFKC): full-width dots, digits in circles, mathematical letters. It goes one by one, because normalisation
 * reorders a long row of marks in quadratic time.
 */
function plain(text: string): string {
  return text.replace(invisible, '').replace(/\P{ASCII}/gu, (character) => character.normalize('NFKC'));
}

// Links

/** Dots that part the labels of a domain (UTS #46, 4.5); the full-width and half-width ones are made plain before. */
const DOT = '[.\u3002]';
const LABEL = '[\\p{Letter}\\p{Number}\\p{Mark}-]';
/** The last part of a name with a dot: after something that may end a label, emoji too, and before no further part. */
const lastPart = new RegExp(
  `(?<=[\\p{Letter}\\p{Number}\\p{Mark}\\p{Symbol}_-])${DOT}(${LABEL}+)(?!${LABEL})(?!${DOT}[\\p{Letter}\\p{Number}])`,
  'gu',
);
/** What needs no top-level domain: a scheme, `www.`, and an IPv4 address with a path, port or query. */
const LINK_OF_ITSELF = /:\/\/|(?<![\p{L}\p{N}])www\.[\p{L}\p{N}]|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}[/:?#]/u;
/** Labels of domains have no more characters (RFC 1035, 2.3.4). */
const LONGEST_LABEL = 63;

/**
 * Whether a text holds what telephones and mail clients turn into a link: `://`, or `name.tld` whose last part is a
 * delegated top-level domain, of any script.
 */
export function holdsLink(text: string): boolean {
  const read = plain(text).toLowerCase();
  if (LINK_OF_ITSELF.test(read)) return true;
  for (const [, part = ''] of read.matchAll(lastPart)) {
    if (topLevelDomainsIn(part).some(isTopLevelDomain)) return true;
  }
  return false;
}

/** A part of a name, and what of it stands before another alphabet: in «fine.ruادفع» programs see `fine.ru`. */
function topLevelDomainsIn(part: string): string[] {
  const label = part.replace(/-+$/, '');
  const [start = label] = /^(?:\p{ASCII}+|\P{ASCII}+)/u.exec(label) ?? [];
  return start === label ? [label] : [label, start];
}

function isTopLevelDomain(label: string): boolean {
  if (label.length > LONGEST_LABEL) return false;
  // The list has the ASCII form of names in other scripts.
  return tlds.has(/^\p{ASCII}*$/u.test(label) ? label : domainToASCII(label));
}

// Full numbers

/** As many digits as tell who somebody is, or call them: telephone numbers without their prefix have nine. */
const FULL_NUMBER_DIGITS = 9;
/** The most digits in a row that are no full number. */
export const MAX_DIGITS_IN_A_ROW = FULL_NUMBER_DIGITS - 1;

const YEAR = '(?:1[34]\\d\\d|1500|19\\d\\d|2[01]\\d\\d)';
const MONTH = '(?:0[1-9]|1[0-2])';
const DAY = '(?:0[1-9]|[12]\\d|3[01])';
const TIME = '(?:[01]\\d|2[0-4]):[0-5]\\d(?::[0-5]\\d)?';

/**
 * Dates or times in a row that share their separator. What goes on with the same separator and further digits is a number
 * in groups: `05:12:34:56:78`, `20/01/2122/45`.
 */
function row(separator: string, forms: readonly string[]): string {
  const form = `(?:${forms.join('|')})`;
  return `(?<!\\d${separator}?)${form}(?:${separator}${form})*(?!${separator}?\\d)`;
}

const datesAndTimes = new RegExp(
  [
    row('-', [`${YEAR}-${MONTH}-${DAY}`, `${DAY}-${MONTH}-${YEAR}`]),
    row('/', [`${YEAR}/${MONTH}/${DAY}`, `${DAY}/${MONTH}/${YEAR}`]),
    row('\\.', [`${DAY}\\.${MONTH}\\.${YEAR}`]),
    `(?<!\\d:?)${TIME}(?!:?\\d)`,
  ].join('|'),
  'g',
);

/** Letters part numbers; those that only modify others, and the tatweel, are read over. */
const NEITHER_DIGIT_NOR_LETTER = /[^\d\p{Lowercase_Letter}\p{Uppercase_Letter}\p{Titlecase_Letter}\p{Other_Letter}]+/gu;
const fullNumber = new RegExp(`\\d{${FULL_NUMBER_DIGITS}}`);

/**
 * Whether a text holds an identity number, a telephone number or the like: nine digits or more, of any script, once
 * everything between them that is no letter is taken away. Dates and times are left out.
 */
export function holdsFullNumber(text: string): boolean {
  const digits = toAsciiDigits(plain(text)).replace(/(?!\d)\p{Number}/gu, asciiDigit);
  return fullNumber.test(digits.replace(datesAndTimes, ' ').replace(NEITHER_DIGIT_NOR_LETTER, ''));
}

/** The value of a digit. A sign of another numeral system is some digit: which, matters for dates alone. */
function asciiDigit(character: string): string {
  if (!/\p{Decimal_Number}/u.test(character)) return '0';
  // The ten digits of a script follow each other from zero (Unicode 4.6); some scripts stand side by side.
  const codePoint = character.codePointAt(0) ?? 0;
  let first = codePoint;
  while (/\p{Decimal_Number}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((codePoint - first) % 10);
}
