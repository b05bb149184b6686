// biome-ignore lint/style/noRestrictedImports: it delays calls, so that they come in another order than they were made.
import { setTimeout as sleep } from 'node:timers/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { subscriptionsStore } from '../../functions/subscriptions/deps.ts';
import { createHandler as createSubscriptions } from '../../functions/subscriptions/handler.ts';
import type { ContactId, EventId, IdentityNumber } from '../../shared/domain/ids.ts';
import { reserve } from '../../shared/store/subscription-quota.ts';
import { type Table, withTable } from '../../shared/store/table.ts';
import { readAffiliation, saveAffiliation } from '../../shared/store/travellers.ts';
import { apiCaller, type Call, gatewayEvent, type TestRequest } from '../support/api.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { affiliation, ESTABLISHMENT, OTHER_ESTABLISHMENT, subscription } from '../support/factories.ts';
import { asId } from '../support/ids.ts';
import { crashAt, intercepted } from '../support/injection.ts';
import { lambdaContext } from '../support/logger.ts';
import { PATIENCE_MS } from '../support/time-limits.ts';
import { createWorld, type World } from '../support/world.ts';

const PUT = 'PUT /v1/subscriptions/{identityNumber}';
const PATCH = 'PATCH /v1/subscriptions/{identityNumber}';
const DELETE = 'DELETE /v1/subscriptions/{identityNumber}';
const MINUTE = 60_000;
const LIMIT = 3;
/** Visitors, some under each of the first digits that are counted apart. */
const PEOPLE = ['2000000006', '2100000005', '2999999994', '3000000004', '4000000002', '5000000000', '6999999999'].map(
  asId<IdentityNumber>,
);

let dynalite: Dynalite;
let world: World;
let contactId: ContactId;
let api: Call;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(startAgain);

async function startAgain(): Promise<void> {
  world = createWorld(await dynalite.newTable());
  contactId = await world.newContact(ESTABLISHMENT);
  await Promise.all(
    PEOPLE.map((identityNumber) => saveAffiliation(world.table, affiliation({ identityNumber, version: 0 }))),
  );
  api = apiOver(world.table);
}

/** The API with the small limit, over a table that may misbehave. */
function apiOver(table: Table, wrap = (store: World['subscriptions']['store']) => store): Call {
  const store = wrap(withTable(table, subscriptionsStore));
  return apiCaller(createSubscriptions({ ...world.subscriptions, store, maxSubscriptions: LIMIT }));
}

const params = (person: number) => ({ identityNumber: PEOPLE[person] ?? asId<IdentityNumber>('') });
const put = (person: number, call = api, request: TestRequest = {}) =>
  call(PUT, { params: params(person), body: { alerts: ['exit'], contactIds: [contactId] }, ...request });
const drop = (person: number, call = api) => call(DELETE, { params: params(person) });
/** What the registry does: the end of an affiliation ends what follows from it. */
async function end(person: number): Promise<void> {
  const known = await readAffiliation(world.table, params(person).identityNumber, ESTABLISHMENT);
  if (!known?.subscription) return;
  const ended = { at: '2026-11-22T08:00:00.000Z', eventId: asId<EventId>('end'), reason: 'departed' as const };
  await saveAffiliation(world.table, { ...known, subscription: { ...known.subscription, ended } });
}
async function followed(): Promise<number> {
  const records = await Promise.all(
    PEOPLE.map((identityNumber) => readAffiliation(world.table, identityNumber, ESTABLISHMENT)),
  );
  return records.filter((one) => one?.subscription && !one.subscription.ended).length;
}
const statuses = async (answers: Promise<{ status: number }>[]) =>
  (await Promise.all(answers)).map(({ status }) => status).toSorted();

describe('the limit of subscriptions', () => {
  it('refuses one more, and lets those that are there be replaced and changed', async () => {
    for (let person = 0; person < LIMIT; person += 1) expect((await put(person)).status).toBe(201);
    const answer = await put(LIMIT);
    expect(answer).toMatchObject({ status: 422, problem: 'validation-failed', errors: [' limit-reached'] });
    expect((await put(0)).status).toBe(200);
    expect((await api(PATCH, { params: params(1), body: { label: 'x' } })).status).toBe(200);
    expect(await followed()).toBe(LIMIT);
    const { items } = (await world.api('GET /v1/audit', { query: { identityNumber: String(PEOPLE[LIMIT]) } })).body;
    expect(items).toEqual([]);
  });

  it('is that of one establishment', async () => {
    for (let person = 0; person < LIMIT; person += 1) await put(person);
    const contactIds = [await world.newContact(OTHER_ESTABLISHMENT)];
    await saveAffiliation(world.table, affiliation({ establishmentId: OTHER_ESTABLISHMENT, version: 0 }));
    const body = { alerts: ['exit'], contactIds };
    expect((await put(0, api, { establishmentId: OTHER_ESTABLISHMENT, body })).status).toBe(201);
  });

  it('comes after what is wrong with the request itself, and after its preconditions', async () => {
    for (let person = 0; person < LIMIT; person += 1) await put(person);
    expect((await put(LIMIT, api, { headers: { 'if-match': '*' } })).status).toBe(412);
    const unknown = { body: { alerts: ['exit'], contactIds: ['nobody'] } };
    expect((await put(LIMIT, api, unknown)).errors).toEqual(['/contactIds/0 unknown-contact']);
  });

  it('is not exceeded by requests that come at once', async () => {
    expect(await statuses(PEOPLE.map((_, person) => put(person)))).toEqual([201, 201, 201, 422, 422, 422, 422]);
    expect(await followed()).toBe(LIMIT);
  });

  it('counts those that were there before the quota was counted', async () => {
    for (const identityNumber of PEOPLE.slice(0, 2)) {
      const known = await readAffiliation(world.table, identityNumber, ESTABLISHMENT);
      if (known) await saveAffiliation(world.table, { ...known, subscription: subscription() });
    }
    expect((await put(2)).status).toBe(201);
    expect((await put(3)).status).toBe(422);
  });
});

describe('the function as it is wired', () => {
  const secrets = mockClient(SecretsManagerClient);
  afterAll(() => {
    secrets.restore();
    vi.unstubAllEnvs();
  });

  it('lets an establishment have 100,000 subscriptions, and not one more', async () => {
    secrets.on(GetSecretValueCommand).resolves({ SecretString: 'a secret for tests' });
    const environment = {
      TABLE_NAME: world.table.tableName,
      KEYS_SECRET_ID: 'keys',
      AUDIT_RETENTION_DAYS: '1826',
      REQUESTS_PER_SECOND: '50',
      AWS_ENDPOINT_URL_DYNAMODB: dynalite.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
    };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const { handler } = await import('../../functions/subscriptions/index.ts');
    const follow = async (person: number) => {
      const body = { alerts: ['exit'], contactIds: [contactId] };
      const answer = await handler(gatewayEvent(PUT, { params: params(person), body }), lambdaContext());
      return { status: answer.statusCode, errors: JSON.parse(answer.body ?? '').errors };
    };

    // Reserved just now, so that nothing is counted again: there is room for one more.
    const now = new Date().toISOString();
    const key = { pk: `ESTABLISHMENT#${ESTABLISHMENT}`, sk: 'SUBSCRIPTIONS' };
    await world.table.client.send(
      new PutCommand({
        TableName: world.table.tableName,
        Item: { ...key, reserved: 99_999, reservedAt: now, countedAt: now },
      }),
    );
    expect((await follow(0)).status).toBe(201);
    expect(await follow(1)).toMatchObject({ status: 422, errors: [{ path: '', code: 'limit-reached' }] });
    expect(await followed()).toBe(1);
  });
});

describe('the reservations of an establishment', () => {
  it.each([
    ['deleted', (person: number) => drop(person)],
    ['ended', (person: number) => end(person)],
  ])('come back for what was %s, once the subscriptions are counted', async (_, leave) => {
    for (let person = 0; person < LIMIT; person += 1) await put(person);
    await leave(0);
    await leave(1);
    // The last reservation is a moment old: its subscription may not show yet.
    expect((await put(3)).status).toBe(422);
    world.clock.advance(MINUTE);
    expect((await put(3)).status).toBe(201);
    expect((await put(4)).status).toBe(201);
    expect((await put(5)).status).toBe(422);
    expect(await followed()).toBe(LIMIT);
  });

  it('are counted once a minute at most', async () => {
    for (let person = 0; person < LIMIT; person += 1) await put(person);
    let queries = 0;
    const { client } = world.table;
    const counting = Object.assign(Object.create(client), {
      send: (command: { input: { Select?: string } }) => {
        if (command.input.Select === 'COUNT') queries += 1;
        return client.send(command as never);
      },
    });
    const call = apiOver({ ...world.table, client: counting });
    world.clock.advance(MINUTE);
    expect((await put(3, call)).status).toBe(422);
    const once = queries;
    expect(once).toBeGreaterThan(0);
    world.clock.advance(MINUTE - 1);
    expect((await put(3, call)).status).toBe(422);
    expect(queries).toBe(once);
    world.clock.advance(1);
    expect((await put(3, call)).status).toBe(422);
    expect(queries).toBe(2 * once);
  });

  it.each(['before', 'after'] as const)(
    'heal of a function that died %s any of its calls: what it took comes back',
    async (when) => {
      for (let n = 1; ; n += 1) {
        await startAgain();
        const hook = crashAt(n, when);
        const dying = apiOver(world.table, (store) => intercepted(store, hook));
        await put(0, dying);
        expect(await followed()).toBeLessThanOrEqual(1);
        world.clock.advance(MINUTE);
        // As many as there may be are there in the end, and no more.
        await statuses([put(0), put(1), put(2)]);
        world.clock.advance(MINUTE);
        expect(await statuses([put(0), put(1), put(2)])).toEqual([200, 200, expect.any(Number)]);
        expect((await put(2)).status).toBe(200);
        expect((await put(3)).status).toBe(422);
        expect(await followed()).toBe(LIMIT);
        if (!hook.crashed()) break;
      }
    },
  );

  /** A client whose calls come in at another time than they were made, by a list of pauses. */
  function shuffled(table: Table, pauses: readonly number[]): Table {
    let calls = 0;
    const client = Object.assign(Object.create(table.client), {
      send: async (command: never) => {
        calls += 1;
        await sleep(pauses[calls % pauses.length]);
        return table.client.send(command);
      },
    });
    return { ...table, client };
  }

  const operation = fc.record({
    type: fc.constantFrom('put', 'put', 'put', 'drop', 'end'),
    person: fc.nat(PEOPLE.length - 1),
  });

  it('are never more than there may be, whatever meets', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(operation, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(6), { minLength: 5, maxLength: 40 }),
        fc.array(fc.constantFrom(1000, 29_000, MINUTE, 2 * MINUTE), { minLength: 4, maxLength: 4 }),
        async (rounds, pauses, waits) => {
          await startAgain();
          const call = apiOver(shuffled(world.table, pauses));
          for (const [index, round] of rounds.entries()) {
            await Promise.all(
              round.map(async ({ type, person }) => {
                if (type === 'put') expect([200, 201, 422]).toContain((await put(person, call)).status);
                else if (type === 'drop') await drop(person, call);
                else await end(person);
              }),
            );
            expect(await followed()).toBeLessThanOrEqual(LIMIT);
            world.clock.advance(waits[index] ?? 0);
          }
          // Nothing is lost for good.
          world.clock.advance(2 * MINUTE);
          for (const person of PEOPLE.keys()) await put(person);
          world.clock.advance(2 * MINUTE);
          for (const person of PEOPLE.keys()) await put(person);
          expect(await followed()).toBe(LIMIT);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('are counted to the last, beyond one page of the index', async () => {
    // A page of DynamoDB holds a megabyte.
    const label = 'x'.repeat(300_000);
    for (const identityNumber of ['2200000001', '2200000002', '2200000003', '2200000004', '2300000001']) {
      await saveAffiliation(
        world.table,
        affiliation({ identityNumber, version: 0, subscription: subscription({ label }) }),
      );
    }
    const take = (limit: number) =>
      reserve(world.table, ESTABLISHMENT, { limit, now: world.clock.now(), conflictsMs: PATIENCE_MS });
    expect(await take(5)).toBe(false);
    world.clock.advance(MINUTE);
    expect(await take(6)).toBe(true);
  });
});
