import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetAt, type HeldForEstablishment, readPerson } from '../../infra/ops/person.ts';
import { erasePerson } from '../../infra/ops/person-commands.ts';
import type { System } from '../../infra/ops/system.ts';
import type { EstablishmentId, IdentityNumber } from '../../shared/domain/ids.ts';
import { HOUR_MS } from '../../shared/domain/time.ts';
import { claimNotification, transition } from '../../shared/store/notifications.ts';
import type { Table } from '../../shared/store/table.ts';
import { readAffiliation, readTraveller } from '../../shared/store/travellers.ts';
import { GIVEN_UP_AFTER_HOURS } from '../../shared/timing.ts';
import { fakeClock } from '../support/clock.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { eventBody } from '../support/factories.ts';
import { asId } from '../support/ids.ts';
import { createWorld, followedVisitor, strangers, type World } from '../support/world.ts';

let dynalite: Dynalite;
let table: Table;
let world: World;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  table = await dynalite.newTable();
  world = createWorld(table);
});

/** Every item of the table that says a text anywhere. */
async function itemsWith(text: string): Promise<string[]> {
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.tableName }));
  return Items.filter((item) => JSON.stringify(item).includes(text)).map(({ pk, sk }) => `${pk} / ${sk}`);
}

/** A visitor who left one establishment for another, followed and told of at both. */
async function transferred() {
  const visitor = await followedVisitor(world);
  const { identityNumber, establishments } = visitor;
  const [first, second] = establishments;
  await world.tell('TravellerEntered', { identityNumber, occurredAt: world.clock.now().toISOString() });
  world.clock.advance(60_000);
  await world.tell('PassportRenewed', {
    identityNumber,
    occurredAt: world.clock.now().toISOString(),
    passport: { number: 'C55511122', expiresOn: '2035-01-01' },
  });
  world.clock.advance(60_000);
  await world.tell('AffiliationStarted', {
    identityNumber,
    establishmentId: second,
    kind: 'visitor',
    occurredAt: world.clock.now().toISOString(),
  });
  const contactId = await world.newContact(second);
  await world.api('PUT /v1/subscriptions/{identityNumber}', {
    establishmentId: second,
    params: { identityNumber },
    body: { alerts: ['entry', 'exit'], contactIds: [contactId] },
  });
  world.clock.advance(60_000);
  await world.tell('TravellerExited', { identityNumber, occurredAt: world.clock.now().toISOString() });
  await world.send();
  return { identityNumber, first, second };
}

const heldAt = async (
  identityNumber: IdentityNumber,
  establishmentId: EstablishmentId,
): Promise<HeldForEstablishment> => {
  const { establishments } = await readPerson(table, identityNumber, [establishmentId]);
  const held = establishments.find((one) => one.establishmentId === establishmentId);
  if (!held) throw new Error('it was named');
  return held;
};
const forget = async (identityNumber: IdentityNumber, establishmentId: EstablishmentId, on: Table = table) =>
  forgetAt(on, identityNumber, await heldAt(identityNumber, establishmentId), {
    now: world.clock.now(),
    reference: 'erased:test',
  });

describe('what is held of a person', () => {
  it('is found at every establishment that has or had them', async () => {
    const { identityNumber, first, second } = await transferred();
    const { passport, establishments, events } = await readPerson(table, identityNumber);
    expect(passport?.passport.numberMasked).toBe('******122');
    expect(establishments.map(({ establishmentId, affiliation }) => [establishmentId, affiliation?.present])).toEqual([
      [first, false],
      [second, true],
    ]);
    const [before, after] = establishments;
    expect(before?.notifications.map(({ about }) => about?.alert)).toEqual([
      'entry',
      'passport-renewal',
      'following-ended',
    ]);
    expect(after?.notifications.map(({ about }) => about?.alert)).toEqual(['exit']);
    expect(before?.audit.map(({ action }) => action)).toContain('subscription.put');
    expect(after?.contactIds).toHaveLength(1);
    expect(events).toEqual([]);
  });

  it('is nothing for somebody nobody knows', async () => {
    const { identityNumber } = strangers();
    expect(await readPerson(table, identityNumber)).toEqual({ passport: undefined, establishments: [], events: [] });
  });

  it('names events that came no further than the decision', async () => {
    const { identityNumber } = await followedVisitor(world);
    const failing = { ...world.matcher, queueNotifications: () => Promise.reject(new Error('the queue is down')) };
    const body = eventBody('TravellerEntered', {
      eventId: 'stuck',
      identityNumber,
      occurredAt: world.clock.now().toISOString(),
    });
    await expect(world.handle(body, failing)).rejects.toThrow('the queue is down');
    expect((await readPerson(table, identityNumber)).events).toEqual([{ id: 'stuck', stage: 'decided' }]);
  });
});

describe('forgetting a person at an establishment', () => {
  it('leaves nothing of somebody who was followed by default, and the default subscription to everyone else', async () => {
    const { identityNumber, establishments } = strangers();
    const [establishmentId] = establishments;
    const contactId = await world.newContact(establishmentId);
    await world.api('PUT /v1/default-subscription', {
      establishmentId,
      body: { kinds: ['visitor'], alerts: ['exit'], contactIds: [contactId] },
    });
    const occurredAt = world.clock.now().toISOString();
    await world.tell('AffiliationStarted', { identityNumber, establishmentId, kind: 'visitor', occurredAt });
    world.clock.advance(60_000);
    await world.tell('TravellerExited', { identityNumber, occurredAt: world.clock.now().toISOString() });
    await world.send();
    expect(await forget(identityNumber, establishmentId)).toMatchObject({
      ...{ affiliations: 1, subscriptions: 0, notifications: 1, underWay: 0 },
    });
    expect(await itemsWith(identityNumber)).toEqual([]);
    await world.tell('TravellerExited', { identityNumber, occurredAt: world.clock.now().toISOString() });
    expect(world.queued).toEqual([]);
    expect((await world.api('GET /v1/default-subscription', { establishmentId })).status).toBe(200);
  });

  it('leaves nothing of them there, and all of it elsewhere', async () => {
    const { identityNumber, first, second } = await transferred();
    const elsewhere = await heldAt(identityNumber, second);
    const forgotten = await forget(identityNumber, first);
    expect(forgotten).toMatchObject({ affiliations: 1, subscriptions: 1, notifications: 3, underWay: 0 });

    expect(await heldAt(identityNumber, first)).toEqual({
      establishmentId: first,
      affiliation: undefined,
      notifications: [],
      contactIds: [],
      audit: [],
    });
    expect((await itemsWith(identityNumber)).filter((item) => item.includes(first))).toEqual([]);
    expect(await heldAt(identityNumber, second)).toEqual(elsewhere);
    // What was done there stays on record, about nobody.
    const trail = await world.api('GET /v1/audit', { establishmentId: first });
    expect(JSON.stringify(trail.body)).toContain('erased:test');
  });

  it('gives them back to nobody whom they left for it', async () => {
    const { identityNumber, first, second } = await transferred();
    await forget(identityNumber, second);
    // A fact brings every affiliation record up to date.
    await world.tell('PassportRenewed', {
      identityNumber,
      occurredAt: world.clock.now().toISOString(),
      passport: { number: 'D66611133', expiresOn: '2036-01-01' },
    });
    const { affiliations: records } = await readTraveller(table, identityNumber);
    expect(records.map(({ establishmentId, present }) => [establishmentId, present])).toEqual([[first, false]]);
  });

  it('goes on where it ended, whichever call was the last', async () => {
    const { identityNumber, first, second } = await transferred();
    for (const establishmentId of [first, second]) {
      for (let calls = 0; ; calls += 1) {
        let left = calls;
        const client = new Proxy(table.client, {
          get: (target, name) =>
            name === 'send'
              ? async (command: Parameters<typeof target.send>[0]) => {
                  if (left === 0) throw new Error('out');
                  left -= 1;
                  return target.send(command);
                }
              : Reflect.get(target, name),
        });
        const ended = await forget(identityNumber, establishmentId, { ...table, client }).then(
          () => false,
          () => true,
        );
        if (!ended) break;
      }
      expect(await readAffiliation(table, identityNumber, establishmentId)).toBeUndefined();
    }
    const left = await itemsWith(identityNumber);
    expect(left).toEqual([`TRAVELLER#${identityNumber} / PASSPORT`]);
  });

  it('leaves to their senders the messages that are on their way', async () => {
    const { identityNumber, establishmentId } = await followedVisitor(world);
    await world.tell('TravellerEntered', { identityNumber, occurredAt: world.clock.now().toISOString() });
    const held = await heldAt(identityNumber, establishmentId);
    expect(held.notifications.map(({ status }) => status)).toEqual(['queued']);
    expect(await forget(identityNumber, establishmentId)).toMatchObject({
      affiliations: 1,
      notifications: 0,
      underWay: 1,
    });
    await world.send();
    expect(await forget(identityNumber, establishmentId)).toMatchObject({
      affiliations: 0,
      notifications: 1,
      underWay: 0,
    });
    expect(await itemsWith(identityNumber)).toEqual([]);
  });

  it('takes a message whose job is lost once no sender would send it any more', async () => {
    const { identityNumber, establishmentId } = await followedVisitor(world);
    await world.tell('TravellerEntered', { identityNumber, occurredAt: world.clock.now().toISOString() });
    const jobs = world.queued.splice(0).filter(({ about }) => about);
    world.clock.advance(72 * HOUR_MS);
    expect(await forget(identityNumber, establishmentId)).toMatchObject({ notifications: 0, underWay: 1 });
    world.clock.advance((GIVEN_UP_AFTER_HOURS - 72) * HOUR_MS + 1);
    expect(await forget(identityNumber, establishmentId)).toMatchObject({ notifications: 1, underWay: 0 });
    expect(await itemsWith(identityNumber)).toEqual([]);

    // The job was a dead letter, and is redriven.
    world.queued.push(...jobs);
    const provider = vi.fn(() => ({ outcome: 'accepted' }) as const);
    await world.send(provider);
    expect(provider).not.toHaveBeenCalled();
    expect(world.sendToDeadLetterQueue.map(({ reason }) => reason)).toEqual(['unknown-notification']);
    expect(await itemsWith(identityNumber)).toEqual([]);
  });

  it('calls old what a sender would not send', async () => {
    const { identityNumber, establishmentId } = await followedVisitor(world);
    await world.tell('TravellerEntered', { identityNumber, occurredAt: world.clock.now().toISOString() });
    world.clock.advance(GIVEN_UP_AFTER_HOURS * HOUR_MS);
    await world.send();
    const { notifications } = await heldAt(identityNumber, establishmentId);
    expect(notifications).toMatchObject([{ status: 'failed', failureReason: 'too-late' }]);
  });

  it('leaves an old message to a sender that has it, which leaves nothing behind once its lease is over', async () => {
    const { identityNumber, establishmentId } = await followedVisitor(world);
    await world.tell('TravellerEntered', { identityNumber, occurredAt: world.clock.now().toISOString() });
    world.clock.advance(GIVEN_UP_AFTER_HOURS * HOUR_MS + 1);
    const job = world.queued.at(-1);
    const now = world.clock.now();
    const claimed = await claimNotification(table, job?.id ?? asId(''), { now, leaseMs: 30_000, queuedAt: now });
    if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
    expect(await forget(identityNumber, establishmentId)).toMatchObject({ notifications: 0, underWay: 1 });
    world.clock.advance(30_001);
    expect(await forget(identityNumber, establishmentId)).toMatchObject({ notifications: 1, underWay: 0 });
    const move = { status: 'failed', at: world.clock.now(), reason: 'too-late' } as const;
    expect(await transition(table, claimed.notification, move)).toBe(false);
    expect(await itemsWith(identityNumber)).toEqual([]);
  });

  it('lets a new start begin a new record', async () => {
    const { identityNumber, establishmentId } = await followedVisitor(world);
    await forget(identityNumber, establishmentId);
    await world.tell('AffiliationStarted', {
      identityNumber,
      establishmentId,
      kind: 'visitor',
      occurredAt: world.clock.now().toISOString(),
    });
    const record = await readAffiliation(table, identityNumber, establishmentId);
    expect(record).toMatchObject({ present: true, starts: [expect.anything()] });
    expect(record?.subscription).toBeUndefined();
  });
});

describe('the command that erases', () => {
  afterEach(() => vi.restoreAllMocks());

  it('tells how to go on with what is on its way, as it was called', async () => {
    world = createWorld(table, fakeClock(new Date().toISOString()));
    const yesterday = new Date(Date.now() - 24 * HOUR_MS).toISOString();
    const { identityNumber, establishmentId } = await followedVisitor(world, { from: yesterday });
    await world.tell('TravellerEntered', { identityNumber, occurredAt: world.clock.now().toISOString() });
    const said = vi.spyOn(console, 'log').mockReturnValue();
    await erasePerson(
      { table } as System,
      {
        action: 'erase',
        identityNumber,
        establishmentIds: [],
        affiliated: true,
        dryRun: false,
        isConfirmed: true,
        outputs: 'my outputs.json',
      },
      new AbortController().signal,
    );
    const out = said.mock.calls.join('\n');
    expect(out).toContain('1 notification on the way to recipients stayed');
    expect(out).toContain(
      `erase --identity … --establishment ${establishmentId} --affiliated --outputs 'my outputs.json'`,
    );
    expect(out).not.toContain(identityNumber);
  });
});
