import { holderAt, presentHolder } from './affiliation.ts';
import { alertOf, isFact, isReminder, isTooOldToSend, type PassportEvent } from './events.ts';
import type { Subject } from './notification.ts';
import { isSentBy } from './reminders.ts';
import { DAY_MS, type Instant, msBetween } from './time.ts';
import { type AffiliationRecord, affiliationsOf, type Subscription, type Traveller } from './traveller.ts';

/** A message about something older than this says so. */
const LATE_AFTER_MS = DAY_MS;

/** A subscription that an event concerns, and what the message is about. */
export interface Match {
  readonly record: AffiliationRecord;
  readonly subscription: Subscription;
  readonly subject: Subject;
}

/** Whether an event is so old that its message says that it comes late. */
export function isLate(occurredAt: Instant, now: Date): boolean {
  return msBetween(occurredAt, now) > LATE_AFTER_MS;
}

/** What an event needs of its traveller cannot be read. The message comes again, and goes to the dead-letter queue. */
export class UnreadableTraveller extends Error {
  override readonly name = 'UnreadableTraveller';
}

/**
 * Makes sure that an event can be matched by what can be read of its traveller, once it has been applied. A record of
 * another establishment that does not parse silences nobody. Where the record of the holder cannot be read, or a fact has
 * to change one that cannot be read, the event waits until the item has been corrected: to drop it would lose it, and to go
 * by the other records alone could tell a former employer.
 *
 * @throws UnreadableTraveller when it cannot
 */
export function assertReadable(event: PassportEvent, traveller: Traveller): void {
  const { unreadable } = traveller;
  if (!unreadable) return;
  const affiliations = affiliationsOf(traveller);
  const holders = [
    holderAt(affiliations, event.occurredAt)?.establishmentId,
    isFact(event) ? presentHolder(affiliations) : undefined,
  ];
  if (unreadable.affiliations.some(({ establishmentId }) => holders.includes(establishmentId))) {
    throw new UnreadableTraveller('the affiliation record of the holder cannot be read');
  }
  const isOfAffiliation = event.type === 'AffiliationStarted' || event.type === 'AffiliationEnded';
  if (isOfAffiliation && unreadable.affiliations.some(({ isSettled }) => !isSettled)) {
    throw new UnreadableTraveller('an affiliation record that the fact may change cannot be read');
  }
}

/**
 * The subscriptions that an event concerns, by what is known of the traveller once the event has been applied.
 *
 * An alert goes to the establishment that the traveller belonged to at the time of the event, if its subscription asks for
 * the alert. The end of an affiliation goes to the establishment whose subscription it ended.
 */
export function matchSubscriptions(event: PassportEvent, traveller: Traveller, now: Date): Match[] {
  if (isTooOldToSend(event, now)) return [];

  const alert = alertOf(event.type);
  if (alert === undefined) {
    return traveller.affiliations.flatMap((record) =>
      record.subscription?.ended?.eventId === event.eventId
        ? [{ record, subscription: record.subscription, subject: 'following-ended' as const }]
        : [],
    );
  }
  const holder = holderAt(affiliationsOf(traveller), event.occurredAt);
  const record = traveller.affiliations.find(({ establishmentId }) => establishmentId === holder?.establishmentId);
  const subscription = record?.subscription;
  if (!record || !subscription?.alerts.includes(alert)) return [];
  // An ended subscription serves what happened up to its end, not what follows when the traveller comes back.
  if (subscription.ended && event.occurredAt > subscription.ended.at) return [];
  if (isReminder(event) && !isSentBy(event, record, subscription)) return [];
  return [{ record, subscription, subject: alert }];
}
