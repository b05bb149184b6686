import { type FailureReason, mayMove, type Notification } from '../../shared/domain/notification.ts';
import { msBetween, SECOND_MS } from '../../shared/domain/time.ts';
import { type DeliveryReport, isReportOf } from '../../shared/notifications/delivery-report.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import { MAX_RETURNS, RECEIPT_LOOK_AGAIN_MS, RECEIPT_YOUNG_MS, RETURN_DELAY_MS } from '../../shared/timing.ts';
import type { ReceiptsDeps } from './deps.ts';

/**
 * Moves the notification of a report on, and queues it again where it came back for a fault of ours.
 *
 * @returns the notification as it is then; undefined where the report says nothing of it, or is looked at again later
 */
export async function apply(deps: ReceiptsDeps, report: DeliveryReport): Promise<Notification | undefined> {
  const { notificationId, channel, provider, outcome } = report;
  const moved = await move(deps, report);
  if (moved === 'foreign') {
    deps.logger.warn('receipt of another channel or provider', { notificationId, channel, provider });
    return undefined;
  }
  if (moved === 'early' || moved === 'unknown') {
    const isYoung = msBetween(report.receivedAt, deps.now()) < RECEIPT_YOUNG_MS;
    if (isYoung) await deps.lookAgain(report, RECEIPT_LOOK_AGAIN_MS / SECOND_MS);
    else deps.logger.warn('receipt without a notification', { notificationId, ...outcome });
    return undefined;
  }
  // Also where an earlier try at this receipt moved it back: a job too many does no harm, a sender knows it.
  if (outcome.status === 'returned' && isWaitingAfter(moved, outcome.reason)) {
    await deps.queueNotifications([moved], RETURN_DELAY_MS / SECOND_MS);
  }
  return moved;
}

/** Whether a notification was put back for this reason, and no sender has had it since. */
function isWaitingAfter({ status, history }: Notification, reason: string): boolean {
  return status === 'queued' && history.at(-1)?.reason === reason;
}

/** Moves the notification on, if there is a step from where it is; the notification as it is then. */
async function move(
  { store, now }: ReceiptsDeps,
  report: DeliveryReport,
): Promise<Notification | 'early' | 'unknown' | 'foreign'> {
  return withOptimisticRetry(async () => {
    const notification = await store.readNotification(report.notificationId);
    if (!notification) return 'unknown';
    if (!isReportOf(report, notification)) return 'foreign';
    if (isUnderWay(notification, now())) return 'early';
    const step = stepOf(report, notification);
    if (!step || !mayMove(notification.status, step.status) || notification.status === step.status) return notification;
    const at = now();
    if (!(await store.transition(notification, { ...step, at }))) return undefined;
    const { status, reason } = step;
    const history = [...notification.history, { status, at: at.toISOString(), reason }];
    return { ...notification, status, history, failureReason: status === 'failed' ? step.reason : undefined };
  });
}

/** The step that a report asks for; undefined where it asks for none. */
type Step =
  | { readonly status: 'delivered'; readonly reason?: undefined }
  | { readonly status: 'failed'; readonly reason: FailureReason }
  | { readonly status: 'queued'; readonly reason: string; readonly returnedAttempts: number };

function stepOf({ outcome, providerMessageId }: DeliveryReport, notification: Notification): Step | undefined {
  if (outcome.status === 'delivered') return { status: 'delivered' };
  if (outcome.status === 'failed') return outcome;
  const { status, returnedAttempts = 0, content } = notification;
  // An earlier try came back, or this one twice: another is under way, or has arrived.
  const isOfLatest = providerMessageId === undefined || providerMessageId === notification.providerMessageId;
  if (status !== 'sent' || !isOfLatest) return undefined;
  // A code is in its job alone, and its owner asks for another.
  return content && returnedAttempts < MAX_RETURNS
    ? { status: 'queued', reason: outcome.reason, returnedAttempts: returnedAttempts + 1 }
    : { status: 'failed', reason: 'provider-rejected' };
}

/** Whether a sender is at it and will write itself what it knows; or none has been yet. */
function isUnderWay({ status, attempts, leaseUntil }: Notification, now: Date): boolean {
  return status === 'queued'
    ? attempts === 0
    : status === 'sending' && leaseUntil !== undefined && leaseUntil > now.toISOString();
}
