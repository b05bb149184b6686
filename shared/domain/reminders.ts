import { holderAt } from './affiliation.ts';
import {
  type DefaultSubscription,
  type InForce,
  inForceNow,
  inheritedBy,
  mayBeInForceFor,
} from './default-subscription.ts';
import { isTooOldToSend, type ReminderEvent } from './events.ts';
import { addDays, type CalendarDate, daysBetween, type Instant, riyadhDate } from './time.ts';
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

/** A passport that expired longer ago than this before anybody asked for its reminders is no news. */
const MAX_DAYS_EXPIRED = 30;

/** Whether what is in force asks for reminders and names no day to send them on, so that none would ever come. */
export function isSilent({ alerts, expiryLeadDays }: Pick<InForce, 'alerts' | 'expiryLeadDays'>): boolean {
  return alerts.includes('passport-expiry') && expiryLeadDays.length === 0;
}

/** The subscription that counts now. */
function ownNow({ subscription }: Pick<AffiliationRecord, 'subscription'>): Subscription | undefined {
  return subscription?.ended ? undefined : subscription;
}

/** Whether a record's own subscription decides alone when its person is reminded of: it counts, and inherits nothing. */
export function hasOwnReminders(record: Pick<AffiliationRecord, 'subscription'>): boolean {
  const own = ownNow(record);
  return own !== undefined && inheritedBy(own).length === 0;
}

/** The reminder that was sent last, if it was for this expiry date. */
function lastSentFor({ lastReminderSent }: AffiliationRecord, expiresOn: CalendarDate): SentReminder | undefined {
  return lastReminderSent?.expiresOn === expiresOn ? lastReminderSent : undefined;
}

/**
 * The date on which a record is to be looked at next: the next lead day before the expiry of the passport in force that was not
 * sent. Where alerts or lead days are inherited, or there is no subscription, it is the next one of all lead days that can be chosen,
 * because the record does not know the default subscription; the scan then asks {@link reminderDue}, and notes with
 * {@link withLookedAt} where nothing was due. The date may lie in the past (a subscription made late, a person who joined late, a day
 * without a scan): then it is due at the next scan.
 *
 * It follows from the affiliation record alone, so that every write of the record writes it too.
 */
export function nextReminderOn(record: AffiliationRecord): CalendarDate | undefined {
  const { present, passport } = record;
  const own = ownNow(record);
  if (!present || !passport || own?.excluded) return undefined;
  if (own?.alerts && !own.alerts.includes('passport-expiry')) return undefined;

  const { expiresOn } = passport;
  const sent = lastSentFor(record, expiresOn)?.leadDay ?? Number.POSITIVE_INFINITY;
  const daysLeftWhenLookedAt = withoutStaleNote(record).remindersLookedAt?.daysLeft ?? Number.POSITIVE_INFINITY;
  const unsent = (own?.expiryLeadDays ?? LEAD_DAYS).filter((day) => day < sent);
  const next =
    own && inheritedBy(own).length === 0
      ? unsent.filter((day) => !isOverBefore(day, expiresOn, own.updatedAt))
      : unsent.filter((day) => day < daysLeftWhenLookedAt);
  return next.length > 0 ? addDays(expiresOn, -Math.max(...next)) : undefined;
}

/** Whether a lead day of a passport was over when somebody asked for it. Of a passport that had expired by then, only lead day 0 is left. */
function isOverBefore(leadDay: number, expiresOn: CalendarDate, askedAt: Instant): boolean {
  const askedOn = riyadhDate(askedAt);
  return isNoNews(expiresOn, askedOn) || (leadDay > 0 && expiresOn <= askedOn);
}

const isNoNews = (expiresOn: CalendarDate, askedOn: CalendarDate) => daysBetween(expiresOn, askedOn) > MAX_DAYS_EXPIRED;

/**
 * A record without the note of an earlier scan, unless what the scan looked at holds: the person belongs to the establishment, with
 * the same passport, and under the same subscription or none. Every write of a record drops a note that does not hold, so that
 * none holds again once a subscription, or an absence, is over.
 */
export function withoutStaleNote<R extends AffiliationRecord>(record: R): R {
  const { remindersLookedAt: noted, passport, present } = record;
  if (!noted) return record;
  const holds = present && noted.expiresOn === passport?.expiresOn && noted.subscribedAt === ownNow(record)?.updatedAt;
  return holds ? record : { ...record, remindersLookedAt: undefined };
}

/** A record of whose reminders none was due on a date: it is looked at again at the next lead day. */
export function withLookedAt<R extends AffiliationRecord>(record: R, date: CalendarDate): R {
  const { passport } = record;
  if (!passport) return record;
  const { expiresOn } = passport;
  const daysLeft = Math.max(0, daysBetween(date, expiresOn));
  return { ...record, remindersLookedAt: { expiresOn, daysLeft, subscribedAt: ownNow(record)?.updatedAt } };
}

/**
 * The lead day of which a person is to be reminded on a date, by what is in force and by what was sent.
 *
 * @param defaults the default subscription of the establishment
 */
export function reminderDue(
  record: AffiliationRecord,
  date: CalendarDate,
  defaults: DefaultSubscription | undefined,
): number | undefined {
  const { alerts, expiryLeadDays } = inForceNow(record, defaults);
  const { passport, lastReminderSent } = record;
  if (!passport || !alerts.includes('passport-expiry')) return undefined;
  const { expiresOn } = passport;
  const asked = askedAt(record, defaults);
  const leadDays = expiryLeadDays.filter((day) => !isOverBefore(day, expiresOn, asked));
  const daysLeft = Math.max(0, daysBetween(date, expiresOn));
  return leadDayToSend(leadDays, { expiresOn, daysLeft }, lastReminderSent);
}

/** When the reminders in force were asked for: when the subscription was last changed or the person joined, or later by the default. */
function askedAt(record: AffiliationRecord, defaults: DefaultSubscription | undefined): Instant {
  const asked = ownNow(record)?.updatedAt ?? startOfPeriod(record);
  const made = hasOwnReminders(record) ? undefined : defaults?.createdAt;
  return made && made > asked ? made : asked;
}

/** When the present time of belonging began. A start within it is an update. */
function startOfPeriod({ starts, ends, lastDeparture }: AffiliationRecord): Instant {
  const latest = starts.at(-1)?.at ?? '';
  const over = [...ends, ...(lastDeparture ? [lastDeparture] : [])].map(({ at }) => at).filter((at) => at <= latest);
  const lastEnd = over.toSorted().at(-1) ?? '';
  return starts.find(({ at }) => at >= lastEnd)?.at ?? latest;
}

/** The first date of expiry of which a default subscription may still remind. */
export function firstExpiryOf({ createdAt }: DefaultSubscription): CalendarDate {
  return addDays(riyadhDate(createdAt), -MAX_DAYS_EXPIRED);
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
  const { expiresOn } = event.passport;
  const isAsked = alerts.includes('passport-expiry') && !isNoNews(expiresOn, riyadhDate(askedAt(record, defaults)));
  const leadDay = isAsked ? leadDaySentBy(event, record, expiryLeadDays) : undefined;
  const { eventId } = event;
  return leadDay === undefined ? undefined : { ...record, lastReminderSent: { expiresOn, leadDay, eventId } };
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
