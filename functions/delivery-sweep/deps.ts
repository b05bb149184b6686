import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import type { Channel } from '../../shared/domain/contacts.ts';
import type { Notification, Priority } from '../../shared/domain/notification.ts';
import type { Clock } from '../../shared/domain/time.ts';
import { queueNotifications, queueUrlOf } from '../../shared/notifications/jobs.ts';
import { waitingMessages } from '../../shared/queue/queues.ts';
import { listUnsettled, readNotification, transition } from '../../shared/store/notifications.ts';
import { type Bound, connectTable, withTable } from '../../shared/store/table.ts';
import type { Env } from './env.ts';

const sweepStore = { listUnsettled, readNotification, transition };

export interface SweepDeps {
  readonly store: Bound<typeof sweepStore>;
  readonly queueNotifications: (notifications: readonly Notification[]) => Promise<void>;
  /** How many messages wait on the queue of a channel and priority, about. */
  readonly waiting: (channel: Channel, priority: Priority) => Promise<number>;
  readonly now: Clock;
  readonly logger: {
    info(message: string, ids: Record<string, unknown>): void;
    warn(message: string, ids: Record<string, unknown>): void;
    error(message: string, ids: Record<string, unknown>): void;
  };
}

/** Everything real. Tests hand in the table or the client that they watch. */
export function createDeps(
  env: Env,
  {
    logger = new Logger(),
    table = connectTable(env.TABLE_NAME, { logger }),
    sqs = new SQSClient(AWS_CLIENT),
    now = () => new Date(),
  } = {},
): SweepDeps {
  return {
    store: withTable(table, sweepStore),
    queueNotifications: queueNotifications.bind(undefined, sqs, env),
    waiting: (channel, priority) => waitingMessages(sqs, queueUrlOf(env, channel, priority)),
    now,
    logger,
  };
}
