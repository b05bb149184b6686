import { holderAt, presentHolder } from './affiliation.ts';
import { type DefaultSubscription, type InForce, inForceFor, mayBeInForceFor } from './default-subscription.ts';
import { alertOf, isFact, isReminder, isTooOldToSend, type PassportEvent } from './events.ts';
import type { EstablishmentId } from './ids.ts';
import type { Subject } from './notification.ts';
import { isSentBy } from './reminders.ts';
import { DAY_MS, type Instant, msBetween } from './time.ts';
import { type AffiliationRecord, affiliationsOf, type Traveller } from './traveller.ts';

/** A message about something older than this says so. */
const LATE_AFTER_MS = DAY_MS;

/** An affiliation record that an event may concern, and what the message would be about. */
export interface Candidate {
  readonly record: AffiliationRecord;
  readonly subject: Subject;
}

/** An affiliation record that an event concerns, with what is in force for the message. */
export interface Match extends Candidate {
  readonly inForce: InForce;
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
 * The records that an event may concern, by what is known of the traveller once the event has been applied: as far as it can be
 * said without the default subscriptions of their establishments.
 *
 * An alert goes to the establishment that the traveller belonged to at the time of the event, if what is in force there asks for
 * the alert. The end of an affiliation goes to the establishment where it ended the subscription, or the belonging of somebody
 * who is followed by default.
 */
export function findCandidates(event: PassportEvent, traveller: Traveller, now: Date): Candidate[] {
  if (isTooOldToSend(event, now)) return [];
  const alert = alertOf(event.type);
  const holder = alert && holderAt(affiliationsOf(traveller), event.occurredAt)?.establishmentId;
  const subject = alert ?? 'following-ended';
  return traveller.affiliations
    .filter((record) => !alert || record.establishmentId === holder)
    .filter((record) => mayBeInForceFor(record, toldOf(event, subject)))
    .filter(({ lastReminderSent }) => !isReminder(event) || lastReminderSent?.eventId === event.eventId)
    .map((record) => ({ record, subject }));
}

/**
 * The records that an event concerns.
 *
 * @param candidates as {@link findCandidates} found them
 * @param defaultOf the default subscription of an establishment, as it is at processing
 */
export function matchCandidates(
  event: PassportEvent,
  candidates: readonly Candidate[],
  defaultOf: (establishmentId: EstablishmentId) => DefaultSubscription | undefined,
): Match[] {
  return candidates.flatMap(({ record, subject }) => {
    const inForce = inForceFor(record, toldOf(event, subject), defaultOf(record.establishmentId));
    if (inForce.following === 'none') return [];
    if (subject !== 'following-ended' && !inForce.alerts.includes(subject)) return [];
    if (isReminder(event) && !isSentBy(event, record, inForce)) return [];
    return [{ record, inForce, subject }];
  });
}

const toldOf = ({ eventId, occurredAt }: PassportEvent, alert: Subject) => ({
  alert,
  event: { id: eventId, occurredAt },
});
