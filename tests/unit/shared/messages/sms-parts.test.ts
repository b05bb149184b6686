import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSmsParts, isGsm7 } from '../../../../shared/messages/sms-parts.ts';

/** 3GPP TS 23.038, 6.2.1, in the order of its table (0x1B, the escape, has no character). */
const DEFAULT_ALPHABET =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION_TABLE = '\f^{}\\[~]|€';

const basic = fc.constantFrom(...DEFAULT_ALPHABET);
const extended = fc.constantFrom(...EXTENSION_TABLE);
const gsm7Text = fc
  .array(fc.oneof({ weight: 3, arbitrary: basic }, { weight: 1, arbitrary: extended }), { maxLength: 700 })
  .map((characters) => characters.join(''));
const ucs2Text = fc
  .string({ unit: fc.oneof(fc.constantFrom('م', 'ﷺ', 'a', '€', ' '), fc.constantFrom('😀', '𝒳')), maxLength: 300 })
  .map((text) => `م${text}`);

/** The definition, by hand: characters of given sizes put into parts one after another, none of them split. */
function partsNeeded(sizes: readonly number[], capacity: number): number {
  const parts = [0];
  for (const size of sizes) {
    const last = parts.length - 1;
    const filled = (parts[last] ?? 0) + size;
    if (filled <= capacity) parts[last] = filled;
    else parts.push(size);
  }
  return parts.length;
}

describe('countSmsParts', () => {
  it('knows the 127 characters of the default alphabet and the 10 of the extension table', () => {
    expect([...DEFAULT_ALPHABET]).toHaveLength(127);
    for (const character of DEFAULT_ALPHABET) {
      expect(countSmsParts(character)).toEqual({ encoding: 'gsm7', units: 1, parts: 1 });
    }
    for (const character of EXTENSION_TABLE) {
      expect(countSmsParts(character)).toEqual({ encoding: 'gsm7', units: 2, parts: 1 });
    }
  });

  it.each(['م', 'ç', '`', '…', '’', '\t', '\u001B', '\u00A0', '\u200E', '😀', '٤'])(
    'sends %j in UCS-2',
    (character) => {
      expect(isGsm7(character)).toBe(false);
      expect(countSmsParts(`a${character}`)).toEqual({ encoding: 'ucs2', units: 1 + character.length, parts: 1 });
    },
  );

  it.each([
    ['', 'gsm7', 0, 1],
    ['a'.repeat(160), 'gsm7', 160, 1],
    ['a'.repeat(161), 'gsm7', 161, 2],
    ['a'.repeat(306), 'gsm7', 306, 2],
    ['a'.repeat(307), 'gsm7', 307, 3],
    ['€'.repeat(80), 'gsm7', 160, 1],
    [`${'€'.repeat(80)}a`, 'gsm7', 161, 2],
    // 153 is odd: an escape pair never fills a part, so each holds 76 of them.
    ['€'.repeat(152), 'gsm7', 304, 2],
    ['€'.repeat(153), 'gsm7', 306, 3],
    ['م'.repeat(70), 'ucs2', 70, 1],
    ['م'.repeat(71), 'ucs2', 71, 2],
    ['م'.repeat(134), 'ucs2', 134, 2],
    ['م'.repeat(135), 'ucs2', 135, 3],
    ['😀'.repeat(35), 'ucs2', 70, 1],
    // 67 is odd: a surrogate pair never fills a part, so each holds 33 of them.
    ['😀'.repeat(66), 'ucs2', 132, 2],
    ['😀'.repeat(67), 'ucs2', 134, 3],
  ] as const)('counts %# at the limits', (text, encoding, units, parts) => {
    expect(countSmsParts(text)).toEqual({ encoding, units, parts });
  });

  it('splits GSM-7 text as the definition does', () => {
    fc.assert(
      fc.property(gsm7Text, (text) => {
        const sizes = [...text].map((character) => (EXTENSION_TABLE.includes(character) ? 2 : 1));
        const units = sizes.reduce((sum, size) => sum + size, 0);
        const parts = units <= 160 ? 1 : partsNeeded(sizes, 153);
        expect(countSmsParts(text)).toEqual({ encoding: 'gsm7', units, parts });
      }),
    );
  });

  it('splits UCS-2 text as the definition does', () => {
    fc.assert(
      fc.property(ucs2Text, (text) => {
        const sizes = [...text].map((character) => character.length);
        const parts = text.length <= 70 ? 1 : partsNeeded(sizes, 67);
        expect(countSmsParts(text)).toEqual({ encoding: 'ucs2', units: text.length, parts });
      }),
    );
  });

  it('takes any string, lone surrogates included, and never counts less for more text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ maxLength: 200 }), (text, more) => {
        const whole = countSmsParts(text + more);
        expect(whole.parts).toBeGreaterThanOrEqual(countSmsParts(text).parts);
        expect(whole.encoding === 'gsm7').toBe(isGsm7(text) && isGsm7(more));
      }),
    );
    expect(countSmsParts('\uD83D')).toEqual({ encoding: 'ucs2', units: 1, parts: 1 });
  });
});
