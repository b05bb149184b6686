/** A daily message for a contact of a large establishment, after a day on which very much happened. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WorkerDeps } from '../../functions/daily-message-worker/deps.ts';
import { createHandler } from '../../functions/daily-message-worker/handler.ts';
import { batchesOf } from '../../shared/batches.ts';
import { MAX_SHOWN } from '../../shared/domain/daily.ts';
import type { DailyContent } from '../../shared/domain/message-content.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import { DAY_MS, SECOND_MS } from '../../shared/domain/time.ts';
import { HELD_PER_MESSAGE } from '../../shared/queue/daily-jobs.ts';
import { listHeld, listNotifications, recordNotification } from '../../shared/store/notifications.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { asId } from '../support/ids.ts';
import { handleOne, sqsRecord } from '../support/sqs.ts';
import { createWorld, followedVisitor, KEPT, type World } from '../support/world.ts';

const HELD = 2000;
/** Every hundredth is an exit, the others are entries. */
const EXITS = HELD / 100;

let dynalite: Dynalite;
let world: World;
beforeAll(async () => {
  dynalite = await startDynalite();
  world = createWorld(await dynalite.newTable());
});
afterAll(() => dynalite.stop());

/** Records what the matcher would for thousands of crossings; the two that it made itself are models for them. */
async function hold(exit: Notification, entry: Notification): Promise<Map<string, { at: string; isExit: boolean }>> {
  const held = new Map<string, { at: string; isExit: boolean }>();
  const notifications = Array.from({ length: HELD }, (_, index) => {
    const isExit = index % 100 === 0;
    const model = isExit ? exit : entry;
    if (model.content?.template !== 'alert') throw new Error('the model is no alert');
    const at = new Date(world.clock.now().getTime() - index * SECOND_MS).toISOString();
    const id: Notification['id'] = asId(randomUUID());
    held.set(id, { at, isExit });
    return { ...model, id, content: { ...model.content, occurredAt: at } };
  });
  for (const batch of batchesOf(notifications, 50)) {
    await Promise.all(batch.map((one) => recordNotification(world.table, one, KEPT.notificationKeptMs)));
  }
  return held;
}

/** Deps whose worker dies once at the n-th call of a name, after its effect. */
function dyingOnce<N extends 'saveDigestOf' | 'transition'>(name: N, call: number): WorkerDeps {
  let calls = 0;
  const work = world.daily.store[name] as (...given: unknown[]) => Promise<unknown>;
  const dying = async (...given: unknown[]) => {
    const result = await work(...given);
    calls += 1;
    if (calls === call) throw new Error('the worker dies');
    return result;
  };
  return { ...world.daily, store: { ...world.daily.store, [name]: dying } };
}

/** Handles all jobs; one that fails comes again. @returns the kinds of jobs that ended, and how many died */
async function work(deps: WorkerDeps): Promise<{ ended: string[]; died: number }> {
  const ended: string[] = [];
  let died = 0;
  for (let job = world.dailyJobs.shift(); job; job = world.dailyJobs.shift()) {
    try {
      await handleOne(createHandler, deps, sqsRecord(JSON.stringify(job)));
      ended.push(job.kind);
    } catch {
      died += 1;
      world.dailyJobs.unshift(job);
    }
  }
  return { ended, died };
}

it('2,000 that are held for a contact go out in one message, which shows 200 and counts the rest, though its workers die half-way', async () => {
  const { identityNumber, establishmentId, contactId } = await followedVisitor(world, {
    contact: { delivery: 'daily' },
  });
  await world.send();
  const occurredAt = world.clock.now().toISOString();
  for (const type of ['TravellerExited', 'TravellerEntered'] as const) {
    await world.tell(type, { identityNumber, occurredAt });
  }
  const all = { limit: 100, keep: () => true };
  const { items: models } = await listNotifications(world.table, { establishmentId }, all);
  const model = (alert: string) => models.find(({ about }) => about?.alert === alert) as Notification;
  const held = await hold(model('exit'), model('entry'));
  for (const { id } of models) held.set(id, { at: occurredAt, isExit: id === model('exit').id });

  world.clock.advance(DAY_MS);
  const scheduledTime = world.clock.now().toISOString();
  world.dailyJobs.push({ kind: 'collect', scheduledTime, establishmentId, contactId, page: 0 });
  const pages = Math.ceil(held.size / HELD_PER_MESSAGE);
  const collected = await work(dyingOnce('saveDigestOf', HELD / 2 + 7));
  expect(collected).toEqual({ ended: Array(pages).fill('collect'), died: 1 });

  const sent: { id: string; content: DailyContent }[] = [];
  await world.send(({ id }, content) => {
    sent.push({ id, content: content as DailyContent });
    return { outcome: 'accepted' };
  });
  const [message] = sent;
  expect(sent).toHaveLength(1);
  expect(message?.content.counts).toEqual({ exit: EXITS + 1, entry: HELD - EXITS + 1 });
  const newestFirst = [...held.values()].toSorted(
    (a, b) => Number(b.isExit) - Number(a.isExit) || (a.at < b.at ? 1 : -1),
  );
  expect(message?.content.rows.map(({ event, occurredAt: at }) => [event.type, at])).toEqual(
    newestFirst
      .slice(0, MAX_SHOWN.email)
      .map(({ at, isExit }) => [isExit ? 'TravellerExited' : 'TravellerEntered', at]),
  );

  const followed = await work(dyingOnce('transition', HELD / 2 + 7));
  expect(followed).toEqual({ ended: Array(pages).fill('follow'), died: 1 });
  const unlike: unknown[] = [];
  let listed = 0;
  for (let after: Awaited<ReturnType<typeof listNotifications>>['next']; ; ) {
    const page = await listNotifications(world.table, { establishmentId }, { ...all, after });
    for (const { id, digestId, history } of page.items) {
      const steps = history.map(({ status }) => status).join();
      if (!held.has(id) || digestId !== message?.id || steps !== 'held,sent') unlike.push([id, digestId, steps]);
    }
    listed += page.items.length;
    after = page.next;
    if (!after) break;
  }
  expect(listed).toBe(held.size);
  expect(unlike).toEqual([]);

  // The next run finds nothing.
  const left = await listHeld(
    world.table,
    { establishmentId, contactId, before: scheduledTime },
    { limit: 1, after: undefined },
  );
  expect(left.items).toEqual([]);
});
