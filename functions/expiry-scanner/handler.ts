import * as z from 'zod';
import { type CalendarDate, type Clock, riyadhDate } from '../../shared/domain/time.ts';
import type { OutgoingMessage } from '../../shared/queue/queues.ts';
import type { ScanJob } from '../../shared/queue/scan-jobs.ts';
import type { RunOf } from '../../shared/store/scan-runs.ts';
import { REMINDER_SHARDS } from '../../shared/store/travellers.ts';

export interface ScannerDeps {
  readonly beginScanRun: (run: RunOf, shards: number) => Promise<void>;
  readonly queue: (messages: readonly OutgoingMessage[]) => Promise<void>;
  readonly now: Clock;
  readonly logger: { info(message: string, ids: Record<string, unknown>): void };
}

/** What the schedule, or an operator, invokes the scanner with. */
const invocationSchema = z.object({ scheduledTime: z.iso.datetime({ offset: true }) });

/**
 * Starts the scan of a day: one message for every shard, so that retry, restart and progress come from the queue. The
 * day is the date in Asia/Riyadh at `scheduledTime`; the clock has no say in it. Safe to run again for the same day.
 *
 * @throws ZodError when `scheduledTime` is no instant with an offset
 */
export async function startScan(
  deps: ScannerDeps,
  invocation: unknown,
): Promise<{ date: CalendarDate; shards: number }> {
  const { scheduledTime } = invocationSchema.parse(invocation);
  const date = riyadhDate(scheduledTime);
  const startedAt = deps.now().toISOString();
  await deps.beginScanRun({ date, startedAt }, REMINDER_SHARDS);
  await deps.queue(
    Array.from({ length: REMINDER_SHARDS }, (_, shard) => ({
      body: JSON.stringify({ date, startedAt, scheduledTime, shard } satisfies ScanJob),
    })),
  );
  deps.logger.info('scan started', { date, shards: REMINDER_SHARDS });
  return { date, shards: REMINDER_SHARDS };
}
