import * as z from 'zod/mini';
import { EXPORT_LIFE_MS, type Export, exportSchema } from '../domain/exports.ts';
import type { EstablishmentId } from '../domain/ids.ts';
import { epochSecondsAfter } from '../domain/time.ts';
import { getItem, type Key, putVersion, type Table } from './table.ts';
import { parseAlone, parseOrFail } from './unreadable.ts';

/** The exports of one establishment: one item, so that how many are being made at once is one conditional write. */
export interface ExportBook {
  /** Oldest first. */
  readonly exports: readonly Export[];
  /** Counts the writes; 0 for a book that is not stored yet. */
  readonly version: number;
}

const bookSchema = z.object({ exports: z.array(z.unknown()), version: z.int() });

const keyOf = (establishmentId: EstablishmentId): Key => ({ pk: `EXPORT#${establishmentId}`, sk: 'EXPORTS' });

/** Reads the exports of an establishment, strongly consistent; one that does not parse is left out. */
export async function readExports(table: Table, establishmentId: EstablishmentId): Promise<ExportBook> {
  const item = await getItem(table, keyOf(establishmentId));
  if (!item) return { exports: [], version: 0 };
  const { logger } = table;
  const { exports, version } = parseOrFail(logger, 'export', item, (whole) => bookSchema.parse(whole));
  return {
    exports: exports.flatMap((one) => parseAlone(logger, 'export', one, exportSchema.parse)?.value ?? []),
    version,
  };
}

/** Saves the exports as they were read and changed; false when somebody wrote since. */
export function saveExports(
  table: Table,
  establishmentId: EstablishmentId,
  { exports, version }: ExportBook,
  now: Date,
): Promise<boolean> {
  const expiresAtEpochSeconds = epochSecondsAfter(now, EXPORT_LIFE_MS);
  return putVersion(table, { ...keyOf(establishmentId), exports: [...exports], expiresAtEpochSeconds }, version);
}
