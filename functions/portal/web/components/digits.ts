const ZEROES = [0x30, 0x660, 0x6f0] as const;

/** A number as somebody types or pastes it: digits of three kinds, with spaces, hyphens and marks of direction. */
export function asciiDigits(text: string): string {
  return text
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => {
      const code = digit.charCodeAt(0);
      const zero = ZEROES.findLast((one) => one <= code) ?? 0x30;
      return String(code - zero);
    })
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '');
}
