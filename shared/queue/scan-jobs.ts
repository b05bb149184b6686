import * as z from 'zod';

/** One message of the daily scan: a shard of the links with a reminder that is due. */
export const scanJobSchema = z.object({
  date: z.iso.date(),
  /** When the run began: the same day may be scanned again. */
  startedAt: z.iso.datetime(),
  /** The instant that the scan was scheduled for; reminders bear it as their time. */
  scheduledTime: z.iso.datetime({ offset: true }),
  shard: z.int().nonnegative(),
  /** Where an earlier message left off. */
  after: z.record(z.string(), z.string()).optional(),
});
export type ScanJob = z.infer<typeof scanJobSchema>;
