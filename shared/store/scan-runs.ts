import * as z from 'zod';
import { type CalendarDate, DAY_MS, epochSecondsAfter } from '../domain/time.ts';
import { getItem, type Key, type Table, updateIf } from './table.ts';

const RETENTION_MS = 90 * DAY_MS;

const scanRunSchema = z.object({
  date: z.string(),
  startedAt: z.string(),
  shards: z.int(),
  shardsDone: z.set(z.number()).default(new Set<number>()),
  /** Events put on the bus, repetitions included. */
  events: z.int().default(0),
  completedAt: z.string().optional(),
});
/** How far the scan of one day got. */
export type ScanRun = Readonly<z.infer<typeof scanRunSchema>>;

const keyOf = (date: CalendarDate): Key => ({ pk: `SCAN#${date}`, sk: 'RUN' });

/** How far the scan of a day got; undefined when it never began. */
export async function readScanRun(table: Table, date: CalendarDate): Promise<ScanRun | undefined> {
  const item = await getItem(table, keyOf(date));
  return item && scanRunSchema.parse(item);
}

/** Notes that the scan of a day began, again or for the first time: all its shards are to be read. */
export async function beginScanRun(table: Table, date: CalendarDate, shards: number, now: Date): Promise<void> {
  await updateIf(table, {
    Key: keyOf(date),
    UpdateExpression:
      'SET #date = :date, startedAt = :now, shards = :shards, #events = :none, expiresAtEpochSeconds = :expires REMOVE shardsDone, completedAt',
    ExpressionAttributeNames: { '#date': 'date', '#events': 'events' },
    ExpressionAttributeValues: {
      ':date': date,
      ':now': now.toISOString(),
      ':shards': shards,
      ':none': 0,
      ':expires': epochSecondsAfter(now, RETENTION_MS),
    },
  });
}

/**
 * Notes what a message of a scan did.
 *
 * @param part.events how many events it put on the bus
 * @param part.isLast whether the shard has been read to its end
 */
export async function noteScanned(
  table: Table,
  date: CalendarDate,
  part: { shard: number; events: number; isLast: boolean },
  now: Date,
): Promise<void> {
  const item = await updateIf(table, {
    Key: keyOf(date),
    UpdateExpression: part.isLast ? 'ADD #events :events, shardsDone :shard' : 'ADD #events :events',
    ExpressionAttributeNames: { '#events': 'events' },
    ExpressionAttributeValues: { ':events': part.events, ...(part.isLast && { ':shard': new Set([part.shard]) }) },
  });
  const run = scanRunSchema.parse(item);
  if (run.shardsDone.size < run.shards || run.completedAt) return;
  await updateIf(table, {
    Key: keyOf(date),
    UpdateExpression: 'SET completedAt = :now',
    ExpressionAttributeValues: { ':now': now.toISOString() },
  });
}
