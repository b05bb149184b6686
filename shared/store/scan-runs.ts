import * as z from 'zod/mini';
import type { EstablishmentId } from '../domain/ids.ts';
import { type CalendarDate, DAY_MS, epochSecondsAfter } from '../domain/time.ts';
import { getItem, type Key, putIf, type Table, updateIf } from './table.ts';

const RETENTION_MS = 90 * DAY_MS;

const scanRunSchema = z.object({
  date: z.string(),
  startedAt: z.string(),
  shards: z.int(),
  shardsDone: z._default(z.set(z.number()), new Set<number>()),
  /** The establishments that are to be looked at as a whole, and those that have been. */
  establishments: z._default(z.set(z.string()), new Set<string>()),
  establishmentsDone: z._default(z.set(z.string()), new Set<string>()),
  /** Events put on the bus, repetitions included. */
  events: z._default(z.int(), 0),
  completedAt: z.optional(z.string()),
});
/** How far the scan of one day got. */
export type ScanRun = Readonly<z.infer<typeof scanRunSchema>>;

/** Which run of which day: a day may be scanned again, and messages of an earlier run may still be about. */
export interface RunOf {
  readonly date: CalendarDate;
  readonly startedAt: string;
}

const keyOf = (date: CalendarDate): Key => ({ pk: `SCAN#${date}`, sk: 'RUN' });
const LATEST: Key = { pk: 'SCAN', sk: 'LATEST' };

/** How far the scan of a day got; undefined when it never began. */
export async function readScanRun(table: Table, date: CalendarDate): Promise<ScanRun | undefined> {
  const item = await getItem(table, keyOf(date));
  return item && scanRunSchema.parse(item);
}

/**
 * Records that a scan of a day began, again or for the first time: all its shards are to be read.
 *
 * @param options.isTrial a day to come is tried out: it does not overtake what is left of the scan of today
 */
export async function beginScanRun(
  table: Table,
  { date, startedAt }: RunOf,
  shards: number,
  { isTrial }: { isTrial: boolean },
): Promise<void> {
  const expires = epochSecondsAfter(new Date(startedAt), RETENTION_MS);
  await updateIf(table, {
    Key: keyOf(date),
    UpdateExpression:
      'SET #date = :date, startedAt = :startedAt, shards = :shards, #events = :none, expiresAtEpochSeconds = :expires REMOVE shardsDone, establishments, establishmentsDone, completedAt',
    ExpressionAttributeNames: { '#date': 'date', '#events': 'events' },
    ExpressionAttributeValues: {
      ':date': date,
      ':startedAt': startedAt,
      ':shards': shards,
      ':none': 0,
      ':expires': expires,
    },
  });
  if (!isTrial) await putIf(table, { Item: { ...LATEST, date, startedAt } });
}

/** Whether a later day has been begun since: its scan reads all that this one would, with the days that are left now. */
export async function isOvertaken(table: Table, run: RunOf): Promise<boolean> {
  const latest = await getItem(table, LATEST);
  return latest !== undefined && String(latest.startedAt) > run.startedAt && String(latest.date) > run.date;
}

/** Records which establishments are to be looked at as a whole, before their messages are queued: the run is not complete without them. */
export async function addEstablishments(
  table: Table,
  { date, startedAt }: RunOf,
  establishments: readonly EstablishmentId[],
): Promise<void> {
  await updateIf(table, {
    Key: keyOf(date),
    ConditionExpression: 'startedAt = :startedAt',
    UpdateExpression: 'ADD establishments :establishments',
    ExpressionAttributeValues: { ':startedAt': startedAt, ':establishments': new Set(establishments) },
  });
}

/**
 * Records what a message of a scan did, unless another run of the same day has begun since.
 *
 * @param part.events how many events it put on the bus
 * @param part.isLast whether the shard, or the establishment, has been read to its end
 */
export async function saveScanned(
  table: Table,
  { date, startedAt }: RunOf,
  part: ({ shard: number } | { establishmentId: EstablishmentId }) & { events: number; isLast: boolean },
  now: Date,
): Promise<void> {
  const sameRun = { Key: keyOf(date), ConditionExpression: 'startedAt = :startedAt' };
  const [name, done] =
    'shard' in part ? ['shardsDone', new Set([part.shard])] : ['establishmentsDone', new Set([part.establishmentId])];
  const item = await updateIf(table, {
    ...sameRun,
    UpdateExpression: part.isLast ? `ADD #events :events, ${name} :done` : 'ADD #events :events',
    ExpressionAttributeNames: { '#events': 'events' },
    ExpressionAttributeValues: {
      ':startedAt': startedAt,
      ':events': part.events,
      ...(part.isLast && { ':done': done }),
    },
  });
  if (!item) return;
  const run = scanRunSchema.parse(item);
  const isDone = run.shardsDone.size >= run.shards && run.establishmentsDone.size >= run.establishments.size;
  if (!isDone || run.completedAt) return;
  await updateIf(table, {
    ...sameRun,
    UpdateExpression: 'SET completedAt = :now',
    ExpressionAttributeValues: { ':startedAt': startedAt, ':now': now.toISOString() },
  });
}
