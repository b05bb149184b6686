import type { SQSClient } from '@aws-sdk/client-sqs';
import { DAY_MS } from '../domain/time.ts';
import type { recordNotification } from '../store/notifications.ts';
import type { Bound } from '../store/table.ts';
import {
  type ChannelQueues,
  createQueueNotifications,
  type QueuedNotification,
  type QueueNotifications,
} from './jobs.ts';

/** What a function needs that makes notifications. */
export interface RecordAndQueueDeps {
  readonly store: Bound<{ recordNotification: typeof recordNotification }>;
  readonly queueNotifications: QueueNotifications;
  /** How long a notification is kept. */
  readonly notificationKeptMs: number;
}

/** All of that but the store. */
export function createRecordAndQueueDeps(
  env: ChannelQueues & { readonly NOTIFICATION_RETENTION_DAYS: number },
  sqs: SQSClient,
): Omit<RecordAndQueueDeps, 'store'> {
  return {
    queueNotifications: createQueueNotifications(sqs, env),
    notificationKeptMs: env.NOTIFICATION_RETENTION_DAYS * DAY_MS,
  };
}

/**
 * Records notifications, then queues them, but for those that are held: a sender that is quick finds what it is to send. Safe to repeat: a notification
 * that is recorded stays as it is, and a job too many does no harm.
 *
 * @throws Error when the store or a queue did not take all of them
 */
export async function recordAndQueue(
  { store, queueNotifications, notificationKeptMs }: RecordAndQueueDeps,
  notifications: readonly QueuedNotification[],
): Promise<void> {
  await Promise.all(notifications.map((notification) => store.recordNotification(notification, notificationKeptMs)));
  await queueNotifications(notifications.filter(({ status }) => status !== 'held'));
}
