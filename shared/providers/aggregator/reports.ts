import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { MINUTE_MS, SECOND_MS } from '../../domain/time.ts';
import type { DeliveryReport } from '../../notifications/delivery-report.ts';
import { CODES, wordOf } from './codes.ts';

/** A callback holds for so long before and after its timestamp, so that an overheard one is soon worth nothing. */
const MAX_AGE_MS = 5 * MINUTE_MS;

/** What the aggregator tells of a message; what else it sends along is nobody's business. */
export const callbackSchema = z.object({
  /** The id of the notification, as the aggregator got it. */
  reference: z.uuid().check(z.toLowerCase()).brand<'NotificationId'>(),
  status: z.string().check(z.minLength(1)),
  code: z.optional(z.union([z.string(), z.number(), z.null()])),
});

/** What a callback reports; undefined while the message is on its way. */
export function readCallback(
  { reference, status, code }: z.output<typeof callbackSchema>,
  receivedAt: Date,
): DeliveryReport | undefined {
  const outcome = outcomeOf(wordOf(status), code);
  return (
    outcome && {
      notificationId: reference,
      channel: 'sms',
      provider: 'aggregator',
      outcome,
      receivedAt: receivedAt.toISOString(),
    }
  );
}

function outcomeOf(status: string, code: unknown): DeliveryReport['outcome'] | undefined {
  if (status === 'delivered') return { status };
  if (status === 'failed') return { status, reason: CODES.get(wordOf(code))?.failed ?? 'provider-rejected' };
  return undefined;
}

/** Whether a callback bears the signature of its body and of a timestamp of this moment. */
export function isSignedCallback(
  { headers, rawBody }: { headers: Readonly<Record<string, string | undefined>>; rawBody: Buffer },
  key: string,
  now: Date,
): boolean {
  const { 'x-timestamp': timestamp = '', 'x-signature': signature = '' } = headers;
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  const age = now.getTime() - Number(timestamp) * SECOND_MS;
  // biome-ignore lint/plugin/secrets: the signature is compared by timingSafeEqual.
  const expected = createHmac('sha256', key).update(`${timestamp}.`).update(rawBody).digest();
  const given = Buffer.from(/^sha256=([0-9a-f]{64})$/i.exec(signature)?.[1] ?? '', 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected) && Math.abs(age) <= MAX_AGE_MS;
}
