import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PeopleFile, readFile } from '../../../../functions/import-checker/read-file.ts';
import { MAX_ROWS } from '../../../../shared/domain/imports.ts';
import { csvLine } from '../../../../shared/domain/people-file.ts';
import { ENCODERS } from '../../../support/encodings.ts';

function fileOf(text: string | Buffer): PeopleFile {
  const read = readFile(Buffer.from(text));
  if (!read.ok) throw new Error(read.failure.reason);
  return read.file;
}

function failureOf(text: string | Buffer) {
  const read = readFile(Buffer.from(text));
  return read.ok ? undefined : read.failure;
}

const cellsOf = (text: string | Buffer) => fileOf(text).rows.map(({ cells }) => cells);

/** A cell of a file: Arabic, delimiters, quotes and line ends in it; no spaces around it, and not blank. */
const cell = fc
  .array(fc.constantFrom('2', 'أ', 'ل', 'ي', ',', ';', '\t', '"', "'", '\r\n', '\n', ' ', '-', '=', '@', 'x'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((characters) => `a${characters.join('')}z`);

describe('the rows of a file', () => {
  it.each(
    Object.entries(ENCODERS).flatMap(([name, encode]) =>
      [',', ';', '\t'].map((delimiter) => ({ name, encode, delimiter })),
    ),
  )('come back as they were written, in $name with $delimiter', ({ encode, delimiter }) => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constant('2000000006'), cell, cell), { minLength: 1, maxLength: 10 }),
        (rows) => {
          const lines = [['رقم الهوية', 'التعريف', 'الفرع'], ...rows].map((cells) => csvLine(cells, delimiter));
          const file = fileOf(encode(lines.join('')));
          expect(file.rows.map(({ cells }) => cells)).toEqual(rows);
          expect(file).toMatchObject({ delimiter, ignoredColumns: ['الفرع'] });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('are found by columns in either language and any order, however they are spelt', () => {
    const { columns } = fileOf('التعريف;LEAD DAYS;رقم الهويه;أيَّام التنبيه ٢;Follow\r\nx;7;2000000006;;yes\r\n');
    expect(columns).toEqual({ label: 0, lead_days: 1, identity_number: 2, follow: 4 });
  });

  it('have the numbers that a spreadsheet shows: the header is row 1, blank rows count and are left out', () => {
    const text = 'identity_number,label\n2000000006,"two\nlines"\n,\n\n2100000005,b\n';
    expect(fileOf(text).rows.map(({ row }) => row)).toEqual([2, 5]);
  });

  it('begin behind the line that names the separator', () => {
    const file = fileOf('sep=;\r\nidentity_number;label\r\n2000000006;a,b\r\n');
    expect(file.rows).toEqual([{ row: 2, cells: ['2000000006', 'a,b'], isTooLong: false }]);
  });

  it.each(['\r\n', '\n', '\r'])('end in any way (%j), in the same file too', (end) => {
    expect(cellsOf(['identity_number,label', '2000000006,a', '2100000005,b'].join(end))).toEqual([
      ['2000000006', 'a'],
      ['2100000005', 'b'],
    ]);
    expect(cellsOf('identity_number\r\n2000000006\n2100000005\r\n')).toEqual([['2000000006'], ['2100000005']]);
  });

  it('may be shorter than the header; longer ones are told from those with blanks behind', () => {
    const { rows } = fileOf('identity_number,label\n2000000006\n2000000006,a,b\n2000000006,a,,\n');
    expect(rows.map(({ cells, isTooLong }) => [...cells, isTooLong])).toEqual([
      ['2000000006', '', false],
      ['2000000006', 'a', true],
      ['2000000006', 'a', false],
    ]);
  });

  it('keep quotation marks within a cell', () => {
    expect(cellsOf('identity_number,label\n2000000006,the "big" one\n')).toEqual([['2000000006', 'the "big" one']]);
  });

  it('are without the column that said what was wrong', () => {
    const file = fileOf('identity_number,الخطأ,label\n2000000006,wrong,a\n');
    expect(file).toMatchObject({
      header: ['identity_number', 'label'],
      columns: { identity_number: 0, label: 1 },
      ignoredColumns: [],
      rows: [{ cells: ['2000000006', 'a'] }],
    });
  });
});

describe('a file that is no list of people', () => {
  it.each([
    ['name,label\n2000000006,a\n', { reason: 'no-identity-column' }],
    ['identity_number,label,رقم الهوية\n1,2,3\n', { reason: 'duplicate-column' }],
    ['identity_number,label\n', { reason: 'no-rows' }],
    ['identity_number,label\n,\n\n', { reason: 'no-rows' }],
    ['identity_number,label\n2000000006,"a\n2100000005,b\n', { reason: 'broken-quotes', row: 2 }],
    [`identity_number${',x'.repeat(60)}\n2000000006\n`, { reason: 'too-many-columns' }],
    ['', { reason: 'empty-file' }],
  ])('%j is refused', (text, failure) => {
    expect(failureOf(text)).toEqual(failure);
  });

  it('has one row more than is allowed', () => {
    const rows = '2000000006\r\n'.repeat(MAX_ROWS);
    expect(fileOf(`identity_number\r\n${rows}\r\n\r\n`).rows).toHaveLength(MAX_ROWS);
    expect(failureOf(`identity_number\r\n${rows}2000000006\r\n`)).toEqual({ reason: 'too-many-rows' });
  });

  it('never makes reading it fail, whatever its bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(readFile(Buffer.from(bytes))).toHaveProperty('ok');
      }),
    );
  });
});
