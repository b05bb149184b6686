import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { apiHandler } from '../../shared/http/api.ts';
import { queueReceipts } from '../../shared/notifications/receipts.ts';
import { loadAggregatorSecret } from '../../shared/providers/aggregator/secret.ts';
import { env } from './env.ts';
import { smsReceiptRoutes } from './handler.ts';

const sqs = new SQSClient(AWS_CLIENT);
const { callbackKey } = await loadAggregatorSecret(env.SMS_AGGREGATOR_SECRET_ID);
const logger = new Logger();

export const handler = apiHandler(
  smsReceiptRoutes({
    callbackKey,
    queue: (receipt) => queueReceipts(sqs, env.RECEIPTS_QUEUE_URL, [receipt]),
    now: () => new Date(),
    logger,
  }),
  logger,
);
