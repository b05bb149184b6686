import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { queueNotifications } from '../../shared/notifications/jobs.ts';
import { waitingMessages } from '../../shared/queue/queues.ts';
import { connectTable, withTable } from '../../shared/store/table.ts';
import { env } from './env.ts';
import { sweep, sweepStore } from './handler.ts';

const logger = new Logger();
const sqs = new SQSClient(AWS_CLIENT);
const queues = {
  sms: { urgent: env.SMS_URGENT_QUEUE_URL, reminder: env.SMS_REMINDER_QUEUE_URL },
  email: { urgent: env.EMAIL_URGENT_QUEUE_URL, reminder: env.EMAIL_REMINDER_QUEUE_URL },
};

export const handler = sweep.bind(undefined, {
  store: withTable(connectTable(env.TABLE_NAME, { logger }), sweepStore),
  queueNotifications: queueNotifications.bind(undefined, sqs, queues),
  waiting: (channel, lane) => waitingMessages(sqs, queues[channel][lane]),
  now: () => new Date(),
  logger,
});
