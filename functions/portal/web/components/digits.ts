const ZEROES = [0x30, 0x660, 0x6f0] as const;

/** A text with the digits of three kinds as ASCII, and without the marks of direction that are pasted with them. */
export function asciiDigits(text: string): string {
  return text
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => {
      const code = digit.charCodeAt(0);
      const zero = ZEROES.findLast((one) => one <= code) ?? 0x30;
      return String(code - zero);
    })
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '');
}

/** The digits of a number as somebody types or pastes it, as the API reads one: spaces and hyphens between them do not matter. */
export function numberTyped(text: string): string {
  return asciiDigits(text).replace(/[\s-]/g, '');
}
