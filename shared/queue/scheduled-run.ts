import * as z from 'zod/mini';
import { DAY_MS, msBetween } from '../domain/time.ts';

/** What a schedule, or an operator, invokes a run with. */
const invocationSchema = z.object({
  scheduledTime: z.iso.datetime({ offset: true }),
  /** Somebody tries out a day to come, and knows that people are told what holds on that day. */
  trial: z._default(z.boolean(), false),
});
/** A run of a schedule is on time or late. What lies further ahead than clocks may differ is a mistake. */
const MAX_AHEAD_MS = DAY_MS;

/** A run of a schedule: for which instant, and whether somebody only tries it out. */
export interface ScheduledRun {
  /** With an offset. */
  readonly scheduledTime: string;
  readonly isTrial: boolean;
}

/**
 * Reads what a schedule invokes a function with. A day that is past runs like any other: a run that could not start is redriven
 * later.
 *
 * @param aTrial what a trial does all the same, for the error: "scan that day"
 * @throws ZodError when `scheduledTime` is no instant with an offset
 * @throws Error when it lies more than 24 hours ahead and is no trial
 */
export function readScheduledRun(invocation: unknown, now: Date, aTrial: string): ScheduledRun {
  const { scheduledTime, trial: isTrial } = invocationSchema.parse(invocation);
  if (!isTrial && msBetween(now, scheduledTime) > MAX_AHEAD_MS) {
    throw new Error(
      `scheduledTime ${scheduledTime} lies more than 24 hours ahead of the clock (${now.toISOString()}): correct it, or add "trial": true to ${aTrial} all the same`,
    );
  }
  return { scheduledTime, isTrial };
}
