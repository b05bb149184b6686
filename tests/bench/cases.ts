import { randomUUID } from 'node:crypto';
import { addDays, HOUR_MS, riyadhDate } from '../../shared/domain/time.ts';
import { reportBody } from '../../shared/notifications/delivery-report.ts';
import { SCAN_BATCH } from '../../shared/queue/scan-jobs.ts';
import { REMINDER_SHARDS } from '../../shared/store/due-reminders.ts';
import { beginScanRun } from '../../shared/store/scan-runs.ts';
import type { Table } from '../../shared/store/table.ts';
import { saveAffiliation } from '../../shared/store/travellers.ts';
import { gatewayEvent, type TestRequest } from '../support/api.ts';
import { fakeClock } from '../support/clock.ts';
import { affiliation, eventBody, subscription } from '../support/factories.ts';
import { signedCallback } from '../support/sms-aggregator.ts';
import { sqsRecord } from '../support/sqs.ts';
import { createWorld, type World } from '../support/world.ts';

/** The secrets that the functions read at their start, by id. */
export const SECRETS = {
  // As in createWorld, whose codes and cursors the functions read.
  keys: 'a secret for tests',
  client: 'a secret of the client for tests',
  aggregator: JSON.stringify({ apiKey: 'key', callbackKey: 'c'.repeat(64) }),
};

/** One function at one kind of work. */
export interface FunctionCase {
  /** Folder below `functions/`. */
  readonly folder: string;
  /** What one event is. */
  readonly event: string;
  /** How many records an invocation has, as in the stack; absent: a request. */
  readonly batchSize?: number;
  /** How many events one record stands for. */
  readonly eventsPerRecord?: number;
  /** Brings the table to where the function comes in, and says with what: bodies of records, or requests. */
  readonly prepare: (setting: Setting) => Promise<(string | object)[]>;
}

interface Person {
  readonly identityNumber: string;
  readonly establishmentId: string;
  readonly contactIds: readonly string[];
  readonly channel: 'sms' | 'email';
}

/** Establishments and their followed travellers, at the present time. */
interface Setting {
  readonly world: World;
  readonly people: readonly Person[];
}

const ESTABLISHMENTS = 4;
const PEOPLE_EACH = 10;
const DUE = 320;
const LEAD_DAY = 30;

/** Fills a table with people who are followed by one contact each, half of them by SMS, half by e-mail. */
export async function createSetting(table: Table): Promise<Setting> {
  // What is told was matched in an hour: a sender looks again at what has waited for a minute, and rounds last longer.
  const world = createWorld(table, fakeClock(new Date(Date.now() + HOUR_MS).toISOString()));
  const people: Person[] = [];
  for (let number = 0; number < ESTABLISHMENTS; number += 1) {
    const establishmentId = `7${String(number).padStart(9, '0')}`;
    const contacts = {
      sms: await world.newContact(establishmentId, { channel: 'sms', address: `+96650000000${number}` }),
      email: await world.newContact(establishmentId),
    };
    for (let index = 0; index < PEOPLE_EACH; index += 1) {
      const identityNumber = `3${String(number * PEOPLE_EACH + index).padStart(9, '0')}`;
      const channel = index % 2 === 0 ? 'sms' : 'email';
      const person = { identityNumber, establishmentId, contactIds: [contacts[channel]], channel } as const;
      await world.tell('AffiliationStarted', {
        identityNumber,
        establishmentId,
        kind: 'visitor',
        occurredAt: new Date(world.clock.now().getTime() - 86_400_000).toISOString(),
      });
      await world.api('PUT /v1/subscriptions/{identityNumber}', { establishmentId, ...subscriptionOf(person) });
      people.push(person);
    }
  }
  world.queued.length = 0;
  return { world, people };
}

function subscriptionOf({ identityNumber, contactIds }: Person): TestRequest {
  return {
    params: { identityNumber },
    body: { alerts: ['entry', 'exit', 'passport-renewal', 'visa-issued', 'visa-status'], contactIds, label: 'Night' },
  };
}

/** The body of a crossing, whose id is unlike that of any other, and not a random UUID that a replay overlooks. */
function crossing(world: World, name: string, identityNumber: string): string {
  return eventBody('TravellerExited', {
    eventId: `${name}-${identityNumber}`,
    identityNumber,
    occurredAt: world.clock.now().toISOString(),
  });
}

/** Has an event told, and hands out what lies on the queues of a channel. */
async function queuedOn(channel: 'sms' | 'email', { world, people }: Setting, name: string) {
  for (const { identityNumber } of people) await world.handle(crossing(world, name, identityNumber));
  return world.queued.splice(0).filter((notification) => notification.channel === channel);
}

async function jobsOf(channel: 'sms' | 'email', setting: Setting): Promise<string[]> {
  const queued = await queuedOn(channel, setting, `job-${channel}`);
  return queued.map(({ id, establishmentId }) => JSON.stringify({ notificationId: id, establishmentId }));
}

const requests = (people: readonly Person[], routeKey: string, request: (person: Person) => TestRequest) =>
  people.map((person) => gatewayEvent(routeKey, { establishmentId: person.establishmentId, ...request(person) }));

/** What is measured, in the order in which it is shown. */
export const CASES: readonly FunctionCase[] = [
  {
    folder: 'matcher',
    event: 'crossing that one contact is told of',
    batchSize: 10,
    prepare: async ({ world, people }) => people.map(({ identityNumber }) => crossing(world, 'told', identityNumber)),
  },
  {
    folder: 'matcher',
    event: 'crossing of somebody nobody follows',
    batchSize: 10,
    prepare: async ({ world, people }) =>
      people.map((_, index) => crossing(world, 'stranger', `39${String(index).padStart(8, '0')}`)),
  },
  { folder: 'sms-sender', event: 'SMS', batchSize: 10, prepare: (setting) => jobsOf('sms', setting) },
  { folder: 'email-sender', event: 'e-mail', batchSize: 10, prepare: (setting) => jobsOf('email', setting) },
  {
    folder: 'delivery-receipts',
    event: 'receipt of a delivery',
    batchSize: 10,
    prepare: async (setting) => {
      const { world } = setting;
      const sent = await queuedOn('email', setting, 'receipt');
      world.queued.push(...sent);
      await world.send();
      return sent.map(({ id }) =>
        reportBody({
          notificationId: id,
          channel: 'email',
          provider: 'ses',
          outcome: { status: 'delivered' },
          receivedAt: world.clock.now().toISOString(),
        }),
      );
    },
  },
  {
    folder: 'expiry-scan-worker',
    event: 'passport that is due',
    batchSize: SCAN_BATCH,
    eventsPerRecord: DUE / REMINDER_SHARDS,
    prepare: async ({ world: { table, clock } }) => {
      const date = riyadhDate(clock.now());
      for (let index = 0; index < DUE; index += 1) {
        await saveAffiliation(table, {
          ...affiliation({ identityNumber: `38${String(index).padStart(8, '0')}`, version: 0 }),
          passport: { numberMasked: '*****678', expiresOn: addDays(date, LEAD_DAY) },
          subscription: subscription({ expiryLeadDays: [LEAD_DAY, 0] }),
        });
      }
      const startedAt = clock.now().toISOString();
      await beginScanRun(table, { date, startedAt }, REMINDER_SHARDS, { isTrial: false });
      return Array.from({ length: REMINDER_SHARDS }, (_, shard) =>
        JSON.stringify({ date, startedAt, scheduledTime: startedAt, shard }),
      );
    },
  },
  {
    folder: 'subscriptions',
    event: 'PUT of a subscription',
    prepare: async ({ people }) =>
      requests(people, 'PUT /v1/subscriptions/{identityNumber}', (person) => subscriptionOf(person)),
  },
  {
    folder: 'contacts',
    event: 'GET of the contacts',
    prepare: async ({ people }) => requests(people, 'GET /v1/contacts', () => ({})),
  },
  {
    folder: 'travellers',
    event: 'GET of ten travellers',
    prepare: async ({ people }) => requests(people, 'GET /v1/travellers', () => ({})),
  },
  {
    folder: 'notifications',
    event: 'GET of ten notifications',
    prepare: async ({ people }) => requests(people, 'GET /v1/notifications', () => ({ query: { limit: '10' } })),
  },
  {
    folder: 'audit',
    event: 'GET of ten audit entries',
    prepare: async ({ people }) => requests(people, 'GET /v1/audit', () => ({ query: { limit: '10' } })),
  },
  {
    folder: 'sms-receipts',
    event: 'callback of an SMS provider',
    prepare: async ({ people }) =>
      people.map(() => {
        const { callbackKey } = JSON.parse(SECRETS.aggregator) as { callbackKey: string };
        const { headers, body } = signedCallback(
          { reference: randomUUID(), status: 'delivered' },
          callbackKey,
          new Date(),
        );
        return gatewayEvent('POST /v1/receipts/sms', { headers, rawBody: body, establishmentId: null });
      }),
  },
];

/** The events of a case as Lambda hands them over: one to a record or request each, for recording, and in batches. */
export function invocationsOf(
  { batchSize }: Pick<FunctionCase, 'batchSize'>,
  inputs: readonly (string | object)[],
): { key: string; payload: string }[][] {
  const single = inputs.map((input, index) => {
    const key = `event-${index}`;
    if (typeof input !== 'string') {
      const { requestContext } = input as { requestContext: object };
      return { key, event: { ...input, requestContext: { ...requestContext, requestId: key } } };
    }
    return { key, event: sqsRecord(input, { messageId: key, receivedAt: new Date() }) };
  });
  const size = batchSize ?? 1;
  return Array.from({ length: Math.ceil(single.length / size) }, (_, batch) =>
    single.slice(batch * size, (batch + 1) * size).map(({ key, event }) => ({
      key,
      payload: JSON.stringify(event),
    })),
  );
}

/** The payload of an invocation: a batch of records, or the request itself. */
export function payloadOf({ batchSize }: Pick<FunctionCase, 'batchSize'>, events: readonly string[]): string {
  return batchSize === undefined ? (events[0] ?? '') : `{"Records":[${events.join(',')}]}`;
}
