import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { type Clock, DAY_MS } from '../../shared/domain/time.ts';
import { type DeliveryReport, queueReport } from '../../shared/notifications/delivery-report.ts';
import { type QueuedNotification, queueNotifications } from '../../shared/notifications/jobs.ts';
import type { RecordAndQueueDeps } from '../../shared/notifications/record-and-queue.ts';
import { type SendToDeadLetterQueue, sendToDeadLetterQueue } from '../../shared/queue/queues.ts';
import type { QueueLogger } from '../../shared/queue/sqs-batch-handler.ts';
import { readContacts, saveContacts } from '../../shared/store/contacts.ts';
import {
  readNotification,
  recordNotification,
  saveFallbackRecipient,
  transition,
} from '../../shared/store/notifications.ts';
import { type Bound, connectTable, withTable } from '../../shared/store/table.ts';
import { readAffiliation } from '../../shared/store/travellers.ts';
import type { Env } from './env.ts';

const receiptsStore = {
  readNotification,
  transition,
  recordNotification,
  saveFallbackRecipient,
  readContacts,
  saveContacts,
  readAffiliation,
};

export interface ReceiptsDeps extends RecordAndQueueDeps {
  readonly store: Bound<typeof receiptsStore>;
  /** Queues notifications for sending after so many seconds. */
  readonly queueNotifications: (notifications: readonly QueuedNotification[], delaySeconds?: number) => Promise<void>;
  /** Puts a report back on its queue, to be looked at again after so many seconds. */
  readonly lookAgain: (report: DeliveryReport, delaySeconds: number) => Promise<void>;
  readonly sendToDeadLetterQueue: SendToDeadLetterQueue;
  readonly now: Clock;
  readonly logger: QueueLogger;
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
): ReceiptsDeps {
  return {
    store: withTable(table, receiptsStore),
    queueNotifications: queueNotifications.bind(undefined, sqs, env),
    lookAgain: (report, delaySeconds) => queueReport(sqs, env.RECEIPTS_QUEUE_URL, report, delaySeconds),
    sendToDeadLetterQueue: (body, why) => sendToDeadLetterQueue(sqs, env.DEAD_LETTER_QUEUE_URL, body, why),
    now,
    notificationKeptMs: env.NOTIFICATION_RETENTION_DAYS * DAY_MS,
    logger,
  };
}
