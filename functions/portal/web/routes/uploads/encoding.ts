const SAMPLE_BYTES = 4096;
const UNREADABLE = '\ufffd';

/**
 * How a text file is encoded: UTF-8 and UTF-16 by their marks, UTF-16 without one by its zero bytes, UTF-8 where it reads as
 * such, else windows-1256, in which Excel saves Arabic as "CSV". The service guesses alike; a test compares the two.
 */
export function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1256' {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const zeroAt = [...sample.keys()].filter((index) => sample[index] === 0);
  if (zeroAt.length > 0) return zeroAt.every((index) => index % 2 === 1) ? 'utf-16le' : 'utf-16be';
  const text = new TextDecoder('utf-8').decode(bytes);
  const unreadable = text.split(UNREADABLE).length - 1;
  if (unreadable === 0) return 'utf-8';
  // Damaged UTF-8 still has more letters that read than places that do not; windows-1256 hardly ever.
  return text.replace(/[\p{ASCII}\ufffd]/gu, '').length > unreadable ? 'utf-8' : 'windows-1256';
}
