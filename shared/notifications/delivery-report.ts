import type { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { CHANNELS } from '../domain/contacts.ts';
import { notificationIdSchema } from '../domain/ids.ts';
import { FAILURE_REASONS, type Notification, PROVIDERS } from '../domain/notification.ts';
import { sendAll } from '../queue/queues.ts';

/**
 * What became of a message after it was handed over, in our own words. Each provider's folder translates its reports into
 * this; nothing else knows a provider's words.
 */
export const deliveryReportSchema = z.object({
  /** Nothing else is looked up, nor logged. */
  notificationId: notificationIdSchema,
  /** The channel that the message went by, as the reporter knows it. */
  channel: z.enum(CHANNELS),
  /** The provider that reports, or that a sender asked; absent where a sender asked none. */
  provider: z.optional(z.enum(PROVIDERS)),
  /** What the provider calls the message. */
  providerMessageId: z.optional(z.string()),
  outcome: z.discriminatedUnion('status', [
    z.object({ status: z.literal('delivered') }),
    z.object({ status: z.literal('failed'), reason: z.enum(FAILURE_REASONS) }),
    /** It came back for a fault of ours: the address lives, and another try may arrive. */
    z.object({ status: z.literal('returned'), reason: z.string() }),
  ]),
  /** When we first heard of it: one that is ahead of our own write is looked at again while it is young. */
  receivedAt: z.iso.datetime(),
});
export type DeliveryReport = Readonly<z.infer<typeof deliveryReportSchema>>;

/**
 * Whether a report is about a notification: it names its channel, and the provider that accepted it, if one is known to
 * have. So what one provider signs never touches a message that another one sent.
 */
export function isReportOf(
  { channel, provider }: Pick<DeliveryReport, 'channel' | 'provider'>,
  notification: Pick<Notification, 'channel' | 'provider'>,
): boolean {
  const isOtherProvider =
    provider !== undefined && notification.provider !== undefined && provider !== notification.provider;
  return channel === notification.channel && !isOtherProvider;
}

/** A report as it lies on the queue of `delivery-receipts`. */
export const reportJobSchema = z.object({ report: deliveryReportSchema });

/** The body of a report's message. */
export function reportBody(report: DeliveryReport): string {
  return JSON.stringify({ report } satisfies z.input<typeof reportJobSchema>);
}

/** Puts a report on the queue of `delivery-receipts`. @throws Error unless it was taken */
export function queueReport(
  client: SQSClient,
  queueUrl: string,
  report: DeliveryReport,
  delaySeconds?: number,
): Promise<void> {
  return sendAll(client, queueUrl, [{ body: reportBody(report), delaySeconds }]);
}
