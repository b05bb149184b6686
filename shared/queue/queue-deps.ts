import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { AWS_CLIENT } from '../aws-client.ts';
import type { Clock } from '../domain/time.ts';
import { type Bound, connectTable, type StoreFunctions, type Table, withTable } from '../store/table.ts';
import { type DeadLetterReason, type SendToDeadLetterQueue, sendToDeadLetterQueue } from './queues.ts';
import type { QueueLogger } from './sqs-batch-handler.ts';

/** What a function reaches, as far as tests hand it in. */
export interface Clients {
  readonly logger?: Logger;
  readonly table?: Table;
  readonly sqs?: SQSClient;
  readonly now?: Clock;
}

/** What a function reaches: what is handed in, and the real things for the rest. */
export function connect(
  env: { readonly TABLE_NAME: string },
  {
    logger = new Logger(),
    table = connectTable(env.TABLE_NAME, { logger }),
    sqs = new SQSClient(AWS_CLIENT),
    now = () => new Date(),
  }: Clients,
): Required<Clients> {
  return { logger, table, sqs, now };
}

/** What every function works with that a queue feeds. */
export interface QueueDeps<F extends StoreFunctions> {
  readonly store: Bound<F>;
  readonly sendToDeadLetterQueue: SendToDeadLetterQueue;
  readonly now: Clock;
  readonly logger: QueueLogger;
}

export function createQueueDeps<F extends StoreFunctions>(
  env: { readonly DEAD_LETTER_QUEUE_URL: string },
  { table, sqs, now, logger }: Required<Clients>,
  storeFunctions: F,
): QueueDeps<F> {
  return {
    store: withTable(table, storeFunctions),
    sendToDeadLetterQueue: (body, why) => sendToDeadLetterQueue(sqs, env.DEAD_LETTER_QUEUE_URL, body, why),
    now,
    logger,
  };
}

/**
 * Sends a message to the dead-letter queue, because no retry can help it.
 *
 * @param ids what the log names beside the message
 */
export async function refuse(
  { sendToDeadLetterQueue: send, now, logger }: Pick<QueueDeps<never>, 'sendToDeadLetterQueue' | 'now' | 'logger'>,
  { body, messageId }: Pick<SQSRecord, 'body' | 'messageId'>,
  why: Pick<DeadLetterReason, 'reason' | 'detail'>,
  ids: Readonly<Record<string, unknown>> = {},
): Promise<undefined> {
  await send(body, { ...why, failedAt: now() });
  logger.warn('message sent to the dead-letter queue', { messageId, ...ids, ...why });
}
