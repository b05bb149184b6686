/**
 * How many parts an SMS takes. Operators bill, and providers pace, by the part.
 *
 * - Alphabet: 3GPP TS 23.038, 6.2.1 (GSM 7-bit default alphabet) and 6.2.1.1 (its extension table). Without
 *   a national language table, text with any other character goes out in UCS-2.
 * - Size: 3GPP TS 23.040, 9.2.3.24.1. A part holds 140 octets = 160 septets or 70 UCS-2 units; the
 *   concatenation header takes 6 of the octets, which leaves 153 septets or 67 units.
 */

/** Units of one part: septets in GSM-7, 16-bit units in UCS-2. */
const SMS_PART_UNITS = {
  gsm7: { single: 160, concatenated: 153 },
  ucs2: { single: 70, concatenated: 67 },
} as const;

type SmsEncoding = keyof typeof SMS_PART_UNITS;

export interface SmsParts {
  encoding: SmsEncoding;
  /** Septets in GSM-7 (a character of the extension table counts two), UTF-16 code units in UCS-2. */
  units: number;
  /** At least 1: an empty message is sent as one part too. */
  parts: number;
}

const GSM7_DEFAULT = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);

/** Sent as the escape septet and one more. */
const GSM7_EXTENSION = new Set('\f^{}\\[~]|€');

export function isGsm7(text: string): boolean {
  for (const character of text) {
    if (!GSM7_DEFAULT.has(character) && !GSM7_EXTENSION.has(character)) return false;
  }
  return true;
}

/** Parts of a message. An escape pair or a surrogate pair that does not fit moves to the next part whole. */
export function countSmsParts(text: string): SmsParts {
  const encoding: SmsEncoding = isGsm7(text) ? 'gsm7' : 'ucs2';
  const limit = SMS_PART_UNITS[encoding];
  let units = 0;
  let parts = 1;
  let unitsInPart = 0;
  for (const character of text) {
    const size = encoding === 'ucs2' ? character.length : GSM7_EXTENSION.has(character) ? 2 : 1;
    units += size;
    unitsInPart += size;
    if (unitsInPart > limit.concatenated) {
      parts += 1;
      unitsInPart = size;
    }
  }
  return { encoding, units, parts: units <= limit.single ? 1 : parts };
}
