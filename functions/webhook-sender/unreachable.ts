import type { FailureReason, Notification } from '../../shared/domain/notification.ts';
import { msBetween } from '../../shared/domain/time.ts';
import type { readEndpoint } from '../../shared/store/endpoints.ts';
import type { Bound } from '../../shared/store/table.ts';
import { GIVE_UP_AFTER_MS } from '../../shared/timing.ts';

/**
 * Why a message failed that is too late to be sent: its system took nothing for as long as a message is tried, so that its contact
 * is given up; or the message alone is of no use any more.
 */
export async function reasonOfTooLate(
  store: Bound<{ readEndpoint: typeof readEndpoint }>,
  notification: Notification,
  now: Date,
): Promise<FailureReason> {
  const { createdAt } = notification;
  if (msBetween(createdAt, now) <= GIVE_UP_AFTER_MS) return 'too-late';
  const { takenAt = '', failures } = await store.readEndpoint(notification);
  return failures > 0 && takenAt <= createdAt ? 'unreachable' : 'too-late';
}
