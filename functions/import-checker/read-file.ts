/** From the text of a file to its rows: delimiter, header and cells. What the cells mean is read row by row. */
import { CsvError, type Options, parse } from 'csv-parse/sync';
import { type FileFailure, MAX_COLUMNS, MAX_ROWS } from '../../shared/domain/imports.ts';
import { columnNamed, isErrorColumn, type PeopleColumn } from '../../shared/domain/people-file.ts';
import { decode } from './decode.ts';

/** A row of the file. */
export interface FileRow {
  /** Its number as a spreadsheet shows it: the header is row 1. */
  readonly row: number;
  /** One for each column of the header; those that the row does not have are empty. */
  readonly cells: readonly string[];
  /** Whether it has more cells than the header has columns. */
  readonly isTooLong: boolean;
}

/** A list of people, as it was written. */
export interface PeopleFile {
  /** The names of the columns, without the one that says what was wrong with a row. */
  readonly header: readonly string[];
  /** Where in a row a column stands. */
  readonly columns: Readonly<Partial<Record<PeopleColumn, number>>>;
  /** The names of the columns that mean nothing to us. */
  readonly ignoredColumns: readonly string[];
  readonly delimiter: string;
  /** In order; blank ones are left out. */
  readonly rows: readonly FileRow[];
}

export type ReadFile =
  | { readonly ok: true; readonly file: PeopleFile }
  | { readonly ok: false; readonly failure: FileFailure };

const DELIMITERS = [',', ';', '\t'];
/** Excel writes it before the header, and shows it as no row of its own. */
const SEPARATOR_LINE = /^"?sep=(.)"?(?:\r\n|\r|\n|$)/i;
/** More characters in one row are a quotation mark that was never closed. */
const MAX_RECORD_CHARACTERS = 100_000;
/** Blank cells at the end of a row that is longer than its header mean nothing. */
const isBlank = (cell: string) => cell.trim() === '';

const OPTIONS: Options = {
  // Named, because a file that was put together has several.
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
  max_record_size: MAX_RECORD_CHARACTERS,
};

/** Thrown within the parser, which then stops. */
class Refused extends Error {
  readonly failure: FileFailure;

  constructor(failure: FileFailure) {
    super(failure.reason);
    this.failure = failure;
  }
}

/** Reads a file as it was uploaded. It takes time and memory in proportion to the file. */
export function readFile(bytes: Buffer): ReadFile {
  const decoded = decode(bytes);
  if (!decoded.ok) return decoded;
  const named = SEPARATOR_LINE.exec(decoded.text);
  const text = named ? decoded.text.slice(named[0].length) : decoded.text;
  // The parser works on bytes.
  const table = Buffer.from(text);
  const reader = new Reader(named?.[1] ?? delimiterOf(table));
  try {
    parse(table, {
      ...OPTIONS,
      delimiter: reader.delimiter,
      // Rows are kept by the reader, so that what it drops takes no memory.
      on_record: (cells: string[]) => {
        reader.take(cells);
        return null;
      },
    });
    return { ok: true, file: reader.file() };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, failure: error.failure };
    if (!(error instanceof CsvError)) throw error;
    return { ok: false, failure: { reason: 'broken-quotes', row: reader.row + 1 } };
  }
}

/** The delimiter by which the first row has the most of our columns; else the most columns. */
function delimiterOf(table: Buffer): string {
  const ranked = DELIMITERS.map((delimiter) => {
    const header = headerBy(table, delimiter);
    const known = header.filter((name) => columnNamed(name) !== undefined).length;
    return { delimiter, rank: known * (MAX_COLUMNS + 1) + Math.min(header.length, MAX_COLUMNS) };
  });
  return ranked.reduce((best, one) => (one.rank > best.rank ? one : best)).delimiter;
}

function headerBy(table: Buffer, delimiter: string): string[] {
  try {
    const [header = []] = parse(table, { ...OPTIONS, delimiter, to: 1 }) as string[][];
    return header;
  } catch {
    return [];
  }
}

/** Takes the rows of a file as they are read. */
class Reader {
  /** The row that was read last. */
  row = 0;
  readonly delimiter: string;
  private header: string[] = [];
  private columns: Partial<Record<PeopleColumn, number>> = {};
  /** Where in a row the columns of the header stand. */
  private kept: number[] = [];
  private width = 0;
  private readonly rows: FileRow[] = [];

  constructor(delimiter: string) {
    this.delimiter = delimiter;
  }

  /** @throws Refused when the file is no list of people */
  take(cells: readonly string[]): void {
    this.row += 1;
    if (this.row === 1) this.takeHeader(cells);
    else if (!cells.every(isBlank)) this.takeRow(cells);
  }

  private takeHeader(cells: readonly string[]): void {
    const names = cells.map((name) => name.trim());
    while (names.at(-1) === '') names.pop();
    if (names.length > MAX_COLUMNS) throw new Refused({ reason: 'too-many-columns' });
    this.width = names.length;
    this.kept = [...names.keys()].filter((index) => !isErrorColumn(names[index] ?? ''));
    this.header = this.kept.map((index) => names[index] ?? '');
    for (const [index, name] of this.header.entries()) {
      const column = columnNamed(name);
      if (column === undefined) continue;
      if (this.columns[column] !== undefined) throw new Refused({ reason: 'duplicate-column' });
      this.columns[column] = index;
    }
    if (this.columns.identity_number === undefined) throw new Refused({ reason: 'no-identity-column' });
  }

  private takeRow(cells: readonly string[]): void {
    if (this.rows.length === MAX_ROWS) throw new Refused({ reason: 'too-many-rows' });
    const isTooLong = cells.slice(this.width).some((cell) => !isBlank(cell));
    this.rows.push({ row: this.row, cells: this.kept.map((index) => cells[index] ?? ''), isTooLong });
  }

  /** @throws Refused when there is nobody in it */
  file(): PeopleFile {
    const { header, columns, delimiter, rows } = this;
    if (rows.length === 0) throw new Refused({ reason: 'no-rows' });
    const ignoredColumns = header.filter((name) => name !== '' && columnNamed(name) === undefined);
    return { header, columns, ignoredColumns, delimiter, rows };
  }
}
