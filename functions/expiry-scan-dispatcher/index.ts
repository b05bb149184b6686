import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { sendAll } from '../../shared/queue/queues.ts';
import { beginScanRun } from '../../shared/store/scan-runs.ts';
import { connectTable } from '../../shared/store/table.ts';
import { env } from './env.ts';
import { startScan } from './handler.ts';

const logger = new Logger();
const sqs = new SQSClient(AWS_CLIENT);

export const handler = startScan.bind(undefined, {
  beginScanRun: beginScanRun.bind(undefined, connectTable(env.TABLE_NAME, { logger })),
  queue: sendAll.bind(undefined, sqs, env.SCAN_QUEUE_URL),
  now: () => new Date(),
  logger,
});
