import type { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { CHANNELS } from '../domain/contacts.ts';
import { FAILURE_REASONS, type Notification, PROVIDERS } from '../domain/notification.ts';
import { sendAll } from '../queue/queues.ts';

/** The tag of an e-mail, and of all that SES reports of it, that holds the id of its notification. */
export const NOTIFICATION_TAG = 'notification-id';

/** What became of a message after it was handed over, in our own words, whoever reported it. */
export const receiptSchema = z.object({
  /** Nothing else is looked up, nor logged. */
  notificationId: z.guid(),
  /** The channel that the message went by, as who reports knows it. */
  channel: z.enum(CHANNELS),
  /** The provider that reports, or that a sender asked; absent where a sender asked none. */
  provider: z.enum(PROVIDERS).optional(),
  /** What the provider calls the message. */
  providerMessageId: z.string().optional(),
  outcome: z.discriminatedUnion('status', [
    z.object({ status: z.literal('delivered') }),
    z.object({ status: z.literal('failed'), reason: z.enum(FAILURE_REASONS) }),
    /** It came back for a fault of ours: the address lives, and another try may arrive. */
    z.object({ status: z.literal('returned'), reason: z.string() }),
  ]),
  /** When we first heard of it: one that is ahead of our own write is looked at again while it is young. */
  receivedAt: z.iso.datetime(),
});
export type Receipt = Readonly<z.infer<typeof receiptSchema>>;

/**
 * Whether a receipt speaks of a notification: it names its channel, and the provider that accepted it, if one is known to
 * have. So what one provider signs never touches a message that another one sent.
 */
export function isReceiptOf(
  { channel, provider }: Pick<Receipt, 'channel' | 'provider'>,
  notification: Pick<Notification, 'channel' | 'provider'>,
): boolean {
  const isOtherProvider =
    provider !== undefined && notification.provider !== undefined && provider !== notification.provider;
  return channel === notification.channel && !isOtherProvider;
}

/** A receipt as it lies on the queue. */
export function receiptBody(receipt: Receipt): string {
  return JSON.stringify({ receipt });
}

/** Puts receipts on the queue of `delivery-receipts`. @throws Error unless all of them were taken */
export function queueReceipts(
  client: SQSClient,
  queueUrl: string,
  receipts: readonly Receipt[],
  delaySeconds?: number,
): Promise<void> {
  return sendAll(
    client,
    queueUrl,
    receipts.map((receipt) => ({ body: receiptBody(receipt), delaySeconds })),
  );
}
