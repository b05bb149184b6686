/** The matcher and the API over one table, with a clock moved by hand and a queue that is looked into. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { auditTrailStore } from '../../functions/audit/deps.ts';
import { type ContactsDeps, contactsStore } from '../../functions/contacts/deps.ts';
import { createDeps as createDailyDispatcherDeps } from '../../functions/daily-message-dispatcher/deps.ts';
import { envSchema as dailyDispatcherEnvSchema } from '../../functions/daily-message-dispatcher/env.ts';
import { createHandler as createDailyDispatcher } from '../../functions/daily-message-dispatcher/handler.ts';
import {
  createDeps as createDailyDeps,
  type WorkerDeps as DailyDeps,
} from '../../functions/daily-message-worker/deps.ts';
import { envSchema as dailyEnvSchema } from '../../functions/daily-message-worker/env.ts';
import { createHandler as createDailyWorker } from '../../functions/daily-message-worker/handler.ts';
import { createDeps as createReceiptsDeps, type ReceiptsDeps } from '../../functions/delivery-receipts/deps.ts';
import { envSchema as receiptsEnvSchema } from '../../functions/delivery-receipts/env.ts';
import { createHandler as createReceipts } from '../../functions/delivery-receipts/handler.ts';
import { establishmentStore } from '../../functions/establishment/deps.ts';
import { createDeps as createExportWorkerDeps, type ExportWorkerDeps } from '../../functions/export-worker/deps.ts';
import { envSchema as exportWorkerEnvSchema } from '../../functions/export-worker/env.ts';
import { createHandler as createExportWorker } from '../../functions/export-worker/handler.ts';
import { exportsStore } from '../../functions/exports/deps.ts';
import { importsStore } from '../../functions/imports/deps.ts';
import { createDeps as createMatcherDeps, type MatcherDeps } from '../../functions/matcher/deps.ts';
import { envSchema as matcherEnvSchema } from '../../functions/matcher/env.ts';
import { createHandler as createMatcher } from '../../functions/matcher/handler.ts';
import { notificationsStore } from '../../functions/notifications/deps.ts';
import { createDeps as createSenderDeps } from '../../functions/sms-sender/deps.ts';
import { envSchema as senderEnvSchema } from '../../functions/sms-sender/env.ts';
import { createHandler as createSender } from '../../functions/sms-sender/handler.ts';
import { type SubscriptionsDeps, subscriptionsStore } from '../../functions/subscriptions/deps.ts';
import { summaryStore } from '../../functions/summary/deps.ts';
import { type CounterDeps, createDeps as createCounterDeps } from '../../functions/summary-counter/deps.ts';
import { envSchema as counterEnvSchema } from '../../functions/summary-counter/env.ts';
import { createHandler as createCounter } from '../../functions/summary-counter/handler.ts';
import { travellersStore } from '../../functions/travellers/deps.ts';
import type { EventType } from '../../shared/domain/events.ts';
import type { ContactId, EstablishmentId, IdentityNumber, NotificationId } from '../../shared/domain/ids.ts';
import type { StoredContent } from '../../shared/domain/message-content.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import { MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT } from '../../shared/domain/traveller.ts';
import { UNLIMITED } from '../../shared/http/tenant-limits.ts';
import { createKeys, type Keys } from '../../shared/keys.ts';
import type { SenderDeps } from '../../shared/notifications/deliver.ts';
import { type DeliveryReport, reportBody } from '../../shared/notifications/delivery-report.ts';
import { type DeliveryJob, type QueuedNotification, SEALED_CONTENT } from '../../shared/notifications/jobs.ts';
import type { SendOutcome } from '../../shared/notifications/provider.ts';
import { SECRET_BYTES, webhookSecret } from '../../shared/providers/webhook/sign.ts';
import type { DailyJob, Follow } from '../../shared/queue/daily-jobs.ts';
import type { ReplayJob } from '../../shared/queue/replay-jobs.ts';
import type { SummaryJob } from '../../shared/queue/summary-jobs.ts';
import { readNotification } from '../../shared/store/notifications.ts';
import { type Table, withTable } from '../../shared/store/table.ts';
import { type ApiHandler, apiCaller, type Call } from './api.ts';
import { type ApiFunctions, apiOf } from './api-functions.ts';
import { type FakeClock, fakeClock } from './clock.ts';
import { functionEnvironment } from './environment.ts';
import { eventBody } from './factories.ts';
import { asId } from './ids.ts';
import { silence, silentLogger } from './logger.ts';
import { type MemoryFiles, memoryFiles } from './memory-files.ts';
import { handleOne, sqsRecord } from './sqs.ts';
import { PATIENCE_MS } from './time-limits.ts';

export interface World {
  readonly table: Table;
  readonly clock: FakeClock;
  readonly keys: Keys;
  /** Everything that was put on a channel's queues, in order. */
  readonly queued: QueuedNotification[];
  /** What the functions sent to the dead-letter queue. */
  readonly sendToDeadLetterQueue: { body: string; reason: string; detail: string }[];
  readonly matcher: MatcherDeps;
  readonly receipts: ReceiptsDeps;
  readonly daily: DailyDeps;
  /** What lies on the daily queue, in order. */
  readonly dailyJobs: DailyJob[];
  /** Replays that were asked for. */
  readonly replays: ReplayJob[];
  /** Reports that are to be looked at again. */
  readonly lookedAgain: DeliveryReport[];
  /** Counts that are to be made in the background. */
  readonly counts: SummaryJob[];
  readonly counter: CounterDeps;
  readonly contacts: ContactsDeps;
  readonly subscriptions: SubscriptionsDeps;
  /** The bucket. */
  readonly files: MemoryFiles;
  /** The messages that wait for the applier of imports. */
  readonly importJobs: string[];
  readonly exportWorker: ExportWorkerDeps;
  /** The messages that wait for the worker of exports. */
  readonly exportJobs: string[];
  /** Lets the worker handle all messages of exports, those too that it sends. */
  makeExports(deps?: ExportWorkerDeps): Promise<void>;
  /** What the functions of the API work with. */
  readonly apiFunctions: ApiFunctions;
  readonly apiHandler: ApiHandler;
  readonly api: Call;
  /** Lets the matcher handle a message. */
  handle(body: string, deps?: MatcherDeps): Promise<void>;
  /** Lets the matcher handle an event; its id is new unless given. */
  tell(type: EventType, fields?: Record<string, unknown>): Promise<void>;
  /** Sends what is queued, as the senders would, and forgets it; what the provider says is given. */
  send(provider?: (notification: Notification, content: StoredContent) => SendOutcome): Promise<void>;
  /** Invokes the dispatcher of daily messages. */
  startDaily(scheduledTime: string, trial?: boolean): Promise<void>;
  /** Lets the worker of daily messages handle what lies on its queue, and what it puts there meanwhile without a delay. */
  workDaily(deps?: DailyDeps): Promise<void>;
  /** Starts daily messages, puts them together, sends them, and has what they tell of follow. */
  runDaily(
    scheduledTime: string,
    provider?: (notification: Notification, content: StoredContent) => SendOutcome,
  ): Promise<void>;
  /** Lets the receipts' function handle what became of a notification. */
  receive(
    notificationId: string,
    outcome: DeliveryReport['outcome'],
    deps?: ReceiptsDeps,
    more?: Partial<DeliveryReport>,
  ): Promise<void>;
  /** Makes the counts that are queued, and those that they queue. */
  count(deps?: CounterDeps): Promise<void>;
  /** The code in the message that was queued last for an address. */
  codeFor(address: string): string;
  /** A new contact of an establishment, verified, by its id. */
  newContact(establishmentId: string, more?: Record<string, unknown>): Promise<ContactId>;
  /** The notifications that are recorded under these ids. */
  recorded(ids: Iterable<string>): Promise<Notification[]>;
}

const SECRET = 'a secret for tests';
/** Nothing in this world calls AWS. */
const ENDPOINT = 'http://127.0.0.1';

/** Where the API of this world is reached. */
export const ORIGIN = 'https://api.example';

/** SMS parts that an establishment of this world may have sent in a month. */
export const MONTHLY_PARTS = 1000;
/** How long this world keeps things. */
export const KEPT = { notificationKeptMs: 90 * DAY_MS, auditKeptMs: 1826 * DAY_MS };

export function createWorld(table: Table, clock: FakeClock = fakeClock()): World {
  const keys = createKeys(SECRET);
  const secrets = { send: async () => ({ SecretString: SECRET }) } as unknown as SecretsManagerClient;
  const queued: QueuedNotification[] = [];
  const sendToDeadLetterQueue: World['sendToDeadLetterQueue'] = [];
  let codes = 100_000;
  const queueNotifications = async (notifications: readonly QueuedNotification[]) => {
    queued.push(...notifications);
  };
  const matcher: MatcherDeps = {
    ...createMatcherDeps(matcherEnvSchema.parse(functionEnvironment(ENDPOINT, 'matcher')), { table }),
    queueNotifications,
    sendToDeadLetterQueue: async (body, { reason, detail }) => {
      sendToDeadLetterQueue.push({ body, reason, detail });
    },
    now: clock.now,
    logger: silence,
  };
  const lookedAgain: DeliveryReport[] = [];
  const dailyJobs: DailyJob[] = [];
  const reportedByDaily: DeliveryReport[] = [];
  const follow: Follow = async ({ id: digestId, establishmentId, contactId }, now) => {
    dailyJobs.push({ kind: 'follow', digestId, establishmentId, contactId, page: 0, since: now.toISOString() });
  };
  const daily: DailyDeps = {
    ...createDailyDeps(dailyEnvSchema.parse(functionEnvironment(ENDPOINT, 'daily-message-worker')), { table }),
    queueNotifications,
    queue: async (jobs) => void dailyJobs.push(...jobs),
    report: async (reports) => void reportedByDaily.push(...reports),
    sendToDeadLetterQueue: matcher.sendToDeadLetterQueue,
    now: clock.now,
    logger: silence,
  };
  const receipts: ReceiptsDeps = {
    ...createReceiptsDeps(receiptsEnvSchema.parse(functionEnvironment(ENDPOINT, 'delivery-receipts')), { table }),
    queueNotifications,
    follow,
    lookAgain: async (report) => {
      lookedAgain.push(report);
    },
    sendToDeadLetterQueue: matcher.sendToDeadLetterQueue,
    now: clock.now,
    logger: silence,
  };
  const receive: World['receive'] = async (notificationId, outcome, deps = receipts, more = {}) => {
    const id: NotificationId = asId(notificationId);
    const channel = (await readNotification(table, id))?.channel ?? 'sms';
    const receivedAt = clock.now().toISOString();
    const body = reportBody({ notificationId: id, channel, outcome, ...more, receivedAt });
    await handleOne(createReceipts, deps, sqsRecord(body));
  };
  const counts: SummaryJob[] = [];
  const counter: CounterDeps = {
    ...createCounterDeps(counterEnvSchema.parse(functionEnvironment(ENDPOINT, 'summary-counter')), { table }),
    queue: async (messages) => {
      counts.push(...messages.map(({ body }) => JSON.parse(body)));
    },
    sendToDeadLetterQueue: matcher.sendToDeadLetterQueue,
    now: clock.now,
    logger: silence,
  };
  const common = {
    keys,
    now: clock.now,
    newId: randomUUID,
    logger: silentLogger,
    limits: UNLIMITED,
    conflictsMs: PATIENCE_MS,
  };
  const replays: ReplayJob[] = [];
  const contacts: ContactsDeps = {
    ...common,
    ...KEPT,
    store: withTable(table, contactsStore),
    queueNotifications,
    newCode: () => {
      codes += 1;
      return String(codes);
    },
    newSecret: () => webhookSecret(randomBytes(SECRET_BYTES)),
    isLoopbackAllowed: true,
    queueReplay: async (job) => void replays.push(job),
  };
  const subscriptions: SubscriptionsDeps = {
    ...common,
    store: withTable(table, subscriptionsStore),
    maxSubscriptions: MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT,
    auditKeptMs: KEPT.auditKeptMs,
  };
  const files = memoryFiles(clock.now);
  const importJobs: string[] = [];
  const exportJobs: string[] = [];
  const queueExports = async (messages: readonly { readonly body: string }[]) =>
    void exportJobs.push(...messages.map(({ body }) => body));
  const exportWorker: ExportWorkerDeps = {
    ...createExportWorkerDeps(exportWorkerEnvSchema.parse(functionEnvironment(ENDPOINT, 'export-worker')), {
      table,
      now: clock.now,
    }),
    files,
    queue: queueExports,
    sendToDeadLetterQueue: matcher.sendToDeadLetterQueue,
    logger: silence,
  };
  const apiFunctions: ApiFunctions = {
    establishment: {
      ...common,
      store: withTable(table, establishmentStore),
      monthlyParts: MONTHLY_PARTS,
      retentionDays: { notifications: 90, audit: 1826 },
      auditKeptMs: KEPT.auditKeptMs,
    },
    summary: {
      ...common,
      store: withTable(table, summaryStore),
      queueCount: async (job) => void counts.push(job),
      sleep: async () => undefined,
    },
    contacts,
    subscriptions,
    travellers: { ...common, store: withTable(table, travellersStore) },
    notifications: { ...common, store: withTable(table, notificationsStore) },
    messagePreviews: { ...common, store: {} },
    imports: {
      ...common,
      store: withTable(table, importsStore),
      auditKeptMs: KEPT.auditKeptMs,
      files,
      queue: async (messages) => void importJobs.push(...messages.map(({ body }) => body)),
    },
    audit: { ...common, store: withTable(table, auditTrailStore) },
    exports: {
      ...common,
      store: withTable(table, exportsStore),
      auditKeptMs: KEPT.auditKeptMs,
      files,
      origin: ORIGIN,
      queue: queueExports,
    },
  };
  const apiHandler = apiOf(apiFunctions);
  const api = apiCaller(apiHandler);
  const handle: World['handle'] = (body, deps = matcher) =>
    handleOne(createMatcher, deps, sqsRecord(body, { receivedAt: clock.now() }));

  const world: World = {
    ...{
      table,
      clock,
      keys,
      queued,
      sendToDeadLetterQueue,
      matcher,
      receipts,
      daily,
      dailyJobs,
      replays,
      lookedAgain,
      counts,
      counter,
      contacts,
      subscriptions,
      files,
      importJobs,
      exportWorker,
      exportJobs,
      apiFunctions,
      apiHandler,
      api,
    },
    ...{ handle, receive },
    async makeExports(deps = exportWorker) {
      for (let body = exportJobs.shift(); body !== undefined; body = exportJobs.shift()) {
        await handleOne(createExportWorker, deps, sqsRecord(body, { receivedAt: clock.now() }));
      }
    },
    async send(provider = () => ({ outcome: 'accepted' })) {
      const reported: DeliveryReport[] = [];
      const env = senderEnvSchema.parse(functionEnvironment(ENDPOINT, 'sms-sender'));
      const deps: SenderDeps = {
        ...(await createSenderDeps(env, { table, secrets })),
        acquire: async () => ({ outcome: 'acquired', isCharged: false }),
        send: async ({ notification, content }) => provider(notification, content),
        follow,
        report: async (report) => void reported.push(report),
        requeue: async () => undefined,
        sendToDeadLetterQueue: matcher.sendToDeadLetterQueue,
        now: clock.now,
        random: () => 0,
        logger: silence,
      };
      for (const { id, establishmentId, sealedContent } of queued.splice(0)) {
        const body = JSON.stringify({ notificationId: id, establishmentId, sealedContent } satisfies DeliveryJob);
        await handleOne(createSender, deps, sqsRecord(body, { receivedAt: clock.now() }));
      }
      // They are on their way for a second, in which the sender settles.
      for (const report of reported) await receive(report.notificationId, report.outcome, receipts, report);
    },
    async startDaily(scheduledTime, trial = false) {
      const env = dailyDispatcherEnvSchema.parse(functionEnvironment(ENDPOINT, 'daily-message-dispatcher'));
      await createDailyDispatcher({
        ...createDailyDispatcherDeps(env),
        queue: async (messages) => void dailyJobs.push(...messages.map(({ body }) => JSON.parse(body))),
        now: clock.now,
        logger: silence,
      })({ scheduledTime, trial });
    },
    async workDaily(deps = daily) {
      const later: DailyJob[] = [];
      const queue: DailyDeps['queue'] = async (jobs, delaySeconds = 0) => {
        if (delaySeconds > 0) later.push(...jobs);
        else await deps.queue(jobs);
      };
      for (let job = dailyJobs.shift(); job; job = dailyJobs.shift()) {
        await handleOne(createDailyWorker, { ...deps, queue }, sqsRecord(JSON.stringify(job)));
      }
      dailyJobs.push(...later);
      for (const report of reportedByDaily.splice(0))
        await receive(report.notificationId, report.outcome, receipts, report);
    },
    async runDaily(scheduledTime, provider) {
      await world.startDaily(scheduledTime);
      await world.workDaily();
      await world.send(provider);
      await world.workDaily();
    },
    tell: (type, fields = {}) => handle(eventBody(type, { eventId: randomUUID(), ...fields })),
    async count(deps = counter) {
      for (let job = counts[0]; job; job = counts[0]) {
        await handleOne(createCounter, deps, sqsRecord(JSON.stringify(job)));
        counts.shift();
      }
    },
    codeFor(address) {
      const message = queued.findLast((one) => one.address === address && one.sealedContent !== undefined);
      const opened = message && keys.open(SEALED_CONTENT, message.id, message.sealedContent ?? '');
      if (opened === undefined) throw new Error('no code was sent there');
      return JSON.parse(opened).code;
    },
    async newContact(establishmentId, more = {}) {
      const created = await api('POST /v1/contacts', {
        establishmentId,
        body: { channel: 'email', address: `${randomUUID()}@example.com`, language: 'en', ...more },
      });
      const { id, address } = created.body;
      const code = world.codeFor(String(address));
      await api('POST /v1/contacts/{contactId}/verification', {
        establishmentId,
        params: { contactId: id },
        body: { code },
      });
      return asId<ContactId>(id);
    },
    async recorded(ids) {
      const found = await Promise.all([...new Set(ids)].map((id) => readNotification(table, asId(id))));
      return found.filter((one) => one !== undefined);
    },
  };
  return world;
}

let people = 0;

/** A visitor and establishments that no other test of the file knows. */
export function strangers() {
  people += 1;
  const establishment = (index: number): EstablishmentId => asId(`7${String(people * 10 + index).padStart(9, '0')}`);
  return {
    identityNumber: asId<IdentityNumber>(`3${String(people).padStart(9, '0')}`),
    establishments: [establishment(1), establishment(2), establishment(3)] as const,
  };
}

/** A visitor of an establishment that follows everything about them with one contact. */
export async function followedVisitor(
  world: World,
  more: { from?: string; contact?: Record<string, unknown>; body?: Record<string, unknown> } = {},
) {
  const { identityNumber, establishments } = strangers();
  const [establishmentId] = establishments;
  await world.tell('AffiliationStarted', {
    identityNumber,
    establishmentId,
    kind: 'visitor',
    occurredAt: more.from ?? '2026-11-01T00:00:00Z',
  });
  const contactId = await world.newContact(establishmentId, more.contact);
  const put = await world.api('PUT /v1/subscriptions/{identityNumber}', {
    establishmentId,
    params: { identityNumber },
    body: {
      alerts: ['entry', 'exit', 'passport-expiry', 'passport-renewal', 'visa-issued', 'visa-status'],
      contactIds: [contactId],
      ...more.body,
    },
  });
  if (put.status !== 201) throw new Error(`not followed: ${JSON.stringify(put.body)}`);
  return { identityNumber, establishments, establishmentId, contactId };
}
