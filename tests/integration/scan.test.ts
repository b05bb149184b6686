import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDeps as createDispatcherDeps } from '../../functions/expiry-scan-dispatcher/deps.ts';
import { envSchema as dispatcherEnvSchema } from '../../functions/expiry-scan-dispatcher/env.ts';
import { createHandler as createDispatcher } from '../../functions/expiry-scan-dispatcher/handler.ts';
import { createDeps as createWorkerDeps } from '../../functions/expiry-scan-worker/deps.ts';
import { envSchema as workerEnvSchema } from '../../functions/expiry-scan-worker/env.ts';
import { createHandler as createWorker } from '../../functions/expiry-scan-worker/handler.ts';
import { addDays } from '../../shared/domain/time.ts';
import { createKeys } from '../../shared/keys.ts';
import type { OutgoingEvent } from '../../shared/queue/bus.ts';
import type { OutgoingMessage } from '../../shared/queue/queues.ts';
import { readScanRun } from '../../shared/store/scan-runs.ts';
import type { Table } from '../../shared/store/table.ts';
import { saveAffiliation } from '../../shared/store/travellers.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { functionEnvironment } from '../support/environment.ts';
import { affiliation, subscription } from '../support/factories.ts';
import { silence } from '../support/logger.ts';
import { handleOne, sqsRecord } from '../support/sqs.ts';

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
