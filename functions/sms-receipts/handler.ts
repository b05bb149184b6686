import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { FailureReason } from '../../shared/domain/notification.ts';
import { type Clock, MINUTE_MS, SECOND_MS } from '../../shared/domain/time.ts';
import { type Route, type SignedRequest, signedRoute } from '../../shared/http/api.ts';
import { Problem } from '../../shared/http/problem.ts';
import type { Receipt } from '../../shared/notifications/receipts.ts';
import { wordOf } from '../../shared/notifications/words.ts';

export interface SmsReceiptsDeps {
  /** What the aggregator signs its callbacks with. */
  readonly callbackKey: string;
  /** Puts a receipt on the queue of `delivery-receipts`. */
  readonly queue: (receipt: Receipt) => Promise<void>;
  readonly now: Clock;
  readonly logger: { info(message: string, ids: Record<string, unknown>): void };
}

/** A callback holds for so long before and after its timestamp, so that an overheard one is soon worth nothing. */
const MAX_AGE_MS = 5 * MINUTE_MS;

/** What the aggregator's codes of a failure mean (docs/sms-aggregator.md, "Callbacks"); any other: it was not delivered. */
const FAILURES: ReadonlyMap<string, FailureReason> = new Map([
  ['invalid-number', 'bounced'],
  ['unknown-number', 'bounced'],
  ['not-a-mobile', 'bounced'],
  ['opted-out', 'opted-out'],
  ['blocked-by-recipient', 'opted-out'],
  ['content-rejected', 'provider-rejected'],
  ['expired', 'provider-rejected'],
  ['undeliverable', 'provider-rejected'],
]);

/** What the aggregator tells of a message; what else it sends along is nobody's business. */
export const callbackSchema = z.object({
  /** The id of the notification, as the aggregator got it. */
  reference: z.uuid().toLowerCase(),
  status: z.string().min(1),
  code: z.union([z.string(), z.number(), z.null()]).optional(),
});

/** The routes that providers of SMS call. */
export function smsReceiptRoutes({ callbackKey, queue, now, logger }: SmsReceiptsDeps): Record<string, Route> {
  return {
    'POST /v1/receipts/sms': signedRoute({
      verify: (request) => {
        if (!isSigned(request, callbackKey, now())) throw new Problem('forbidden');
      },
      body: callbackSchema,
      responses: { 204: null },
      handle: async ({ body: { reference, status, code } }) => {
        const outcome = outcomeOf(status, code);
        if (outcome) {
          const receivedAt = now().toISOString();
          await queue({ notificationId: reference, channel: 'sms', provider: 'aggregator', outcome, receivedAt });
        }
        logger.info('receipt of an SMS', { notificationId: reference, outcome: outcome?.status ?? 'on its way' });
        return { status: 204 };
      },
    }),
  };
}

/** What became of a message; undefined while it is on its way. */
function outcomeOf(status: string, code: string | number | null = ''): Receipt['outcome'] | undefined {
  const said = wordOf(status);
  if (said === 'delivered') return { status: said };
  if (said === 'failed') return { status: said, reason: FAILURES.get(wordOf(code)) ?? 'provider-rejected' };
  return undefined;
}

/** Whether a request bears the signature of its body and of a timestamp of this moment. */
function isSigned({ headers, rawBody }: SignedRequest, key: string, now: Date): boolean {
  const { 'x-timestamp': timestamp = '', 'x-signature': signature = '' } = headers;
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  const age = now.getTime() - Number(timestamp) * SECOND_MS;
  // biome-ignore lint/plugin/secrets: the signature is compared by timingSafeEqual.
  const expected = createHmac('sha256', key).update(`${timestamp}.`).update(rawBody).digest();
  const given = Buffer.from(/^sha256=([0-9a-f]{64})$/i.exec(signature)?.[1] ?? '', 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected) && Math.abs(age) <= MAX_AGE_MS;
}
