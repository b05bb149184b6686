import { holderAt } from './affiliation.ts';
import { type DefaultSubscription, type InForce, inForceNow, mayBeInForceFor } from './default-subscription.ts';
import { isTooOldToSend, type ReminderEvent } from './events.ts';
import { addDays, type CalendarDate, daysBetween, riyadhDate } from './time.ts';
import {
  type AffiliationRecord,
  affiliationsOf,
  type SentReminder,
  type Subscription,
  type Traveller,
} from './traveller.ts';

/** The days before a passport's expiry on which a reminder can be chosen, most distant first; 0 is the day itself. */
export const LEAD_DAYS = [180, 90, 60, 30, 14, 7, 3, 1, 0] as const;
export const DEFAULT_LEAD_DAYS: readonly number[] = [90, 60, 30, 14, 7, 1, 0];

/** A passport that expired longer ago than this before it was subscribed to is no news. */
const MAX_DAYS_EXPIRED = 30;

/** Whether what is in force asks for reminders and names no day to send them on, so that none would ever come. */
export function isSilent({ alerts, expiryLeadDays }: Pick<InForce, 'alerts' | 'expiryLeadDays'>): boolean {
  return alerts.includes('passport-expiry') && expiryLeadDays.length === 0;
}

/** The subscription of an affiliation record whose reminders are its own: it inherits neither alerts nor lead days. */
function ownReminders({
  present,
  subscription,
}: AffiliationRecord): (Subscription & Pick<InForce, 'expiryLeadDays'>) | undefined {
  const { alerts, expiryLeadDays, ended } = subscription ?? {};
  if (!present || !subscription || ended || !expiryLeadDays || !alerts?.includes('passport-expiry')) return undefined;
  return { ...subscription, expiryLeadDays };
}

/** The reminder that was sent last, if it was for this expiry date. */
function lastSentFor({ lastReminderSent }: AffiliationRecord, expiresOn: CalendarDate): SentReminder | undefined {
  return lastReminderSent?.expiresOn === expiresOn ? lastReminderSent : undefined;
}

/**
 * The date on which the next reminder is due: the next lead day before the expiry of the passport in force. It may lie in
 * the past (a subscription made late, a day without a scan): then it is due at the next scan.
 *
 * It follows from the affiliation record alone, so that every write of the record writes it too.
 */
export function nextReminderOn(record: AffiliationRecord): CalendarDate | undefined {
  const subscription = ownReminders(record);
  const expiresOn = record.passport?.expiresOn;
  if (!subscription || !expiresOn) return undefined;

  const askedOn = riyadhDate(subscription.updatedAt);
  if (daysBetween(expiresOn, askedOn) > MAX_DAYS_EXPIRED) return undefined;
  const sent = lastSentFor(record, expiresOn)?.leadDay ?? Number.POSITIVE_INFINITY;
  // Of a passport that had expired by then, only the expiry itself is left to send.
  const hadExpired = expiresOn <= askedOn;
  const next = subscription.expiryLeadDays.filter((day) => day < sent && (day === 0 || !hadExpired));
  return next.length > 0 ? addDays(expiresOn, -Math.max(...next)) : undefined;
}

/**
 * Which of the chosen lead days is to be sent now: the most urgent one that is not below the days left, if it is more
 * urgent than what was sent before for the same expiry date.
 *
 * @param leadDays the lead days that a subscription chose
 * @param reminder the expiry date and the whole days left until it; 0 once it has expired
 * @param sent what was sent before, for any date
 */
export function leadDayToSend(
  leadDays: readonly number[],
  reminder: { expiresOn: string; daysLeft: number },
  sent: SentReminder | undefined,
): number | undefined {
  // The day of expiry has an event of its own: a passport with days left never uses up lead day 0.
  const reached =
    reminder.daysLeft > 0 ? leadDays.filter((day) => day >= reminder.daysLeft) : leadDays.filter((day) => day === 0);
  if (reached.length === 0) return undefined;
  const mostUrgent = Math.min(...reached);
  const sentBefore = sent?.expiresOn === reminder.expiresOn ? sent.leadDay : Number.POSITIVE_INFINITY;
  return mostUrgent < sentBefore ? mostUrgent : undefined;
}

/**
 * The affiliation record of the holder, if the holder still is the present one and the event may send it a reminder, as far as the
 * record alone decides: the expiry date is the one in force, and nothing more urgent was sent for that date.
 */
export function findReminded(event: ReminderEvent, traveller: Traveller, now: Date): AffiliationRecord | undefined {
  // An event that is too old to be sent uses up no lead day.
  if (isTooOldToSend(event, now)) return undefined;
  // An establishment that the traveller joined after the event is not told of it, so no lead day of its own is used up.
  const holder = holderAt(affiliationsOf(traveller), event.occurredAt);
  const record = traveller.affiliations.find(({ establishmentId }) => establishmentId === holder?.establishmentId);
  if (!record?.present || record.passport?.expiresOn !== event.passport.expiresOn) return undefined;
  const { subscription } = record;
  // The event belongs to a period that is over. What is due in the present one is put by the next scan.
  if (subscription?.ended && event.occurredAt <= subscription.ended.at) return undefined;
  const told = { alert: 'passport-expiry', event: { id: event.eventId, occurredAt: event.occurredAt } } as const;
  if (!mayBeInForceFor(record, told)) return undefined;
  const ownLeadDays = subscription?.ended ? undefined : subscription?.expiryLeadDays;
  return leadDaySentBy(event, record, ownLeadDays ?? LEAD_DAYS) === undefined ? undefined : record;
}

/**
 * Writes on the affiliation record of the holder which lead day this event sends, if one is due by what is in force.
 *
 * @param record as {@link findReminded} found it
 * @param defaults the default subscription of its establishment
 * @returns the changed record, or undefined when nothing is to be sent or it is written already
 */
export function withReminderSent(
  event: ReminderEvent,
  record: AffiliationRecord,
  defaults: DefaultSubscription | undefined,
): AffiliationRecord | undefined {
  const { alerts, expiryLeadDays } = inForceNow(record, defaults);
  const leadDay = alerts.includes('passport-expiry') ? leadDaySentBy(event, record, expiryLeadDays) : undefined;
  const { eventId, passport } = event;
  return leadDay === undefined
    ? undefined
    : { ...record, lastReminderSent: { expiresOn: passport.expiresOn, leadDay, eventId } };
}

/**
 * Which lead day an event sends. An expired passport ends the ladder even where the subscription does not ask for the day itself:
 * nothing can follow it.
 */
function leadDaySentBy(
  event: ReminderEvent,
  record: AffiliationRecord,
  expiryLeadDays: readonly number[],
): number | undefined {
  const { expiresOn } = event.passport;
  const sent = lastSentFor(record, expiresOn);
  if (sent?.eventId === event.eventId) return undefined;
  if (event.type === 'PassportExpired') return sent?.leadDay === 0 ? undefined : 0;
  return leadDayToSend(expiryLeadDays, { expiresOn, daysLeft: event.daysLeft }, sent);
}

/** Whether it is this event that sends a reminder: written so on the record, for one of the lead days that were chosen. */
export function isSentBy(
  { eventId }: ReminderEvent,
  { lastReminderSent }: AffiliationRecord,
  { expiryLeadDays }: Pick<InForce, 'expiryLeadDays'>,
): boolean {
  return lastReminderSent?.eventId === eventId && expiryLeadDays.includes(lastReminderSent.leadDay);
}

/**
 * Whether a more urgent reminder of the same expiry date has been sent since, so that a reminder that is still held says nothing
 * new beside it.
 *
 * @param defaults the default subscription of the establishment
 */
export function isOvertakenReminder(
  eventId: string,
  { passportExpiresOn }: { readonly passportExpiresOn: string },
  record: AffiliationRecord,
  defaults: DefaultSubscription | undefined,
): boolean {
  const sent = lastSentFor(record, passportExpiresOn);
  if (!sent || sent.eventId === eventId) return false;
  // An expiry ends the ladder also where nobody is told of it.
  return inForceNow(record, defaults).expiryLeadDays.includes(sent.leadDay);
}

/**
 * Why a reminder need not go out any more; undefined while its date, the affiliation and what is in force hold.
 *
 * @param defaults the default subscription of the establishment
 */
export function reminderObsolete(
  record: AffiliationRecord | undefined,
  expiresOn: string,
  defaults: DefaultSubscription | undefined,
): 'superseded' | 'affiliation-ended' | 'unsubscribed' | undefined {
  if (!record?.present) return 'affiliation-ended';
  if (record.passport?.expiresOn !== expiresOn) return 'superseded';
  const { following, alerts } = inForceNow(record, defaults);
  if (following === 'none' && record.subscription?.ended) return 'affiliation-ended';
  return alerts.includes('passport-expiry') ? undefined : 'unsubscribed';
}
