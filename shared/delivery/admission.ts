import type { Channel } from '../domain/contacts.ts';
import { type Lane, laneOf, type Notification } from '../domain/notification.ts';
import { type Clock, SECOND_MS } from '../domain/time.ts';
import { countSmsParts } from '../messages/sms-parts.ts';
import { spendParts, takeRoom } from '../store/limits.ts';
import type { Bound } from '../store/table.ts';

/** Whether a message may go to its provider now. */
export type Admission =
  | { outcome: 'admitted' }
  /** The provider's rate is used up for the moment. */
  | { outcome: 'too-fast' }
  /** The establishment has spent what it may in this month. */
  | { outcome: 'spent' };

/** The store functions that admission works with. */
export const admissionStore = { takeRoom, spendParts };

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
/** How often a message waits for the next second in place before it goes back to its lane. */
const MAX_WAITS = 3;

/** What a lane may send in a second, 1 part or more. */
export function laneRate(partsPerSecond: number, lane: Lane): number {
  const forReminders = Math.max(1, Math.floor(partsPerSecond * REMINDER_SHARE));
  return lane === 'reminder' ? forReminders : Math.max(1, partsPerSecond - forReminders);
}

/**
 * Makes what asks for room: under the provider's rate, and within the establishment's monthly spend. A message that was
 * charged before is not charged again.
 */
export function admission(
  store: Bound<typeof admissionStore>,
  limits: ChannelLimits,
  { now, random, sleep }: { now: Clock; random: () => number; sleep: (ms: number) => Promise<void> },
): (notification: Notification, text: string) => Promise<Admission> {
  const { channel, partsPerSecond, monthlyParts } = limits;
  return async (notification, text) => {
    const parts = channel === 'sms' ? countSmsParts(text).parts : 1;
    if (monthlyParts !== undefined && !notification.isCharged) {
      const isWithin = await store.spendParts(notification.establishmentId, { parts, limit: monthlyParts, now: now() });
      if (!isWithin) return { outcome: 'spent' };
    }
    const lane = laneOf(notification);
    const perSecond = laneRate(partsPerSecond, lane);
    for (let waits = 0; ; waits += 1) {
      if (await store.takeRoom(`${channel}-${lane}`, { parts, perSecond, now: now() })) return { outcome: 'admitted' };
      if (waits === MAX_WAITS) return { outcome: 'too-fast' };
      // To the next second, and apart from the others that wait for it.
      await sleep(SECOND_MS - (now().getTime() % SECOND_MS) + random() * (SECOND_MS / 4));
    }
  };
}
