import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../../../../functions/import-checker/decode.ts';
import { ENCODERS, encodeWindows1256 } from '../../../support/encodings.ts';

const reasonOf = (bytes: Buffer) => {
  const decoded = decode(bytes);
  return decoded.ok ? undefined : decoded.failure.reason;
};

/** Words of a file of people: ASCII, Arabic letters of windows-1256, and Persian ones that UTF-8 may take for itself. */
const arabicWord = fc
  .array(fc.constantFrom(...'ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئ،؛؟ًٌٍَُِّْپچژگ'), { minLength: 2, maxLength: 12 })
  .map((letters) => letters.join(''));
const line = fc
  .array(fc.oneof(arabicWord, fc.stringMatching(/^[ -~]{0,12}$/)), { minLength: 1, maxLength: 6 })
  .map((cells) => `${cells.join(',')}\r\n`);
const text = fc.array(line, { minLength: 1, maxLength: 30 }).map((lines) => `رقم الهوية,التعريف\r\n${lines.join('')}`);

describe('the text of a file', () => {
  it.each(Object.entries(ENCODERS))('comes back from %s', (_name, encode) => {
    fc.assert(
      fc.property(text, (typed) => {
        expect(decode(encode(typed))).toEqual({ ok: true, text: typed });
      }),
    );
  });

  it('is windows-1256 where one short Arabic word is all that is no ASCII', () => {
    expect(decode(encodeWindows1256('identity_number,label\r\n2000000006,سائق\r\n'))).toEqual({
      ok: true,
      text: 'identity_number,label\r\n2000000006,سائق\r\n',
    });
  });

  it('is refused as damaged where UTF-8 was cut within a letter, and not read as other letters', () => {
    const bytes = Buffer.from('رقم الهوية,التعريف\r\n2000000006,سائق الشاحنة');
    expect(reasonOf(bytes.subarray(0, -1))).toBe('broken-encoding');
    expect(reasonOf(Buffer.concat([Buffer.from('\ufeffa,b\n'), Buffer.of(0xc7)]))).toBe('broken-encoding');
    expect(reasonOf(Buffer.concat([Buffer.from('\ufeffa,b\n', 'utf16le'), Buffer.of(0x31)]))).toBe('broken-encoding');
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'empty-file'],
    ['a mark alone', Buffer.from('\ufeff'), 'empty-file'],
    ['blank lines', Buffer.from('\r\n \r\n'), 'empty-file'],
    ['a PDF', Buffer.from('%PDF-1.7\n%âãÏÓ'), 'pdf-file'],
    ['a workbook', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x14, 0x00]), 'excel-file'],
    ['an empty archive', Buffer.from([0x50, 0x4b, 0x05, 0x06, 0x00]), 'excel-file'],
    ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), 'excel-file'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x00, 0x00, 0x00, 0x0d]), 'not-a-table'],
    ['a page', Buffer.from('<!DOCTYPE html><table>'), 'not-a-table'],
    ['a table of an old report', Buffer.from('<table><tr><td>'), 'not-a-table'],
  ])('is not read from %s', (_name, bytes, reason) => {
    expect(reasonOf(bytes)).toBe(reason);
  });
});
