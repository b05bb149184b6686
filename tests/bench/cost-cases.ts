/** What the bench of costs plays, through the functions as they are deployed: what one lets out goes into the next. */
import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { Context } from 'aws-lambda';
import { EVENT_BATCH_SIZE, URGENT_BATCH_SIZE } from '../../infra/constructs/concurrency.ts';
import { batchesOf } from '../../shared/batches.ts';
import { addDays, DAY_MS, riyadhDate } from '../../shared/domain/time.ts';
import { NOTIFICATION_TAG } from '../../shared/providers/ses/codes.ts';
import { SCAN_BATCH } from '../../shared/queue/scan-jobs.ts';
import { REMINDER_SHARDS } from '../../shared/store/due-reminders.ts';
import { beginScanRun } from '../../shared/store/scan-runs.ts';
import { gatewayEvent, type TestRequest } from '../support/api.ts';
import { fakeClock } from '../support/clock.ts';
import { EVENT_EXAMPLES, eventDetail } from '../support/factories.ts';
import { lambdaContext } from '../support/logger.ts';
import { startReceiver } from '../support/receiver.ts';
import { sqsRecord } from '../support/sqs.ts';
import { webhookWorld } from '../support/webhooks.ts';
import { createWorld, type World } from '../support/world.ts';
import { BUS, bytesOf, chunksOf, envelopeOf, type Meter } from './meter.ts';

/**
 * How long an invocation takes, in milliseconds: assumed, because a machine that others share measures something else. For a batch of
 * ten of the matcher it is ten times the processor time of `npm run bench:functions`, at the share of a processor that its memory
 * gives, and some milliseconds for each round trip after another, with room.
 */
export const ASSUMED_MS = {
  /** A batch of ten of which each is told. */
  matcher: 300,
  'sms-sender': 500,
  'email-sender': 500,
  'webhook-sender': 500,
  'delivery-receipts': 200,
  /** Four shards with ten reminders each, at the pace of a worker. */
  'expiry-scan-worker': 1000,
  /** A request. */
  subscriptions: 100,
  notifications: 50,
} as const;
type Folder = keyof typeof ASSUMED_MS;
/** A batch of ten that nobody follows: a third of the processor time, and two round trips instead of five. */
export const ASSUMED_UNTOLD_MS = 75;

type Handler = (
  event: unknown,
  context: Context,
) => Promise<{ batchItemFailures?: unknown[]; statusCode?: number; body?: string }>;

/** Runs functions and counts what Lambda, SQS and the gateway do around them. */
export class Lambdas {
  /** Whether the events that come now are told to nobody. */
  isUntold = false;
  private readonly meter: Meter;
  private readonly memoryMb: ReadonlyMap<string, number>;

  constructor(meter: Meter, memoryMb: ReadonlyMap<string, number>) {
    this.meter = meter;
    this.memoryMb = memoryMb;
  }

  /** Has a function handle messages of its queue: each batch is received and deleted by a request. */
  async deliver(folder: Folder, bodies: readonly string[], batchSize: number): Promise<void> {
    for (const batch of batchesOf(bodies, batchSize)) {
      this.meter.add({ sqsRequests: chunksOf(bytesOf(batch)) + 1 });
      const now = new Date();
      const Records = batch.map((body) => sqsRecord(body, { messageId: randomUUID(), receivedAt: now }));
      const { batchItemFailures = [] } = await this.invoke(folder, { Records });
      if (batchItemFailures.length > 0) throw new Error(`${folder} failed at ${batchItemFailures.length} messages`);
    }
  }

  async request(folder: Folder, routeKey: string, request: TestRequest): Promise<void> {
    this.meter.add({ apiRequests: 1 });
    const { statusCode = 500, body } = await this.invoke(folder, gatewayEvent(routeKey, request));
    if (statusCode >= 300) throw new Error(`${routeKey} answers ${statusCode}: ${body}`);
  }

  private async invoke(folder: Folder, event: unknown) {
    const gigabytes = (this.memoryMb.get(folder) ?? Number.NaN) / 1024;
    const ms = folder === 'matcher' && this.isUntold ? ASSUMED_UNTOLD_MS : ASSUMED_MS[folder];
    this.meter.add({ invocations: 1, gigabyteSeconds: (ms / 1000) * gigabytes });
    const file = new URL(`../../functions/${folder}/index.ts`, import.meta.url);
    const { handler } = (await import(pathToFileURL(file.pathname).href)) as { handler: Handler };
    return handler(event, lambdaContext());
  }
}

/** What is played: so many of it, of which each is one event or request. */
export interface CostCase {
  readonly name: string;
  readonly count: number;
  /** Brings the table to where it begins; what that takes is not counted. */
  readonly prepare: (play: Play) => Promise<() => Promise<void>>;
}

/** What a case plays with. */
class Play {
  readonly world: World;
  readonly lambdas: Lambdas;
  readonly meter: Meter;
  private people = 0;
  private establishments = 0;

  constructor(world: World, lambdas: Lambdas, meter: Meter) {
    this.world = world;
    this.lambdas = lambdas;
    this.meter = meter;
  }

  newPerson(): string {
    this.people += 1;
    return `3${String(this.people).padStart(9, '0')}`;
  }

  newEstablishment(): string {
    this.establishments += 1;
    return `7${String(this.establishments).padStart(9, '0')}`;
  }

  /** People of an establishment, who belong to it since yesterday. */
  async newPeople(establishmentId: string, count: number, passport?: object): Promise<string[]> {
    const people: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const identityNumber = this.newPerson();
      const occurredAt = new Date(Date.now() - DAY_MS).toISOString();
      await this.world.tell('AffiliationStarted', {
        ...{ identityNumber, establishmentId, kind: 'visitor', occurredAt },
        ...(passport && { passport }),
      });
      people.push(identityNumber);
    }
    return people;
  }

  async follow(establishmentId: string, people: readonly string[], contactId: string, more: object = {}) {
    for (const identityNumber of people) {
      const put = await this.world.api(PUT_SUBSCRIPTION, {
        ...{ establishmentId, params: { identityNumber }, body: { ...subscriptionOf(contactId), ...more } },
      });
      if (put.status >= 300) throw new Error(`not followed: ${JSON.stringify(put.body)}`);
    }
    this.world.queued.length = 0;
  }

  /** Puts events on the bus, as registries do, and has the matcher handle them. */
  async tell(type: 'TravellerExited' | 'AffiliationStarted', details: readonly object[]): Promise<void> {
    const bodies = details.map((fields) =>
      envelopeOf(
        EVENT_EXAMPLES[type].source,
        type,
        eventDetail(type, { eventId: randomUUID(), occurredAt: new Date().toISOString(), ...fields }),
      ),
    );
    this.meter.add({ busEvents: bodies.length });
    await this.match(bodies);
  }

  /** The bus puts each event on a queue of the matcher by a request of its own. */
  async match(bodies: readonly string[]): Promise<void> {
    this.meter.add({ sqsRequests: bodies.length });
    await this.lambdas.deliver('matcher', bodies, EVENT_BATCH_SIZE);
  }

  async exits(people: readonly string[]): Promise<void> {
    await this.tell(
      'TravellerExited',
      people.map((identityNumber) => ({ identityNumber })),
    );
  }

  /** Has a sender send what was queued for it. @throws Error unless it is as much as expected */
  async send(folder: Folder, queue: string, count: number, batchSize = URGENT_BATCH_SIZE): Promise<string[]> {
    const jobs = this.meter.takeSent(queue);
    if (jobs.length !== count) throw new Error(`${queue} has ${jobs.length} messages instead of ${count}`);
    await this.lambdas.deliver(folder, jobs, batchSize);
    return jobs.map((job) => String((JSON.parse(job) as { notificationId: string }).notificationId));
  }
}

const PUT_SUBSCRIPTION = 'PUT /v1/subscriptions/{identityNumber}';
const subscriptionOf = (contactId: string) => ({
  alerts: ['entry', 'exit', 'passport-expiry', 'passport-renewal', 'visa-issued', 'visa-status'],
  contactIds: [contactId],
  label: 'وردية الليل',
});
const SMS = { channel: 'sms', address: '+966500000001', language: 'ar' };
const LEAD_DAYS = 30;
const PAGE = 10;

/** Exits, each told by one SMS: of so many people of one establishment after the other. */
async function exitsTold(play: Play, sizes: readonly number[]): Promise<() => Promise<void>> {
  const people: string[] = [];
  for (const size of sizes) {
    const establishmentId = play.newEstablishment();
    const own = await play.newPeople(establishmentId, size);
    await play.follow(establishmentId, own, await play.world.newContact(establishmentId, SMS));
    people.push(...own);
  }
  return async () => {
    await play.exits(people);
    await play.send('sms-sender', 'sms-urgent', people.length);
  };
}

/** @param size how many events or requests a case has; a morning of reminders has more, so that its shards are not empty */
export function costCases(size: number): CostCase[] {
  const due = 32 * size;
  return [
    {
      name: 'Start of a person whom nobody follows',
      count: size,
      prepare: async (play) => {
        const establishmentId = play.newEstablishment();
        const people = Array.from({ length: size }, () => play.newPerson());
        return () =>
          play.tell(
            'AffiliationStarted',
            people.map((identityNumber) => ({ identityNumber, establishmentId, kind: 'visitor' })),
          );
      },
    },
    {
      name: 'Event that nobody follows',
      count: size,
      prepare: async (play) => {
        const people = await play.newPeople(play.newEstablishment(), size);
        return async () => {
          play.lambdas.isUntold = true;
          await play.exits(people);
          play.lambdas.isUntold = false;
        };
      },
    },
    {
      name: 'Event told by SMS',
      count: size,
      // A batch holds what happens in the whole country: each event is another establishment's.
      prepare: (play) =>
        exitsTold(
          play,
          Array.from({ length: size }, () => 1),
        ),
    },
    {
      name: 'The same, all of one establishment',
      count: size,
      prepare: (play) => exitsTold(play, [size]),
    },
    {
      name: 'Event told by e-mail, with its receipt',
      count: size,
      prepare: async (play) => {
        const establishmentId = play.newEstablishment();
        const people = await play.newPeople(establishmentId, size);
        await play.follow(establishmentId, people, await play.world.newContact(establishmentId));
        return async () => {
          await play.exits(people);
          const ids = await play.send('email-sender', 'email-urgent', size);
          // A topic takes what SES reports, and puts it on the queue.
          play.meter.add({ topicMessages: ids.length });
          const receipts = ids.map((id) =>
            JSON.stringify({
              eventType: 'Delivery',
              mail: { messageId: randomUUID(), tags: { [NOTIFICATION_TAG]: [id] } },
              delivery: {},
            }),
          );
          await play.lambdas.deliver('delivery-receipts', receipts, EVENT_BATCH_SIZE);
        };
      },
    },
    {
      name: 'Event told to a system by webhook',
      count: size,
      prepare: async (play) => {
        // A system takes two requests at once, so a batch goes to ten of them.
        const people: string[] = [];
        const receiver = await startReceiver();
        const webhooks = await webhookWorld(play.world);
        for (let index = 0; index < size; index += 1) {
          const establishmentId = play.newEstablishment();
          const [identityNumber = ''] = await play.newPeople(establishmentId, 1);
          const { id } = await webhooks.newWebhook(establishmentId, receiver.url);
          await play.follow(establishmentId, [identityNumber], id);
          people.push(identityNumber);
        }
        return async () => {
          await play.exits(people);
          await play.send('webhook-sender', 'webhook-urgent', size);
          await receiver.stop();
        };
      },
    },
    {
      name: 'Reminder told by SMS, with its part of the scan',
      count: due,
      prepare: async (play) => {
        const establishmentId = play.newEstablishment();
        const date = riyadhDate(new Date());
        const passport = { number: 'A12345678', expiresOn: addDays(date, LEAD_DAYS) };
        const people = await play.newPeople(establishmentId, due, passport);
        const contactId = await play.world.newContact(establishmentId, SMS);
        await play.follow(establishmentId, people, contactId, { expiryLeadDays: [LEAD_DAYS, 0] });
        const startedAt = new Date().toISOString();
        await beginScanRun(play.world.table, { date, startedAt }, REMINDER_SHARDS, { isTrial: false });
        const shards = Array.from({ length: REMINDER_SHARDS }, (_, shard) =>
          JSON.stringify({ date, startedAt, scheduledTime: startedAt, shard }),
        );
        return async () => {
          await play.lambdas.deliver('expiry-scan-worker', shards, SCAN_BATCH);
          const events = play.meter.takeSent(BUS);
          if (events.length !== due) throw new Error(`the scan finds ${events.length} of ${due}`);
          await play.match(events);
          await play.send('sms-sender', 'sms-reminder', due, 1);
        };
      },
    },
    {
      name: '`PUT` of a subscription',
      count: size,
      prepare: async (play) => {
        const establishmentId = play.newEstablishment();
        const [first = '', ...people] = await play.newPeople(establishmentId, size + 1);
        const contactId = await play.world.newContact(establishmentId, SMS);
        // The first one of an establishment counts them all.
        await play.follow(establishmentId, [first], contactId);
        return async () => {
          for (const identityNumber of people) {
            const body = subscriptionOf(contactId);
            const request = { establishmentId, params: { identityNumber }, body };
            await play.lambdas.request('subscriptions', PUT_SUBSCRIPTION, request);
          }
        };
      },
    },
    {
      name: `\`GET\` of ${PAGE} notifications`,
      count: size,
      prepare: async (play) => {
        const establishmentId = play.newEstablishment();
        const people = await play.newPeople(establishmentId, 2 * PAGE);
        await play.follow(establishmentId, people, await play.world.newContact(establishmentId, SMS));
        await play.exits(people);
        await play.send('sms-sender', 'sms-urgent', people.length);
        return async () => {
          for (let index = 0; index < size; index += 1) {
            await play.lambdas.request('notifications', 'GET /v1/notifications', {
              establishmentId,
              query: { limit: String(PAGE) },
            });
          }
        };
      },
    },
  ];
}

export const createPlay = (table: World['table'], lambdas: Lambdas, meter: Meter) =>
  new Play(createWorld(table, fakeClock(new Date().toISOString())), lambdas, meter);
