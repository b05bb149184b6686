import type { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { FAILURE_REASONS } from '../domain/notification.ts';
import { sendAll } from '../queue/queues.ts';

/** The tag of an e-mail, and of all that SES reports of it, that holds the id of its notification. */
export const NOTIFICATION_TAG = 'notification-id';

/** What became of a message after it was handed over, in our own words, whoever reported it. */
export const receiptSchema = z.object({
  /** Nothing else is looked up, nor logged. */
  notificationId: z.guid(),
  outcome: z.discriminatedUnion('status', [
    z.object({ status: z.literal('delivered') }),
    z.object({ status: z.literal('failed'), reason: z.enum(FAILURE_REASONS) }),
  ]),
  /** When we first heard of it: one that is ahead of our own write is looked at again while it is young. */
  receivedAt: z.iso.datetime(),
});
export type Receipt = Readonly<z.infer<typeof receiptSchema>>;

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
