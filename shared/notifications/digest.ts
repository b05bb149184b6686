import { batchesOf } from '../batches.ts';
import type { Alert } from '../domain/alerts.ts';
import type { DailyContent } from '../domain/message-content.ts';
import type { CancelReason, Notification } from '../domain/notification.ts';
import { msBetween, riyadhDate } from '../domain/time.ts';
import type { readNotification, transition } from '../store/notifications.ts';
import type { Bound } from '../store/table.ts';
import { RECHECK_AFTER_MS } from '../timing.ts';
import { type CheckedNotification, type CheckStore, checkEntitlement } from './check.ts';

type DigestStore = CheckStore & Bound<{ readNotification: typeof readNotification; transition: typeof transition }>;

/** Calls that are under way at once. */
const AT_ONCE = 25;

/** A daily message with what it tells of; or that nothing of it is left. */
type OpenedDigest = { content: DailyContent } | { lost: CancelReason };

/**
 * Reads what a daily message shows, for it holds ids alone. What was erased meanwhile is left out. If the message has waited for
 * more than a minute, it is looked up for each notification once more whether the establishment is still entitled: one that is lost
 * is cancelled, and counted no more.
 *
 * @throws Error when the store failed, or what decides cannot be read
 */
export async function openDigest(
  store: DigestStore,
  { notification: digest, content, book }: CheckedNotification & { readonly content: DailyContent },
  now: Date,
): Promise<OpenedDigest> {
  const hasWaited = digest.attempts > 1 || msBetween(digest.createdAt, now) > RECHECK_AFTER_MS;
  const counts: Partial<Record<Alert, number>> = { ...content.counts };
  const rows: DailyContent['rows'] = [];
  let lost: CancelReason = 'superseded';
  for (const batch of batchesOf(content.shown, AT_ONCE)) {
    const told = await Promise.all(batch.map(({ id }) => read(id)));
    for (const [index, row] of told.entries()) {
      if (row) rows.push(row);
      else countDown(counts, batch[index]?.alert);
    }
  }
  const isEmpty = Object.values(counts).every((count) => count === 0);
  return isEmpty ? { lost } : { content: { ...content, counts, rows, sentOn: riyadhDate(now) } };

  async function read(id: Notification['id']) {
    const notification = await store.readNotification(id);
    if (notification?.digestId !== digest.id || notification.content?.template !== 'alert') return undefined;
    if (notification.status === 'cancelled') {
      lost = (notification.failureReason as CancelReason | undefined) ?? lost;
      return undefined;
    }
    const { content: row } = notification;
    if (!hasWaited) return row;
    const end = await checkEntitlement(store, { notification, content: row, book }, now);
    if (end?.status !== 'cancelled') return row;
    // Of two that find it, one writes it.
    if (notification.status === 'held') await store.transition(notification, { ...end, at: now });
    lost = end.reason;
    return undefined;
  }
}

function countDown(counts: Partial<Record<Alert, number>>, alert: Alert | undefined): void {
  const count = alert && counts[alert];
  if (alert && count) counts[alert] = count - 1;
}
