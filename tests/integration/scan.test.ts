import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDeps as createDispatcherDeps } from '../../functions/expiry-scan-dispatcher/deps.ts';
import { envSchema as dispatcherEnvSchema } from '../../functions/expiry-scan-dispatcher/env.ts';
import { createHandler as createDispatcher } from '../../functions/expiry-scan-dispatcher/handler.ts';
import { createDeps as createWorkerDeps } from '../../functions/expiry-scan-worker/deps.ts';
import { envSchema as workerEnvSchema } from '../../functions/expiry-scan-worker/env.ts';
import { createHandler as createWorker } from '../../functions/expiry-scan-worker/handler.ts';
import type { DefaultSubscription } from '../../shared/domain/default-subscription.ts';
import { addDays } from '../../shared/domain/time.ts';
import type { AffiliationRecord } from '../../shared/domain/traveller.ts';
import { createKeys } from '../../shared/keys.ts';
import type { OutgoingEvent } from '../../shared/queue/bus.ts';
import type { OutgoingMessage } from '../../shared/queue/queues.ts';
import { readContacts, saveContacts } from '../../shared/store/contacts.ts';
import { listDueReminders, REMINDER_SHARDS } from '../../shared/store/due-reminders.ts';
import { readScanRun } from '../../shared/store/scan-runs.ts';
import type { Table } from '../../shared/store/table.ts';
import { saveAffiliation } from '../../shared/store/travellers.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { functionEnvironment } from '../support/environment.ts';
import {
  affiliation,
  contact,
  defaultSubscription,
  ESTABLISHMENT,
  OTHER_ESTABLISHMENT,
  subscription,
} from '../support/factories.ts';
import type { Plain } from '../support/ids.ts';
import { silence } from '../support/logger.ts';
import { recorded } from '../support/recorder.ts';
import { handleOne, sqsRecord } from '../support/sqs.ts';
import { createWorld, type World } from '../support/world.ts';

const TODAY = '2026-12-01';
const ENVIRONMENT = functionEnvironment('http://127.0.0.1', 'expiry-scan-worker');
let dynalite: Dynalite;
let table: Table;
let clock: FakeClock;
let queue: string[];
let events: OutgoingEvent[];

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  table = await dynalite.newTable();
  clock = fakeClock();
  queue = [];
  events = [];
});

const put = async (messages: readonly OutgoingMessage[]) => {
  queue.push(...messages.map(({ body }) => body));
};
const invoke = (invocation: object) =>
  createDispatcher({
    ...createDispatcherDeps(dispatcherEnvSchema.parse(ENVIRONMENT), { table }),
    ...{ queue: put, now: clock.now, logger: silence },
  })(invocation);
/** These tests try out days to come; the clock stands at one day. */
const start = (date: string, trial = true) => invoke({ scheduledTime: `${date}T07:00:00+03:00`, trial });
const read = async (
  body: string,
  putEvents = async (batch: readonly OutgoingEvent[]) => void events.push(...batch),
) => {
  const keys = createKeys('a secret for tests');
  const deps = {
    ...(await createWorkerDeps(workerEnvSchema.parse(ENVIRONMENT), { table, keys })),
    putEvents,
    queue: put,
    sendToDeadLetterQueue: async () => {
      throw new Error('no message here belongs in the dead-letter queue');
    },
    now: clock.now,
    logger: silence,
  };
  await handleOne(createWorker, deps, sqsRecord(body));
};
const readAll = async () => {
  for (let body = queue.shift(); body !== undefined; body = queue.shift()) await read(body);
};

/** So many travellers whose reminder for 30 days is due on a date. */
async function due(count: number, date: string): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await saveAffiliation(
      table,
      affiliation({
        identityNumber: String(2_000_000_000 + index),
        passport: { numberMasked: '*****678', expiresOn: addDays(date, 30) },
        subscription: subscription({ alerts: ['passport-expiry'], expiryLeadDays: [30, 7] }),
        version: 0,
      }),
    );
  }
}

describe('the scan of a day', () => {
  it('puts one event for each passport that is due, and says when it is complete', async () => {
    await due(40, TODAY);
    await start(addDays(TODAY, -1));
    await readAll();
    expect(events).toEqual([]);

    await start(TODAY);
    expect(await readScanRun(table, TODAY)).toMatchObject({ shards: 32, events: 0 });
    await readAll();
    expect(events).toHaveLength(40);
    expect(new Set(events.map(({ detail }) => detail.eventId)).size).toBe(40);
    expect(events.every(({ detail }) => detail.daysLeft === 30)).toBe(true);
    const run = await readScanRun(table, TODAY);
    expect(run).toMatchObject({ events: 40, completedAt: expect.any(String) });
    expect(run?.shardsDone.size).toBe(32);
  });

  it('gives the same events the same ids when a message comes again, also after the bus failed half-way', async () => {
    await due(40, TODAY);
    await start(TODAY);
    const messages = [...queue];
    let calls = 0;
    for (const body of messages) {
      const failing = async (batch: readonly OutgoingEvent[]) => {
        events.push(...batch.slice(0, 1));
        calls += 1;
        throw new Error('the bus refused the rest');
      };
      await expect(read(body, failing)).rejects.toThrow('the bus refused');
    }
    expect(calls).toBe(32);
    expect((await readScanRun(table, TODAY))?.completedAt).toBeUndefined();
    await readAll();
    expect(new Set(events.map(({ detail }) => detail.eventId)).size).toBe(40);
    expect((await readScanRun(table, TODAY))?.completedAt).toBeDefined();
  });

  it('leaves what a later day reads too to that day, with the days that are left then', async () => {
    await due(10, TODAY);
    clock.advance(9 * 24 * 3_600_000);
    await start(TODAY, false);
    const left = queue.splice(0);
    clock.advance(24 * 3_600_000);
    await start(addDays(TODAY, 1), false);
    for (const body of left) await read(body);
    expect(events).toEqual([]);
    await readAll();
    expect(events.map(({ detail }) => detail.daysLeft)).toEqual(Array(10).fill(29));
  });

  it('counts nothing of an earlier run of the same day as its own', async () => {
    await due(3, TODAY);
    await start(TODAY);
    const first = queue.splice(0);
    clock.advance(1000);
    await start(TODAY);
    for (const body of first) await read(body);
    expect(await readScanRun(table, TODAY)).toMatchObject({ events: 0 });
    expect((await readScanRun(table, TODAY))?.completedAt).toBeUndefined();
    await readAll();
    expect(await readScanRun(table, TODAY)).toMatchObject({ events: 3, completedAt: expect.any(String) });
  });

  it('hands the rest of a large shard to another message, and reads nobody twice', async () => {
    // All on one shard: one traveller number, many establishments.
    for (let index = 0; index < 1_100; index += 1) {
      await saveAffiliation(
        table,
        affiliation({
          establishmentId: String(7_000_000_000 + index),
          passport: { numberMasked: '*****678', expiresOn: addDays(TODAY, 30) },
          subscription: subscription({ alerts: ['passport-expiry'], expiryLeadDays: [30] }),
          version: 0,
        }),
      );
    }
    await start(TODAY);
    await readAll();
    expect(events).toHaveLength(1_100);
    expect(await readScanRun(table, TODAY)).toMatchObject({ events: 1_100, completedAt: expect.any(String) });
  });
});

describe('people followed by a default subscription', () => {
  const PEOPLE = ['3000000001', '3000000002', '3000000003', '3000000004', '3000000005'] as const;
  const [ANN, BOB, CAM, DAN, EVE] = PEOPLE;
  let world: World;
  beforeEach(async () => {
    clock.set(`${addDays(TODAY, -9)}T09:00:00Z`);
    world = createWorld(table, clock);
    const book = await readContacts(table, ESTABLISHMENT);
    await saveContacts(table, { ...book, contacts: [contact()] });
  });

  /** Sets the default subscription, or changes it. */
  const set = async (others: Partial<Plain<DefaultSubscription>> = {}) => {
    clock.advance(1000);
    const at = clock.now().toISOString();
    const book = await readContacts(table, ESTABLISHMENT);
    const createdAt = book.defaultSubscription?.createdAt ?? at;
    const changed = defaultSubscription({ alerts: ['passport-expiry'], createdAt, updatedAt: at, ...others });
    await saveContacts(table, { ...book, defaultSubscription: changed });
  };
  /** Somebody who belongs to the establishment since the beginning of the year, with a passport that expires so many days from today. */
  const person = (identityNumber: string, days: number, others: Partial<Plain<AffiliationRecord>> = {}) =>
    saveAffiliation(
      table,
      affiliation({
        identityNumber,
        passport: { numberMasked: '*****678', expiresOn: addDays(TODAY, days) },
        version: 0,
        ...others,
      }),
    );
  /** Runs the scan of a morning, with the clock there, and the matcher on what it puts; says of whom the establishment is told. */
  const scan = async (days: number, isTrial = false) => {
    const date = addDays(TODAY, days);
    if (!isTrial) clock.set(`${date}T04:00:00Z`);
    events.length = 0;
    await start(date, isTrial);
    await readAll();
    expect((await readScanRun(table, date))?.completedAt).toBeDefined();
    for (const { type, detail } of events) await world.tell(type, detail);
    return world.queued.splice(0).map(({ about }) => about?.identityNumber);
  };
  const isInIndex = async () => {
    const found = await Promise.all(
      Array.from({ length: REMINDER_SHARDS }, (_, shard) =>
        listDueReminders(table, { shard, date: '0001-01-01' }, { limit: 10 }),
      ),
    );
    return found.some(({ items }) => items.length > 0);
  };

  it('are told of on a lead day of it, once, and at the next scan after they joined', async () => {
    await set({ expiryLeadDays: [30, 7] });
    expect(await scan(-1)).toEqual([]);
    await person(ANN, 30);
    await person(BOB, 90);
    await person(CAM, 8);
    await person(DAN, 200);
    expect((await scan(0)).toSorted()).toEqual([ANN, CAM]);
    expect(await scan(0)).toEqual([]);
    expect(await scan(1)).toEqual([CAM]);
    expect(await scan(22)).toEqual([]);
    expect(await scan(23)).toEqual([ANN]);
    expect(await scan(61)).toEqual([BOB]);
  });

  it('are written once where nothing is due, so that nothing piles up and a day costs what is due', async () => {
    await set({ expiryLeadDays: [30] });
    for (const one of PEOPLE) await person(one, 90);
    await scan(-1);
    const counted = recorded(table);
    table = counted.table;
    const puts = async (days: number) => {
      counted.calls.length = 0;
      expect(await scan(days)).toEqual([]);
      return counted.calls.filter((call) => call === 'PutCommand TRAVELLER').length;
    };
    expect(await puts(0)).toBe(PEOPLE.length);
    expect(await puts(1)).toBe(0);
    expect((await scan(60)).toSorted()).toEqual(PEOPLE);
  });

  it('are made up for once when it is set or changed, whatever a scan has looked at before', async () => {
    for (const one of PEOPLE) await person(one, 20);
    expect(await scan(-1)).toEqual([]);
    await set({ expiryLeadDays: [30, 7] });
    expect(await isInIndex()).toBe(true);
    expect((await scan(0)).toSorted()).toEqual(PEOPLE);
    expect(await isInIndex()).toBe(false);
    expect(await scan(1)).toEqual([]);
    await set({ expiryLeadDays: [30, 14, 7] });
    expect(await scan(2)).toEqual([]);
    await set({ expiryLeadDays: [60] });
    expect((await scan(3)).length).toBe(0);
    expect((await scan(10)).length).toBe(0);
    await set({ expiryLeadDays: [14] });
    expect((await scan(11)).toSorted()).toEqual(PEOPLE);
  });

  it('are left out where they are excluded or of another kind, or have reminders of their own', async () => {
    const none = { alerts: undefined, contactIds: undefined, expiryLeadDays: undefined };
    await person(ANN, 30, { subscription: { ...subscription(none), excluded: true } });
    await person(BOB, 30, { kind: 'visitor' });
    await person(CAM, 30, { subscription: subscription({ expiryLeadDays: [14] }) });
    await person(DAN, 30, { subscription: subscription({ ...none, expiryLeadDays: [14] }) });
    await person(EVE, 30, { subscription: subscription({ ...none, contactIds: ['contact-1'] }) });
    await set({ kinds: ['resident'], expiryLeadDays: [30] });
    expect(await scan(0)).toEqual([EVE]);
    expect((await scan(16)).toSorted()).toEqual([CAM, DAN]);
  });

  it('are told of the expiry, unless it lay more than 30 days before it was set or before they came', async () => {
    clock.set(`${addDays(TODAY, -1)}T09:00:00Z`);
    await person(ANN, -31);
    await person(BOB, -32);
    const came = { at: `${addDays(TODAY, -1)}T08:00:00.000Z`, eventId: 'start-2' };
    await set({ expiryLeadDays: [30, 0] });
    expect(await scan(0)).toEqual([ANN]);
    await person(CAM, -20, { starts: [came] });
    await person(DAN, -33, { starts: [came] });
    expect(await scan(1)).toEqual([CAM]);
    expect(await scan(2)).toEqual([]);
  });

  it('stay as they were through a trial of a day to come', async () => {
    await person(ANN, 60);
    await set({ expiryLeadDays: [30] });
    expect(await scan(80, true)).toEqual([]);
    expect(await isInIndex()).toBe(true);
    expect(await scan(0)).toEqual([]);
    expect(await isInIndex()).toBe(false);
    expect(await scan(30)).toEqual([ANN]);
  });

  it('are found where their record was written before there were default subscriptions', async () => {
    await person(ANN, 100);
    await table.client.send(
      new UpdateCommand({
        TableName: table.tableName,
        Key: { pk: `TRAVELLER#${ANN}`, sk: `AFFILIATION#${ESTABLISHMENT}` },
        UpdateExpression: 'REMOVE reminderShard, reminderDue',
      }),
    );
    await set({ expiryLeadDays: [30] });
    expect(await scan(0)).toEqual([]);
    expect(await scan(70)).toEqual([ANN]);
  });

  it('are made up for by another message where there are many, also after the bus failed half-way', async () => {
    const many = Array.from({ length: 510 }, (_, index) => String(3_000_001_000 + index));
    for (const one of many) await person(one, 20);
    clock.set(`${addDays(TODAY, -1)}T04:00:00Z`);
    await start(addDays(TODAY, -1), false);
    await readAll();
    await set({ expiryLeadDays: [30] });
    clock.set(`${TODAY}T04:00:00Z`);
    await start(TODAY, false);
    for (let shard = 0; shard < REMINDER_SHARDS; shard += 1) await read(queue.shift() ?? '');
    expect(queue).toHaveLength(1);
    expect((await readScanRun(table, TODAY))?.completedAt).toBeUndefined();
    const failing = async (batch: readonly OutgoingEvent[]) => {
      events.push(...batch.slice(0, 50));
      throw new Error('the bus refused the rest');
    };
    await expect(read(queue[0] ?? '', failing)).rejects.toThrow('the bus refused');
    await read(queue.shift() ?? '');
    expect(queue).toHaveLength(1);
    await readAll();
    expect(new Set(events.map(({ detail }) => detail.eventId)).size).toBe(many.length);
    expect((await readScanRun(table, TODAY))?.completedAt).toBeDefined();
    expect(await isInIndex()).toBe(false);
  });

  it('are made up for by the next scan where it changes while they are read', async () => {
    await person(ANN, 20);
    await set({ expiryLeadDays: [7] });
    clock.set(`${TODAY}T04:00:00Z`);
    await start(TODAY, false);
    for (let shard = 0; shard < REMINDER_SHARDS; shard += 1) await read(queue.shift() ?? '');
    const [body = '{}'] = queue.splice(0);
    const { defaultSubscription: before } = await readContacts(table, ESTABLISHMENT);
    await set({ expiryLeadDays: [30] });
    await read(JSON.stringify({ ...JSON.parse(body), changedAt: before?.updatedAt }));
    expect(events).toEqual([]);
    expect((await readScanRun(table, TODAY))?.completedAt).toBeDefined();
    expect(await scan(1)).toEqual([ANN]);
  });

  it('stay in the index where it does not parse, and keep nobody else from being read', async () => {
    await person(ANN, 30);
    await person(BOB, 30, { establishmentId: OTHER_ESTABLISHMENT, subscription: subscription() });
    await set({ expiryLeadDays: [30] });
    const spoil = (kinds: unknown) =>
      table.client.send(
        new UpdateCommand({
          TableName: table.tableName,
          Key: { pk: `ESTABLISHMENT#${ESTABLISHMENT}`, sk: 'CONTACTS' },
          UpdateExpression: 'SET defaultSubscription.kinds = :kinds',
          ExpressionAttributeValues: { ':kinds': kinds },
        }),
      );
    await spoil('all');
    clock.set(`${TODAY}T04:00:00Z`);
    await start(TODAY, false);
    await readAll();
    expect(events.map(({ detail }) => detail.identityNumber)).toEqual([BOB]);
    expect((await readScanRun(table, TODAY))?.completedAt).toBeDefined();
    await spoil(['resident']);
    expect(await scan(1)).toEqual([ANN]);
  });
});

describe('the time that a scan is scheduled for', () => {
  const hoursAhead = (hours: number) => new Date(clock.now().getTime() + hours * 3_600_000).toISOString();

  it('may lie up to 24 hours ahead of the clock, and in the past', async () => {
    for (const hours of [24, 1, 0, -1, -48, -24 * 365]) {
      await expect(invoke({ scheduledTime: hoursAhead(hours) })).resolves.toMatchObject({ shards: 32 });
    }
  });

  it.each([24.001, 25, 24 * 365, 24 * 365 * 100])(
    'is refused %s hours ahead, and leaves nothing behind',
    async (hours) => {
      const scheduledTime = hoursAhead(hours);
      await expect(invoke({ scheduledTime })).rejects.toThrow('more than 24 hours ahead');
      await expect(invoke({ scheduledTime, trial: false })).rejects.toThrow('"trial": true');
      expect(queue).toEqual([]);
      expect(await readScanRun(table, scheduledTime.slice(0, 10))).toBeUndefined();
    },
  );

  it('is taken as far ahead as a trial asks, which does not overtake the scan of today', async () => {
    await due(3, TODAY);
    clock.advance(9 * 24 * 3_600_000);
    await start(TODAY, false);
    const left = queue.splice(0);
    clock.advance(1000);
    await start(addDays(TODAY, 23));
    queue.splice(0);
    for (const body of left) await read(body);
    expect(events.map(({ detail }) => detail.daysLeft)).toEqual(Array(3).fill(30));
  });
});
