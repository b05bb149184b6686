import * as z from 'zod/mini';
import { establishmentIdSchema } from '../domain/ids.ts';

/** How many shards are read at once. */
export const SCAN_WORKERS = 4;
/**
 * How many events a scan puts on the bus in a second, all readers together. Where EventBridge gives an account the least (750 a
 * second; 1,100 in me-south-1 and me-central-1), each event that it delivers to a queue counts, and what exceeds it is
 * delivered late: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html. Crossings come in bursts of 300 a
 * second by the same bus, so there is room for both, and for twice as many. A morning of 25,000 reminders takes two minutes.
 */
export const SCAN_EVENTS_PER_SECOND = 200;
/** So many messages are one batch: on most mornings most shards hold little, and an invocation costs more than their reading. */
export const SCAN_BATCH = 4;
/**
 * A message reads so many records at the most; the rest of its shard is a message of its own. At a worker's pace a batch of them
 * takes twenty seconds, far less than it may run.
 */
export const AFFILIATIONS_PER_SCAN_MESSAGE = 250;

const runSchema = z.object({
  date: z.iso.date(),
  /** When the run began: the same day may be scanned again. */
  startedAt: z.iso.datetime(),
  /** The instant that the scan was scheduled for; reminders bear it as their time. */
  scheduledTime: z.iso.datetime({ offset: true }),
  /** Where an earlier message left off. */
  after: z.optional(z.record(z.string(), z.string())),
});

const shardJobSchema = z.extend(runSchema, { shard: z.int().check(z.nonnegative()) });
/** A shard of what is due. */
export type ShardJob = z.infer<typeof shardJobSchema>;

const makeUpJobSchema = z.extend(runSchema, {
  establishmentId: establishmentIdSchema,
  /** When the default subscription was changed for which it is made up; absent in the first message of an establishment. */
  changedAt: z.optional(z.string()),
});
/** The people of an establishment that has set or changed its default subscription. */
export type MakeUpJob = z.infer<typeof makeUpJobSchema>;

/** One message of the daily scan. */
export const scanJobSchema = z.union([shardJobSchema, makeUpJobSchema]);
export type ScanJob = z.infer<typeof scanJobSchema>;
