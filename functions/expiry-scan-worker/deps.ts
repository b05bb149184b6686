import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import type { Clock } from '../../shared/domain/time.ts';
import { type Keys, loadKeys } from '../../shared/keys.ts';
import { type OutgoingEvent, putEvents } from '../../shared/queue/bus.ts';
import { createPace } from '../../shared/queue/pace.ts';
import {
  type OutgoingMessage,
  type SendToDeadLetterQueue,
  sendAll,
  sendToDeadLetterQueue,
} from '../../shared/queue/queues.ts';
import { SCAN_EVENTS_PER_SECOND, SCAN_WORKERS } from '../../shared/queue/scan-jobs.ts';
import type { QueueLogger } from '../../shared/queue/sqs-batch-handler.ts';
import { isOvertaken, saveScanned } from '../../shared/store/scan-runs.ts';
import { type Bound, connectTable, type Table, withTable } from '../../shared/store/table.ts';
import { listDueReminders } from '../../shared/store/travellers.ts';
import type { Env } from './env.ts';

const workerStore = { isOvertaken, listDueReminders, saveScanned };

export interface WorkerDeps {
  readonly store: Bound<typeof workerStore>;
  readonly keys: Keys;
  readonly putEvents: (events: readonly OutgoingEvent[]) => Promise<void>;
  /** Puts the rest of a shard on the scan queue. */
  readonly queue: (messages: readonly OutgoingMessage[]) => Promise<void>;
  readonly sendToDeadLetterQueue: SendToDeadLetterQueue;
  readonly now: Clock;
  readonly logger: QueueLogger;
}

/** Everything real. Tests hand in their table and keys. */
export async function createDeps(
  env: Env,
  {
    logger = new Logger(),
    table = connectTable(env.TABLE_NAME, { logger }),
    sqs = new SQSClient(AWS_CLIENT),
    keys = loadKeys(env.KEYS_SECRET_ID),
  }: { logger?: Logger; table?: Table; sqs?: SQSClient; keys?: Keys | Promise<Keys> } = {},
): Promise<WorkerDeps> {
  const bus = new EventBridgeClient(AWS_CLIENT);
  const now = () => new Date();
  /** An execution environment reads one shard at a time, so all workers together keep to the pace of the scan. */
  const pace = createPace(SCAN_EVENTS_PER_SECOND / SCAN_WORKERS, { now, sleep });
  return {
    store: withTable(table, workerStore),
    keys: await keys,
    putEvents: (events) => putEvents(bus, env.EVENT_BUS_NAME, events, pace),
    queue: (messages) => sendAll(sqs, env.SCAN_QUEUE_URL, messages),
    sendToDeadLetterQueue: (body, why) => sendToDeadLetterQueue(sqs, env.DEAD_LETTER_QUEUE_URL, body, why),
    now,
    logger,
  };
}
