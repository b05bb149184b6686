import { type CalendarDate, riyadhDate } from '../../shared/domain/time.ts';
import { dailyMessage } from '../../shared/queue/daily-jobs.ts';
import { readScheduledRun } from '../../shared/queue/scheduled-run.ts';
import { HELD_SHARDS } from '../../shared/store/notifications.ts';
import type { DispatcherDeps } from './deps.ts';

/**
 * Starts the daily messages: one message for every shard of what is held, so that retry and restart come from the queue. They
 * tell of what was recorded before `scheduledTime`, however late they run. Safe to run again: the same day gives each contact
 * the same message.
 *
 * @throws ZodError when `scheduledTime` is no instant with an offset
 * @throws Error when it lies more than 24 hours ahead and is no trial
 */
export function createHandler(
  deps: DispatcherDeps,
): (invocation: unknown) => Promise<{ date: CalendarDate; shards: number }> {
  return (invocation) => start(deps, invocation);
}

async function start(deps: DispatcherDeps, invocation: unknown) {
  const { scheduledTime, isTrial } = readScheduledRun(invocation, deps.now(), 'send what is held');
  const date = riyadhDate(scheduledTime);
  const shards = [...HELD_SHARDS];
  await deps.queue(shards.map((shard) => dailyMessage({ kind: 'shard', scheduledTime, shard })));
  deps.logger.info('daily messages started', { date, shards: shards.length, isTrial });
  return { date, shards: shards.length };
}
