/** References; a file of their own, so that only functions that take one carry its rules. */
import * as z from 'zod/mini';
import { toAsciiDigits } from '../domain/digits.ts';
import { holdsFullNumber, MAX_DIGITS_IN_A_ROW } from '../domain/free-text.ts';
import { refuse } from './validation.ts';

const MAX_REFERENCE = 12;
const LENGTH = { maximum: MAX_REFERENCE, unit: 'characters' } as const;
/** Letters of any script with their marks, digits, and what parts them in employee numbers. */
const REFERENCE = /^[\p{Letter}\p{Mark}\d\-/_]+$/u;
const LETTER_OR_DIGIT = /[\p{Letter}\d]/u;

/**
 * The establishment's own number for a person, to its form with ASCII digits: 1 to 12 letters of any script, digits, `-`, `/` and
 * `_`, one letter or digit at least, and no full number.
 */
export const referenceField = z.pipe(
  z.string(),
  z.transform((typed, context) => {
    const reference = toAsciiDigits(typed.trim()).normalize('NFC');
    if (reference === '') refuse(context, 'too-short', { minimum: 1, unit: 'characters' });
    else if (!REFERENCE.test(reference) || !LETTER_OR_DIGIT.test(reference)) refuse(context, 'bad-reference', LENGTH);
    else if ([...reference].length > MAX_REFERENCE) {
      refuse(context, 'too-long', LENGTH);
    } else if (holdsFullNumber(reference)) {
      refuse(context, 'holds-number', { maximum: MAX_DIGITS_IN_A_ROW, unit: 'digitsInARow' });
    }
    return reference;
  }),
);
