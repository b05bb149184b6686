import { describe, expect, it } from 'vitest';
import { decode } from '../../../../../../../functions/import-checker/decode.ts';
import { csvOf, firstRows } from '../../../../../../../functions/portal/web/routes/uploads/csv.ts';
import { encodingOf } from '../../../../../../../functions/portal/web/routes/uploads/encoding.ts';
import { encodeWindows1256 } from '../../../../../../support/encodings.ts';

const TEXT = 'رقم الهوية,التعريف\r\n2000000006,سائق رافعة\r\n';
const utf16 = (text: string, isBigEndian: boolean) => {
  const bytes = Buffer.from(text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
};

describe('a file that was chosen', () => {
  it.each([
    ['UTF-8', 'utf-8', Buffer.from(TEXT)],
    ['UTF-8 with a mark', 'utf-8', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16 with a mark', 'utf-16le', utf16(`\ufeff${TEXT}`, false)],
    ['UTF-16 of the other order with a mark', 'utf-16be', utf16(`\ufeff${TEXT}`, true)],
    ['UTF-16 without a mark', 'utf-16le', utf16(TEXT, false)],
    ['UTF-16 of the other order without a mark', 'utf-16be', utf16(TEXT, true)],
    ['windows-1256', 'windows-1256', Buffer.from(encodeWindows1256(TEXT))],
    ['ASCII', 'utf-8', Buffer.from('identity_number\n2000000006\n')],
  ] as const)('in %s is read in the page as the service reads it', (_, encoding, bytes) => {
    expect(encodingOf(bytes)).toBe(encoding);
    const read = decode(Buffer.from(bytes));
    expect(read).toEqual({ ok: true, text: new TextDecoder(encoding).decode(bytes) });
  });

  it.each([
    [',', 'a,b\r\n"1,2","say ""hi"""\r\n'],
    [';', 'a;b\n1,2;say "hi"\n'],
    ['a tab', 'sep=\t\r\na\tb\r1,2\t"say ""hi"""'],
  ])('with %s between its columns shows its first rows', (_, text) => {
    expect(firstRows(text, 2)).toEqual([
      ['a', 'b'],
      ['1,2', 'say "hi"'],
    ]);
    expect(firstRows(text, 1)).toEqual([['a', 'b']]);
  });

  it('that comes from a workbook keeps its cells and its rows', () => {
    const rows = [['label'], ['two\r\nlines, "quoted"'], [''], [' blanks ']];
    expect(firstRows(csvOf(rows), 9)).toEqual(rows);
  });
});
