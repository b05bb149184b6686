import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { AWS_CLIENT } from '../aws-client.ts';
import { loadKeys } from '../keys.ts';
import { consume } from '../queue/consume.ts';
import { sendAll, setAside } from '../queue/queues.ts';
import { connectTable, withTable } from '../store/table.ts';
import { deliver, type SenderDeps, senderStore } from './deliver.ts';

/** The environment that every sender has, beside its provider's. */
export const senderEnvSchema = z.object({
  TABLE_NAME: z.string().min(1),
  KEYS_SECRET_ID: z.string().min(1),
  URGENT_QUEUE_URL: z.url(),
  REMINDER_QUEUE_URL: z.url(),
  DEAD_LETTER_QUEUE_URL: z.url(),
});

/**
 * How the clients of providers are set up: one attempt each, because retrying belongs to the queue, where it is
 * counted; and time-outs well inside the function's own.
 */
export const PROVIDER_CLIENT = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 2000, requestTimeout: 8000, throwOnRequestTimeout: true },
};

/** Wires the handler of a channel's sender around what hands a message to its provider. */
export async function senderHandler(env: z.infer<typeof senderEnvSchema>, send: SenderDeps['send']) {
  const logger = new Logger();
  const sqs = new SQSClient(AWS_CLIENT);
  const lanes = [env.URGENT_QUEUE_URL, env.REMINDER_QUEUE_URL];
  const keys = await loadKeys(env.KEYS_SECRET_ID);
  return consume(
    logger,
    deliver.bind(undefined, {
      store: withTable(connectTable(env.TABLE_NAME), senderStore),
      keys,
      send,
      requeue: async ({ eventSourceARN }, message) => {
        // A queue's URL ends, like its ARN, in its name.
        const name = eventSourceARN.slice(eventSourceARN.lastIndexOf(':') + 1);
        const lane = lanes.find((url) => url.endsWith(`/${name}`));
        if (!lane) throw new Error(`no lane is called ${name}`);
        await sendAll(sqs, lane, [message]);
      },
      setAside: setAside.bind(undefined, sqs, env.DEAD_LETTER_QUEUE_URL),
      now: () => new Date(),
      random: Math.random,
      logger,
    }),
  );
}
