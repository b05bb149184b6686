/** Reading and writing the files of an import. */
import type * as z from 'zod/mini';
import type { Import } from '../domain/imports.ts';
import { BYTE_ORDER_MARK, columnName, csvLineAsTyped, ERROR_COLUMN } from '../domain/people-file.ts';
import type { FileStore } from '../store/files.ts';
import {
  checkedPieceSchema,
  importFiles,
  MAX_SHOWN_REFUSALS,
  type RefusedRow,
  refusalSchema,
  refusedLaterSchema,
  sheetSchema,
} from './pieces.ts';
import { rowMessage } from './row-messages.ts';

/** What imports need of the bucket. */
export type ImportFileStore = Pick<FileStore, 'get' | 'put'>;

/** A file of an import is no longer there: files live one day. */
export class FileGoneError extends Error {
  override readonly name = 'FileGoneError';
}

/** Reads a whole file. @throws FileGoneError where there is none */
export async function readBytes(files: Pick<FileStore, 'get'>, key: string): Promise<Buffer> {
  const stored = await files.get(key);
  if (!stored) throw new FileGoneError('a file of the import is gone');
  const chunks: Uint8Array[] = [];
  for await (const chunk of stored.body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Reads a file that {@link writeJson} wrote. @throws FileGoneError where there is none */
export async function readJsonFile<S extends z.ZodMiniType>(
  files: Pick<FileStore, 'get'>,
  key: string,
  schema: S,
): Promise<z.output<S>> {
  return schema.parse(JSON.parse((await readBytes(files, key)).toString()));
}

export function writeJson(files: Pick<FileStore, 'put'>, key: string, content: unknown): Promise<void> {
  return files.put(key, JSON.stringify(content), { contentType: 'application/json' });
}

/** Excel splits a text file at tabs only while it opens it by hand. */
const writtenDelimiter = (delimiter: string) => (delimiter === '\t' ? ',' : delimiter);

/**
 * Writes what was refused: all rows as they were typed, with one more column that says what is wrong, in a file that can be
 * corrected and put in again; and the first refusals for the API.
 */
export async function writeRefusals(files: ImportFileStore, one: Import): Promise<void> {
  const rows = await refusedRows(files, one);
  if (rows.length === 0) return;
  const { header, delimiter } = await readJsonFile(files, importFiles.sheet(one), sheetSchema);
  const line = (cells: readonly string[], last: string) =>
    csvLineAsTyped([...cells, last], writtenDelimiter(delimiter));
  const lines = rows.map(({ cells, errors }) => line(cells, errors.map((error) => named(error, one)).join(' ')));
  const text = BYTE_ORDER_MARK + line(header, ERROR_COLUMN[one.language]) + lines.join('');
  await files.put(importFiles.refusedRows(one), text, {
    contentType: 'text/csv; charset=utf-8',
    fileName: 'refused.csv',
  });
  const shown = rows.slice(0, MAX_SHOWN_REFUSALS).map((row) => shownRefusal(row, one));
  await writeJson(files, importFiles.refusals(one), shown);
}

async function refusedRows(files: ImportFileStore, one: Import): Promise<RefusedRow[]> {
  const rows: RefusedRow[] = [];
  for (const piece of one.piecesRefused) {
    const { refused } = await readJsonFile(files, importFiles.checked(one, piece), checkedPieceSchema);
    rows.push(...refused);
    // What was refused when it was applied.
    if (!one.piecesApplied.has(piece)) continue;
    const later = await files.get(importFiles.refusedLater(one, piece));
    if (!later) continue;
    later.body.destroy();
    rows.push(...(await readJsonFile(files, importFiles.refusedLater(one, piece), refusedLaterSchema)));
  }
  return rows.toSorted((a, b) => a.row - b.row);
}

/** What is wrong, after the name of its column. */
function named(error: RefusedRow['errors'][number], { language }: Import): string {
  const message = rowMessage(error, language);
  return error.column === undefined ? message : `${columnName(error.column, language)}: ${message}`;
}

/** The column of the first error stands beside the message, those of others in it. */
function shownRefusal({ row, identityNumber, errors }: RefusedRow, one: Import) {
  const [first, ...others] = errors;
  const messages = [...(first ? [rowMessage(first, one.language)] : []), ...others.map((error) => named(error, one))];
  return refusalSchema.parse({
    row,
    identityNumber,
    column: first?.column,
    code: first?.code,
    message: messages.join(' '),
  });
}
