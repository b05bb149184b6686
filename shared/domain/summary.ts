/** The numbers of a home page: people, passports and messages of an establishment, counted. */
import * as z from 'zod/mini';
import { type DefaultSubscription, inForceNow } from './default-subscription.ts';
import { NOTIFICATION_STATUSES, type NotificationStatus } from './notification.ts';
import { type CalendarDate, daysBetween } from './time.ts';
import type { AffiliationRecord } from './traveller.ts';

/** A schema of its own for each number, because the contract describes each. */
const count = () => z.int().check(z.nonnegative());

export const peopleCountsSchema = z.strictObject({
  total: count(),
  residents: count(),
  visitors: count(),
  followed: count(),
});
/** Passports by the days that are left, counted by dates in Asia/Riyadh. The day of expiry itself is day 0. */
export const passportCountsSchema = z.strictObject({
  expired: count(),
  in0to30Days: count(),
  in31to60Days: count(),
  in61to90Days: count(),
});
export const notificationCountsSchema = z.strictObject(
  Object.fromEntries(NOTIFICATION_STATUSES.map((status) => [status, count()])) as Record<
    NotificationStatus,
    ReturnType<typeof count>
  >,
);

/** What takes reading people and messages to know. */
export const countsSchema = z.object({
  people: peopleCountsSchema,
  passports: passportCountsSchema,
  notificationsLast7Days: notificationCountsSchema,
});
export type Counts = Readonly<z.infer<typeof countsSchema>>;

/** How many days of messages are counted. */
export const COUNTED_DAYS = 7;

export const NO_COUNTS: Counts = {
  people: { total: 0, residents: 0, visitors: 0, followed: 0 },
  passports: { expired: 0, in0to30Days: 0, in31to60Days: 0, in61to90Days: 0 },
  notificationsLast7Days: Object.fromEntries(NOTIFICATION_STATUSES.map((status) => [status, 0])) as Record<
    NotificationStatus,
    number
  >,
};

/** One of the present people, as far as it is counted. */
export interface CountedPerson extends Pick<AffiliationRecord, 'kind'> {
  readonly expiresOn: CalendarDate;
  /** Whether anything of them is told. */
  readonly isFollowed: boolean;
}

/** What is counted of one of the present people; `defaults` is the default subscription of the establishment. */
export function countedPerson(
  person: Pick<AffiliationRecord, 'kind' | 'present' | 'subscription'> & Required<Pick<AffiliationRecord, 'passport'>>,
  defaults: DefaultSubscription | undefined,
): CountedPerson {
  const { following } = inForceNow(person, defaults);
  return { kind: person.kind, expiresOn: person.passport.expiresOn, isFollowed: following !== 'none' };
}

/** Adds people to what is counted; `today` is the date in Asia/Riyadh. */
export function withPeople(counts: Counts, people: readonly CountedPerson[], today: CalendarDate): Counts {
  const sum = { people: { ...counts.people }, passports: { ...counts.passports } };
  for (const { kind, expiresOn, isFollowed } of people) {
    sum.people.total += 1;
    sum.people[kind === 'resident' ? 'residents' : 'visitors'] += 1;
    if (isFollowed) sum.people.followed += 1;
    const bucket = bucketOf(daysBetween(today, expiresOn));
    if (bucket) sum.passports[bucket] += 1;
  }
  return { ...counts, ...sum };
}

function bucketOf(daysLeft: number): keyof Counts['passports'] | undefined {
  if (daysLeft < 0) return 'expired';
  if (daysLeft <= 30) return 'in0to30Days';
  if (daysLeft <= 60) return 'in31to60Days';
  return daysLeft <= 90 ? 'in61to90Days' : undefined;
}

/** Adds messages by their status to what is counted. */
export function withNotifications(counts: Counts, statuses: readonly NotificationStatus[]): Counts {
  const sum = { ...counts.notificationsLast7Days };
  for (const status of statuses) sum[status] += 1;
  return { ...counts, notificationsLast7Days: sum };
}

/** So many pages of people and of messages are counted while a request waits; where there is more, in the background. */
export const LIVE_PAGES = { people: 3, notifications: 2 } as const;
