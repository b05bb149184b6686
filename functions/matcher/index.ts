import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import { queueNotifications } from '../../shared/notifications/jobs.ts';
import { sendToDeadLetterQueue } from '../../shared/queue/queues.ts';
import { sqsBatchHandler } from '../../shared/queue/sqs-batch-handler.ts';
import { connectTable, withTable } from '../../shared/store/table.ts';
import { env } from './env.ts';
import { handleRecord, matcherStore } from './handler.ts';

const logger = new Logger();
const sqs = new SQSClient(AWS_CLIENT);
const queues = {
  sms: { urgent: env.SMS_URGENT_QUEUE_URL, reminder: env.SMS_REMINDER_QUEUE_URL },
  email: { urgent: env.EMAIL_URGENT_QUEUE_URL, reminder: env.EMAIL_REMINDER_QUEUE_URL },
};

export const handler = sqsBatchHandler(
  logger,
  handleRecord.bind(undefined, {
    store: withTable(connectTable(env.TABLE_NAME, { logger }), matcherStore),
    queueNotifications: queueNotifications.bind(undefined, sqs, queues),
    sendToDeadLetterQueue: sendToDeadLetterQueue.bind(undefined, sqs, env.DEAD_LETTER_QUEUE_URL),
    now: () => new Date(),
    notificationKeptMs: env.NOTIFICATION_RETENTION_DAYS * DAY_MS,
    logger,
  }),
);
