/** The webhook sender over the table of a world: what is queued for systems of establishments goes out to receivers. */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createDeps, type WebhookSenderDeps } from '../../functions/webhook-sender/deps.ts';
import { envSchema } from '../../functions/webhook-sender/env.ts';
import { createHandler } from '../../functions/webhook-sender/handler.ts';
import type { DeliveryReport } from '../../shared/notifications/delivery-report.ts';
import type { DeliveryJob } from '../../shared/notifications/jobs.ts';
import type { OutgoingMessage } from '../../shared/queue/queues.ts';
import { functionEnvironment } from './environment.ts';
import { silence } from './logger.ts';
import { handleOne, sqsRecord } from './sqs.ts';
import type { World } from './world.ts';

/** A message that waits for its time on a queue. */
interface Waiting {
  readonly body: string;
  /** When it can be received, in milliseconds of the world's clock. */
  readonly at: number;
}

export interface WebhookWorld {
  readonly deps: WebhookSenderDeps;
  /** What waits on the queues, with the seconds that each was delayed by. */
  readonly waiting: Waiting[];
  /** Sends what is queued by now, and has the receipts' function do what follows. What comes back to the queue waits. */
  send(): Promise<void>;
  /** Lets time pass until the next message comes, and sends it; false where none waits. */
  goOn(): Promise<boolean>;
  /** A verified contact whose messages go to an address. */
  newWebhook(establishmentId: string, address: string): Promise<{ id: string; secret: string }>;
}

/** @param patienceMs how long a receiver has to answer, in real time: one that answers must not be too late on a slow machine */
export async function webhookWorld(world: World, patienceMs = 5000): Promise<WebhookWorld> {
  const { table, clock } = world;
  const waiting: Waiting[] = [];
  const put = ({ body, delaySeconds = 0 }: OutgoingMessage) =>
    void waiting.push({ body, at: clock.now().getTime() + delaySeconds * 1000 });
  const reported: DeliveryReport[] = [];
  const env = envSchema.parse(functionEnvironment('http://127.0.0.1', 'webhook-sender'));
  const secrets = { send: async () => ({ SecretString: 'a secret for tests' }) } as unknown as SecretsManagerClient;
  const real = await createDeps(
    env,
    { table, secrets, now: clock.now, random: () => 0, sleep: async () => undefined },
    patienceMs,
  );
  const deps: WebhookSenderDeps = {
    ...real,
    report: async (report) => void reported.push(report),
    requeue: async (_record, message) => put(message),
    queueReplay: async (messages) => messages.forEach(put),
    sendToDeadLetterQueue: world.matcher.sendToDeadLetterQueue,
    logger: silence,
  };
  const handle = async (bodies: readonly string[]) => {
    await Promise.all(
      bodies.map((body) => handleOne(createHandler, deps, sqsRecord(body, { receivedAt: clock.now() }))),
    );
    for (const report of reported.splice(0))
      await world.receive(report.notificationId, report.outcome, undefined, report);
  };
  const webhooks: WebhookWorld = {
    deps,
    waiting,
    async send() {
      for (const { id, establishmentId, channel } of world.queued.splice(0)) {
        if (channel !== 'webhook') continue;
        put({ body: JSON.stringify({ notificationId: id, establishmentId } satisfies DeliveryJob) });
      }
      for (const job of world.replays.splice(0)) put({ body: JSON.stringify(job) });
      for (let due = take(); due.length > 0; due = take()) await handle(due);
    },
    async goOn() {
      const next = Math.min(...waiting.map(({ at }) => at));
      if (!Number.isFinite(next)) return false;
      clock.set(new Date(Math.max(next, clock.now().getTime())).toISOString());
      await webhooks.send();
      return true;
    },
    async newWebhook(establishmentId, address) {
      const created = await world.api('POST /v1/contacts', {
        establishmentId,
        body: { channel: 'webhook', address, language: 'en' },
      });
      if (created.status !== 201) throw new Error(`no webhook: ${JSON.stringify(created.body)}`);
      await webhooks.send();
      return { id: created.body.id, secret: String(created.body.secret) };
    },
  };
  return webhooks;

  /** Takes what can be received by now. */
  function take(): string[] {
    const due = waiting.filter(({ at }) => at <= clock.now().getTime());
    for (const one of due) waiting.splice(waiting.indexOf(one), 1);
    return due.map(({ body }) => body);
  }
}
