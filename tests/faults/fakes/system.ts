/** The functions between the bus and the providers, composed as in their `index.ts`, on fake clients under virtual time. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SESClient } from '@aws-sdk/client-ses';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createDeps as createDailyDispatcherDeps } from '../../../functions/daily-message-dispatcher/deps.ts';
import { envSchema as dailyDispatcherEnvSchema } from '../../../functions/daily-message-dispatcher/env.ts';
import { createHandler as createDailyDispatcher } from '../../../functions/daily-message-dispatcher/handler.ts';
import { createDeps as createDailyDeps } from '../../../functions/daily-message-worker/deps.ts';
import { envSchema as dailyEnvSchema } from '../../../functions/daily-message-worker/env.ts';
import { createHandler as createDailyWorker } from '../../../functions/daily-message-worker/handler.ts';
import { createDeps as createReceiptsDeps } from '../../../functions/delivery-receipts/deps.ts';
import { envSchema as receiptsEnvSchema } from '../../../functions/delivery-receipts/env.ts';
import { createHandler as createReceipts } from '../../../functions/delivery-receipts/handler.ts';
import { createDeps as createSweepDeps } from '../../../functions/delivery-sweep/deps.ts';
import { envSchema as sweepEnvSchema } from '../../../functions/delivery-sweep/env.ts';
import { createHandler as createSweep, type SweepResult } from '../../../functions/delivery-sweep/handler.ts';
import { createDeps as createEmailDeps } from '../../../functions/email-sender/deps.ts';
import { envSchema as emailEnvSchema } from '../../../functions/email-sender/env.ts';
import { createHandler as createEmailSender } from '../../../functions/email-sender/handler.ts';
import { createDeps as createScanDispatcherDeps } from '../../../functions/expiry-scan-dispatcher/deps.ts';
import { envSchema as scanDispatcherEnvSchema } from '../../../functions/expiry-scan-dispatcher/env.ts';
import { createHandler as createScanDispatcher } from '../../../functions/expiry-scan-dispatcher/handler.ts';
import { createDeps as createScanDeps } from '../../../functions/expiry-scan-worker/deps.ts';
import { envSchema as scanEnvSchema } from '../../../functions/expiry-scan-worker/env.ts';
import { createHandler as createScanWorker } from '../../../functions/expiry-scan-worker/handler.ts';
import { createDeps as createMatcherDeps } from '../../../functions/matcher/deps.ts';
import { envSchema as matcherEnvSchema } from '../../../functions/matcher/env.ts';
import { createHandler as createMatcher } from '../../../functions/matcher/handler.ts';
import { createDeps as createSmsDeps } from '../../../functions/sms-sender/deps.ts';
import { envSchema as smsEnvSchema } from '../../../functions/sms-sender/env.ts';
import { createHandler as createSmsSender } from '../../../functions/sms-sender/handler.ts';
import { createDeps as createWebhookDeps } from '../../../functions/webhook-sender/deps.ts';
import { envSchema as webhookEnvSchema } from '../../../functions/webhook-sender/env.ts';
import { createHandler as createWebhookSender } from '../../../functions/webhook-sender/handler.ts';
import { CHANNELS, type Channel } from '../../../shared/domain/contacts.ts';
import { DAY_MS, HOUR_MS } from '../../../shared/domain/time.ts';
import { createKeys } from '../../../shared/keys.ts';
import type { SenderDeps } from '../../../shared/notifications/deliver.ts';
import { type DeliveryReport, reportBody } from '../../../shared/notifications/delivery-report.ts';
import { NOTIFICATION_TAG } from '../../../shared/providers/ses/codes.ts';
import { putEvents } from '../../../shared/queue/bus.ts';
import type { SqsBatchHandler } from '../../../shared/queue/sqs-batch-handler.ts';
import type { Table } from '../../../shared/store/table.ts';
import type { Random } from '../../simulation/random.ts';
import { documentClient } from '../../support/document-client.ts';
import { asId } from '../../support/ids.ts';
import { silence, silentLogger } from '../../support/logger.ts';
import { createFakeTable, type FakeTable } from './dynamodb.ts';
import { createFunction, invoke } from './functions.ts';
import { type Counts, createNetwork, type Network, type Weather, type Wire, type Worker } from './network.ts';
import { createProviders, type Handover, type Providers } from './providers.ts';
import { createFakeSqs, type FakeQueue } from './sqs.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The SDK tries three times by itself, and `shared/aws-client.ts` lets it wait three seconds for an answer. */
const DYNAMODB: Wire = { service: 'dynamodb', attempts: 3, timeoutMs: 3000, backoffMs: 100 };
const SQS: Wire = { service: 'sqs', attempts: 3, timeoutMs: 3000, backoffMs: 200 };

/** Few, so that a daily message has several pages. */
const HELD_PER_MESSAGE = 2;
const PARTS_PER_SECOND = { sms: 8, email: 14, webhook: 10 } as const;
const NOTIFICATION_KEPT_MS = 90 * DAY_MS;

/** What the environments of all functions have in common. */
const ENVIRONMENT = {
  TABLE_NAME: 'Table',
  KEYS_SECRET_ID: 'keys',
  NOTIFICATION_RETENTION_DAYS: NOTIFICATION_KEPT_MS / DAY_MS,
  MONTHLY_PARTS: 100_000,
  SMS_SENDER_ID: 'Passports',
  SMS_PROVIDERS: 'sns',
  EMAIL_FROM: 'passports@example.com',
  EMAIL_FROM_NAME: 'Passport Notifications',
  API_URL: 'https://api.example',
  EMAIL_CONFIGURATION_SET: 'Passports',
  EVENT_BUS_NAME: 'Bus',
};
type Clients = Parameters<typeof createSmsDeps>[1] &
  Parameters<typeof createEmailDeps>[1] &
  Parameters<typeof createWebhookDeps>[1];
/** Makes a sender on clients; what hands its message to a provider is given, where that cannot tell the notification. */
type CreateSender = (
  environment: object,
  clients: Clients,
  naming: (deps: SenderDeps) => SenderDeps,
) => Promise<SqsBatchHandler>;
const SENDERS: Readonly<Record<Channel, CreateSender>> = {
  sms: async (environment, clients, naming) =>
    createSmsSender(naming(await createSmsDeps(smsEnvSchema.parse(environment), clients))),
  email: async (environment, clients, naming) =>
    createEmailSender(naming(await createEmailDeps(emailEnvSchema.parse(environment), clients))),
  webhook: async (environment, clients) =>
    createWebhookSender(await createWebhookDeps(webhookEnvSchema.parse(environment), clients)),
};

/** What a recipient's side makes of a message that a provider took; undefined where nothing is ever heard of it. */
type Receipts = (handover: Handover) => 'delivered' | 'bounced' | undefined;

export interface System {
  readonly network: Network;
  readonly table: FakeTable;
  /** The table as stores take it, with nothing between. */
  readonly direct: Table;
  readonly providers: Providers;
  /** The queues by which events come. */
  readonly events: { readonly rest: FakeQueue; readonly reminders: FakeQueue };
  readonly queues: readonly FakeQueue[];
  readonly deadLetters: readonly FakeQueue[];
  /** Puts what wore out its receives back where it came from, as an operator does; how many messages. */
  redrive(): number;
  /** Starts the scan for expiring passports as its schedule does. */
  startScan(scheduledTime: string): void;
  /** Starts the daily messages as their schedule does. */
  startDailyMessages(scheduledTime: Date): void;
  /** Runs the sweep for lost jobs, an hour from now. */
  sweep(): Promise<SweepResult>;
}

interface SystemDeps {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly weather: Weather;
  readonly counts: Counts;
  /** What the functions' keys are derived from. */
  readonly secret: string;
  readonly receipts: Receipts;
  /** Whether the system of an establishment answers 410 to everything. */
  readonly isGone: (address: string) => boolean;
  readonly trace: (line: () => string) => void;
}

export function createSystem({ time, random, weather, counts, secret, receipts, isGone, trace }: SystemDeps): System {
  const table = createFakeTable();
  const sqs = createFakeSqs(time, random.fork('sqs'));
  const providers = createProviders({
    ...{ time, isGone, network: () => network, onTaken: report },
    random: random.fork('systems'),
  });
  const { isDoubtful } = providers;
  const network = createNetwork({ time, random: random.fork('network'), weather, counts, isDoubtful, trace });

  const matcherDead = sqs.queue('matcher-dead');
  const events = { rest: sqs.queue('events', matcherDead), reminders: sqs.queue('event-reminders', matcherDead) };
  const receiptsDead = sqs.queue('receipts-dead');
  const receiptsQueue = sqs.queue('receipts', receiptsDead);
  const queuesOf = (channel: Channel) => {
    const dead = sqs.queue(`${channel}-dead`);
    const queue = (name: string) => sqs.queue(`${channel}-${name}`, dead);
    return { dead, urgent: queue('urgent'), reminder: queue('reminder') };
  };
  const channelQueues = { sms: queuesOf('sms'), email: queuesOf('email'), webhook: queuesOf('webhook') };
  const dailyDead = sqs.queue('daily-dead');
  const dailyQueue = sqs.queue('daily', dailyDead);
  const scanDead = sqs.queue('scan-dead');
  const scanQueue = sqs.queue('scan', scanDead);
  const queueUrls = {
    DAILY_QUEUE_URL: dailyQueue.url,
    SMS_URGENT_QUEUE_URL: channelQueues.sms.urgent.url,
    SMS_REMINDER_QUEUE_URL: channelQueues.sms.reminder.url,
    EMAIL_URGENT_QUEUE_URL: channelQueues.email.urgent.url,
    EMAIL_REMINDER_QUEUE_URL: channelQueues.email.reminder.url,
    WEBHOOK_URGENT_QUEUE_URL: channelQueues.webhook.urgent.url,
    WEBHOOK_REMINDER_QUEUE_URL: channelQueues.webhook.reminder.url,
  };

  /** What becomes known of a message at the recipient's, some time later. */
  function report(handover: Handover): void {
    // A system that answers has it: no receipt follows.
    const outcome = handover.address.startsWith('https://') ? undefined : receipts(handover);
    if (!outcome) return;
    const { notificationId } = handover;
    const mail = { tags: { [NOTIFICATION_TAG]: [notificationId] } };
    const isEmail = handover.address.includes('@');
    time.after(random.int(5, 90_000), () => {
      const event =
        outcome === 'delivered'
          ? { eventType: 'Delivery', mail }
          : { eventType: 'Bounce', mail, bounce: { bounceType: 'Permanent', bouncedRecipients: [] } };
      const report: DeliveryReport = {
        notificationId: asId(notificationId),
        channel: 'sms',
        provider: 'sns',
        outcome: outcome === 'delivered' ? { status: outcome } : { status: 'failed', reason: outcome },
        receivedAt: time.now().toISOString(),
      };
      receiptsQueue.add(isEmail ? JSON.stringify(event) : reportBody(report));
    });
  }

  const now = time.now;
  const secrets = { send: async () => ({ SecretString: secret }) } as unknown as SecretsManagerClient;
  /** The clients of a worker, each of which stands where `client.send(command)` leaves our code. */
  const clientsOf = (worker: Worker) => {
    const dynamodb = (command: unknown) => {
      const sentId = noteOf(command);
      return network.call(
        worker,
        DYNAMODB,
        () => nameOf(command),
        () => table.execute(command),
        {
          effect() {
            if (sentId) providers.noted(sentId, worker);
          },
          gaveUp() {
            if (sentId) providers.storeFailed(sentId, worker);
          },
        },
      );
    };
    const refuses = () => {
      const isRefused = network.happens(worker, network.weather.partialRate);
      if (isRefused) counts.partial += 1;
      return isRefused;
    };
    // Of senders' and daily queues alone: what is lost of events or receipts nobody can know.
    const loses = ({ url }: FakeQueue) => {
      const isLost = Object.values(queueUrls).includes(url) && network.happens(worker, network.weather.lostRate);
      if (isLost) counts['jobs-lost'] += 1;
      return isLost;
    };
    const queue = (command: unknown) =>
      network.call(
        worker,
        SQS,
        () => nameOf(command),
        () => sqs.execute(command, refuses, loses),
      );
    /** The bus, of whose events here all are reminders. */
    const bus = (command: unknown) =>
      network.call(
        worker,
        SQS,
        () => nameOf(command),
        () => {
          if (!(command instanceof PutEventsCommand)) throw new Error('not a command of the bus');
          const { Entries: put = [] } = command.input;
          const Entries = put.map(({ Source, DetailType, Detail = '' }) => {
            if (refuses()) return { ErrorCode: 'InternalFailure' };
            const id = `put-${random.int(0, 999_999_999)}`;
            const envelope = {
              version: '0',
              id,
              'detail-type': DetailType,
              source: Source,
              detail: JSON.parse(Detail),
            };
            events.reminders.add(JSON.stringify(envelope));
            return { EventId: id };
          });
          return { Entries, FailedEntryCount: Entries.filter(({ ErrorCode }) => ErrorCode).length };
        },
      );
    // A command of SNS does not name its notification.
    const handingOver = new AsyncLocalStorage<{ id: string; release: () => void }>();
    const provider = {
      send: (command: unknown) => {
        const { id = 'unknown', release } = handingOver.getStore() ?? {};
        release?.();
        return providers.send(worker, id, command);
      },
    };
    return {
      table: { tableName: 'Table', logger: silence, client: documentClient(dynamodb) },
      sqs: { send: queue } as unknown as SQSClient,
      bus: { send: bus } as unknown as EventBridgeClient,
      secrets,
      sns: provider as unknown as SNSClient,
      ses: provider as unknown as SESClient,
      post: providers.post(worker),
      handingOver,
      ...{ now, random: random.next, sleep: time.sleep, logger: silentLogger },
    };
  };

  const functionDeps = {
    ...{ time, network, trace },
    random: random.fork('functions'),
    notificationOf: ({ body }: { body: string }) => /"notificationId":"([^"]+)"/.exec(body)?.[1],
  };

  const matcherEnv = matcherEnvSchema.parse({
    ...ENVIRONMENT,
    ...queueUrls,
    DEAD_LETTER_QUEUE_URL: matcherDead.url,
  });
  const matcher = createFunction('matcher', functionDeps, (worker) =>
    createMatcher({ ...createMatcherDeps(matcherEnv, clientsOf(worker)), now }),
  );
  matcher.feed({ queue: events.rest, batchSize: 10 });
  matcher.feed({ queue: events.reminders, batchSize: 10, maxConcurrency: 2 });

  for (const channel of CHANNELS) {
    const { dead, urgent, reminder } = channelQueues[channel];
    const environment = {
      ...ENVIRONMENT,
      EMAIL_URGENT_QUEUE_URL: queueUrls.EMAIL_URGENT_QUEUE_URL,
      DAILY_QUEUE_URL: queueUrls.DAILY_QUEUE_URL,
      URGENT_QUEUE_URL: urgent.url,
      REMINDER_QUEUE_URL: reminder.url,
      RECEIPTS_QUEUE_URL: receiptsQueue.url,
      DEAD_LETTER_QUEUE_URL: dead.url,
      PARTS_PER_SECOND: PARTS_PER_SECOND[channel],
    };
    const sender = createFunction(`${channel}-sender`, functionDeps, (worker) => {
      const clients = clientsOf(worker);
      const wired = SENDERS[channel](environment, clients, (deps) => ({
        ...deps,
        send: (outgoing) => {
          // An e-mail is put together by streams, which are no part of the time here.
          const release = time.hold();
          const { id } = outgoing.notification;
          return clients.handingOver.run({ id, release }, () => deps.send(outgoing)).finally(release);
        },
      }));
      return async (event, context) => (await wired)(event, context);
    });
    sender.feed({ queue: urgent, batchSize: 10 });
    sender.feed({ queue: reminder, batchSize: 1, maxConcurrency: 2 });
  }

  const receiptsEnv = receiptsEnvSchema.parse({
    ...ENVIRONMENT,
    ...queueUrls,
    RECEIPTS_QUEUE_URL: receiptsQueue.url,
    DEAD_LETTER_QUEUE_URL: receiptsDead.url,
  });
  const receiver = createFunction('delivery-receipts', functionDeps, (worker) =>
    createReceipts(createReceiptsDeps(receiptsEnv, clientsOf(worker))),
  );
  receiver.feed({ queue: receiptsQueue, batchSize: 10 });

  const dailyEnv = dailyEnvSchema.parse({
    ...ENVIRONMENT,
    ...queueUrls,
    RECEIPTS_QUEUE_URL: receiptsQueue.url,
    DEAD_LETTER_QUEUE_URL: dailyDead.url,
  });
  const daily = createFunction('daily-message-worker', functionDeps, (worker) =>
    createDailyWorker({ ...createDailyDeps(dailyEnv, clientsOf(worker)), heldPerMessage: HELD_PER_MESSAGE }),
  );
  daily.feed({ queue: dailyQueue, batchSize: 1, maxConcurrency: 4 });

  const keys = createKeys(secret);
  const scanEnv = scanEnvSchema.parse({
    ...ENVIRONMENT,
    SCAN_QUEUE_URL: scanQueue.url,
    DEAD_LETTER_QUEUE_URL: scanDead.url,
  });
  const scanner = createFunction('expiry-scan-worker', functionDeps, (worker) => {
    const { bus, ...clients } = clientsOf(worker);
    const wired = createScanDeps(scanEnv, { ...clients, keys }).then((deps) =>
      createScanWorker({ ...deps, putEvents: (put) => putEvents(bus, scanEnv.EVENT_BUS_NAME, put) }),
    );
    return async (event, context) => (await wired)(event, context);
  });
  scanner.feed({ queue: scanQueue, batchSize: 1, maxConcurrency: 4 });

  const sweeper: Worker = {
    ...{ name: 'delivery-sweep', isAlive: true, turn: 0, batch: [] },
    stepsToLive: Number.POSITIVE_INFINITY,
  };
  const sources = [
    ...[events.rest, events.reminders].map((queue) => ({ queue, dead: matcherDead })),
    { queue: receiptsQueue, dead: receiptsDead },
    { queue: dailyQueue, dead: dailyDead },
    { queue: scanQueue, dead: scanDead },
    ...Object.values(channelQueues).flatMap(({ dead, urgent, reminder }) =>
      [urgent, reminder].map((queue) => ({ queue, dead })),
    ),
  ];
  return {
    ...{ network, table, providers, events },
    direct: {
      tableName: 'Table',
      logger: silence,
      client: documentClient(async (command) => table.execute(command)),
    },
    queues: sources.map(({ queue }) => queue),
    deadLetters: [...new Set(sources.map(({ dead }) => dead))],
    startScan(scheduledTime) {
      invoke('expiry-scan-dispatcher', { time, network }, (worker) =>
        createScanDispatcher(createScanDispatcherDeps(scanDispatcherEnvSchema.parse(scanEnv), clientsOf(worker)))({
          scheduledTime,
        }),
      );
    },
    startDailyMessages(scheduledTime) {
      const payload = { scheduledTime: scheduledTime.toISOString(), trial: true };
      invoke('daily-message-dispatcher', { time, network }, (worker) =>
        createDailyDispatcher({
          ...createDailyDispatcherDeps(dailyDispatcherEnvSchema.parse(queueUrls), clientsOf(worker)),
          now,
        })(payload),
      );
    },
    async sweep() {
      const deps = createSweepDeps(sweepEnvSchema.parse({ ...ENVIRONMENT, ...queueUrls }), clientsOf(sweeper));
      return createSweep({ ...deps, waiting: async () => 0 })(
        { scheduledTime: new Date(now().getTime() + HOUR_MS).toISOString() },
        { getRemainingTimeInMillis: () => 60_000 },
      );
    },
    redrive() {
      let redriven = 0;
      for (const { queue, dead } of sources) {
        for (const message of dead.messages) {
          if (message.wornOutOf !== queue) continue;
          dead.remove(message);
          queue.add(message.body);
          redriven += 1;
        }
      }
      return redriven;
    },
  };
}

/** The notification that an update notes as sent, or as taken by a system. */
function noteOf(command: unknown): string | undefined {
  if (!(command instanceof UpdateCommand)) return undefined;
  const { Key, ExpressionAttributeValues: values } = command.input;
  const status = values?.[':status'];
  return status === 'sent' || status === 'delivered' ? String(Key?.pk).replace('NOTIFICATION#', '') : undefined;
}

/** How a trace calls a command. */
function nameOf(command: unknown): string {
  const { input } = command as { input: { Key?: object; Item?: Record<string, unknown>; QueueUrl?: string } };
  const { Key, Item, QueueUrl } = input;
  const target = Key ?? (Item ? { pk: Item.pk, sk: Item.sk } : input);
  return `${(command as object).constructor.name} ${QueueUrl ?? JSON.stringify(target)}`;
}
