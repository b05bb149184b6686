/** Exports: lists that are written into files in the background. Pure. */
import * as z from 'zod/mini';
import { DAY_MS, HOUR_MS, msBetween, toInstant } from './time.ts';

/** What is exported: one list each. */
export const EXPORTED = ['travellers', 'subscriptions', 'notifications', 'audit'] as const;

export const EXPORT_STATUSES = ['making', 'ready', 'failed'] as const;
export type ExportStatus = (typeof EXPORT_STATUSES)[number];

/** Exports of one establishment that are being made at once. */
const MAX_RUNNING_EXPORTS = 3;
/** Exports of one establishment that are known; the oldest that is over makes room for a new one. */
const MAX_KNOWN_EXPORTS = 100;
/** An export and its file are there for so long. */
export const EXPORT_LIFE_MS = DAY_MS;
/** An export that nobody worked at for so long has failed: longer than its message is tried. */
const GIVEN_UP_AFTER_MS = HOUR_MS;

/** How far the file of an export got. */
const progressSchema = z.object({
  /** The upload in parts that the file is written by. */
  uploadId: z.optional(z.string()),
  parts: z.readonly(z.array(z.object({ partNumber: z.int(), etag: z.string() }))),
  /** Where the list goes on; absent at its beginning. */
  after: z.optional(z.record(z.string(), z.string())),
  /** The key of what is written and too short for a part. */
  rest: z.optional(z.string()),
  /** Steps that were finished. */
  steps: z.int(),
  rows: z.int(),
});
export type ExportProgress = Readonly<z.infer<typeof progressSchema>>;

export const exportSchema = z.object({
  id: z.string(),
  what: z.enum(EXPORTED),
  /** The filters of the list, as they were given. */
  filters: z.record(z.string(), z.string()),
  status: z.enum(EXPORT_STATUSES),
  createdAt: z.string(),
  /** When somebody worked at it last. */
  touchedAt: z.string(),
  /** Until then one worker has it to itself. */
  leasedUntil: z.optional(z.string()),
  progress: progressSchema,
});
/** An export of an establishment. */
export type Export = Readonly<z.infer<typeof exportSchema>>;

/** An export that nobody has begun to make. */
export function newExport({ id, what, filters }: Pick<Export, 'id' | 'what' | 'filters'>, now: Date): Export {
  const at = toInstant(now);
  const progress = { parts: [], steps: 0, rows: 0 };
  return { id, what, filters, status: 'making', createdAt: at, touchedAt: at, progress };
}

/** Whether an export is still known; its file goes when it does. */
export function isKnown({ createdAt }: Export, now: Date): boolean {
  return msBetween(createdAt, now) < EXPORT_LIFE_MS;
}

/** The status of an export: one that nobody works at any more has failed. */
export function statusOf({ status, touchedAt }: Export, now: Date): ExportStatus {
  return status === 'making' && msBetween(touchedAt, now) >= GIVEN_UP_AFTER_MS ? 'failed' : status;
}

/** The exports with a new one; undefined while as many are being made as may be. */
export function withNewExport(exports: readonly Export[], one: Export, now: Date): readonly Export[] | undefined {
  const known = exports.filter((other) => isKnown(other, now));
  if (known.filter((other) => statusOf(other, now) === 'making').length >= MAX_RUNNING_EXPORTS) return undefined;
  const surplus = Math.max(known.length + 1 - MAX_KNOWN_EXPORTS, 0);
  const dropped = new Set(known.filter((other) => statusOf(other, now) !== 'making').slice(0, surplus));
  return [...known.filter((other) => !dropped.has(other)), one];
}

/** An export that one worker takes to itself for a while; undefined where there is nothing to do, or another one has it. */
export function claimed(one: Export, now: Date, leaseMs: number): Export | undefined {
  if (!isKnown(one, now) || statusOf(one, now) !== 'making') return undefined;
  const at = toInstant(now);
  if (one.leasedUntil !== undefined && one.leasedUntil > at) return undefined;
  return { ...one, touchedAt: at, leasedUntil: toInstant(now.getTime() + leaseMs) };
}

/** An export after a step, for the next worker. */
export function afterStep(one: Export, change: Partial<Pick<Export, 'status' | 'progress'>>, now: Date): Export {
  return { ...one, ...change, touchedAt: toInstant(now), leasedUntil: undefined };
}
