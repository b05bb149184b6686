import type { Channel } from '../domain/contacts.ts';
import { type Notification, type Priority, priorityOf } from '../domain/notification.ts';
import { type Clock, SECOND_MS } from '../domain/time.ts';
import { countSmsParts } from '../messages/sms-parts.ts';
import { acquire, spendParts } from '../store/limits.ts';
import type { Bound } from '../store/table.ts';

/** Whether a message may go to its provider now. */
export type Admission =
  /** `isCharged` where its parts are counted in the establishment's spend. */
  | { outcome: 'admitted'; isCharged: boolean }
  /** The provider's rate is used up for the moment. */
  | { outcome: 'too-fast' }
  /** The establishment has spent what it may in this month. */
  | { outcome: 'spent' };

/** The store functions that admission works with. */
export const admissionStore = { takeRoom: acquire, spendParts };

/** What a channel may send. */
export interface ChannelLimits {
  readonly channel: Channel;
  /** What the provider takes in a second, in parts; an e-mail is one part. */
  readonly partsPerSecond: number;
  /** What an establishment may spend in a calendar month, in parts; absent: without limit. */
  readonly monthlyParts?: number;
}

/**
 * The part of the rate that belongs to reminders. The lanes share nothing, so that a morning's reminders never use up a
 * second in which a crossing is to be told.
 */
const REMINDER_SHARE = 1 / 4;
/** What a lane may send in a second, 1 part or more. */
export function priorityRate(partsPerSecond: number, lane: Priority): number {
  const forReminders = Math.max(1, Math.floor(partsPerSecond * REMINDER_SHARE));
  return lane === 'reminder' ? forReminders : Math.max(1, partsPerSecond - forReminders);
}

/**
 * Makes what asks for room: under the provider's rate, and within the establishment's monthly spend. A message that was
 * charged before is not charged again.
 *
 * A message waits in place for one second at the most: whoever waits holds up a sender, and all of them together the
 * counter that they ask. A counter that cannot be asked has no room either: the message keeps its turn.
 */
export function createRateLimiter(
  store: Bound<typeof admissionStore>,
  limits: ChannelLimits,
  { now, random, sleep }: { now: Clock; random: () => number; sleep: (ms: number) => Promise<void> },
): (notification: Notification, text: string) => Promise<Admission> {
  const { channel, partsPerSecond, monthlyParts } = limits;
  return async (notification, text) => {
    const parts = channel === 'sms' ? countSmsParts(text).parts : 1;
    const lane = priorityOf(notification);
    const perSecond = priorityRate(partsPerSecond, lane);
    const hasRoom = () => store.takeRoom(`${channel}-${lane}`, { parts, perSecond, now: now() }).catch(() => false);
    if (!(await hasRoom())) {
      // To the next second, and apart from the others that wait for it.
      await sleep(SECOND_MS - (now().getTime() % SECOND_MS) + random() * (SECOND_MS / 4));
      if (!(await hasRoom())) return { outcome: 'too-fast' };
    }
    if (monthlyParts === undefined) return { outcome: 'admitted', isCharged: false };
    const isWithin =
      notification.isCharged ||
      (await store.spendParts(notification.establishmentId, { parts, limit: monthlyParts, now: now() }));
    return isWithin ? { outcome: 'admitted', isCharged: true } : { outcome: 'spent' };
  };
}
