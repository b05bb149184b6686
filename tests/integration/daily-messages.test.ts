import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorkerDeps } from '../../functions/daily-message-worker/deps.ts';
import { forgetAt, readPerson } from '../../infra/ops/person.ts';
import type { IdentityNumber } from '../../shared/domain/ids.ts';
import type { DailyContent } from '../../shared/domain/message-content.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import { addDays, DAY_MS, HOUR_MS } from '../../shared/domain/time.ts';
import { listNotifications, readNotification } from '../../shared/store/notifications.ts';
import { NOW } from '../support/clock.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { createWorld, followedVisitor, type World } from '../support/world.ts';

let dynalite: Dynalite;
let world: World;
/** What went out, in order. */
let sent: { notification: Notification; content: DailyContent }[];

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  world = createWorld(await dynalite.newTable());
  sent = [];
});

const accept = (notification: Notification, content: unknown) => {
  sent.push({ notification, content: content as DailyContent });
  return { outcome: 'accepted' } as const;
};
const DAILY = { contact: { delivery: 'daily' } };
/** 08:00 in Riyadh of the day of the clock. */
const run = () => `${world.clock.now().toISOString().slice(0, 10)}T05:00:00Z`;

/** A visitor who is followed by one contact that has chosen one message a day. */
async function followedDaily(more: Parameters<typeof followedVisitor>[1] = DAILY) {
  const visitor = await followedVisitor(world, more);
  await world.send();
  return visitor;
}
const exit = (identityNumber: string, occurredAt = world.clock.now().toISOString()) =>
  world.tell('TravellerExited', { identityNumber, occurredAt });
const told = async (establishmentId: Awaited<ReturnType<typeof followedDaily>>['establishmentId']) => {
  const { items } = await listNotifications(world.table, { establishmentId }, { limit: 100, keep: () => true });
  return items;
};
const shown = async (establishmentId: string) => {
  const { body } = await world.api('GET /v1/notifications', { establishmentId });
  return body.items as Record<string, unknown>[];
};

describe('a contact that chose one message a day', () => {
  it('has its alerts held, and codes, ends and notices of the service at once', async () => {
    const { identityNumber, establishmentId, contactId } = await followedDaily();
    await exit(identityNumber);
    expect(world.queued).toEqual([]);
    expect(await shown(establishmentId)).toMatchObject([
      {
        alert: 'exit',
        contactId,
        status: 'held',
        history: [{ status: 'held' }],
        text: expect.stringContaining('exited'),
      },
    ]);
    await world.tell('AffiliationEnded', {
      identityNumber,
      establishmentId,
      occurredAt: world.clock.now().toISOString(),
    });
    expect(world.queued.map(({ about }) => about?.alert)).toEqual(['following-ended']);
    world.queued.splice(0);
    await world.api('PATCH /v1/contacts/{contactId}', {
      establishmentId,
      params: { contactId },
      body: { address: 'other@example.com' },
    });
    expect(world.queued.map(({ status }) => status)).toEqual(['queued', 'queued']);
  });

  it('is asked for at the making of a contact or later, and is one of the changes that the audit trail names', async () => {
    const { establishmentId, contactId } = await followedDaily();
    const params = { contactId };
    expect((await world.api('GET /v1/contacts/{contactId}', { establishmentId, params })).body.delivery).toBe('daily');
    const body = { delivery: 'immediate' };
    const changed = await world.api('PATCH /v1/contacts/{contactId}', { establishmentId, params, body });
    expect([changed.status, changed.body.delivery]).toEqual([200, 'immediate']);
    const { body: trail } = await world.api('GET /v1/audit', { establishmentId });
    expect(trail.items).toContainEqual(expect.objectContaining({ action: 'contact.change', fields: ['delivery'] }));
    const wrong = await world.api('PATCH /v1/contacts/{contactId}', {
      establishmentId,
      params,
      body: { delivery: 'weekly' },
    });
    expect([wrong.status, wrong.body.errors?.[0]]).toMatchObject([422, { path: '/delivery' }]);
  });

  it('without saying so is told at once', async () => {
    const { identityNumber, establishmentId } = await followedDaily({});
    await exit(identityNumber);
    expect(world.queued).toHaveLength(1);
    const { body } = await world.api('GET /v1/contacts', { establishmentId });
    expect(body.items[0]?.delivery).toBe('immediate');
  });
});

describe('the daily message', () => {
  it('tells of all that is held in one message, the most urgent first, and what it tells of follows it', async () => {
    const { identityNumber, establishmentId } = await followedDaily();
    await exit(identityNumber, '2026-11-22T08:30:00.000Z');
    await world.tell('TravellerEntered', { identityNumber, occurredAt: '2026-11-22T08:00:00.000Z' });
    await world.tell('VisaStatusChanged', {
      identityNumber,
      visa: { number: 'V1', type: 'visit', expiresOn: '2027-01-01', status: 'not-returned', previousStatus: 'issued' },
    });
    world.clock.advance(DAY_MS);
    await world.runDaily(run(), accept);
    expect(sent.map(({ content }) => [content.counts, content.rows.map(({ event }) => event.type)])).toEqual([
      [{ exit: 1, entry: 1, 'visa-status': 1 }, ['VisaStatusChanged', 'TravellerExited', 'TravellerEntered']],
    ]);
    const [digest] = sent;
    const items = await shown(establishmentId);
    expect(items.map(({ status, digestId }) => [status, digestId])).toEqual(
      Array.from({ length: 3 }, () => ['sent', digest?.notification.id]),
    );
    await world.receive(digest?.notification.id ?? '', { status: 'delivered' });
    await world.workDaily();
    expect((await shown(establishmentId)).map(({ status, history }) => [status, history])).toMatchObject(
      Array.from({ length: 3 }, () => ['delivered', [{ status: 'held' }, { status: 'sent' }, { status: 'delivered' }]]),
    );
    // The daily message is no notification of its own.
    const params = { notificationId: digest?.notification.id ?? '' };
    expect((await world.api('GET /v1/notifications/{notificationId}', { establishmentId, params })).status).toBe(404);
  });

  it('tells of what was held before its time, however late it runs, and the next one of the rest', async () => {
    const { identityNumber, establishmentId } = await followedDaily();
    await exit(identityNumber);
    world.clock.advance(DAY_MS);
    const time = run();
    world.clock.set(new Date(Date.parse(time) + 3 * HOUR_MS).toISOString());
    await exit(identityNumber, world.clock.now().toISOString());
    await world.runDaily(time, accept);
    expect(sent.map(({ content }) => content.counts)).toEqual([{ exit: 1 }]);
    expect((await shown(establishmentId)).map(({ status }) => status)).toEqual(['held', 'sent']);
    world.clock.advance(DAY_MS);
    await world.runDaily(run(), accept);
    expect(sent).toHaveLength(2);
    expect((await shown(establishmentId)).map(({ status }) => status)).toEqual(['sent', 'sent']);
  });

  it('comes once, however often its day is run', async () => {
    const { identityNumber } = await followedDaily();
    await exit(identityNumber);
    world.clock.advance(DAY_MS);
    await world.runDaily(run(), accept);
    await world.runDaily(run(), accept);
    world.clock.advance(HOUR_MS);
    await exit(identityNumber);
    await world.runDaily(new Date(world.clock.now().getTime() + 1).toISOString(), accept);
    expect(sent).toHaveLength(1);
  });

  it('does not come where nothing is held', async () => {
    await followedDaily();
    world.clock.advance(DAY_MS);
    await world.runDaily(run(), accept);
    expect(sent).toEqual([]);
  });

  it('tells after a holiday weekend of all days on which no message came', async () => {
    const { identityNumber } = await followedDaily();
    for (let day = 0; day < 5; day += 1) {
      await exit(identityNumber);
      world.clock.advance(DAY_MS);
    }
    await world.runDaily(run(), accept);
    expect(sent.map(({ content }) => content.counts)).toEqual([{ exit: 5 }]);
  });

  it('brings what is held to a contact that is told at once by now', async () => {
    const { identityNumber, establishmentId, contactId } = await followedDaily();
    await exit(identityNumber);
    const body = { delivery: 'immediate' };
    await world.api('PATCH /v1/contacts/{contactId}', { establishmentId, params: { contactId }, body });
    await exit(identityNumber);
    expect(world.queued).toHaveLength(1);
    await world.send();
    world.clock.advance(DAY_MS);
    await world.runDaily(run(), accept);
    expect(sent.map(({ content }) => content.counts)).toEqual([{ exit: 1 }]);
  });

  it('leaves out what the establishment has lost meanwhile', async () => {
    const { identityNumber, establishmentId } = await followedDaily();
    const other = await followedDaily();
    await exit(identityNumber);
    await exit(other.identityNumber);
    await world.api('DELETE /v1/subscriptions/{identityNumber}', { establishmentId, params: { identityNumber } });
    world.clock.advance(DAY_MS);
    await world.runDaily(run(), accept);
    expect(sent.map(({ notification }) => notification.establishmentId)).toEqual([other.establishmentId]);
    expect(await shown(establishmentId)).toMatchObject([{ status: 'cancelled', failureReason: 'unsubscribed' }]);
  });

  it('that waits is looked at once more before it goes out', async () => {
    const { identityNumber, establishmentId } = await followedDaily();
    await exit(identityNumber);
    world.clock.advance(DAY_MS);
    await world.startDaily(run());
    await world.workDaily();
    await world.api('DELETE /v1/subscriptions/{identityNumber}', { establishmentId, params: { identityNumber } });
    world.clock.advance(HOUR_MS);
    await world.send(accept);
    await world.workDaily();
    expect(sent).toEqual([]);
    expect(await shown(establishmentId)).toMatchObject([{ status: 'cancelled', failureReason: 'unsubscribed' }]);
  });

  it('shows a reminder once, where a more urgent one came before the message', async () => {
    const { identityNumber, establishmentId } = await followedDaily({
      ...DAILY,
      body: { expiryLeadDays: [3, 1] },
    });
    const expiresOn = addDays(NOW.slice(0, 10), 3);
    await world.tell('PassportRenewed', { identityNumber, passport: { number: 'A1234567', expiresOn } });
    const remind = (daysLeft: number) =>
      world.tell('PassportExpiring', {
        ...{ identityNumber, daysLeft, passport: { expiresOn } },
        occurredAt: world.clock.now().toISOString(),
      });
    await remind(3);
    world.clock.advance(2 * DAY_MS);
    await remind(1);
    world.clock.advance(DAY_MS - HOUR_MS);
    await world.runDaily(world.clock.now().toISOString(), accept);
    expect(sent.map(({ content }) => content.counts)).toEqual([{ 'passport-renewal': 1, 'passport-expiry': 1 }]);
    const ends = (await shown(establishmentId)).map(({ status, failureReason }) => `${status} ${failureReason}`);
    expect(ends.toSorted()).toEqual(['cancelled superseded', 'sent undefined', 'sent undefined']);
  });

  it('goes on with a message whose job was lost the day before', async () => {
    const { identityNumber } = await followedDaily();
    await exit(identityNumber);
    world.clock.advance(DAY_MS);
    await world.startDaily(run());
    const losing: WorkerDeps = {
      ...world.daily,
      queueNotifications: async () => {
        throw new Error('the queue does not answer');
      },
      store: { ...world.daily.store, recordNotification: async () => Promise.reject(new Error('gone')) },
    };
    await world.workDaily(losing).catch(() => undefined);
    world.dailyJobs.splice(0);
    world.clock.advance(DAY_MS);
    await exit(identityNumber);
    world.clock.advance(DAY_MS);
    await world.runDaily(run(), accept);
    await world.send(accept);
    expect(sent.map(({ content }) => content.counts).toSorted()).toEqual([{ exit: 1 }, { exit: 1 }]);
    expect(new Set(sent.map(({ notification }) => notification.id)).size).toBe(2);
  });
});

describe('what is held for a contact', () => {
  it('that is deleted ends as unsubscribed', async () => {
    const { identityNumber, establishmentId, contactId } = await followedDaily();
    await exit(identityNumber);
    const other = await world.newContact(establishmentId);
    await world.api('PATCH /v1/subscriptions/{identityNumber}', {
      establishmentId,
      params: { identityNumber },
      body: { contactIds: [other] },
    });
    const gone = await world.api('DELETE /v1/contacts/{contactId}', { establishmentId, params: { contactId } });
    expect(gone.status).toBe(204);
    await world.send();
    world.clock.advance(DAY_MS);
    await world.runDaily(run(), accept);
    expect(sent).toEqual([]);
    expect(await shown(establishmentId)).toMatchObject([{ status: 'cancelled', failureReason: 'unsubscribed' }]);
  });

  it('whose address dies goes to another contact in the next daily message, and not as thousands of messages', async () => {
    const { identityNumber, establishmentId, contactId } = await followedDaily();
    const other = await world.newContact(establishmentId);
    await exit(identityNumber);
    await world.send();
    world.clock.advance(DAY_MS);
    await world.runDaily(run(), () => ({ outcome: 'refused', reason: 'bounced' }));
    const [mine] = (await told(establishmentId)).filter((one) => one.contactId === contactId);
    expect(mine).toMatchObject({ status: 'failed', failureReason: 'bounced', fallbackContactId: other });
    const [theirs] = (await told(establishmentId)).filter((one) => one.contactId === other);
    expect(theirs).toMatchObject({ status: 'held', history: [{ status: 'held', reason: 'contact-suppressed' }] });
    // The others are told of the dead address, at once.
    expect(world.queued.map((one) => [one.contactId, one.content?.template])).toEqual([[other, 'contact-suppressed']]);
    await world.send();
    world.clock.advance(DAY_MS);
    await world.runDaily(run(), accept);
    expect(sent.map(({ notification, content }) => [notification.contactId, content.counts])).toEqual([
      [other, { exit: 1 }],
    ]);
    expect((await told(establishmentId)).find((one) => one.contactId === other)?.status).toBe('sent');
  });

  it('that is suppressed meanwhile goes to another contact too', async () => {
    const { identityNumber, establishmentId, contactId } = await followedDaily();
    const other = await world.newContact(establishmentId);
    await world.send();
    await exit(identityNumber);
    // An alert of before the choice comes back.
    const [held] = await told(establishmentId);
    await world.receive(held?.id ?? '', { status: 'failed', reason: 'complained' }).catch(() => undefined);
    const { contacts } = await world.daily.store.readContacts(establishmentId);
    expect(contacts.find(({ id }) => id === contactId)?.status).toBe('suppressed');
    await world.send();
    await exit(identityNumber);
    world.clock.advance(DAY_MS);
    await world.runDaily(run(), accept);
    world.clock.advance(DAY_MS);
    await world.runDaily(run(), accept);
    expect((await told(establishmentId)).some((one) => one.contactId === other && one.status === 'sent')).toBe(true);
  });

  it('goes with the person that is erased, also between the message and its sender', async () => {
    const { identityNumber, establishmentId } = await followedDaily();
    await exit(identityNumber);
    const erase = async (whom: IdentityNumber) => {
      const held = await readPerson(world.table, whom);
      for (const one of held.establishments) {
        await forgetAt(world.table, whom, one, { now: world.clock.now(), reference: 'erased:1' });
      }
    };
    world.clock.advance(DAY_MS);
    await world.startDaily(run());
    await world.workDaily();
    const [digest] = world.queued;
    expect(JSON.stringify(await readNotification(world.table, digest?.id as Notification['id']))).not.toContain(
      'identityLastFour',
    );
    await erase(identityNumber);
    await world.send(accept);
    await world.workDaily();
    expect(sent).toEqual([]);
    expect(await told(establishmentId)).toEqual([]);
  });

  it('of an establishment that is erased is told to nobody', async () => {
    const { identityNumber, establishmentId } = await followedDaily();
    await exit(identityNumber);
    const book = await world.daily.store.readContacts(establishmentId);
    const erased = { ...book, contacts: [] };
    await world.contacts.store.saveContacts(erased);
    world.clock.advance(DAY_MS);
    await world.runDaily(run(), accept);
    expect(sent).toEqual([]);
    expect(await told(establishmentId)).toMatchObject([{ status: 'cancelled', failureReason: 'unsubscribed' }]);
  });
});

describe('whatever ends the worker', () => {
  /** Deps in pieces of two, whose n-th call fails: before its effect, or after it. */
  function failingAt(call: number, isAfter: boolean): { deps: WorkerDeps; isOver: () => boolean } {
    let calls = 0;
    const fails =
      <A extends unknown[], R>(work: (...given: A) => Promise<R>) =>
      async (...given: A): Promise<R> => {
        calls += 1;
        const isNow = calls === call;
        if (isNow && !isAfter) throw new Error('the worker dies');
        const result = await work(...given);
        if (isNow) throw new Error('the worker dies');
        return result;
      };
    const { store, queue, report, queueNotifications } = world.daily;
    return {
      isOver: () => calls < call,
      deps: {
        ...world.daily,
        heldPerMessage: 2,
        store: Object.fromEntries(
          Object.entries(store).map(([name, work]) => [name, fails(work as () => Promise<unknown>)]),
        ) as unknown as WorkerDeps['store'],
        queue: fails(queue),
        report: fails(report),
        queueNotifications: fails(queueNotifications),
      },
    };
  }

  it.each([false, true])('at any call, each notification is told once (after the effect: %s)', async (isAfter) => {
    const { identityNumber, establishmentId, contactId } = await followedDaily();
    for (let call = 1; ; call += 1) {
      const ids = new Set<string>();
      for (let one = 0; one < 3; one += 1) {
        await exit(identityNumber, new Date(world.clock.now().getTime() - one * HOUR_MS).toISOString());
      }
      for (const { id, status } of await told(establishmentId)) if (status === 'held') ids.add(id);
      expect(ids.size).toBe(3);
      world.clock.advance(DAY_MS);
      const { deps, isOver } = failingAt(call, isAfter);
      // Each message comes again until it is done.
      const again = async () => {
        for (let round = 0; round < 3; round += 1) {
          const jobs = [...world.dailyJobs];
          await world.workDaily(deps).catch(() => world.dailyJobs.unshift(...jobs));
        }
      };
      sent = [];
      await world.startDaily(run());
      // The other shards hold nothing.
      const jobs = world.dailyJobs.filter((job) => job.kind === 'shard' && job.shard === contactId.slice(0, 1));
      world.dailyJobs.splice(0, world.dailyJobs.length, ...jobs);
      await again();
      await world.send(accept);
      await again();
      const rows = sent.flatMap(({ content }) => content.shown.map(({ id }) => id));
      expect([call, rows.toSorted()]).toEqual([call, [...ids].toSorted()]);
      const left = (await told(establishmentId)).filter(({ id, status }) => ids.has(id) && status !== 'sent');
      expect([call, left]).toEqual([call, []]);
      if (isOver()) break;
    }
  });
});

describe('the dispatcher', () => {
  it('refuses a day to come, unless it is a trial', async () => {
    const scheduledTime = `${addDays(NOW.slice(0, 10), 3)}T05:00:00Z`;
    await expect(world.startDaily(scheduledTime)).rejects.toThrow('more than 24 hours ahead');
    expect(world.dailyJobs).toEqual([]);
    await world.startDaily(scheduledTime, true);
    expect(world.dailyJobs).toHaveLength(16);
  });

  it.each([undefined, '', '2026-11-22', '2026-11-22T05:00:00'])('refuses what is no instant: %s', async (time) => {
    await expect(world.startDaily(time as string)).rejects.toThrow();
  });
});

describe('a job', () => {
  it('that is none goes to the dead-letter queue', async () => {
    world.dailyJobs.push({ kind: 'unknown' } as never);
    await world.workDaily();
    expect(world.sendToDeadLetterQueue).toMatchObject([{ reason: 'malformed-job' }]);
  });

  it('looks at contacts one by one, however many are held for each', async () => {
    const visitors = [await followedDaily(), await followedDaily(), await followedDaily()];
    for (const { identityNumber } of visitors) {
      await exit(identityNumber);
      await exit(identityNumber);
    }
    world.clock.advance(DAY_MS);
    let looked = 0;
    const { nextHeldContact } = world.daily.store;
    await world.startDaily(run());
    await world.workDaily({
      ...world.daily,
      store: {
        ...world.daily.store,
        nextHeldContact: (...given) => {
          looked += 1;
          return nextHeldContact(...given);
        },
      },
    });
    expect(world.queued).toHaveLength(3);
    // One for each shard, and one for each contact.
    expect(looked).toBe(16 + 3);
  });
});
