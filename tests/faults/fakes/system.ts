/** The functions between the bus and the providers, wired as in their `index.ts`, on fakes under virtual time. */
import type { SESClient } from '@aws-sdk/client-ses';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { handleReceipt, receiptsStore } from '../../../functions/delivery-receipts/handler.ts';
import { type SweepResult, sweep, sweepStore } from '../../../functions/delivery-sweep/handler.ts';
import { createDeps as createMatcherDeps } from '../../../functions/matcher/deps.ts';
import { envSchema as matcherEnvSchema } from '../../../functions/matcher/env.ts';
import { createHandler as createMatcher } from '../../../functions/matcher/handler.ts';
import type { Channel } from '../../../shared/domain/contacts.ts';
import { DAY_MS, HOUR_MS } from '../../../shared/domain/time.ts';
import type { Keys } from '../../../shared/keys.ts';
import { deliver, type SenderDeps, senderStore } from '../../../shared/notifications/deliver.ts';
import { queueNotifications } from '../../../shared/notifications/jobs.ts';
import { admissionStore, createRateLimiter } from '../../../shared/notifications/rate-limiter.ts';
import { NOTIFICATION_TAG, queueReceipts, receiptBody } from '../../../shared/notifications/receipts.ts';
import { sendThroughSes } from '../../../shared/providers/ses/send.ts';
import { withFailover } from '../../../shared/providers/sms-failover.ts';
import { sendThroughSns } from '../../../shared/providers/sns/send.ts';
import { sendAll, sendToDeadLetterQueue } from '../../../shared/queue/queues.ts';
import { sqsBatchHandler } from '../../../shared/queue/sqs-batch-handler.ts';
import { type Table, withTable } from '../../../shared/store/table.ts';
import type { Random } from '../../simulation/random.ts';
import { silence, silentLogger } from '../../support/logger.ts';
import { createFakeTable, type FakeTable } from './dynamodb.ts';
import { createFunction } from './functions.ts';
import { type Counts, createNetwork, type Network, type Weather, type Wire, type Worker } from './network.ts';
import { createProviders, type Handover, type Providers } from './providers.ts';
import { createFakeSqs, type FakeQueue } from './sqs.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The SDK tries three times by itself, and `shared/aws-client.ts` lets it wait three seconds for an answer. */
const DYNAMODB: Wire = { service: 'dynamodb', attempts: 3, timeoutMs: 3000, backoffMs: 100 };
const SQS: Wire = { service: 'sqs', attempts: 3, timeoutMs: 3000, backoffMs: 200 };

const PARTS_PER_SECOND = { sms: 8, email: 14 } as const;
const MONTHLY_PARTS = 100_000;
const REPORT_DELAY_SECONDS = 1;
const NOTIFICATION_KEPT_MS = 90 * DAY_MS;

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
  /** Runs the sweep for lost jobs, an hour from now. */
  sweep(): Promise<SweepResult>;
}

interface SystemDeps {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly weather: Weather;
  readonly counts: Counts;
  readonly keys: Keys;
  readonly receipts: Receipts;
  readonly trace: (line: () => string) => void;
}

export function createSystem({ time, random, weather, counts, keys, receipts, trace }: SystemDeps): System {
  const table = createFakeTable();
  const sqs = createFakeSqs(time, random.fork('sqs'));
  const providers = createProviders(time, () => network, report);
  const { isDoubtful } = providers;
  const network = createNetwork({ time, random: random.fork('network'), weather, counts, isDoubtful, trace });

  const matcherDead = sqs.queue('matcher-dead');
  const events = { rest: sqs.queue('events', matcherDead), reminders: sqs.queue('event-reminders', matcherDead) };
  const receiptsDead = sqs.queue('receipts-dead');
  const receiptsQueue = sqs.queue('receipts', receiptsDead);
  const lanesOf = (channel: Channel) => {
    const dead = sqs.queue(`${channel}-dead`);
    const lane = (name: string) => sqs.queue(`${channel}-${name}`, dead);
    return { dead, urgent: lane('urgent'), reminder: lane('reminder') };
  };
  const lanes = { sms: lanesOf('sms'), email: lanesOf('email') };
  const urls = {
    sms: { urgent: lanes.sms.urgent.url, reminder: lanes.sms.reminder.url },
    email: { urgent: lanes.email.urgent.url, reminder: lanes.email.reminder.url },
  };

  /** What becomes known of a message at the recipient's, some time later. */
  function report(handover: Handover): void {
    const outcome = receipts(handover);
    if (!outcome) return;
    const { notificationId } = handover;
    const mail = { tags: { [NOTIFICATION_TAG]: [notificationId] } };
    const isEmail = handover.address.includes('@');
    time.after(random.int(5, 90_000), () => {
      const event =
        outcome === 'delivered'
          ? { eventType: 'Delivery', mail }
          : { eventType: 'Bounce', mail, bounce: { bounceType: 'Permanent', bouncedRecipients: [] } };
      const receipt = {
        notificationId,
        channel: 'sms' as const,
        provider: 'sns' as const,
        outcome: outcome === 'delivered' ? { status: outcome } : { status: 'failed' as const, reason: outcome },
        receivedAt: time.now().toISOString(),
      };
      receiptsQueue.add(isEmail ? JSON.stringify(event) : receiptBody(receipt));
    });
  }

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
    // Of lanes alone: what is lost of events or receipts nobody can know.
    const loses = ({ url }: FakeQueue) => {
      const isLane = Object.values(urls).some(({ urgent, reminder }) => url === urgent || url === reminder);
      const isLost = isLane && network.happens(worker, network.weather.lostRate);
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
    return {
      table: { tableName: 'Table', logger: silence, client: { send: dynamodb } as unknown as DynamoDBDocumentClient },
      sqs: { send: queue } as unknown as SQSClient,
      provider: (notificationId: string) => ({
        send: (command: unknown) => providers.send(worker, notificationId, command),
      }),
    };
  };

  const functionDeps = {
    ...{ time, network, trace },
    random: random.fork('functions'),
    notificationOf: ({ body }: { body: string }) => /"notificationId":"([^"]+)"/.exec(body)?.[1],
  };
  const now = time.now;
  const logger = silence;

  const matcherEnv = matcherEnvSchema.parse({
    TABLE_NAME: 'Table',
    DEAD_LETTER_QUEUE_URL: matcherDead.url,
    SMS_URGENT_QUEUE_URL: urls.sms.urgent,
    SMS_REMINDER_QUEUE_URL: urls.sms.reminder,
    EMAIL_URGENT_QUEUE_URL: urls.email.urgent,
    EMAIL_REMINDER_QUEUE_URL: urls.email.reminder,
    NOTIFICATION_RETENTION_DAYS: NOTIFICATION_KEPT_MS / DAY_MS,
  });
  const matcher = createFunction('matcher', functionDeps, (worker) => {
    const clients = clientsOf(worker);
    return createMatcher({ ...createMatcherDeps(matcherEnv, clients), now, logger });
  });
  matcher.feed({ queue: events.rest, batchSize: 10 });
  matcher.feed({ queue: events.reminders, batchSize: 10, maxConcurrency: 2 });

  const sender = (channel: Channel, send: (clients: ReturnType<typeof clientsOf>) => SenderDeps['send']) => {
    const { dead, urgent, reminder } = lanes[channel];
    const fn = createFunction(`${channel}-sender`, functionDeps, (worker) => {
      const clients = clientsOf(worker);
      return sqsBatchHandler(
        silentLogger,
        deliver.bind(undefined, {
          store: withTable(clients.table, senderStore),
          keys,
          admit: createRateLimiter(
            withTable(clients.table, admissionStore),
            { channel, partsPerSecond: PARTS_PER_SECOND[channel], monthlyParts: MONTHLY_PARTS },
            { now, random: random.next, sleep: time.sleep },
          ),
          send: send(clients),
          report: (receipt) => queueReceipts(clients.sqs, receiptsQueue.url, [receipt], REPORT_DELAY_SECONDS),
          requeue: async ({ eventSourceARN }, message) => {
            const lane = [urgent, reminder].find(({ arn }) => arn === eventSourceARN);
            if (!lane) throw new Error(`no lane is called ${eventSourceARN}`);
            await sendAll(clients.sqs, lane.url, [message]);
          },
          sendToDeadLetterQueue: sendToDeadLetterQueue.bind(undefined, clients.sqs, dead.url),
          now,
          random: random.next,
          logger,
        }),
      );
    });
    fn.feed({ queue: urgent, batchSize: 10 });
    fn.feed({ queue: reminder, batchSize: 1, maxConcurrency: 2 });
  };
  sender('sms', ({ provider }) =>
    withFailover(
      [
        {
          name: 'sns',
          send: (outgoing) =>
            sendThroughSns(provider(outgoing.notification.id) as unknown as SNSClient, 'Passports', outgoing),
        },
      ],
      logger,
    ),
  );
  sender(
    'email',
    ({ provider }) =>
      (outgoing) =>
        sendThroughSes(
          provider(outgoing.notification.id) as unknown as SESClient,
          { from: 'passports@example.com', configurationSet: 'Passports' },
          outgoing,
        ),
  );

  const receiver = createFunction('delivery-receipts', functionDeps, (worker) => {
    const clients = clientsOf(worker);
    return sqsBatchHandler(
      silentLogger,
      handleReceipt.bind(undefined, {
        store: withTable(clients.table, receiptsStore),
        queueNotifications: queueNotifications.bind(undefined, clients.sqs, urls),
        lookAgain: (receipt, delaySeconds) => queueReceipts(clients.sqs, receiptsQueue.url, [receipt], delaySeconds),
        sendToDeadLetterQueue: sendToDeadLetterQueue.bind(undefined, clients.sqs, receiptsDead.url),
        now,
        notificationKeptMs: NOTIFICATION_KEPT_MS,
        logger,
      }),
    );
  });
  receiver.feed({ queue: receiptsQueue, batchSize: 10 });

  const sweeper: Worker = {
    ...{ name: 'delivery-sweep', isAlive: true, turn: 0, batch: [] },
    stepsToLive: Number.POSITIVE_INFINITY,
  };
  const sources = [
    ...[events.rest, events.reminders].map((queue) => ({ queue, dead: matcherDead })),
    { queue: receiptsQueue, dead: receiptsDead },
    ...Object.values(lanes).flatMap(({ dead, urgent, reminder }) =>
      [urgent, reminder].map((queue) => ({ queue, dead })),
    ),
  ];
  return {
    ...{ network, table, providers, events },
    direct: {
      tableName: 'Table',
      logger: silence,
      client: { send: async (command: unknown) => table.execute(command) } as unknown as DynamoDBDocumentClient,
    },
    queues: sources.map(({ queue }) => queue),
    deadLetters: [...new Set(sources.map(({ dead }) => dead))],
    async sweep() {
      const clients = clientsOf(sweeper);
      return sweep(
        {
          store: withTable(clients.table, sweepStore),
          queueNotifications: queueNotifications.bind(undefined, clients.sqs, urls),
          waiting: async () => 0,
          now,
          logger: { ...logger, error: () => undefined },
        },
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

/** The notification that an update notes as sent. */
function noteOf(command: unknown): string | undefined {
  if (!(command instanceof UpdateCommand)) return undefined;
  const { Key, ExpressionAttributeValues: values } = command.input;
  return values?.[':status'] === 'sent' ? String(Key?.pk).replace('NOTIFICATION#', '') : undefined;
}

/** How a trace calls a command. */
function nameOf(command: unknown): string {
  const { input } = command as { input: { Key?: object; Item?: Record<string, unknown>; QueueUrl?: string } };
  const { Key, Item, QueueUrl } = input;
  const target = Key ?? (Item ? { pk: Item.pk, sk: Item.sk } : input);
  return `${(command as object).constructor.name} ${QueueUrl ?? JSON.stringify(target)}`;
}
