/** Labels; a file of its own, so that only functions that take labels carry the list of top-level domains. */
import * as z from 'zod/mini';
import { hasSomethingToSee, holdsFullNumber, holdsLink, MAX_DIGITS_IN_A_ROW } from '../domain/free-text.ts';
import { refuse } from './validation.ts';

const MAX_LABEL = 40;
/**
 * Control characters, line separators, bidi controls that would turn the text around them, and halves of surrogate pairs,
 * which no encoding can carry.
 */
const CONTROL = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/**
 * A label that an establishment gives: up to 40 characters (code points) without the blanks around them, something to see
 * among them, and neither a link nor a full number.
 */
export const labelField = z.pipe(
  z.string(),
  z.transform((typed, context) => {
    const text = typed.trim();
    // As typed: some control characters count as blanks.
    if (CONTROL.test(typed)) refuse(context, 'control-character');
    else if (!hasSomethingToSee(text)) refuse(context, 'too-short', { minimum: 1, unit: 'visibleCharacters' });
    else if ([...text].length > MAX_LABEL) refuse(context, 'too-long', { maximum: MAX_LABEL, unit: 'characters' });
    else {
      if (holdsLink(text)) refuse(context, 'holds-link');
      if (holdsFullNumber(text))
        refuse(context, 'holds-number', { maximum: MAX_DIGITS_IN_A_ROW, unit: 'digitsInARow' });
    }
    return text;
  }),
);
