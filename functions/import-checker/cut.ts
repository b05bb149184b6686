/** From a file as it was uploaded to pieces of rows, each with what it asks for or what is wrong with it. */
import { batchesOf } from '../../shared/batches.ts';
import type { FileFailure, Import } from '../../shared/domain/imports.ts';
import { writeJson } from '../../shared/imports/files.ts';
import { type CutPiece, importFiles, ROWS_PER_PIECE, type Sheet } from '../../shared/imports/pieces.ts';
import type { CheckerDeps } from './deps.ts';
import { type FileRow, type PeopleFile, readFile } from './read-file.ts';
import { type ContactNames, contactNames, type ReadRow, readRow } from './read-row.ts';

/** Files that are written at once. */
const WRITES_AT_ONCE = 8;
/** Of the columns that mean nothing so many are named, and so much of each name. */
const MAX_IGNORED = { columns: 20, characters: 40 };

type Cut = Pick<Import, 'check' | 'pieces' | 'rows' | 'ignoredColumns'>;

/** Cuts a file, and writes the pieces to a folder of their own: they count once the import names it. */
export async function cutFile(
  { store, files, newId }: Pick<CheckerDeps, 'store' | 'files' | 'newId'>,
  one: Import,
  bytes: Buffer,
): Promise<{ readonly ok: true; readonly cut: Cut } | { readonly ok: false; readonly failure: FileFailure }> {
  const result = readFile(bytes);
  if (!result.ok) return result;
  const { file } = result;
  const { contacts } = await store.readContacts(one.establishmentId);
  const of = { ...one, check: newId() };
  const rows = readRows(file, contactNames(contacts));
  const pieces = batchesOf(rows, ROWS_PER_PIECE);
  for (const group of batchesOf([...pieces.entries()], WRITES_AT_ONCE)) {
    await Promise.all(group.map(([index, piece]) => writeJson(files, importFiles.cut(of, index), pieceOf(piece))));
  }
  const { header, delimiter } = file;
  const identityNumbers = [...new Set(rows.flatMap(({ identityNumber }) => identityNumber ?? []))];
  await writeJson(files, importFiles.sheet(of), { header, delimiter, identityNumbers } satisfies Sheet);
  const ignoredColumns = file.ignoredColumns
    .slice(0, MAX_IGNORED.columns)
    .map((name) => [...name].slice(0, MAX_IGNORED.characters).join(''));
  return { ok: true, cut: { check: of.check, pieces: pieces.length, rows: rows.length, ignoredColumns } };
}

type RowOfFile = FileRow & ReadRow;

/** Reads all rows. The later of two rows about one person counts, whether or not it is good; the earlier is refused. */
function readRows(file: PeopleFile, contacts: ContactNames): RowOfFile[] {
  const rows = file.rows.map((row) => ({ ...row, ...readRow(file, row, contacts) }));
  const latest = new Map(rows.map(({ identityNumber, row }) => [identityNumber, row]));
  return rows.map((one) =>
    one.identityNumber === undefined || latest.get(one.identityNumber) === one.row
      ? one
      : { ...one, wanted: undefined, errors: [{ column: 'identity_number', code: 'duplicate' }] },
  );
}

function pieceOf(rows: readonly RowOfFile[]): CutPiece {
  const piece: CutPiece = { good: [], refused: [] };
  for (const { row, cells, identityNumber, wanted, errors } of rows) {
    const typed = { row, cells, identityNumber };
    if (wanted) piece.good.push({ ...typed, wanted });
    else piece.refused.push({ ...typed, errors });
  }
  return piece;
}
