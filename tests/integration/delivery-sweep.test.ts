import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDeps, type SweepDeps } from '../../functions/delivery-sweep/deps.ts';
import { envSchema } from '../../functions/delivery-sweep/env.ts';
import { createHandler, stepFor } from '../../functions/delivery-sweep/handler.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import { listUnsettled, recordNotification, UNSETTLED_SHARDS } from '../../shared/store/notifications.ts';
import { GIVE_UP_AFTER_MS, SWEEP_UNTOUCHED_MS } from '../../shared/timing.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { functionEnvironment } from '../support/environment.ts';
import { notification } from '../support/factories.ts';
import { createWorld, followedVisitor, type World } from '../support/world.ts';

const HOUR = 3_600_000;
const PLENTY = { getRemainingTimeInMillis: () => 60_000 };

let dynalite: Dynalite;
let world: World;
let waiting: number;
let lines: [string, Record<string, unknown>][];
let deps: SweepDeps;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  world = createWorld(await dynalite.newTable());
  waiting = 0;
  lines = [];
  const note = (...line: [string, Record<string, unknown>]) => void lines.push(line);
  deps = {
    ...createDeps(envSchema.parse(functionEnvironment('http://127.0.0.1', 'delivery-sweep')), { table: world.table }),
    queueNotifications: async (notifications) => void world.queued.push(...notifications),
    waiting: async () => waiting,
    now: world.clock.now,
    logger: { info: note, warn: note, error: note },
  };
});

const sweepNow = (context = PLENTY) => createHandler(deps)({ scheduledTime: world.clock.now().toISOString() }, context);
const statusOf = async (id: string) => {
  const [found] = await world.recorded([id]);
  return found && [found.status, found.failureReason, found.history.at(-1)?.reason];
};
const unsettled = async () => {
  const pages = await Promise.all(
    [...UNSETTLED_SHARDS].map((shard) =>
      listUnsettled(world.table, { shard, before: new Date(world.clock.now().getTime() + 1) }, { limit: 100 }),
    ),
  );
  return pages.flatMap(({ items }) => items);
};

/** A crossing that was told to be sent and whose job is lost. */
async function lostCrossing() {
  const visitor = await followedVisitor(world);
  await world.send();
  await world.tell('TravellerEntered', {
    identityNumber: visitor.identityNumber,
    occurredAt: world.clock.now().toISOString(),
  });
  const [job] = world.queued.splice(0);
  return { ...visitor, id: job?.id ?? '' };
}

describe('a message whose job is lost', () => {
  it('is queued again once nobody has touched it for twice the longest pause, and is sent once', async () => {
    const { id } = await lostCrossing();
    world.clock.advance(SWEEP_UNTOUCHED_MS);
    expect(await sweepNow()).toMatchObject({ queuedAgain: 0 });
    world.clock.advance(1);
    expect(await sweepNow()).toMatchObject({ looked: 1, queuedAgain: 1, isComplete: true });
    expect(await statusOf(id)).toEqual(['queued', undefined, 'job-lost']);
    // A second sweep at once finds it touched.
    expect(await sweepNow()).toMatchObject({ queuedAgain: 0 });
    expect(world.queued.map((one) => one.id)).toEqual([id]);
    let sent = 0;
    const accept = () => {
      sent += 1;
      return { outcome: 'accepted' } as const;
    };
    // The lost job turns up after all.
    world.queued.push(...world.queued);
    await world.send(accept);
    expect([sent, await statusOf(id)]).toEqual([1, ['sent', undefined, undefined]]);
    expect(await unsettled()).toEqual([]);
  });

  it('and whose sender died is queued again too', async () => {
    const { id } = await lostCrossing();
    const [recorded] = await world.recorded([id]);
    world.queued.push(recorded as Notification);
    const dying = world.send(() => {
      throw new Error('the sender dies');
    });
    await expect(dying).rejects.toThrow('dies');
    world.queued.splice(0);
    expect((await statusOf(id))?.[0]).toBe('sending');
    world.clock.advance(HOUR);
    expect(await sweepNow()).toMatchObject({ queuedAgain: 1 });
    await world.send();
    expect((await statusOf(id))?.[0]).toBe('sent');
  });

  it('is too late after 72 hours', async () => {
    const { id } = await lostCrossing();
    world.clock.advance(GIVE_UP_AFTER_MS + 1);
    expect(await sweepNow()).toMatchObject({ queuedAgain: 0, tooLate: 1 });
    expect(await statusOf(id)).toEqual(['failed', 'too-late', 'too-late']);
    expect(await unsettled()).toEqual([]);
  });

  it('and held a code is too late at once: the code was in the job', async () => {
    const { establishmentId } = await followedVisitor(world);
    await world.send();
    await world.api('POST /v1/contacts', { establishmentId, body: { channel: 'email', address: 'new@example.com' } });
    const [job] = world.queued.splice(0);
    world.clock.advance(HOUR);
    expect(await sweepNow()).toMatchObject({ looked: 1, tooLate: 1 });
    expect(await statusOf(job?.id ?? '')).toEqual(['failed', 'too-late', 'too-late']);
  });

  it('and is of the service itself is queued again', async () => {
    const { id, establishmentId } = await lostCrossing();
    await world.newContact(establishmentId);
    world.queued.push(...(await world.recorded([id])));
    await world.send();
    await world.receive(id, { status: 'failed', reason: 'complained' });
    const [notice] = world.queued.splice(0);
    world.clock.advance(HOUR);
    expect(await sweepNow()).toMatchObject({ queuedAgain: 1 });
    expect(world.queued.map((one) => [one.id, one.content?.template])).toEqual([[notice?.id, 'contact-suppressed']]);
  });

  it('is left alone while its queue is behind', async () => {
    const { id } = await lostCrossing();
    world.clock.advance(HOUR);
    waiting = 101;
    expect(await sweepNow()).toMatchObject({ looked: 1, queuedAgain: 0 });
    expect(await statusOf(id)).toEqual(['queued', undefined, undefined]);
    waiting = 100;
    expect(await sweepNow()).toMatchObject({ queuedAgain: 1 });
  });

  it('comes to few jobs in three days, however often its job is lost', async () => {
    await lostCrossing();
    let jobs = 0;
    for (let quarter = 0; quarter < (4 * GIVE_UP_AFTER_MS) / HOUR; quarter += 1) {
      world.clock.advance(HOUR / 4);
      await sweepNow();
      jobs += world.queued.splice(0).length;
    }
    expect(jobs).toBeGreaterThan(3);
    expect(jobs).toBeLessThan(8);
  });
});

describe('the sweep', () => {
  it('looks at nothing that is settled', async () => {
    const { id } = await lostCrossing();
    world.queued.push(...(await world.recorded([id])));
    await world.send();
    world.clock.advance(GIVE_UP_AFTER_MS);
    expect(await sweepNow()).toMatchObject({ looked: 0 });
  });

  it('goes on after one that cannot be queued or read, and fails at the end', async () => {
    const ids = [(await lostCrossing()).id, (await lostCrossing()).id, (await lostCrossing()).id];
    world.clock.advance(HOUR);
    const { queueNotifications } = deps;
    deps = {
      ...deps,
      queueNotifications: async (notifications) => {
        if (notifications.some(({ id }) => id === ids[1])) throw new Error('queue refused 1 of 1 messages');
        await queueNotifications(notifications);
      },
    };
    await expect(sweepNow()).rejects.toThrow('1 notifications could not be swept');
    expect(world.queued.map(({ id }) => id).toSorted()).toEqual([ids[0], ids[2]].toSorted());
    expect(lines.filter(([message]) => message === 'notification could not be swept')).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toMatch(/\+966|Entry|entered/);
  });

  it('reads page by page, and ends before its time does', async () => {
    const old = world.clock.now().toISOString();
    const ids = Array.from(
      { length: 130 },
      (_, index) => `a${String(index).padStart(7, '0')}-5a0c-8f7e-9d3b-1f2a3b4c5d6e`,
    );
    for (const id of ids) await recordNotification(world.table, notification({ id, createdAt: old }), HOUR);
    world.clock.advance(HOUR);
    const none = await sweepNow({ getRemainingTimeInMillis: () => 14_999 });
    expect(none).toMatchObject({ looked: 0, isComplete: false });
    expect(await sweepNow()).toMatchObject({ looked: 130, queuedAgain: 130, isComplete: true });
  });

  it.each([undefined, {}, { scheduledTime: 'now' }, { scheduledTime: '2026-11-22T09:00:00' }])(
    'refuses what names no instant: %j',
    async (invocation) => {
      await expect(createHandler(deps)(invocation, PLENTY)).rejects.toThrow();
    },
  );

  it('gives up nothing for a wrong year, unless it is a trial', async () => {
    const { id } = await lostCrossing();
    const scheduledTime = '2027-11-22T09:00:00Z';
    await expect(createHandler(deps)({ scheduledTime }, PLENTY)).rejects.toThrow('ahead of the clock');
    expect((await statusOf(id))?.[0]).toBe('queued');
    expect(await createHandler(deps)({ scheduledTime, trial: true }, PLENTY)).toMatchObject({ tooLate: 1 });
  });
});

describe('what is to be done about a notification', () => {
  it('is nothing as long as anything healthy may still have it', () => {
    const start = Date.parse('2026-11-22T09:00:00.000Z');
    const at = (ms: number) => new Date(start + ms).toISOString();
    const time = fc.integer({ min: 0, max: 80 * HOUR });
    fc.assert(
      fc.property(fc.constantFrom('queued', 'sending'), time, time, fc.option(time), fc.nat(5), (...drawn) => {
        const [status, touchedMs, nowMs, leaseMs, lostJobs] = drawn;
        const one = notification({
          ...{ status, lostJobs, createdAt: at(0), leaseUntil: leaseMs === null ? undefined : at(leaseMs) },
          history: [{ status: 'queued', at: at(touchedMs) }],
        });
        const step = stepFor(one, new Date(start + nowMs));
        const untouched = nowMs - Math.max(touchedMs, leaseMs ?? 0);
        if (untouched <= SWEEP_UNTOUCHED_MS) expect(step).toBeUndefined();
        else if (nowMs > GIVE_UP_AFTER_MS) expect(step).toEqual({ status: 'failed', reason: 'too-late' });
        else expect(step?.status).toBe(untouched > SWEEP_UNTOUCHED_MS * 2 ** lostJobs ? 'queued' : undefined);
      }),
    );
  });

  it.each(['sent', 'delivered', 'failed', 'cancelled'] as const)('is nothing once it is %s', (status) => {
    expect(stepFor(notification({ status }), new Date('2027-01-01T00:00:00Z'))).toBeUndefined();
  });
});
