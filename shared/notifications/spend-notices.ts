import type { Contact } from '../domain/contacts.ts';
import { eventIdSchema } from '../domain/ids.ts';
import { notificationId } from '../domain/notification.ts';
import type { Clock } from '../domain/time.ts';
import type { saveSpendNoticed } from '../store/limits.ts';
import type { Bound } from '../store/table.ts';
import { createNotification } from './create.ts';
import type { SpendNoticesDue } from './rate-limiter.ts';
import { type RecordAndQueueDeps, recordAndQueue } from './record-and-queue.ts';

/** The source under which an establishment is told of its own spend; no event has it. */
const SOURCE = 'spend-limit';

/** Tells an establishment of the shares of its SMS that it has reached. */
export type TellOfSpend = (contacts: readonly Contact[], due: SpendNoticesDue) => Promise<void>;

interface SpendNoticesDeps extends Pick<RecordAndQueueDeps, 'queueNotifications' | 'notificationKeptMs'> {
  readonly store: RecordAndQueueDeps['store'] & Bound<{ saveSpendNoticed: typeof saveSpendNoticed }>;
  readonly now: Clock;
}

/**
 * Tells the verified e-mail contacts of an establishment of a share, by e-mail because its SMS run out, and then keeps that it was
 * told. An establishment without such a contact is not told at all.
 *
 * The ids are the same for everybody who tells of the same share: two senders that find it due at once, or one that does so after a
 * crash, record each notice once. What is queued twice is sent once.
 *
 * @throws Error when the store or the queue did not take everything; the next SMS that is counted or refused finds it due again
 */
export function createSpendNotices(deps: SpendNoticesDeps): TellOfSpend {
  const { store, now } = deps;
  return async (contacts, { establishmentId, month, limit, percents }) => {
    const at = now();
    const told = contacts.filter(({ channel, status }) => channel === 'email' && status === 'verified');
    const notices = percents.flatMap((percent) => {
      const eventId = eventIdSchema.parse(`${month}:${percent}`);
      const content = { template: 'spend-limit', establishmentId, percent, limit, month } as const;
      return told.map((contact) =>
        createNotification({
          id: notificationId({ source: SOURCE, eventId }, contact.id),
          ...{ establishmentId, contact, content, now: at },
        }),
      );
    });
    if (notices.length > 0) await recordAndQueue(deps, notices);
    await store.saveSpendNoticed(establishmentId, { month, percent: Math.max(...percents), now: at });
  };
}
