import { normaliseNumber } from './digits.ts';

/** From abroad or within the country, with or without the zero that callers within the country dial first. */
const WRITTEN = /^(?:(?:\+|00)?966)?0?(5\d{8})$/;

/** The numbers of mobile telephones. They are those of libphonenumber: a test compares the two. */
const MOBILE = /^5(?:[013-689]|7[0-8]|79[0-8])/;

/** What is pasted along with a number is not endless. */
const MAX_TYPED = 1000;

/**
 * Reads a Saudi mobile number as typed or pasted, in E.164; undefined when it is none. It may be written as within the
 * country (`051 234 5678`, `512345678`) or from abroad (`+966`, `00966`, `966`, also with `(0)` behind).
 */
export function parseMobileNumber(typed: string): string | undefined {
  if (typed.length > MAX_TYPED) return undefined;
  const text = normaliseNumber(typed.normalize('NFKC')).replace(/[()./]/g, '');
  const [, number] = WRITTEN.exec(text) ?? [];
  return number !== undefined && MOBILE.test(number) ? `+966${number}` : undefined;
}
