import type { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import type { Channel } from '../domain/contacts.ts';
import { establishmentIdSchema, notificationIdSchema } from '../domain/ids.ts';
import { type Notification, type Priority, priorityOf } from '../domain/notification.ts';
import { gather } from '../gather.ts';
import { type OutgoingMessage, sendAll } from '../queue/queues.ts';

/** Purpose under which content that must not be stored is sealed. */
export const SEALED_CONTENT = 'sealed-content';

/** What travels on a channel's queues: which notification to send. */
export const deliveryJobSchema = z.object({
  /** Nothing else is looked up, nor logged. */
  notificationId: notificationIdSchema,
  establishmentId: establishmentIdSchema,
  /** Content that must not be stored, sealed with the service's keys. */
  sealedContent: z.optional(z.string()),
});
export type DeliveryJob = z.infer<typeof deliveryJobSchema>;

/** A notification as it is queued: with the content that must not be stored. */
export type QueuedNotification = Notification & Pick<DeliveryJob, 'sealedContent'>;

type QueueVariable = `${Uppercase<Channel>}_${Uppercase<Priority>}_QUEUE_URL`;
/** The URL of each queue of each channel by its variable, as far as a function may use it. */
export type ChannelQueues = Readonly<Partial<Record<QueueVariable, string>>>;

/** The URL of one of them. @throws Error where the function has none */
export function queueUrlOf(queues: ChannelQueues, channel: Channel, priority: Priority): string {
  const url = queues[`${channel}_${priority}_QUEUE_URL`.toUpperCase() as QueueVariable];
  if (url === undefined) throw new Error(`no ${priority} queue for ${channel}`);
  return url;
}

/**
 * Queues recorded notifications for sending, after so many seconds, 900 at the most. What is to go on the same queue while others are being sent to it
 * goes with the next request.
 *
 * @throws Error unless all of them were taken
 */
export type QueueNotifications = (notifications: readonly QueuedNotification[], delaySeconds?: number) => Promise<void>;

/** Makes {@link QueueNotifications}. */
export function createQueueNotifications(client: SQSClient, queues: ChannelQueues): QueueNotifications {
  const send = gather<readonly OutgoingMessage[], void>(async (url, groups) => {
    await sendAll(client, url, groups.flat());
    return [];
  });
  return async (notifications, delaySeconds) => {
    const byQueue = Map.groupBy(notifications, (notification) =>
      queueUrlOf(queues, notification.channel, priorityOf(notification)),
    );
    const messageOf = ({ id, establishmentId, sealedContent }: QueuedNotification) => ({
      body: JSON.stringify({ notificationId: id, establishmentId, sealedContent } satisfies DeliveryJob),
      groupId: establishmentId,
      delaySeconds,
    });
    await Promise.all([...byQueue].map(([url, group]) => send(url, group.map(messageOf))));
  };
}
