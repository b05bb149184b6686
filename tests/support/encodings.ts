/** Text files as spreadsheets save them. */

/** Windows-1256, byte by byte: the inverse of what the platform decodes. */
const WINDOWS_1256 = new Map(
  Array.from({ length: 256 }, (_, byte) => [new TextDecoder('windows-1256').decode(Uint8Array.of(byte)), byte]),
);

const LITTLE_ENDIAN_MARK = '\ufeff';

/** How a text becomes bytes, by the name of the encoding. */
export const ENCODERS: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with a mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16 LE with a mark': (text) => Buffer.from(LITTLE_ENDIAN_MARK + text, 'utf16le'),
  'UTF-16 BE with a mark': (text) => Buffer.from(LITTLE_ENDIAN_MARK + text, 'utf16le').swap16(),
  'UTF-16 LE': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16 BE': (text) => Buffer.from(text, 'utf16le').swap16(),
  'windows-1256': encodeWindows1256,
};

/** @throws Error for a character that windows-1256 lacks */
export function encodeWindows1256(text: string): Buffer {
  return Buffer.from(
    [...text].map((character) => {
      const byte = WINDOWS_1256.get(character);
      if (byte === undefined) throw new Error(`windows-1256 has no ${character}`);
      return byte;
    }),
  );
}
