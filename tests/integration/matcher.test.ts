import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MatcherDeps } from '../../functions/matcher/deps.ts';
import { type EventType, identityOf, type PassportEvent, parseEvent } from '../../shared/domain/events.ts';
import type { EstablishmentId, EventId, IdentityNumber } from '../../shared/domain/ids.ts';
import { notificationId } from '../../shared/domain/notification.ts';
import { sqsBatchHandler } from '../../shared/queue/sqs-batch-handler.ts';
import { readIdempotencyRecord, saveReceived } from '../../shared/store/idempotency-records.ts';
import { listByPassportExpiry, listPresent, listSubscribed, readTraveller } from '../../shared/store/travellers.ts';
import { referencesOf } from '../support/contact-references.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { EVENT_EXAMPLES, EVENT_TYPES, eventBody } from '../support/factories.ts';
import { type HistoryFact, histories, inTwoOrders } from '../support/histories.ts';
import { asId } from '../support/ids.ts';
import { crashAt, intercepted, pauseAt } from '../support/injection.ts';
import { lambdaContext, silence, silentLogger } from '../support/logger.ts';
import { sqsEvent } from '../support/sqs.ts';
import { createWorld, followedVisitor, strangers, type World } from '../support/world.ts';

let dynalite: Dynalite;
let world: World;

beforeAll(async () => {
  dynalite = await startDynalite();
  world = createWorld(await dynalite.newTable());
});
afterAll(() => dynalite.stop());

type Followed = Awaited<ReturnType<typeof followedVisitor>>;

/** The body of an event about somebody; without times of its own it happened an hour ago. */
function about(one: Followed, type: EventType, fields: Record<string, unknown> = {}) {
  const eventId: EventId = asId(randomUUID());
  // A passport has expired on the day that its event says.
  const occurredAt = type === 'PassportExpired' ? '2027-05-01T04:00:00Z' : '2026-11-22T08:00:00Z';
  const base = { eventId, identityNumber: one.identityNumber, occurredAt };
  const affiliation = type.startsWith('Affiliation') ? { establishmentId: one.establishmentId, kind: 'visitor' } : {};
  return { type, eventId, body: eventBody(type, { ...base, ...affiliation, ...fields }) };
}
const expected = (one: Followed, event: Pick<PassportEvent, 'type' | 'eventId'>) =>
  notificationId(identityOf(event), one.contactId);
const queuedOf = (one: Followed) =>
  world.queued.filter(({ about: subject }) => subject?.identityNumber === one.identityNumber);

/** The dependencies of a matcher of its own, with something around each call of a store or a queue. */
function around(hooks: Parameters<typeof intercepted>[1]): MatcherDeps {
  const { queueNotifications, sendToDeadLetterQueue } = intercepted(
    {
      queueNotifications: world.matcher.queueNotifications,
      sendToDeadLetterQueue: world.matcher.sendToDeadLetterQueue,
    },
    hooks,
  );
  return {
    ...world.matcher,
    queueNotifications,
    sendToDeadLetterQueue,
    store: intercepted(world.matcher.store, hooks),
  };
}

describe('an event about somebody who is followed', () => {
  const told: [EventType, string][] = [
    ['TravellerEntered', 'entry'],
    ['TravellerExited', 'exit'],
    ['PassportRenewed', 'passport-renewal'],
    ['PassportExpiring', 'passport-expiry'],
    ['PassportExpired', 'passport-expiry'],
    ['VisaIssued', 'visa-issued'],
    ['VisaStatusChanged', 'visa-status'],
    ['AffiliationEnded', 'following-ended'],
  ];

  it.each(told)('%s is recorded and queued for its contact as "%s"', async (type, alert) => {
    const one = await followedVisitor(world);
    const { eventId, body } = about(one, type);
    await world.handle(body);
    const [notification, ...more] = queuedOf(one);
    expect(more).toEqual([]);
    expect(notification).toMatchObject({
      id: expected(one, { type, eventId }),
      establishmentId: one.establishmentId,
      about: { identityNumber: one.identityNumber, alert, event: { id: eventId, type } },
      contactId: one.contactId,
      status: 'queued',
      attempts: 0,
      createdAt: world.clock.now().toISOString(),
    });
    expect(notification?.text).toContain(one.identityNumber.slice(-4));
    expect(await world.recorded([expected(one, { type, eventId })])).toHaveLength(1);
  });

  it.each(EVENT_TYPES)('%s is told of once, however often it comes', async (type) => {
    const one = await followedVisitor(world);
    const { body } = about(one, type);
    await world.handle(body);
    const first = queuedOf(one).length;
    for (const _ of [1, 2]) await world.handle(body);
    // The same fact put on the bus again: another envelope, another content, the same id.
    await world.handle(JSON.stringify({ ...JSON.parse(body), id: randomUUID(), time: '2026-11-22T09:00:00Z' }));
    expect(queuedOf(one)).toHaveLength(first);
  });

  it('reaches every verified contact of the subscription and no other', async () => {
    const one = await followedVisitor(world);
    const second = await world.newContact(one.establishmentId, { language: 'ar' });
    await world.newContact(one.establishmentId);
    const pending = await world.api('POST /v1/contacts', {
      establishmentId: one.establishmentId,
      body: { channel: 'sms', address: '+966512345678' },
    });
    await world.api('PATCH /v1/subscriptions/{identityNumber}', {
      ...{ establishmentId: one.establishmentId, params: { identityNumber: one.identityNumber } },
      body: { contactIds: [one.contactId, second, pending.body.id] },
    });
    const { body } = about(one, 'TravellerExited');
    await world.handle(body);
    expect(queuedOf(one).map(({ contactId, language }) => [contactId, language])).toEqual([
      [one.contactId, 'en'],
      [second, 'ar'],
    ]);

    const code = world.codeFor('+966512345678');
    const params = { contactId: pending.body.id };
    await world.api('POST /v1/contacts/{contactId}/verification', {
      ...{ establishmentId: one.establishmentId, params, body: { code } },
    });
    await world.handle(body);
    expect(queuedOf(one)).toHaveLength(2);
  });

  it('says that it is late when it is older than 24 hours, and is not told when older than 30 days', async () => {
    const one = await followedVisitor(world, { from: '2026-01-01T00:00:00Z' });
    await world.handle(about(one, 'TravellerExited', { occurredAt: '2026-11-21T08:59:59Z' }).body);
    await world.handle(about(one, 'TravellerEntered', { occurredAt: '2026-11-21T09:00:00Z' }).body);
    await world.handle(about(one, 'TravellerEntered', { occurredAt: '2026-10-23T08:59:59Z' }).body);
    expect(queuedOf(one).map(({ content }) => content)).toMatchObject([{ late: true }, { late: false }]);
  });

  it('is not told once the subscription is deleted', async () => {
    const one = await followedVisitor(world);
    await world.api('DELETE /v1/subscriptions/{identityNumber}', {
      ...{ establishmentId: one.establishmentId, params: { identityNumber: one.identityNumber } },
    });
    for (const type of EVENT_TYPES) await world.handle(about(one, type).body);
    expect(queuedOf(one)).toEqual([]);
  });

  it('stores no full number of a passport or visa, and no name, in any notification', async () => {
    const one = await followedVisitor(world);
    for (const [type] of told) await world.handle(about(one, type).body);
    const stored = JSON.stringify(queuedOf(one));
    expect(queuedOf(one).length).toBeGreaterThan(6);
    for (const secret of ['A12345678', 'V-123456', 'Samir', 'سامر']) expect(stored).not.toContain(secret);
  });

  it.each([
    ['a full number', 'Gate 2287740035'],
    ['one in another script', 'بوابة ٢٢٨٧–٧٤٠–٠٣٥'],
    ['a link', 'pay at fine.ru/a'],
    ['nothing to see', '\u3164\u2800'],
  ])('tells it without the name of a port that holds %s', async (_, name) => {
    const one = await followedVisitor(world);
    const port = { code: 'XBR', name: { ar: name, en: name } };
    await world.handle(about(one, 'TravellerEntered', { port }).body);
    const [{ text } = { text: undefined }] = queuedOf(one);
    expect(text).toContain('XBR');
    expect(text).not.toContain(name);
  });
});

describe('reminders', () => {
  it('tell a lead day once for an expiry date, with the real days left, and more urgent ones after it', async () => {
    const one = await followedVisitor(world);
    for (const daysLeft of [95, 85, 84, 58, 70, 2]) {
      await world.handle(about(one, 'PassportExpiring', { daysLeft }).body);
    }
    await world.handle(about(one, 'PassportExpired').body);
    await world.handle(about(one, 'PassportExpired').body);
    expect(queuedOf(one).map(({ content }) => content)).toMatchObject(
      [85, 58, 2, undefined].map((daysLeft) => ({
        event: daysLeft === undefined ? { type: 'PassportExpired' } : { daysLeft },
      })),
    );
  });

  it('are not told for a passport that was renewed', async () => {
    const one = await followedVisitor(world);
    await world.handle(about(one, 'PassportRenewed', { passport: { number: 'B1', expiresOn: '2036-01-01' } }).body);
    await world.handle(about(one, 'PassportExpiring', { daysLeft: 90 }).body);
    expect(queuedOf(one).map((notification) => notification.about?.alert)).toEqual(['passport-renewal']);
  });
});

describe('a message that is no passport event', () => {
  it('goes to the dead-letter queue with its reason, as received, and changes nothing', async () => {
    const one = await followedVisitor(world);
    const bodies = {
      'malformed-json': '{',
      'invalid-event': about(one, 'TravellerExited', { mode: 'rocket' }).body,
      'unknown-type': eventBody('TravellerExited', {}, { source: 'passports.unknown' }),
      'kind-mismatch': about(one, 'AffiliationStarted', { kind: 'resident' }).body,
      'occurred-in-future': about(one, 'TravellerExited', { occurredAt: '2026-11-24T09:00:00Z' }).body,
    };
    const before = world.sendToDeadLetterQueue.length;
    for (const body of Object.values(bodies)) await world.handle(body);
    expect(world.sendToDeadLetterQueue.slice(before).map(({ reason, body }) => [reason, body])).toEqual(
      Object.entries(bodies),
    );
    expect(queuedOf(one)).toEqual([]);
  });

  it('fails alone: of a batch only the record comes back whose store failed', async () => {
    const one = await followedVisitor(world);
    const [good, failing, another] = [1, 2, 3].map(() => about(one, 'TravellerExited'));
    const failure = new Error('the store is down');
    const handler = sqsBatchHandler(silentLogger, (record) => {
      if (record.body === failing?.body) throw failure;
      return world.handle(record.body);
    });
    const answer = await handler(
      sqsEvent(good?.body ?? '', failing?.body ?? '', '{', another?.body ?? ''),
      lambdaContext(),
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    expect(queuedOf(one)).toHaveLength(2);
  });
});

describe('the identity of an event', () => {
  const asideCount = () => world.sendToDeadLetterQueue.length;
  const asideSince = (count: number) =>
    world.sendToDeadLetterQueue.slice(count).map(({ reason, body }) => ({ reason, body }));
  const lines = (deps: MatcherDeps = world.matcher) => {
    const logged: [string, Record<string, unknown>][] = [];
    const log = (message: string, ids: Record<string, unknown>) => void logged.push([message, ids]);
    return { logged, deps: { ...deps, logger: { ...silence, info: log, warn: log } } };
  };

  it('is source and id together: registries that number their events from 1 lose nothing', async () => {
    const one = await followedVisitor(world);
    const types: EventType[] = [
      'TravellerExited',
      'PassportRenewed',
      'VisaIssued',
      'PassportExpiring',
      'AffiliationEnded',
    ];
    const count = asideCount();
    const events = types.map((type) =>
      // The renewal keeps its date, so that the reminder is of the date in force.
      about(one, type, {
        eventId: `${one.identityNumber}:1`,
        ...(type === 'PassportRenewed' && { passport: { number: 'B1234567', expiresOn: '2027-05-01' } }),
      }),
    );
    await Promise.all(events.slice(0, 3).map(({ body }) => world.handle(body)));
    for (const { body } of events.slice(3)) await world.handle(body);
    expect(
      queuedOf(one)
        .map(({ about: subject }) => subject?.event.type)
        .toSorted(),
    ).toEqual(types.toSorted());
    expect(new Set(queuedOf(one).map(({ id }) => id)).size).toBe(types.length);
    expect(queuedOf(one).map(({ about: subject }) => subject?.event.id)).toEqual(
      types.map(() => `${one.identityNumber}:1`),
    );
    expect(asideSince(count)).toEqual([]);
  });

  /** What another event may differ in under one source and id, and an example of each. */
  const others: [string, EventType, (one: Followed) => Record<string, unknown>, EventType?][] = [
    ['type', 'TravellerExited', () => ({}), 'TravellerEntered'],
    ['type of a fact', 'AffiliationEnded', (one) => ({ establishmentId: one.establishmentId }), 'AffiliationStarted'],
    ['person', 'TravellerExited', () => ({ identityNumber: strangers().identityNumber })],
    ['instant', 'TravellerExited', () => ({ occurredAt: '2026-11-22T08:00:00.001Z' })],
    ['port', 'TravellerExited', () => ({ port: { code: 'JED', name: { ar: 'جدة', en: 'Jeddah' } } })],
    [
      'passport number, the shown part of it alike',
      'PassportRenewed',
      () => ({ passport: { number: 'X99995678', expiresOn: '2027-05-01' } }),
    ],
    [
      'date of a visa',
      'VisaIssued',
      () => ({ visa: { number: 'V-123456', type: 'work', expiresOn: '2027-03-02', status: 'issued' } }),
    ],
    ['establishment', 'AffiliationEnded', (one) => ({ establishmentId: one.establishments[1] })],
    ['revision', 'AffiliationEnded', () => ({ revision: 1 })],
    ['days left', 'PassportExpiring', () => ({ daysLeft: 12 })],
  ];

  it.each(others)(
    'with another %s under it goes to the dead-letter queue, and the first content stays in force',
    async (_what, type, change, otherType = type) => {
      const one = await followedVisitor(world);
      const first = about(
        one,
        type,
        type === 'PassportRenewed' ? { passport: { number: 'A12345678', expiresOn: '2027-05-01' } } : {},
      );
      const second = about(one, otherType, { eventId: first.eventId, ...change(one) });
      await world.handle(first.body);
      const told = queuedOf(one).length;
      const known = await readTraveller(world.table, one.identityNumber);
      const count = asideCount();
      const { logged, deps } = lines();
      await world.handle(second.body, deps);
      await world.handle(second.body, deps);
      expect(asideSince(count)).toEqual(Array(2).fill({ reason: 'event-id-reused', body: second.body }));
      expect(logged.map(([message, { reason }]) => [message, reason])).toEqual(
        Array(2).fill(['message sent to the dead-letter queue', 'event-id-reused']),
      );
      expect(await readTraveller(world.table, one.identityNumber)).toEqual(known);
      expect(queuedOf(one)).toHaveLength(told);
      // The first one is a repetition still.
      await world.handle(first.body);
      expect(queuedOf(one)).toHaveLength(told);
      expect(asideSince(count)).toHaveLength(2);
    },
  );

  it('with the same content is a repetition, which the log tells from an event that nobody follows', async () => {
    const one = await followedVisitor(world);
    const stranger = { ...one, identityNumber: strangers().identityNumber };
    const { logged, deps } = lines();
    const [told, untold] = [about(one, 'TravellerExited'), about(stranger, 'TravellerExited')];
    for (const { body } of [told, untold, told, untold]) await world.handle(body, deps);
    expect(logged.map(([message, { notifications }]) => [message, notifications])).toEqual([
      ['event matched', 1],
      ['event matched', 0],
      ['event repeated', undefined],
      ['event repeated', undefined],
    ]);
  });

  it('is the same content in other words: digits, offset, order of fields, fillers, fields that nobody knows', async () => {
    const one = await followedVisitor(world);
    const number = (text: string) => ({ passport: { number: text, expiresOn: '2030-01-02' } });
    const first = about(one, 'PassportRenewed', number('A1234567'));
    await world.handle(first.body);
    const count = asideCount();
    const again = about(one, 'PassportRenewed', {
      ...{ eventId: first.eventId, occurredAt: '2026-11-22T11:00:00.000+03:00', gate: 7, revision: null },
      passport: { expiresOn: '٢٠٣٠-٠١-٠٢', number: ' A1234567<<' },
    });
    await world.handle(again.body);
    expect(asideSince(count)).toEqual([]);
    expect(queuedOf(one)).toHaveLength(1);
  });

  it.each<EventType>(['AffiliationEnded', 'PassportRenewed', 'PassportExpiring'])(
    'of %s that was noted before a deployment changed the rules of fingerprints loses no message',
    async (type) => {
      const one = await followedVisitor(world);
      const event = about(one, type);
      const parsed = parseEvent(event.body, world.clock.now());
      if (!parsed.ok) throw new Error(parsed.reason);
      const by = { ...identityOf(event), fingerprint: '0:by-earlier-rules' };
      await saveReceived(world.table, by, parsed.event, world.clock.now());
      const count = asideCount();
      await world.handle(event.body);
      await world.handle(event.body);
      expect(queuedOf(one)).toHaveLength(1);
      expect(asideSince(count)).toEqual([]);
    },
  );

  it('of a reminder stands for the day of a scan: a second scan of the day is a repetition', async () => {
    const one = await followedVisitor(world);
    const first = about(one, 'PassportExpiring', { daysLeft: 30 });
    const second = about(one, 'PassportExpiring', {
      daysLeft: 30,
      eventId: first.eventId,
      occurredAt: '2026-11-22T08:30:00Z',
    });
    const count = asideCount();
    await world.handle(first.body);
    await world.handle(second.body);
    expect(queuedOf(one)).toHaveLength(1);
    expect(asideSince(count)).toEqual([]);
  });

  it.each(EVENT_TYPES)(
    'of %s with two contents at once is one of them, and the other goes to the dead-letter queue',
    async (type) => {
      for (let run = 0; run < 8; run += 1) {
        const [one, another] = [await followedVisitor(world), await followedVisitor(world)];
        const first = about(one, type);
        const second = about(another, type, { eventId: first.eventId });
        const count = asideCount();
        await Promise.all([first, second].map(({ body }) => world.handle(body)));
        const aside = asideSince(count);
        expect(aside.map(({ reason }) => reason)).toEqual(['event-id-reused']);
        const [winner, loser] = aside[0]?.body === second.body ? [one, another] : [another, one];
        expect(queuedOf(winner)).toHaveLength(type === 'AffiliationStarted' ? 0 : 1);
        expect(queuedOf(loser)).toEqual([]);
        // What went there has used nothing up: under an id of its own it is told.
        await world.handle(about(loser, type).body);
        expect(queuedOf(loser)).toHaveLength(type === 'AffiliationStarted' ? 0 : 1);
      }
    },
  );

  it.each<EventType>(['AffiliationEnded', 'PassportRenewed', 'PassportExpiring'])(
    'of %s whose first content crashed half-way is not taken over by another one',
    async (type) => {
      for (let call = 1; ; call += 1) {
        const [one, another] = [await followedVisitor(world), await followedVisitor(world)];
        const first = about(one, type);
        const second = about(another, type, { eventId: first.eventId });
        const crash = crashAt(call, 'after');
        await world.handle(first.body, around(crash)).catch(() => undefined);
        const wasNoted = (await readIdempotencyRecord(world.table, identityOf(first))) !== undefined;
        const count = asideCount();
        await world.handle(second.body);
        await world.handle(first.body);
        const [counts, other] = wasNoted ? [one, another] : [another, one];
        expect(asideSince(count)).toEqual([{ reason: 'event-id-reused', body: wasNoted ? second.body : first.body }]);
        expect(new Set(queuedOf(counts).map(({ id }) => id)).size).toBe(1);
        expect(queuedOf(other)).toEqual([]);
        if (!crash.crashed()) break;
      }
    },
  );
});

describe('a crash after any call of a store or a queue', () => {
  const scenarios: [string, (one: Followed) => ReturnType<typeof about>][] = [
    ['an exit', (one) => about(one, 'TravellerExited')],
    ['a renewal', (one) => about(one, 'PassportRenewed')],
    ['a reminder', (one) => about(one, 'PassportExpiring')],
    ['an end', (one) => about(one, 'AffiliationEnded')],
    ['a transfer', (one) => about(one, 'AffiliationStarted', { establishmentId: one.establishments[1] })],
  ];
  const moments = ['before', 'after'] as const;

  it.each(scenarios.flatMap(([name, make]) => moments.map((when) => ({ name, make, when }))))(
    'leaves nothing untold and nothing told twice: $name, crashed $when each call',
    async ({ make, when }) => {
      let crashes = 0;
      for (let call = 1; ; call += 1) {
        const one = await followedVisitor(world);
        const event = make(one);
        const { body } = event;
        const crash = crashAt(call, when);
        await world.handle(body, around(crash)).catch(() => undefined);
        if (crash.crashed()) crashes += 1;
        await world.handle(body);

        const id = expected(one, event);
        expect([...new Set(queuedOf(one).map((notification) => notification.id))]).toEqual([id]);
        expect(await world.recorded([id])).toHaveLength(1);
        expect(await readIdempotencyRecord(world.table, identityOf(event))).toMatchObject({ stage: 'done' });
        const queuedBefore = queuedOf(one).length;
        await world.handle(body);
        expect(queuedOf(one)).toHaveLength(queuedBefore);
        if (!crash.crashed()) break;
      }
      expect(crashes).toBeGreaterThan(5);
    },
  );

  it('leaves the first decision in force, though the subscription was deleted meanwhile', async () => {
    for (let call = 1; ; call += 1) {
      const one = await followedVisitor(world);
      const event = about(one, 'TravellerExited');
      const { body } = event;
      const crash = crashAt(call, 'after');
      await world.handle(body, around(crash)).catch(() => undefined);
      const progress = await readIdempotencyRecord(world.table, identityOf(event));
      await world.api('DELETE /v1/subscriptions/{identityNumber}', {
        ...{ establishmentId: one.establishmentId, params: { identityNumber: one.identityNumber } },
      });
      await world.handle(body);
      expect(await world.recorded([expected(one, event)])).toHaveLength(progress === undefined ? 0 : 1);
      if (!crash.crashed()) break;
    }
  });
});

describe('facts in any order', () => {
  /** Everything about a traveller that the outcome of a history decides, for every establishment. */
  async function outcome(identityNumber: IdentityNumber, establishments: readonly EstablishmentId[]) {
    const { affiliations: records } = await readTraveller(world.table, identityNumber);
    const everyone = { limit: 100, keep: () => true };
    return Promise.all(
      establishments.map(async (establishmentId, index) => {
        const known = records.find((record) => record.establishmentId === establishmentId);
        const present = await listPresent(world.table, establishmentId, everyone);
        const expiring = await listByPassportExpiry(world.table, establishmentId, { to: '9999-12-31' }, everyone);
        const subscribed = await listSubscribed(world.table, establishmentId, everyone);
        return {
          index,
          starts: known?.starts,
          ends: known?.ends,
          present: known?.present,
          profile: known?.profile,
          passport: known?.present ? known.passport : undefined,
          listed: [present, expiring, subscribed].map(({ items }) => items.length),
        };
      }),
    );
  }

  it('give the same records and lists', async () => {
    await fc.assert(
      fc.asyncProperty(
        inTwoOrders(histories({ establishments: 3, maxLength: 6, days: 5 })),
        async (orders: (readonly HistoryFact[])[]) => {
          const run = randomUUID();
          const outcomes = await Promise.all(
            orders.map(async (facts) => {
              const { identityNumber, establishments } = strangers();
              // The nth establishment of the history is the nth of these strangers.
              const seats = [...new Set(facts.map(({ establishmentId }) => establishmentId))].toSorted();
              for (const { type, establishmentId, at, eventId, revision } of facts) {
                await world.tell(type === 'start' ? 'AffiliationStarted' : 'AffiliationEnded', {
                  ...{ identityNumber, kind: 'visitor', occurredAt: at },
                  establishmentId: establishments[seats.indexOf(establishmentId)],
                  eventId: `${eventId}:${run}:${identityNumber}`,
                  revision,
                });
              }
              return JSON.stringify(await outcome(identityNumber, establishments)).replaceAll(identityNumber, 'N');
            }),
          );
          expect(outcomes[1]).toBe(outcomes[0]);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('two events of one traveller at once', () => {
  const later = '2026-11-22T08:30:00Z';
  const pairs: {
    name: string;
    make: (one: Followed) => [ReturnType<typeof about>, ReturnType<typeof about>];
    /** What the establishment is told in the end, in any order of events. */
    told: string[];
    /** What it is told besides if that event was matched before the other was known. */
    maybe?: string;
    holder: number | undefined;
    passport?: string;
  }[] = [
    {
      name: 'a transfer and a renewal before it',
      make: (one) => [
        about(one, 'AffiliationStarted', { establishmentId: one.establishments[1], occurredAt: later }),
        about(one, 'PassportRenewed', { passport: { number: 'NEW123456', expiresOn: '2036-01-01' } }),
      ],
      told: ['following-ended', 'passport-renewal'],
      holder: 1,
      passport: '2036-01-01',
    },
    {
      name: 'a transfer and a renewal after it',
      make: (one) => [
        about(one, 'AffiliationStarted', { establishmentId: one.establishments[1] }),
        about(one, 'PassportRenewed', {
          passport: { number: 'NEW123456', expiresOn: '2036-01-01' },
          occurredAt: later,
        }),
      ],
      told: ['following-ended'],
      maybe: 'passport-renewal',
      holder: 1,
      passport: '2036-01-01',
    },
    {
      name: 'two starts elsewhere',
      make: (one) => [
        about(one, 'AffiliationStarted', { establishmentId: one.establishments[1] }),
        about(one, 'AffiliationStarted', { establishmentId: one.establishments[2], occurredAt: later }),
      ],
      told: ['following-ended'],
      holder: 2,
    },
    {
      name: 'an end and a start elsewhere',
      make: (one) => [
        about(one, 'AffiliationEnded', { reason: 'departed' }),
        about(one, 'AffiliationStarted', { establishmentId: one.establishments[1], occurredAt: later }),
      ],
      told: ['following-ended'],
      holder: 1,
    },
    {
      name: 'an end and a reminder that came before it',
      make: (one) => [
        about(one, 'AffiliationEnded', { reason: 'departed', occurredAt: later }),
        about(one, 'TravellerExited'),
      ],
      told: ['exit', 'following-ended'],
      holder: undefined,
    },
  ];

  async function check(one: Followed, { told, maybe, holder, passport }: (typeof pairs)[number]) {
    const { affiliations: records } = await readTraveller(world.table, one.identityNumber);
    const present = records.filter((record) => record.present);
    expect(present.map(({ establishmentId }) => one.establishments.indexOf(establishmentId))).toEqual(
      holder === undefined ? [] : [holder],
    );
    if (passport) expect(present[0]?.passport?.expiresOn).toBe(passport);
    const notifications = queuedOf(one);
    const byId = new Map(notifications.map((notification) => [notification.id, notification.about?.alert]));
    const alerts = [...byId.values()].toSorted();
    expect([told, [...told, maybe].toSorted()]).toContainEqual(alerts);
    // A following-ended goes out once, by the very fact that is said to have ended the subscription.
    const ended = records.find(({ establishmentId }) => establishmentId === one.establishmentId)?.subscription?.ended;
    const end = notifications.find((notification) => notification.about?.alert === 'following-ended');
    expect(end?.about?.event.id).toBe(ended?.eventId);
  }

  it.each(pairs.flatMap((pair) => [false, true].map((swapped) => ({ ...pair, swapped }))))(
    'come to the same end, the second run between any two calls of the first: $name (swapped: $swapped)',
    async (pair) => {
      for (let call = 1; ; call += 1) {
        const one = await followedVisitor(world);
        const events = pair.make(one);
        const [first, second] = pair.swapped ? events.toReversed() : events;
        const gate = pauseAt(call);
        let isPaused = false;
        const running = world.handle(first?.body ?? '', around(gate));
        await Promise.race([
          running,
          gate.reached.then(() => {
            isPaused = true;
          }),
        ]);
        await world.handle(second?.body ?? '');
        gate.resume();
        await running;
        await check(one, pair);
        if (!isPaused) break;
      }
    },
  );

  it.each(pairs)('come to the same end when they run side by side: $name', async (pair) => {
    for (let run = 0; run < 5; run += 1) {
      const one = await followedVisitor(world);
      await Promise.all(pair.make(one).map(({ body }) => world.handle(body)));
      await check(one, pair);
    }
  });

  it('are told once when they are the same event', async () => {
    for (const type of Object.keys(EVENT_EXAMPLES) as EventType[]) {
      const one = await followedVisitor(world);
      const event = about(one, type);
      const { body } = event;
      await Promise.all([world.handle(body), world.handle(body), world.handle(body)]);
      const ids = new Set(queuedOf(one).map(({ id }) => id));
      expect([...ids]).toEqual(type === 'AffiliationStarted' ? [] : [expected(one, event)]);
    }
  });
});

describe('the end of a subscription', () => {
  it('frees its contacts, so that they can be deleted', async () => {
    const one = await followedVisitor(world);
    await world.handle(about(one, 'AffiliationEnded').body);
    expect(await referencesOf(world.table, one.establishmentId, one.contactId)).toEqual([]);
    const answer = await world.api('DELETE /v1/contacts/{contactId}', {
      ...{ establishmentId: one.establishmentId, params: { contactId: one.contactId } },
    });
    expect(answer.status).toBe(204);
  });

  it('keeps serving what happened before it, and nothing after it', async () => {
    const one = await followedVisitor(world);
    await world.handle(about(one, 'AffiliationEnded', { occurredAt: '2026-11-22T08:00:00Z' }).body);
    await world.handle(about(one, 'TravellerExited', { occurredAt: '2026-11-22T08:00:00Z' }).body);
    await world.handle(about(one, 'TravellerEntered', { occurredAt: '2026-11-22T08:00:00.001Z' }).body);
    expect(queuedOf(one).map((notification) => notification.about?.alert)).toEqual(['following-ended', 'exit']);
  });
});
