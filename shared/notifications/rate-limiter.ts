import type { Channel } from '../domain/contacts.ts';
import type { EstablishmentId } from '../domain/ids.ts';
import { type Notification, type Priority, priorityOf } from '../domain/notification.ts';
import { type SpendNoticePercent, spendNoticesDue } from '../domain/spend.ts';
import { type Clock, SECOND_MS } from '../domain/time.ts';
import { countSmsParts } from '../messages/sms-parts.ts';
import { acquire, spendParts } from '../store/limits.ts';
import type { Bound } from '../store/table.ts';
import { createRoom } from './room.ts';

/** Whether a message has room. */
export type Acquired =
  /** It may go to its provider now. `isCharged` where its parts are counted in the establishment's spend. */
  | { outcome: 'acquired'; isCharged: boolean; due?: SpendNoticesDue }
  /** The provider's rate is used up for the moment. */
  | { outcome: 'rate-limit' }
  /** The establishment has spent what it may in this month. */
  | { outcome: 'spend-limit'; due?: SpendNoticesDue };

/** Shares of its SMS that an establishment has reached and is yet to be told of. */
export interface SpendNoticesDue {
  readonly establishmentId: EstablishmentId;
  /** The calendar month in Riyadh, `YYYY-MM`. */
  readonly month: string;
  /** Parts that the establishment may spend in it. */
  readonly limit: number;
  /** Lowest first, at least one. */
  readonly percents: readonly SpendNoticePercent[];
}

/** Takes room for a message. */
export type Acquire = (notification: Notification, text: string) => Promise<Acquired>;

/** The store functions that the rate limiter works with. */
export const rateLimiterStore = { acquire, spendParts };

/** What a channel may send. */
export interface ChannelLimits {
  readonly channel: Channel;
  /** What the provider takes in a second, in parts; an e-mail is one part. Of webhooks, what each system takes. */
  readonly partsPerSecond: number;
  /** What an establishment may spend in a calendar month, in parts; absent: without limit. */
  readonly monthlyParts?: number;
}

/**
 * The part of the rate that belongs to reminders. The two priorities share nothing, so that a morning's reminders never use
 * up a second in which a crossing is to be told.
 */
const REMINDER_SHARE = 1 / 4;
/** What may be sent under a priority in a second, 1 part or more. */
export function priorityRate(partsPerSecond: number, priority: Priority): number {
  const forReminders = Math.max(1, Math.floor(partsPerSecond * REMINDER_SHARE));
  return priority === 'reminder' ? forReminders : Math.max(1, partsPerSecond - forReminders);
}

/**
 * Takes room under the provider's rate, and within the establishment's monthly spend. A message that was charged before is
 * not charged again.
 *
 * A message waits at most about one second, because waiting blocks the sender and adds load on the shared counter. A counter
 * that cannot be asked has no room either: the message keeps its turn.
 */
export function createRateLimiter(
  store: Bound<typeof rateLimiterStore>,
  limits: ChannelLimits,
  { now, random, sleep }: { now: Clock; random: () => number; sleep: (ms: number) => Promise<unknown> },
): Acquire {
  const { channel, partsPerSecond, monthlyParts } = limits;
  const takeRoom = createRoom(store, now);
  return async (notification, text) => {
    const parts = channel === 'sms' ? countSmsParts(text).parts : 1;
    const priority = priorityOf(notification);
    const perSecond = priorityRate(partsPerSecond, priority);
    // Each system behind a webhook is a provider of its own.
    const name = channel === 'webhook' ? `${channel}-${notification.contactId}` : channel;
    const hasRoom = () => takeRoom(`${name}-${priority}`, parts, perSecond);
    if (!(await hasRoom())) {
      // To the next second, and apart from the others that wait for it.
      await sleep(SECOND_MS - (now().getTime() % SECOND_MS) + random() * (SECOND_MS / 4));
      if (!(await hasRoom())) return { outcome: 'rate-limit' };
    }
    if (monthlyParts === undefined) return { outcome: 'acquired', isCharged: false };
    if (notification.isCharged) return { outcome: 'acquired', isCharged: true };
    const { establishmentId } = notification;
    const spend = await store.spendParts(establishmentId, { parts, limit: monthlyParts, now: now() });
    const percents = spendNoticesDue(spend, monthlyParts);
    const due = percents.length > 0 && { due: { establishmentId, month: spend.month, limit: monthlyParts, percents } };
    return spend.isWithin ? { outcome: 'acquired', isCharged: true, ...due } : { outcome: 'spend-limit', ...due };
  };
}
