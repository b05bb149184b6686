import * as z from 'zod';
import { type CalendarDate, DAY_MS, msBetween, riyadhDate } from '../../shared/domain/time.ts';
import { dailyMessage } from '../../shared/queue/daily-jobs.ts';
import { HELD_SHARDS } from '../../shared/store/notifications.ts';
import type { DispatcherDeps } from './deps.ts';

/** What the schedule, or an operator, invokes the run with. */
const invocationSchema = z.object({
  scheduledTime: z.iso.datetime({ offset: true }),
  /** Somebody tries out a day to come, and knows that people are told by it what is held until then. */
  trial: z.boolean().default(false),
});
/** A run of the schedule is on time or late. What lies further ahead than clocks may differ is a mistake. */
const MAX_AHEAD_MS = DAY_MS;

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
  const { scheduledTime, trial: isTrial } = invocationSchema.parse(invocation);
  const now = deps.now();
  if (!isTrial && msBetween(now, scheduledTime) > MAX_AHEAD_MS) {
    throw new Error(
      `scheduledTime ${scheduledTime} lies more than 24 hours ahead of the clock (${now.toISOString()}): correct it, or add "trial": true to send what is held all the same`,
    );
  }
  const date = riyadhDate(scheduledTime);
  const shards = [...HELD_SHARDS];
  await deps.queue(shards.map((shard) => dailyMessage({ kind: 'shard', scheduledTime, shard })));
  deps.logger.info('daily messages started', { date, shards: shards.length, isTrial });
  return { date, shards: shards.length };
}
