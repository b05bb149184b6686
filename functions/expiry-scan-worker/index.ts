import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { loadKeys } from '../../shared/keys.ts';
import { createPace } from '../../shared/queue/pace.ts';
import { sendAll, sendToDeadLetterQueue } from '../../shared/queue/queues.ts';
import { SCAN_EVENTS_PER_SECOND, SCAN_READERS } from '../../shared/queue/scan-jobs.ts';
import { sqsBatchHandler } from '../../shared/queue/sqs-batch-handler.ts';
import { connectTable, withTable } from '../../shared/store/table.ts';
import { putEvents } from './bus.ts';
import { env } from './env.ts';
import { readerStore, readShard } from './handler.ts';

const logger = new Logger();
const sqs = new SQSClient(AWS_CLIENT);
const now = () => new Date();
/** This reader's part. An execution environment reads one shard at a time, so all of them together keep to the whole. */
const pace = createPace(SCAN_EVENTS_PER_SECOND / SCAN_READERS, { now, sleep });

export const handler = sqsBatchHandler(
  logger,
  readShard.bind(undefined, {
    store: withTable(connectTable(env.TABLE_NAME, { logger }), readerStore),
    keys: await loadKeys(env.KEYS_SECRET_ID),
    putEvents: putEvents.bind(undefined, new EventBridgeClient(AWS_CLIENT), env.EVENT_BUS_NAME, pace),
    queue: sendAll.bind(undefined, sqs, env.SCAN_QUEUE_URL),
    sendToDeadLetterQueue: sendToDeadLetterQueue.bind(undefined, sqs, env.DEAD_LETTER_QUEUE_URL),
    now,
    logger,
  }),
);
