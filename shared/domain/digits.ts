/**
 * Marks that people paste along with a number and that carry no meaning in it: white space, hyphens and dashes, bidi
 * controls (UAX #9), zero-width and other invisible characters.
 */
const IGNORED = /[\s\p{Default_Ignorable_Code_Point}\p{Format}\p{Dash_Punctuation}\u2212]/gu;
const NATIVE_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;

/** Turns Arabic-Indic and Persian digits into ASCII ones; everything else stays. */
export function toAsciiDigits(text: string): string {
  // In both blocks the low four bits are the digit's value.
  return text.replace(NATIVE_DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/** A number as typed or pasted, in ASCII digits and without spaces, hyphens and bidi marks. */
export function normaliseNumber(text: string): string {
  return toAsciiDigits(text).replace(IGNORED, '');
}

/**
 * Luhn's check over all digits, the last being the check digit (ISO/IEC 7812-1, annex B).
 *
 * @param digits ASCII digits only
 */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const weighted = index % 2 === 1 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}
