import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createContacts } from '../../functions/contacts/handler.ts';
import type { SubscriptionsDeps } from '../../functions/subscriptions/deps.ts';
import type { EstablishmentId } from '../../shared/domain/ids.ts';
import { REFUSAL_KINDS, REFUSALS_PER_HOUR, type RefusalKind } from '../../shared/domain/refusals.ts';
import { bucketRate } from '../../shared/domain/request-bucket.ts';
import { createTenantLimits, tenantLimitsStore } from '../../shared/http/tenant-limits.ts';
import { listAudit } from '../../shared/store/audit.ts';
import {
  CODES_PER_DAY,
  CODES_PER_HOUR,
  countCodeToAddress,
  countRefusal,
  readSlowedForMs,
} from '../../shared/store/limits.ts';
import { listUnsettled, UNSETTLED_SHARDS } from '../../shared/store/notifications.ts';
import { queryPartition, withTable } from '../../shared/store/table.ts';
import { API_CONFLICTS_MS, LIMITS_READ_MS } from '../../shared/timing.ts';
import { ACTOR, apiCaller, type Call, type TestRequest, type TestResponse } from '../support/api.ts';
import { type ApiFunctions, apiOf } from '../support/api-functions.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { ESTABLISHMENT, MOBILE, OTHER_ESTABLISHMENT, RESIDENT } from '../support/factories.ts';
import { asId } from '../support/ids.ts';
import { REQUEST_ID } from '../support/logger.ts';
import { PATIENCE_MS } from '../support/time-limits.ts';
import { createWorld, KEPT, type World } from '../support/world.ts';

const PUT = 'PUT /v1/subscriptions/{identityNumber}';
const CREATE = 'POST /v1/contacts';
const PATCH = 'PATCH /v1/contacts/{contactId}';
const VERIFY = 'POST /v1/contacts/{contactId}/verification';
const LIST = 'GET /v1/contacts';
const SECOND = 1000;
const HOUR = 3_600_000;

let dynalite: Dynalite;
let world: World;
let logged: Record<string, unknown>[];

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  world = createWorld(await dynalite.newTable());
  logged = [];
});

/** The API as one environment of its functions has it. */
function environment({
  requestsPerSecond = 1000,
  functions = {},
  store = {},
  readMs = PATIENCE_MS,
}: {
  requestsPerSecond?: number;
  functions?: Partial<ApiFunctions>;
  store?: Partial<Parameters<typeof createTenantLimits>[0]['store']>;
  readMs?: number;
} = {}): Call {
  const limits = createTenantLimits({
    store: { ...withTable(world.table, tenantLimitsStore), ...store },
    keys: world.keys,
    now: world.clock.now,
    newId: randomUUID,
    logger: { warn: (message, more) => logged.push({ message, ...more }) },
    requestsPerSecond,
    auditKeptMs: KEPT.auditKeptMs,
    readMs,
  });
  return apiCaller(apiOf({ ...world.apiFunctions, ...functions }, limits));
}

const statuses = (answers: TestResponse[]) => Object.groupBy(answers, ({ status }) => String(status));
/** Visitors whom nobody knows. */
const stranger = (index: number) => String(3_100_000_000 + index);
const said = (message: string) => logged.filter((line) => line.message === message);

describe('the bucket of an establishment', () => {
  it('lets no more pass than its rate, whatever the environment, and takes nothing from another establishment', async () => {
    const environments = [1, 2, 3].map(() => environment({ requestsPerSecond: 4 }));
    const { perWindow, windowMs } = bucketRate(4);
    const ask = (index: number, establishmentId: string) =>
      environments[index % environments.length]?.(LIST, { establishmentId }) as Promise<TestResponse>;
    const flood: TestResponse[] = [];
    const others: TestResponse[] = [];
    // An environment has one request at a time.
    await Promise.all(
      environments.map(async (_, environmentIndex) => {
        for (let index = 0; index < 40; index += 1) {
          flood.push(await ask(environmentIndex, ESTABLISHMENT));
          if (3 * index + environmentIndex < perWindow) others.push(await ask(environmentIndex, OTHER_ESTABLISHMENT));
        }
      }),
    );
    expect([flood.length, others.length]).toEqual([120, perWindow]);
    const { 200: passed = [], 429: refused = [], ...more } = statuses(flood);
    expect(more).toEqual({});
    // Each environment lets one pass by itself.
    expect(passed.length).toBeGreaterThanOrEqual(perWindow);
    expect(passed.length).toBeLessThanOrEqual(perWindow + environments.length);
    for (const { problem, headers } of refused) {
      expect(problem).toBe('too-many-requests');
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(windowMs / SECOND);
    }
    expect(Object.keys(statuses(others))).toEqual(['200']);

    const [item, ...rest] = await queryPartition(world.table, `BUCKET#${ESTABLISHMENT}`);
    expect(rest).toEqual([]);
    expect(item).toMatchObject({ parts: perWindow, expiresAtEpochSeconds: expect.any(Number) });
    world.clock.advance(windowMs);
    expect((await ask(0, ESTABLISHMENT)).status).toBe(200);
  });

  it('is left alone by an establishment that asks little', async () => {
    const call = environment({ requestsPerSecond: 50 });
    for (let index = 0; index < 20; index += 1) {
      expect((await call(LIST)).status).toBe(200);
      world.clock.advance(2 * SECOND);
    }
    expect(await queryPartition(world.table, `BUCKET#${ESTABLISHMENT}`)).toEqual([]);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('no table'))],
    ['does not answer', () => new Promise<never>(() => undefined)],
  ])('lets everything pass where its item %s, and says so', async (_what, leaseRequests) => {
    const call = environment({ requestsPerSecond: 1, store: { leaseRequests }, readMs: LIMITS_READ_MS });
    for (let index = 0; index < 4; index += 1) expect((await call(LIST)).status).toBe(200);
    expect(said('a limit could not be checked')[0]).toMatchObject({ limit: 'requests' });
  });
});

describe('who looks for strangers', () => {
  const limit = REFUSALS_PER_HOUR.affiliation;
  let contactId: string;
  beforeEach(async () => {
    contactId = await world.newContact(ESTABLISHMENT);
    await world.tell('AffiliationStarted', {
      identityNumber: RESIDENT,
      kind: 'resident',
      occurredAt: '2026-11-01T00:00:00Z',
    });
  });
  const put = (call: Call, identityNumber: string, request: TestRequest = {}) =>
    call(PUT, { params: { identityNumber }, body: { alerts: ['exit'], contactIds: [contactId] }, ...request });

  it('leaves a trace, and is slowed down without learning who belongs to the establishment', async () => {
    const call = environment();
    for (let index = 0; index < limit; index += 1) {
      expect(await put(call, stranger(index))).toMatchObject({ status: 403, problem: 'traveller-not-affiliated' });
    }
    const slowed = { status: 429, problem: 'too-many-requests', headers: { 'retry-after': '36' } };
    expect(await put(call, stranger(limit))).toMatchObject(slowed);
    expect(await put(call, RESIDENT)).toMatchObject(slowed);
    expect(await put(environment(), RESIDENT)).toMatchObject(slowed);

    expect(said('request refused')).toHaveLength(limit);
    expect(said('requests slowed down')).toHaveLength(1);
    const [line] = said('request refused');
    expect(line).toEqual({
      message: 'request refused',
      reason: 'affiliation',
      establishmentId: ESTABLISHMENT,
      actor: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(JSON.stringify(logged)).not.toMatch(new RegExp(`"${ACTOR}"|${stranger(0)}|31000000`));

    const { items } = await listAudit(
      world.table,
      { establishmentId: ESTABLISHMENT },
      { limit: 100, keep: () => true },
    );
    const refused = items.filter(({ action }) => action === 'request.refused');
    expect(
      refused.map(({ refusal, actor, requestId, identityNumber }) => [refusal, actor, requestId, identityNumber]),
    ).toEqual(
      expect.arrayContaining([
        ['traveller-not-affiliated', ACTOR, REQUEST_ID, undefined],
        ['too-many-requests', ACTOR, REQUEST_ID, undefined],
      ]),
    );
    expect(refused).toHaveLength(2);

    world.clock.advance(36 * SECOND);
    expect((await put(call, RESIDENT)).status).toBe(201);
    expect((await put(call, stranger(limit))).status).toBe(403);
    expect((await put(call, stranger(limit))).status).toBe(429);
  });

  it('is answered no more often when all is asked at once', async () => {
    // Ten environments, each with one request at a time.
    const each = (limit + 50) / 10;
    const clients = Array.from({ length: 10 }, async (_, client) => {
      const call = environment();
      const answers: TestResponse[] = [];
      for (let index = 0; index < each; index += 1) answers.push(await put(call, stranger(client * each + index)));
      return answers;
    });
    const answers = (await Promise.all(clients)).flat();
    const { 403: refused = [], 429: slowed = [], ...more } = statuses(answers);
    expect([refused.length, slowed.length, more]).toEqual([limit, 50, {}]);
  });

  it('slows down no other establishment, and nothing else of its own', async () => {
    const call = environment();
    for (let index = 0; index < limit; index += 1) await put(call, stranger(index));
    expect((await put(call, RESIDENT)).status).toBe(429);
    const other = await put(call, RESIDENT, { establishmentId: OTHER_ESTABLISHMENT });
    expect(other).toMatchObject({ status: 403, problem: 'traveller-not-affiliated' });
    expect((await call(LIST)).status).toBe(200);
    expect((await call(CREATE, { body: { channel: 'sms', address: MOBILE } })).status).toBe(201);
  });

  it('is let in where the count cannot be read, and it is said', async () => {
    const readSlowedForMs = () => Promise.reject(new Error('no table'));
    expect((await put(environment({ store: { readSlowedForMs } }), RESIDENT)).status).toBe(201);
    expect(said('a limit could not be checked')).toEqual([expect.objectContaining({ limit: 'affiliation' })]);
  });

  it('costs those who ask for their own people no round trip: the count is read beside the first reads', async () => {
    const reading = Promise.withResolvers<void>();
    const counting = Promise.withResolvers<void>();
    const { store } = world.subscriptions;
    // Either waits until the other was begun.
    const subscriptions = {
      ...world.subscriptions,
      store: {
        ...store,
        readAffiliation: async (...record) => {
          reading.resolve();
          await counting.promise;
          return store.readAffiliation(...record);
        },
      },
    } satisfies SubscriptionsDeps;
    const readSlowedForMs = async () => {
      counting.resolve();
      await reading.promise;
      return 0;
    };
    expect(
      (await put(environment({ functions: { subscriptions }, store: { readSlowedForMs } }), RESIDENT)).status,
    ).toBe(201);
    expect(said('a limit could not be checked')).toEqual([]);
  });
});

describe('a token with too little', () => {
  it('is counted where its scope does not reach, and slowed down', async () => {
    const call = environment();
    const claims = { scope: 'passport-notifications/read' };
    const create = () => call(CREATE, { body: { channel: 'sms', address: MOBILE }, claims });
    for (let index = 0; index < REFUSALS_PER_HOUR.scope; index += 1) expect((await create()).status).toBe(403);
    expect(await create()).toMatchObject({ status: 429, headers: { 'retry-after': '36' } });
    expect((await call(LIST, { claims })).status).toBe(200);
    expect(said('request refused')[0]).toMatchObject({ reason: 'scope', establishmentId: ESTABLISHMENT });
  });

  it('is noted where it names no establishment', async () => {
    expect((await environment()(LIST, { establishmentId: '7' })).status).toBe(403);
    expect(logged).toEqual([
      { message: 'request refused', reason: 'no-establishment', actor: expect.stringMatching(/^[0-9a-f]{16}$/) },
    ]);
  });
});

describe('who guesses codes', () => {
  it('is slowed down for all contacts, for right codes too', async () => {
    const call = environment();
    const create = async (address: string) => (await call(CREATE, { body: { channel: 'sms', address } })).body.id;
    const guessed = await create('+966551000001');
    const other = await create('+966551000002');
    const verify = (contactId: string, code: string) => call(VERIFY, { params: { contactId }, body: { code } });
    const answers: string[] = [];
    for (let index = 0; index < REFUSALS_PER_HOUR.code; index += 1) {
      answers.push((await verify(guessed, '000000')).problem ?? '');
    }
    expect([...new Set(answers)]).toEqual(['wrong-code', 'code-expired']);
    const right = world.codeFor('+966551000002');
    expect(await verify(other, right)).toMatchObject({ status: 429, headers: { 'retry-after': '120' } });
    world.clock.advance(120 * SECOND);
    expect((await verify(other, right)).status).toBe(200);
  });
});

describe('counting refusals', () => {
  it('is a leaky bucket: as many as an hour may have at once, then one by one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...REFUSAL_KINDS),
        fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: HOUR / 20 })), { minLength: 40, maxLength: 80 }),
        async (kind: RefusalKind, pauses) => {
          const establishmentId: EstablishmentId = asId(randomUUID());
          const costMs = HOUR / REFUSALS_PER_HOUR[kind];
          let now = Date.parse('2026-11-22T09:00:00Z');
          let filledUntil = 0;
          for (const pause of pauses) {
            now += pause;
            const waitMs = Math.max(0, filledUntil + costMs - now - HOUR);
            expect(await readSlowedForMs(world.table, establishmentId, kind, new Date(now))).toBe(waitMs);
            const counted = await countRefusal(world.table, establishmentId, kind, new Date(now));
            expect(counted.outcome).toBe(waitMs > 0 ? 'slowed' : 'counted');
            if (waitMs === 0) filledUntil = Math.max(now, filledUntil) + costMs;
          }
        },
      ),
      { numRuns: 10, endOnFailure: true },
    );
  });
});

describe('codes to one address', () => {
  const ADDRESS = '+966551234567';
  const establishment = (index: number) => String(7_100_000_000 + index);
  const create = (index: number) =>
    world.api(CREATE, { establishmentId: establishment(index), body: { channel: 'sms', address: ADDRESS } });
  const queuedCodes = () => world.queued.filter(({ sealedContent, address }) => sealedContent && address === ADDRESS);
  const codes = () => queuedCodes().filter(({ status }) => status === 'queued').length;

  it('end in silence once all establishments together had enough of them sent', async () => {
    const answers = [];
    for (let index = 0; index < CODES_PER_HOUR + 4; index += 1) answers.push(await create(index));
    expect(new Set(answers.map(({ status, body }) => `${status} ${Object.keys(body)}`)).size).toBe(1);
    expect(codes()).toBe(CODES_PER_HOUR);
    // Another address, and another channel of the same establishment, are not concerned.
    const more = { establishmentId: establishment(0), body: { channel: 'sms', address: '+966551234568' } };
    await world.api(CREATE, more);
    expect(world.queued.at(-1)?.address).toBe('+966551234568');
  });

  it('are withheld by what cannot be timed: such a code is queued as any other, and its sender leaves it', async () => {
    const asked = CODES_PER_HOUR + 4;
    for (let index = 0; index < asked; index += 1) await create(index);
    const ids = queuedCodes().map(({ id }) => id);
    expect(ids).toHaveLength(asked);
    const sent: string[] = [];
    await world.send(({ id }) => {
      sent.push(id);
      return { outcome: 'accepted', providerMessageId: id };
    });
    expect(sent).toEqual(ids.slice(0, CODES_PER_HOUR));
    const found = await world.recorded(ids);
    expect(found.map(({ status }) => status)).toEqual([
      ...Array(CODES_PER_HOUR).fill('sent'),
      ...Array(asked - CODES_PER_HOUR).fill('cancelled'),
    ]);
    // What is settled is nothing for the sweep.
    const before = new Date(world.clock.now().getTime() + 1);
    const shards = [...UNSETTLED_SHARDS].map((shard) => listUnsettled(world.table, { shard, before }, { limit: 100 }));
    expect((await Promise.all(shards)).flatMap(({ items }) => items)).toEqual([]);
  });

  it('never exceed it where all establishments ask at once, and go on an hour later', async () => {
    await Promise.all(Array.from({ length: 3 * CODES_PER_HOUR }, (_, index) => create(index)));
    expect(codes()).toBe(CODES_PER_HOUR);
    world.clock.advance(HOUR);
    await create(100);
    expect(codes()).toBe(CODES_PER_HOUR + 1);
  });

  it('count in any hour and in any day, whenever they are asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.integer({ min: 0, max: HOUR / 4 }), fc.integer({ min: 0, max: 6 * HOUR })), {
          minLength: 60,
          maxLength: 150,
        }),
        async (pauses) => {
          const hash = randomUUID();
          let now = Date.parse('2026-11-22T09:00:00Z');
          const sent: number[] = [];
          for (const pause of pauses) {
            now += pause;
            const within = (ms: number) => sent.filter((at) => at > now - ms).length;
            const isAllowed = within(HOUR) < CODES_PER_HOUR && within(24 * HOUR) < CODES_PER_DAY;
            expect(await countCodeToAddress(world.table, hash, new Date(now))).toBe(isAllowed);
            if (isAllowed) sent.push(now);
          }
          const [item] = await queryPartition(world.table, `CODES#${hash}`);
          expect(String(item?.sentAtMs).split(',').length).toBeLessThanOrEqual(60);
        },
      ),
      { numRuns: 10, endOnFailure: true },
    );
  });

  it('leave the message to the old address alone', async () => {
    const contactId = await world.newContact(ESTABLISHMENT, { channel: 'sms', address: '+966551234569' });
    for (let index = 0; index < CODES_PER_HOUR; index += 1) await create(index);
    world.queued.length = 0;
    const answer = await world.api(PATCH, { params: { contactId }, body: { address: ADDRESS } });
    expect(answer).toMatchObject({ status: 200, body: { pendingAddress: ADDRESS } });
    const toSend = world.queued.filter(({ status }) => status === 'queued');
    expect(toSend.map(({ content }) => content?.template)).toEqual(['address-changed']);
  });
});

describe('an item that many write to', () => {
  it('makes nobody wait for long: what does not get through is told to try again', async () => {
    const contactId = await world.newContact(ESTABLISHMENT);
    const api = apiCaller(createContacts({ ...world.contacts, conflictsMs: API_CONFLICTS_MS }));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        api(PATCH, { params: { contactId }, body: { label: `label ${index}` } }),
      ),
    );
    const { 200: changed = [], 429: refused = [], ...more } = statuses(answers);
    expect(more).toEqual({});
    expect(changed.length).toBeGreaterThan(0);
    for (const { problem, headers } of refused)
      expect([problem, headers['retry-after']]).toEqual(['too-many-requests', '1']);
  });

  it('answers 429 where others always write first, and the trail says that nothing came of it', async () => {
    const contactId = await world.newContact(ESTABLISHMENT);
    let tries = 0;
    const saveContacts = async () => {
      tries += 1;
      return undefined;
    };
    const api = apiCaller(
      createContacts({
        ...world.contacts,
        store: { ...world.contacts.store, saveContacts },
        conflictsMs: API_CONFLICTS_MS,
      }),
    );
    const answer = await api(PATCH, { params: { contactId }, body: { label: 'x' } });
    expect(answer).toMatchObject({ status: 429, problem: 'too-many-requests', headers: { 'retry-after': '1' } });
    expect(tries).toBeGreaterThan(1);
    const { items } = await listAudit(world.table, { establishmentId: ESTABLISHMENT }, { limit: 9, keep: () => true });
    expect(items).toContainEqual(expect.objectContaining({ action: 'contact.change', refusal: 'too-many-requests' }));
  });
});
