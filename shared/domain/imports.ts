/** An import of a file of people: its limits, its states, and why it may fail. Pure. */
import * as z from 'zod/mini';
import { LANGUAGES } from './contacts.ts';
import { establishmentIdSchema } from './ids.ts';
import { HOUR_MS, MINUTE_MS, msBetween } from './time.ts';

/** Rows of people in one file, the header and blank rows left out. */
export const MAX_ROWS = 100_000;
export const MAX_FILE_BYTES = 20 * 1024 * 1024;
/** Columns of a file; more of them are no list of people. */
export const MAX_COLUMNS = 60;

export const IMPORT_MODES = ['add-and-change', 'make-equal'] as const;
export const IMPORT_STATUSES = [
  'awaiting-upload',
  'checking',
  'ready',
  'applying',
  'done',
  'failed',
  'cancelled',
] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

/** Why a file cannot be read as a list of people. */
const FILE_FAILURES = [
  'empty-file',
  'pdf-file',
  'excel-file',
  'not-a-table',
  'broken-encoding',
  'broken-quotes',
  'no-identity-column',
  'duplicate-column',
  'too-many-columns',
  'no-rows',
  'too-many-rows',
  'too-large',
] as const;

/** What of a file is wrong. */
export interface FileFailure {
  readonly reason: (typeof FILE_FAILURES)[number];
  /** The row at which reading ended, the header being row 1. */
  readonly row?: number;
}

/** Why an import fails: its file, or its time. */
export const IMPORT_FAILURES = [...FILE_FAILURES, 'not-uploaded', 'expired'] as const;
export type ImportFailure = (typeof IMPORT_FAILURES)[number];

const count = z.int().check(z.nonnegative());
const actorSchema = z.object({ actor: z.string(), requestId: z.string() });

export const importSchema = z.object({
  /** Ids sort by the time at which they were given. */
  id: z.uuid(),
  establishmentId: establishmentIdSchema,
  fileName: z.string(),
  mode: z.enum(IMPORT_MODES),
  /** In which refusals are told. */
  language: z.enum(LANGUAGES),
  status: z.enum(IMPORT_STATUSES),
  failure: z.optional(z.object({ reason: z.enum(IMPORT_FAILURES), row: z.optional(z.int()) })),
  /** The folder of the check that counts, once the file is cut into pieces: a check that was killed leaves another. */
  check: z.optional(z.string()),
  /** The pieces that hold the rows of the file, and how many of them have been checked. */
  pieces: z._default(count, 0),
  checkedPieces: z._default(count, 0),
  /** Where the search for subscriptions that are not in the file went on to, and how many pieces they fill. */
  removalsAfter: z.optional(z.record(z.string(), z.string())),
  removalPieces: z._default(count, 0),
  /** The names of the columns that mean nothing to us. */
  ignoredColumns: z._default(z.array(z.string()), []),
  // What the check found.
  rows: z._default(count, 0),
  add: z._default(count, 0),
  change: z._default(count, 0),
  same: z._default(count, 0),
  remove: z._default(count, 0),
  refused: z._default(count, 0),
  /** The pieces of which something is to be written, those with refusals, those that were begun and those that are written. */
  piecesToApply: z._default(z.set(z.number()), new Set<number>()),
  piecesRefused: z._default(z.set(z.number()), new Set<number>()),
  piecesBegun: z._default(z.set(z.number()), new Set<number>()),
  piecesApplied: z._default(z.set(z.number()), new Set<number>()),
  /** Subscriptions that were written or ended. */
  applied: z._default(count, 0),
  /** Who asked for it to be applied, and when. */
  appliedBy: z.optional(z.extend(actorSchema, { at: z.string() })),
  createdAt: z.string(),
  updatedAt: z.string(),
});
/** An import as it is stored. */
export type Import = Readonly<z.infer<typeof importSchema>>;

/**
 * An address to upload to holds 15 minutes, and is given for so long after the import was made; an upload that began in its last
 * minute arrives a little later.
 */
export const UPLOADS_OFFERED_MS = 15 * MINUTE_MS;
const UPLOADED_WITHIN_MS = 2 * UPLOADS_OFFERED_MS + 5 * MINUTE_MS;
/**
 * Files live one day. What is checked by then has to be applied while they are there, with time to spare for the applying.
 */
const APPLIED_WITHIN_MS = 20 * HOUR_MS;
const FILES_LIVE_MS = 24 * HOUR_MS;

/** Why an import is over for lack of time; undefined while it is not. */
export function overdue(
  { status, createdAt }: Pick<Import, 'status' | 'createdAt'>,
  now: Date,
): ImportFailure | undefined {
  const ageMs = msBetween(createdAt, now);
  if (status === 'awaiting-upload') return ageMs > UPLOADED_WITHIN_MS ? 'not-uploaded' : undefined;
  if (status === 'ready') return ageMs > APPLIED_WITHIN_MS ? 'expired' : undefined;
  return isOpenStatus(status) && ageMs > FILES_LIVE_MS ? 'expired' : undefined;
}

/** Whether an import has an end still to come, time left out. */
function isOpenStatus(status: ImportStatus): boolean {
  return status === 'awaiting-upload' || status === 'checking' || status === 'ready' || status === 'applying';
}

/** Whether an import keeps another one of its establishment waiting. */
export function isOpen(one: Import, now: Date): boolean {
  return isOpenStatus(one.status) && overdue(one, now) === undefined;
}

/** How an import stands at an instant: what nobody has written down yet, that its time is over, included. */
export function standing(one: Import, now: Date): Pick<Import, 'status' | 'failure'> {
  const reason = overdue(one, now);
  return reason ? { status: 'failed', failure: { reason } } : { status: one.status, failure: one.failure };
}
