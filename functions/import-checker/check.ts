/** From pieces of rows to what they do: each row is compared with what is stored. */
import type { Import } from '../../shared/domain/imports.ts';
import { decide } from '../../shared/imports/decide.ts';
import { readJsonFile, writeJson } from '../../shared/imports/files.ts';
import {
  type CheckedPiece,
  cutPieceSchema,
  importFiles,
  ROWS_PER_PIECE,
  sheetSchema,
} from '../../shared/imports/pieces.ts';
import { surroundingsOf } from '../../shared/imports/surroundings.ts';
import type { Found } from '../../shared/store/imports.ts';
import type { CheckerDeps } from './deps.ts';

/** Pieces that are checked at once. */
const PIECES_AT_ONCE = 4;

/**
 * Checks the pieces that are left.
 *
 * @param mayGoOn whether there is time for more
 * @returns the import as it is then; undefined where another invocation is at it, or somebody cancelled it
 */
export async function checkPieces(
  deps: CheckerDeps,
  before: Import,
  mayGoOn: () => boolean,
): Promise<Import | undefined> {
  const { store, now } = deps;
  let one: Import | undefined = before;
  while (one && one.checkedPieces < one.pieces && mayGoOn()) {
    const from: number = one.checkedPieces;
    const to = Math.min(from + PIECES_AT_ONCE, one.pieces);
    const around = surroundingsOf(await store.readContacts(one.establishmentId), now());
    const pieces = Array.from({ length: to - from }, (_, index) => from + index);
    const checking: Import = one;
    const found = await Promise.all(pieces.map((piece) => checkPiece(deps, checking, piece, around)));
    one = await store.saveChecked(one, { from, to, found: found.reduce(sum) }, now());
  }
  return one;
}

/** Compares the rows of a piece with what is stored, and writes what is to be done. */
async function checkPiece(
  { store, files }: CheckerDeps,
  one: Import,
  piece: number,
  around: ReturnType<typeof surroundingsOf>,
): Promise<Found> {
  const { good, refused } = await readJsonFile(files, importFiles.cut(one, piece), cutPieceSchema);
  const numbers = good.map(({ wanted }) => wanted.identityNumber);
  const records = await store.readAffiliations(numbers, one.establishmentId);
  const checked: CheckedPiece = { toApply: [], refused: [...refused], toRemove: [] };
  const counts = { add: 0, change: 0, same: 0 };
  for (const row of good) {
    const known = records.get(row.wanted.identityNumber);
    const decision = known === 'unreadable' ? UNREADABLE : decide(known && around.seen(known), row.wanted, around);
    if (decision.outcome === 'refused') {
      const { wanted: _, ...typed } = row;
      checked.refused.push({ ...typed, errors: [...decision.errors] });
      continue;
    }
    counts[decision.outcome] += 1;
    if (decision.outcome !== 'same') checked.toApply.push(row);
  }
  await writeJson(files, importFiles.checked(one, piece), checked);
  return foundIn(piece, checked, counts);
}

const UNREADABLE = { outcome: 'refused', errors: [{ column: 'identity_number', code: 'not-readable' }] } as const;

/**
 * Looks for the subscriptions that are not in the file, where they are to end.
 *
 * @returns as {@link checkPieces}
 */
export async function checkRemovals(
  deps: CheckerDeps,
  before: Import,
  mayGoOn: () => boolean,
): Promise<Import | undefined> {
  const { store, files, now } = deps;
  let one: Import | undefined = before;
  if (one.mode !== 'make-equal' || one.checkedPieces < one.pieces) return one;
  const { identityNumbers } = await readJsonFile(files, importFiles.sheet(one), sheetSchema);
  const inFile = new Set(identityNumbers);
  while (one && (one.removalPieces === 0 || one.removalsAfter) && mayGoOn()) {
    const { items, next } = await store.listSubscribed(one.establishmentId, {
      limit: ROWS_PER_PIECE,
      after: one.removalsAfter,
      keep: ({ subscription, identityNumber }) =>
        subscription !== undefined && !subscription.ended && !inFile.has(identityNumber),
    });
    const checked: CheckedPiece = {
      toApply: [],
      refused: [],
      toRemove: items.map(({ identityNumber }) => identityNumber),
    };
    const piece: number = one.pieces + one.removalPieces;
    await writeJson(files, importFiles.checked(one, piece), checked);
    const found = foundIn(piece, checked, { add: 0, change: 0, same: 0 });
    one = await store.saveRemovals(one, { piece: one.removalPieces, after: next, found }, now());
  }
  return one;
}

function foundIn(piece: number, checked: CheckedPiece, counts: Pick<Found, 'add' | 'change' | 'same'>): Found {
  const { toApply, toRemove, refused } = checked;
  return {
    ...counts,
    remove: toRemove.length,
    refused: refused.length,
    piecesToApply: new Set(toApply.length + toRemove.length > 0 ? [piece] : []),
    piecesRefused: new Set(refused.length > 0 ? [piece] : []),
  };
}

function sum(one: Found, other: Found): Found {
  return {
    add: one.add + other.add,
    change: one.change + other.change,
    same: one.same + other.same,
    remove: one.remove + other.remove,
    refused: one.refused + other.refused,
    piecesToApply: new Set([...one.piecesToApply, ...other.piecesToApply]),
    piecesRefused: new Set([...one.piecesRefused, ...other.piecesRefused]),
  };
}
