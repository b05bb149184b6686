/** The rules of the daily message: what is most urgent in it, and how pieces of it are put together. */
import * as z from 'zod/mini';
import { ALERTS, type Alert } from './alerts.ts';
import type { Channel } from './contacts.ts';
import { notificationIdSchema } from './ids.ts';
import type { AlertContent } from './message-content.ts';

/** So many notifications a daily message shows; the rest it counts. An SMS has room for one or two. */
export const MAX_SHOWN: Readonly<Record<Channel, number>> = { sms: 10, email: 200, webhook: 0 };

/** A daily message lists by urgency, the lower the more urgent: first by group, in a group by number. */
const rankSchema = z.object({ group: z.int(), within: z.number() });
type Rank = z.infer<typeof rankSchema>;

export const digestPartSchema = z.object({
  counts: z.partialRecord(z.enum(ALERTS), z.int().check(z.nonnegative())),
  /** The most urgent ones, the most urgent first. */
  shown: z.array(z.object({ id: notificationIdSchema, alert: z.enum(ALERTS), rank: rankSchema })),
});
/** What a daily message, or a part of it, tells: how many of which alert, and the most urgent ones. */
export type DigestPart = Readonly<z.infer<typeof digestPartSchema>>;

/** In this order a daily message counts what happened. */
export const ALERTS_BY_URGENCY = [
  'passport-expiry',
  'visa-status',
  'exit',
  'entry',
  'visa-issued',
  'passport-renewal',
] as const satisfies readonly Alert[];

/**
 * How urgent a notification is. What has a deadline, or had one, comes first, by the deadline; then what an office has to look
 * into, the newest first; what is only good to know comes last.
 */
export function rankOf({ event, occurredAt }: Pick<AlertContent, 'event' | 'occurredAt'>): Rank {
  const newestFirst = -Date.parse(occurredAt);
  switch (event.type) {
    case 'PassportExpiring':
    case 'PassportExpired':
      return { group: 1, within: Date.parse(event.passportExpiresOn) };
    case 'VisaIssued':
    case 'VisaStatusChanged':
      if (event.visaStatus === 'not-returned') return { group: 0, within: newestFirst };
      return { group: event.visaStatus === 'cancelled' || event.visaStatus === 'expired' ? 2 : 5, within: newestFirst };
    case 'TravellerExited':
      return { group: 3, within: newestFirst };
    case 'TravellerEntered':
      return { group: 4, within: newestFirst };
    case 'PassportRenewed':
      return { group: 6, within: newestFirst };
  }
}

/**
 * Puts parts together. Parts of parts give the same as the parts themselves, in whatever order they come.
 *
 * @param most so many stay in `shown`
 */
export function mergeParts(parts: readonly DigestPart[], most: number): DigestPart {
  const counts: Partial<Record<Alert, number>> = {};
  for (const part of parts) {
    for (const alert of ALERTS) {
      const count = (counts[alert] ?? 0) + (part.counts[alert] ?? 0);
      if (count > 0) counts[alert] = count;
    }
  }
  const shown = parts.flatMap((part) => part.shown).toSorted(byUrgency);
  return { counts, shown: shown.slice(0, most) };
}

function byUrgency(a: DigestPart['shown'][number], b: DigestPart['shown'][number]): number {
  return a.rank.group - b.rank.group || a.rank.within - b.rank.within || (a.id < b.id ? -1 : 1);
}

/** How many notifications a part tells of. */
export function totalOf({ counts }: Pick<DigestPart, 'counts'>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
