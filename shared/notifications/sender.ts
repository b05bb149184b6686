import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { AWS_CLIENT } from '../aws-client.ts';
import type { Channel } from '../domain/contacts.ts';
import { SECOND_MS } from '../domain/time.ts';
import { loadKeys } from '../keys.ts';
import { sendAll, sendToDeadLetterQueue } from '../queue/queues.ts';
import { sqsBatchHandler } from '../queue/sqs-batch-handler.ts';
import { connectTable, withTable } from '../store/table.ts';
import { PROVIDER_CALL, REPORT_DELAY_MS } from '../timing.ts';
import { deliver, type SenderDeps, senderStore } from './deliver.ts';
import { admissionStore, createRateLimiter } from './rate-limiter.ts';
import { queueReceipts } from './receipts.ts';

/** The environment that every sender has, beside its provider's. */
export const senderEnvSchema = z.object({
  TABLE_NAME: z.string().min(1),
  KEYS_SECRET_ID: z.string().min(1),
  URGENT_QUEUE_URL: z.url(),
  REMINDER_QUEUE_URL: z.url(),
  RECEIPTS_QUEUE_URL: z.url(),
  DEAD_LETTER_QUEUE_URL: z.url(),
  PARTS_PER_SECOND: z.coerce.number().int().positive(),
  MONTHLY_PARTS: z.coerce.number().int().nonnegative().optional(),
});

/**
 * How the clients of providers are set up: one attempt each, because retrying belongs to the queue, where it is
 * counted; and time-outs well inside the function's own.
 */
export const PROVIDER_CLIENT = {
  maxAttempts: PROVIDER_CALL.attempts,
  requestHandler: {
    connectionTimeout: PROVIDER_CALL.connectMs,
    requestTimeout: PROVIDER_CALL.answerMs,
    throwOnRequestTimeout: true,
  },
};

/** Wires the handler of a channel's sender around what hands a message to its provider. */
export async function senderHandler(env: z.infer<typeof senderEnvSchema>, channel: Channel, send: SenderDeps['send']) {
  const logger = new Logger();
  const sqs = new SQSClient(AWS_CLIENT);
  const lanes = [env.URGENT_QUEUE_URL, env.REMINDER_QUEUE_URL];
  const keys = await loadKeys(env.KEYS_SECRET_ID);
  const table = connectTable(env.TABLE_NAME, { logger });
  const now = () => new Date();
  // biome-ignore lint/plugin/secrets: it spreads the pause before the next try.
  const random = Math.random;
  return sqsBatchHandler(
    logger,
    deliver.bind(undefined, {
      store: withTable(table, senderStore),
      keys,
      admit: createRateLimiter(
        withTable(table, admissionStore),
        { channel, partsPerSecond: env.PARTS_PER_SECOND, monthlyParts: env.MONTHLY_PARTS },
        { now, random, sleep },
      ),
      send,
      report: (receipt) => queueReceipts(sqs, env.RECEIPTS_QUEUE_URL, [receipt], REPORT_DELAY_MS / SECOND_MS),
      requeue: async ({ eventSourceARN }, message) => {
        // A queue's URL ends, like its ARN, in its name.
        const name = eventSourceARN.slice(eventSourceARN.lastIndexOf(':') + 1);
        const lane = lanes.find((url) => url.endsWith(`/${name}`));
        if (!lane) throw new Error(`no lane is called ${name}`);
        await sendAll(sqs, lane, [message]);
      },
      sendToDeadLetterQueue: sendToDeadLetterQueue.bind(undefined, sqs, env.DEAD_LETTER_QUEUE_URL),
      now,
      random,
      logger,
    }),
  );
}
