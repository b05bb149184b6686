import { batchesOf } from '../../shared/batches.ts';
import type { NotificationId } from '../../shared/domain/ids.ts';
import { type FailureReason, mayMove, type Notification, UNTOLD_REASONS } from '../../shared/domain/notification.ts';
import { msBetween, SECOND_MS } from '../../shared/domain/time.ts';
import type { DeliveryReport } from '../../shared/notifications/delivery-report.ts';
import type { JobOf } from '../../shared/queue/daily-jobs.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import { RECEIPT_LOOK_AGAIN_MS, RECEIPT_YOUNG_MS } from '../../shared/timing.ts';
import type { WorkerDeps } from './deps.ts';

/** Notifications that are under way at once. */
const AT_ONCE = 25;

/**
 * Lets a page of notifications follow the daily message that tells of them to where it stands by now: `sent`, `delivered`, `failed`
 * or `cancelled`. Where nobody was told because the address is dead, `delivery-receipts` is told of each, so that somebody else is.
 *
 * The job is queued before the message is moved on, so one that comes early is looked at again while it is young.
 */
export async function follow(deps: WorkerDeps, job: JobOf<'follow'>): Promise<void> {
  const { store, now, queue, logger } = deps;
  const { digestId, page: number } = job;
  const [digest, page] = await Promise.all([store.readNotification(digestId), store.readDigestPage(digestId, number)]);
  if (!digest || !page) return logger.warn('daily message to follow is not there', { notificationId: digestId });
  if (digest.status === 'queued' || digest.status === 'sending') {
    // Its sender may have died: the next one asks again.
    if (msBetween(job.since, now()) < RECEIPT_YOUNG_MS) await queue([job], RECEIPT_LOOK_AGAIN_MS / SECOND_MS);
    return;
  }
  for (const ids of batchesOf(page.ids, AT_ONCE)) {
    const untold = await Promise.all(ids.map((id) => followOne(deps, digest, id)));
    await deps.report(untold.flatMap((report) => report ?? []));
  }
  if (page.next) await queue([{ ...job, page: number + 1 }]);
  else logger.info('daily message followed', { notificationId: digestId, status: digest.status });
}

/** Moves one notification on; what is to be reported of it instead, if anything. */
async function followOne(
  { store, now }: WorkerDeps,
  digest: Notification,
  id: NotificationId,
): Promise<DeliveryReport | undefined> {
  const { status, failureReason, history } = digest;
  const followed = await withOptimisticRetry(async (): Promise<DeliveryReport | 'done' | undefined> => {
    const notification = await store.readNotification(id);
    if (notification?.digestId !== digest.id || !mayMove(notification.status, status)) return 'done';
    if (status === 'failed' && isUntold(failureReason)) {
      const outcome = { status, reason: failureReason } as const;
      return { notificationId: id, channel: notification.channel, outcome, receivedAt: now().toISOString() };
    }
    const { at, reason } = history.findLast((entry) => entry.status === status) ?? {};
    const moved = await store.transition(notification, {
      ...{ status, reason },
      at: at === undefined ? now() : new Date(at),
      // Where the contact was reached by then.
      correction: digest.address === notification.address ? {} : { address: digest.address },
    });
    return moved ? 'done' : undefined;
  });
  return followed === 'done' ? undefined : followed;
}

function isUntold(reason: Notification['failureReason']): reason is FailureReason {
  return (UNTOLD_REASONS as readonly (string | undefined)[]).includes(reason);
}
