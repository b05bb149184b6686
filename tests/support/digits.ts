const withZero = (zero: number) => (text: string) =>
  text.replace(/\d/g, (digit) => String.fromCharCode(zero + Number(digit)));

/** A text with the digits of Arabic keyboards. */
export const arabicDigits = withZero(0x660);
/** A text with the digits of Persian keyboards. */
export const persianDigits = withZero(0x6f0);
