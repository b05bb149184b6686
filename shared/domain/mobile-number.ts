import parsePhoneNumber from 'libphonenumber-js/max';
import { normaliseNumber } from './digits.ts';

/** With or without a plus, and nothing else: the library would look for a number inside of any text. */
const NUMBER = /^\+?\d{8,15}$/;

/** What is pasted along with a number is not endless. */
const MAX_TYPED = 1000;

/**
 * Reads a Saudi mobile number as typed or pasted, in E.164; undefined when it is none. It may be written as within the
 * country (`051 234 5678`, `512345678`) or from abroad (`+966`, `00966`, `966`, also with `(0)` behind).
 */
export function parseMobileNumber(typed: string): string | undefined {
  if (typed.length > MAX_TYPED) return undefined;
  const text = normaliseNumber(typed.normalize('NFKC')).replace(/[()./]/g, '');
  const parsed = NUMBER.test(text) ? parsePhoneNumber(text, 'SA') : undefined;
  return parsed?.isValid() && parsed.country === 'SA' && parsed.getType() === 'MOBILE' ? parsed.number : undefined;
}
