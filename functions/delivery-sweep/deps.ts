import type { Channel } from '../../shared/domain/contacts.ts';
import type { Priority } from '../../shared/domain/notification.ts';
import type { Clock } from '../../shared/domain/time.ts';
import type { Log } from '../../shared/log.ts';
import { createQueueNotifications, type QueueNotifications, queueUrlOf } from '../../shared/notifications/jobs.ts';
import { type Follow, queueFollow } from '../../shared/queue/daily-jobs.ts';
import { type Clients, connect } from '../../shared/queue/queue-deps.ts';
import { waitingMessages } from '../../shared/queue/queues.ts';
import { listUnsettled, readNotification, transition } from '../../shared/store/notifications.ts';
import { type Bound, withTable } from '../../shared/store/table.ts';
import type { Env } from './env.ts';

const sweepStore = { listUnsettled, readNotification, transition };

export interface SweepDeps {
  readonly store: Bound<typeof sweepStore>;
  readonly queueNotifications: QueueNotifications;
  /** How many messages wait on the queue of a channel and priority, about. */
  readonly waiting: (channel: Channel, priority: Priority) => Promise<number>;
  /** Has the notifications that a daily message tells of follow it. */
  readonly follow: Follow;
  readonly now: Clock;
  readonly logger: Log;
}

/** Everything real. Tests hand in the table or the client that they watch. */
export function createDeps(env: Env, clients: Clients = {}): SweepDeps {
  const { table, sqs, now, logger } = connect(env, clients);
  return {
    store: withTable(table, sweepStore),
    queueNotifications: createQueueNotifications(sqs, env),
    waiting: (channel, priority) => waitingMessages(sqs, queueUrlOf(env, channel, priority)),
    follow: queueFollow(sqs, env.DAILY_QUEUE_URL),
    now,
    logger,
  };
}
