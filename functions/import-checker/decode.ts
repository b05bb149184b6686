/** From the bytes of a file to its text, by the encodings in which spreadsheets save. */
import { isUtf8 } from 'node:buffer';
import type { FileFailure } from '../../shared/domain/imports.ts';

export type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly failure: FileFailure };

/** The first bytes of files that are no text, by what they are. */
const SIGNATURES: readonly (readonly [readonly number[], FileFailure['reason']])[] = [
  [[0x25, 0x50, 0x44, 0x46], 'pdf-file'],
  // A workbook of Excel is a ZIP archive; older ones are compound files.
  [[0x50, 0x4b, 0x03, 0x04], 'excel-file'],
  [[0x50, 0x4b, 0x05, 0x06], 'excel-file'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'excel-file'],
];
const UTF_8_MARK = [0xef, 0xbb, 0xbf];
const UTF_16_LE_MARK = [0xff, 0xfe];
const UTF_16_BE_MARK = [0xfe, 0xff];
/** As much of a file tells its encoding. */
const SAMPLE_BYTES = 4096;
/** What a decoder writes for bytes that it cannot read. */
const UNREADABLE = '\ufffd';

const beginsWith = (bytes: Buffer, start: readonly number[]) => start.every((byte, index) => bytes[index] === byte);
const refused = (reason: FileFailure['reason']): Decoded => ({ ok: false, failure: { reason } });

/**
 * Decodes a file: UTF-8 and UTF-16 by their marks, UTF-16 without one by its zero bytes, UTF-8 where it is valid, else
 * windows-1256, in which Excel saves Arabic as "CSV".
 */
export function decode(bytes: Buffer): Decoded {
  if (bytes.length === 0) return refused('empty-file');
  const signature = SIGNATURES.find(([start]) => beginsWith(bytes, start));
  if (signature) return refused(signature[1]);
  const encoding = encodingOf(bytes);
  if (encoding === undefined) return refused('not-a-table');
  // The decoder drops a byte order mark.
  const text = new TextDecoder(encoding).decode(bytes);
  if (encoding !== 'windows-1256' && text.includes(UNREADABLE)) return refused('broken-encoding');
  if (text.trim() === '') return refused('empty-file');
  return /^\s*(?:<[!?a-z]|\{\\rtf)/i.test(text.slice(0, 200)) ? refused('not-a-table') : { ok: true, text };
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1256';

function encodingOf(bytes: Buffer): Encoding | undefined {
  if (beginsWith(bytes, UTF_8_MARK)) return 'utf-8';
  if (beginsWith(bytes, UTF_16_LE_MARK)) return 'utf-16le';
  if (beginsWith(bytes, UTF_16_BE_MARK)) return 'utf-16be';
  const zeros = zeroBytes(bytes.subarray(0, SAMPLE_BYTES));
  // Delimiters, digits and line ends of UTF-16 have a zero byte, always on the same side. No other text has zeros.
  if (zeros.even + zeros.odd > 0) {
    if (zeros.even === 0) return 'utf-16le';
    return zeros.odd === 0 ? 'utf-16be' : undefined;
  }
  return isUtf8(bytes) || isDamagedUtf8(bytes) ? 'utf-8' : 'windows-1256';
}

function zeroBytes(bytes: Buffer): { even: number; odd: number } {
  const zeros = { even: 0, odd: 0 };
  for (const [index, byte] of bytes.entries()) if (byte === 0) zeros[index % 2 === 0 ? 'even' : 'odd'] += 1;
  return zeros;
}

/**
 * Whether bytes are UTF-8 with some damage, so that windows-1256 would make other letters of it: most of what is no ASCII reads
 * as UTF-8. Arabic in windows-1256 hardly ever does.
 */
function isDamagedUtf8(bytes: Buffer): boolean {
  const text = new TextDecoder('utf-8').decode(bytes);
  const unreadable = text.split(UNREADABLE).length - 1;
  const readable = text.replace(/[\p{ASCII}\ufffd]/gu, '').length;
  return readable > unreadable;
}
