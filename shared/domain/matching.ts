import { MAX_AGE_TO_TELL_MS } from '../timing.ts';
import { holderAt, presentHolder } from './affiliation.ts';
import { leadDayToTell } from './alerts.ts';
import { alertOf, type EventOf, isFact, type PassportEvent } from './events.ts';
import type { Subject } from './notification.ts';
import { remindedSubscription } from './reminders.ts';
import { DAY_MS, type Instant, msBetween } from './time.ts';
import { type AffiliationRecord, affiliationsOf, type Subscription, type Traveller } from './traveller.ts';

/** A message about something older than this says so. */
const LATE_AFTER_MS = DAY_MS;

export type ReminderEvent = EventOf<'PassportExpiring'> | EventOf<'PassportExpired'>;

/** An establishment that is to be told of an event, and as what. */
export interface Match {
  readonly link: AffiliationRecord;
  readonly subscription: Subscription;
  readonly subject: Subject;
}

export function isReminder(event: PassportEvent): event is ReminderEvent {
  return event.type === 'PassportExpiring' || event.type === 'PassportExpired';
}

function isTooOldToTell(event: PassportEvent, now: Date): boolean {
  return msBetween(event.occurredAt, now) > MAX_AGE_TO_TELL_MS;
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
 * Makes sure that an event can be judged by what can be read of its traveller, once it has been applied. A link of another
 * establishment that does not parse silences nobody. Where the holder is one that cannot be read, or a fact has to change
 * it, the event waits until the item has been corrected: to drop it would lose it, and to go by the other links alone could
 * tell a former employer.
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
  if (unreadable.links.some(({ establishmentId }) => holders.includes(establishmentId))) {
    throw new UnreadableTraveller('the link of the holder cannot be read');
  }
  const isOfAffiliation = event.type === 'AffiliationStarted' || event.type === 'AffiliationEnded';
  if (isOfAffiliation && unreadable.links.some(({ isSettled }) => !isSettled)) {
    throw new UnreadableTraveller('a link that the fact may change cannot be read');
  }
}

/**
 * Who is entitled to be told of an event, by what is known of the traveller once the event has been applied.
 *
 * Entitled is whoever the traveller belonged to at the time of the event, if its subscription asks for the alert. The
 * end of an affiliation is told to whoever's subscription it ended.
 */
export function matchSubscriptions(event: PassportEvent, traveller: Traveller, now: Date): Match[] {
  if (isTooOldToTell(event, now)) return [];

  const alert = alertOf(event.type);
  if (alert === undefined) {
    return traveller.affiliations.flatMap((link) =>
      link.subscription?.ended?.eventId === event.eventId
        ? [{ link, subscription: link.subscription, subject: 'following-ended' as const }]
        : [],
    );
  }
  const holder = holderAt(affiliationsOf(traveller), event.occurredAt);
  const link = traveller.affiliations.find(({ establishmentId }) => establishmentId === holder?.establishmentId);
  const subscription = link?.subscription;
  if (!link || !subscription?.alerts.includes(alert)) return [];
  // An ended subscription serves what happened up to its end, not what follows when the traveller comes back.
  if (subscription.ended && event.occurredAt > subscription.ended.at) return [];
  if (isReminder(event) && !isToldBy(event, link, subscription)) return [];
  return [{ link, subscription, subject: alert }];
}

/** Whether it is this event that tells a reminder: noted so on the link, and one of the lead days that were chosen. */
function isToldBy(
  { eventId }: ReminderEvent,
  { lastReminderSent }: AffiliationRecord,
  { expiryLeadDays }: Subscription,
): boolean {
  return lastReminderSent?.eventId === eventId && expiryLeadDays.includes(lastReminderSent.leadDay);
}

/**
 * Notes on the link of the holder, if it still is the present one, which lead day this event tells, if one is due: the
 * expiry date is the one in force, the subscription asks for reminders, and nothing more urgent was told for that date.
 * An expired passport ends the ladder even where nobody chose to hear of the day itself: nothing can follow it.
 *
 * @returns the changed link, or undefined when nothing is to be told or it is noted already
 */
export function withReminderSent(event: ReminderEvent, traveller: Traveller, now: Date): AffiliationRecord | undefined {
  // What is too old to be told uses up no lead day.
  if (isTooOldToTell(event, now)) return undefined;
  // Whoever came after the event is not told of it, so no lead day of theirs is used up.
  const holder = holderAt(affiliationsOf(traveller), event.occurredAt);
  const link = traveller.affiliations.find(({ establishmentId }) => establishmentId === holder?.establishmentId);
  const subscription = link && remindedSubscription(link);
  if (!subscription) return undefined;
  const { expiresOn } = event.passport;
  const told = link.lastReminderSent?.expiresOn === expiresOn ? link.lastReminderSent : undefined;
  if (link.passport?.expiresOn !== expiresOn || told?.eventId === event.eventId) return undefined;
  const leadDay =
    event.type === 'PassportExpiring'
      ? leadDayToTell(subscription.expiryLeadDays, { expiresOn, daysLeft: event.daysLeft }, told)
      : told?.leadDay === 0
        ? undefined
        : 0;
  return leadDay === undefined
    ? undefined
    : { ...link, lastReminderSent: { expiresOn, leadDay, eventId: event.eventId } };
}

/** Why a reminder need not go out any more; undefined while its date, the affiliation and the subscription hold. */
export function reminderObsolete(
  link: AffiliationRecord | undefined,
  expiresOn: string,
): 'superseded' | 'affiliation-ended' | 'unsubscribed' | undefined {
  if (!link?.present) return 'affiliation-ended';
  if (link.passport?.expiresOn !== expiresOn) return 'superseded';
  if (link.subscription?.ended) return 'affiliation-ended';
  return link.subscription?.alerts.includes('passport-expiry') ? undefined : 'unsubscribed';
}
