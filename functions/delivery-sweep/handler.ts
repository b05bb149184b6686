import * as z from 'zod/mini';
import { batchesOf } from '../../shared/batches.ts';
import type { NotificationId } from '../../shared/domain/ids.ts';
import { isDigest, type Notification, priorityOf } from '../../shared/domain/notification.ts';
import { DAY_MS, msBetween, SECOND_MS } from '../../shared/domain/time.ts';
import { JOB_LOST } from '../../shared/notifications/log-words.ts';
import { type Move, UNSETTLED_SHARDS } from '../../shared/store/notifications.ts';
import type { Position } from '../../shared/store/table.ts';
import { GIVE_UP_AFTER_MS, SWEEP_EVERY_MS, SWEEP_UNTOUCHED_MS } from '../../shared/timing.ts';
import type { SweepDeps } from './deps.ts';

/** What the schedule, or an operator, invokes the sweep with. */
const invocationSchema = z.object({
  /** The instant by which ages are counted. */
  scheduledTime: z.iso.datetime({ offset: true }),
  /** More than a day ahead of the clock it gives up what is not old: only for a trial. */
  trial: z.optional(z.boolean()),
});
const MAX_AHEAD_MS = DAY_MS;

/** What a sweep did, counted. */
export interface SweepResult {
  looked: number;
  queuedAgain: number;
  tooLate: number;
  failed: number;
  /** Everything was looked at; false where the time was up before. */
  isComplete: boolean;
}

const PAGE = 100;
/** So many are read and settled at once. */
const AT_ONCE = 10;
/** A sweep begins nothing new when it has less time left: enough for a page with slow answers. */
const SPARE_MS = 15 * SECOND_MS;
/** A queue on which more wait is behind, and what it has not come to yet is not lost. */
const BACKLOG = 100;

/**
 * Settles what says `queued` or `sending` although its job is gone: queues it again while it is of use, else it has failed
 * as too late. A job is gone when nobody has touched its notification for twice as long as the longest healthy pause.
 *
 * A job too many does no harm: a sender sends from `queued` only, with a lease. But there must not come more of them from
 * sweep to sweep: queueing again counts as a touch, the next time waits twice as long, and a queue that is behind is left
 * alone.
 *
 * @throws Error when some could not be looked at, after all others were
 */
export const createHandler =
  (deps: SweepDeps) =>
  (invocation: unknown, context: TimeLeft): Promise<SweepResult> =>
    sweep(deps, invocation, context);

interface TimeLeft {
  getRemainingTimeInMillis(): number;
}

async function sweep(
  deps: SweepDeps,
  invocation: unknown,
  { getRemainingTimeInMillis }: TimeLeft,
): Promise<SweepResult> {
  const { scheduledTime, trial } = invocationSchema.parse(invocation);
  const at = new Date(scheduledTime);
  if (!trial && msBetween(deps.now(), at) > MAX_AHEAD_MS) {
    throw new Error('scheduledTime is more than a day ahead of the clock');
  }
  const before = new Date(at.getTime() - SWEEP_UNTOUCHED_MS);
  const result: SweepResult = { looked: 0, queuedAgain: 0, tooLate: 0, failed: 0, isComplete: true };
  const isBehind = backlogs(deps);

  for (const shard of shardsFrom(at)) {
    let after: Position | undefined;
    do {
      if (getRemainingTimeInMillis() < SPARE_MS) {
        result.isComplete = false;
        break;
      }
      const page = await deps.store.listUnsettled({ shard, before }, { limit: PAGE, after });
      for (const ids of batchesOf(page.items, AT_ONCE)) {
        await Promise.all(ids.map((id) => settleAlone(deps, id, at, { isBehind, result })));
      }
      after = page.next;
    } while (after);
  }
  deps.logger.info('sweep ended', { scheduledTime, ...result });
  if (result.failed > 0) throw new Error(`${result.failed} notifications could not be swept`);
  return result;
}

/** The shards, beginning with another one at each sweep, so that one that takes all the time keeps none from its turn. */
function shardsFrom(at: Date): string[] {
  const first = Math.floor(at.getTime() / SWEEP_EVERY_MS) % UNSETTLED_SHARDS.length;
  return [...UNSETTLED_SHARDS.slice(first), ...UNSETTLED_SHARDS.slice(0, first)];
}

/** Whether the queue of a notification is behind, asked once a sweep for each queue. */
function backlogs({ waiting }: SweepDeps): (notification: Notification) => Promise<boolean> {
  const known = new Map<string, Promise<number>>();
  return async (notification) => {
    const { channel } = notification;
    const priority = priorityOf(notification);
    const name = `${channel}-${priority}`;
    const asked = known.get(name) ?? waiting(channel, priority);
    known.set(name, asked);
    return (await asked) > BACKLOG;
  };
}

interface Sweeping {
  readonly isBehind: (notification: Notification) => Promise<boolean>;
  readonly result: SweepResult;
}

async function settleAlone(deps: SweepDeps, id: NotificationId, at: Date, sweeping: Sweeping): Promise<void> {
  const { result } = sweeping;
  result.looked += 1;
  try {
    await settle(deps, id, at, sweeping);
  } catch (error) {
    result.failed += 1;
    deps.logger.error('notification could not be swept', { notificationId: id, error: error as Error });
  }
}

async function settle(deps: SweepDeps, id: NotificationId, at: Date, { isBehind, result }: Sweeping): Promise<void> {
  const { store, logger } = deps;
  const notification = await store.readNotification(id);
  const step = notification && stepFor(notification, at);
  if (!notification || !step) return;
  if (step.status === 'queued' && (await isBehind(notification))) return;
  if (step.status === 'failed' && isDigest(notification)) await deps.follow(notification, deps.now());
  // It was moved meanwhile: a sender, a receipt, or another sweep.
  if (!(await store.transition(notification, { ...step, at: deps.now() }))) return;
  if (step.status === 'queued') {
    // A failure in between counts as a touch, and the next sweep but one comes back to it.
    await deps.queueNotifications([notification]);
    result.queuedAgain += 1;
  } else result.tooLate += 1;
  logger.warn(JOB_LOST, {
    notificationId: id,
    from: notification.status,
    to: step.status,
    attempts: notification.attempts,
  });
}

/**
 * What is to be done about a notification, if anything.
 *
 * @param at the instant by which ages are counted
 */
export function stepFor(notification: Notification, at: Date): Omit<Move, 'at'> | undefined {
  const { status, createdAt, content, history, leaseUntil = '', lostJobs = 0 } = notification;
  if (status !== 'queued' && status !== 'sending') return undefined;
  const lastTouch = [createdAt, history.at(-1)?.at ?? '', leaseUntil].reduce((a, b) => (a > b ? a : b));
  const untouchedMs = msBetween(lastTouch, at);
  if (untouchedMs <= SWEEP_UNTOUCHED_MS) return undefined;
  // A code is in its job alone, and holds for less time than this.
  if (!content || msBetween(createdAt, at) > GIVE_UP_AFTER_MS) return { status: 'failed', reason: 'too-late' };
  return untouchedMs > SWEEP_UNTOUCHED_MS * 2 ** lostJobs
    ? { status: 'queued', reason: 'job-lost', lostJobs: lostJobs + 1 }
    : undefined;
}
