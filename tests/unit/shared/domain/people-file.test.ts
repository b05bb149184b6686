import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERTS } from '../../../../shared/domain/alerts.ts';
import { LANGUAGES } from '../../../../shared/domain/contacts.ts';
import {
  alertsNamed,
  columnName,
  columnNamed,
  csvLine,
  csvLineAsTyped,
  FOLLOW,
  foldWord,
  followNamed,
  PEOPLE_COLUMNS,
  withoutApostrophe,
  wordsFor,
} from '../../../../shared/domain/people-file.ts';

describe('the words of a file', () => {
  it.each(LANGUAGES)('name in %s what they are read as', (language) => {
    expect(PEOPLE_COLUMNS.map((column) => columnNamed(columnName(column, language)))).toEqual(PEOPLE_COLUMNS);
    expect(wordsFor('follow', language).map(followNamed)).toEqual(FOLLOW);
    expect(wordsFor('alerts', language).map(alertsNamed)).toEqual([...ALERTS.map((alert) => [alert]), ALERTS]);
  });

  it.each([
    ['رَقْم الهُويّة', 'رقم الهويه'],
    ['الإشعـارات', 'الاشعارات'],
    ['\ufeffIdentity-Number ', 'identity number'],
    ['أيام  التنبيه', 'ايام_التنبيه'],
    ['١٢', '12'],
  ])('are the same however they are spelt: %s', (one, other) => {
    expect(foldWord(one)).toBe(foldWord(other));
  });

  it('leave unknown ones unknown', () => {
    expect([columnNamed('name'), followNamed('maybe'), alertsNamed('party')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('a line of a file', () => {
  it('has quotes where it needs them, and no cell that a spreadsheet takes for a formula', () => {
    expect(csvLine(['a,b', 'say "x"', '=1+1', '+966', '-', '@x', '\tx', ' x', 'two\nlines'])).toBe(
      `"a,b","say ""x""",'=1+1,'+966,'-,'@x,'\tx," x","two\nlines"\r\n`,
    );
    expect(csvLine(['a;b', 'a,b'], ';')).toBe('"a;b";a,b\r\n');
  });

  it('of cells that somebody typed gives each the apostrophe that it lacks', () => {
    expect(csvLineAsTyped(['-', "'-", '=1+1', "'=1+1", '-7', 'a,b'])).toBe(`-,'-,'=1+1,'=1+1,'-7,"a,b"\r\n`);
  });

  it('gives back every cell without its apostrophe', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[",\r\n]|^\s|\s$/.test(text)),
        (cell) => {
          expect(withoutApostrophe(csvLine([cell]).slice(0, -2))).toBe(cell);
        },
      ),
    );
  });
});
