import { type CalendarDate, riyadhDate } from '../../shared/domain/time.ts';
import type { ShardJob } from '../../shared/queue/scan-jobs.ts';
import { readScheduledRun } from '../../shared/queue/scheduled-run.ts';
import { REMINDER_SHARDS } from '../../shared/store/due-reminders.ts';
import type { DispatcherDeps } from './deps.ts';

/**
 * Starts the scan of a day: one message for every shard, so that retry, restart and progress come from the queue. The
 * day is the date in Asia/Riyadh at `scheduledTime`. Safe to run again for the same day.
 *
 * A day that is past is scanned like any other: a scan that could not start is redriven later. A day to come is refused
 * unless it is a trial, because a scan with a wrong year tells everybody that a valid passport has expired, and uses up the
 * reminders that are due until then.
 *
 * @throws ZodError when `scheduledTime` is no instant with an offset
 * @throws Error when it lies more than 24 hours ahead and is no trial
 */
export function createHandler(
  deps: DispatcherDeps,
): (invocation: unknown) => Promise<{ date: CalendarDate; shards: number }> {
  return (invocation) => startScan(deps, invocation);
}

async function startScan(deps: DispatcherDeps, invocation: unknown) {
  const now = deps.now();
  const { scheduledTime, isTrial } = readScheduledRun(invocation, now, 'scan that day');
  const date = riyadhDate(scheduledTime);
  const startedAt = now.toISOString();
  await deps.store.beginScanRun({ date, startedAt }, REMINDER_SHARDS, { isTrial });
  await deps.queue(
    Array.from({ length: REMINDER_SHARDS }, (_, shard) => ({
      body: JSON.stringify({ date, startedAt, scheduledTime, shard } satisfies ShardJob),
    })),
  );
  deps.logger.info('scan started', { date, shards: REMINDER_SHARDS, isTrial });
  return { date, shards: REMINDER_SHARDS };
}
