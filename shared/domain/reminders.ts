import { addDays, type CalendarDate, daysBetween, riyadhDate } from './time.ts';
import type { AffiliationRecord, Subscription } from './traveller.ts';

/** A passport that expired longer ago than this before it was subscribed to is no news. */
const MAX_DAYS_EXPIRED = 30;

/** The subscription that passport reminders of a link go to; undefined when nobody asks for any. */
export function remindedSubscription({ present, subscription }: AffiliationRecord): Subscription | undefined {
  return present && subscription && !subscription.ended && subscription.alerts.includes('passport-expiry')
    ? subscription
    : undefined;
}

/**
 * The date on which the next reminder of a link is due: its next lead day before the expiry of the passport in force.
 * It may lie in the past (a subscription made late, a day on which nobody scanned): then it is due at the next scan.
 *
 * It follows from the link alone, so that whoever writes a link writes it too.
 */
export function nextReminderOn(link: AffiliationRecord): CalendarDate | undefined {
  const subscription = remindedSubscription(link);
  const expiresOn = link.passport?.expiresOn;
  if (!subscription || !expiresOn) return undefined;

  const askedOn = riyadhDate(subscription.updatedAt);
  if (daysBetween(expiresOn, askedOn) > MAX_DAYS_EXPIRED) return undefined;
  const told =
    link.lastReminderSent?.expiresOn === expiresOn ? link.lastReminderSent.leadDay : Number.POSITIVE_INFINITY;
  // Of a passport that had expired by then, only the expiry itself is left to tell.
  const hadExpired = expiresOn <= askedOn;
  const next = subscription.expiryLeadDays.filter((day) => day < told && (day === 0 || !hadExpired));
  return next.length > 0 ? addDays(expiresOn, -Math.max(...next)) : undefined;
}
