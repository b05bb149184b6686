import { setTimeout as wait } from 'node:timers/promises';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import type { Channel } from '../domain/contacts.ts';
import { SECOND_MS } from '../domain/time.ts';
import { DEAD_LETTER_QUEUE_URL, KEYS_SECRET_ID, RECEIPTS_QUEUE_URL, TABLE_NAME } from '../environment.ts';
import { type Keys, loadKeys } from '../keys.ts';
import { queueFollow } from '../queue/daily-jobs.ts';
import { type Clients, connect, createQueueDeps } from '../queue/queue-deps.ts';
import { sendAll } from '../queue/queues.ts';
import { withTable } from '../store/table.ts';
import { REPORT_DELAY_MS } from '../timing.ts';
import { type SenderDeps, senderStore } from './deliver.ts';
import { queueReport } from './delivery-report.ts';
import type { Render } from './provider.ts';
import { createRateLimiter, rateLimiterStore } from './rate-limiter.ts';
import type { TellOfSpend } from './spend-notices.ts';

/** The environment that every sender has, beside its provider's. A channel without daily messages has no queue for them. */
export const senderEnv = z.object({
  TABLE_NAME,
  KEYS_SECRET_ID,
  RECEIPTS_QUEUE_URL,
  DEAD_LETTER_QUEUE_URL,
  URGENT_QUEUE_URL: z.url(),
  REMINDER_QUEUE_URL: z.url(),
  PARTS_PER_SECOND: z.coerce.number().check(z.int(), z.positive()),
});

/** What a sender reaches, as far as tests hand it in. */
export interface SenderClients extends Clients {
  readonly secrets?: SecretsManagerClient;
  readonly random?: () => number;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** What is a channel's own. */
interface SenderChannel {
  readonly channel: Channel;
  readonly render: Render;
  /** What an establishment may spend in a month, and what tells it how much is spent; absent where there is no limit. */
  readonly monthlyParts?: number;
  readonly createTellOfSpend?: (connected: Required<Clients>) => TellOfSpend;
}

const refuseToFollow = () => Promise.reject(new Error('the channel has no daily messages'));

/** What a channel's sender works with, around what hands a message to its provider. */
export async function createSenderDeps(
  env: z.infer<typeof senderEnv> & { readonly DAILY_QUEUE_URL?: string },
  { channel, render, monthlyParts, createTellOfSpend }: SenderChannel,
  createSend: (keys: Keys) => SenderDeps['send'],
  {
    secrets,
    // biome-ignore lint/plugin/secrets: it spreads the pause before the next try.
    random = Math.random,
    sleep = wait,
    ...clients
  }: SenderClients,
): Promise<SenderDeps> {
  const connected = connect(env, clients);
  const { table, sqs, now } = connected;
  const queues = [env.URGENT_QUEUE_URL, env.REMINDER_QUEUE_URL];
  const keys = await loadKeys(env.KEYS_SECRET_ID, secrets);
  return {
    ...createQueueDeps(env, connected, senderStore),
    keys,
    acquire: createRateLimiter(
      withTable(table, rateLimiterStore),
      { channel, partsPerSecond: env.PARTS_PER_SECOND, monthlyParts },
      { now, random, sleep },
    ),
    tellOfSpend: createTellOfSpend?.(connected) ?? (async () => {}),
    render,
    send: createSend(keys),
    report: (report) => queueReport(sqs, env.RECEIPTS_QUEUE_URL, report, REPORT_DELAY_MS / SECOND_MS),
    follow: env.DAILY_QUEUE_URL === undefined ? refuseToFollow : queueFollow(sqs, env.DAILY_QUEUE_URL),
    requeue: async ({ eventSourceARN }, message) => {
      // A queue's URL ends, like its ARN, in its name.
      const name = eventSourceARN.slice(eventSourceARN.lastIndexOf(':') + 1);
      const queue = queues.find((url) => url.endsWith(`/${name}`));
      if (!queue) throw new Error(`no queue is called ${name}`);
      await sendAll(sqs, queue, [message]);
    },
    random,
  };
}
