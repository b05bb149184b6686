/** What an establishment may learn of another one: nothing, by whatever it asks. */
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_CONTACTS_PER_ESTABLISHMENT } from '../../shared/domain/contacts.ts';
import type { EstablishmentId } from '../../shared/domain/ids.ts';
import { DAY_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import type { Route } from '../../shared/http/api.ts';
import { readContacts, saveContacts } from '../../shared/store/contacts.ts';
import type { Table } from '../../shared/store/table.ts';
import { gatewayEvent, type TestRequest } from '../support/api.ts';
import { type FakeClock, fakeClock, NOW } from '../support/clock.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { contact } from '../support/factories.ts';
import { asId } from '../support/ids.ts';
import { lambdaContext } from '../support/logger.ts';
import { itemsOf, recorded } from '../support/recorder.ts';
import { createWorld, type World } from '../support/world.ts';

/** What comes back: everything but the request's id, which the tests keep the same. */
interface Plain {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
  /** What the table was asked for, in order. */
  readonly calls: string[];
}

/** A world whose API answers as the gateway would see it, and whose ids are the same in every world. */
interface House {
  readonly world: World;
  ask(routeKey: string, request: TestRequest & { establishmentId: string }): Promise<Plain>;
  /** The next id that is given. */
  countFrom(id: number): void;
}

const CODE = '424242';
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

function house(table: Table, clock: FakeClock): House {
  const { table: watched, calls } = recorded(table);
  const world = createWorld(watched, clock);
  let ids = 0;
  const newId = () => {
    ids += 1;
    return uuid(ids);
  };
  Object.assign(world.contacts, { newId, newCode: () => CODE });
  Object.assign(world.subscriptions, { newId });
  Object.assign(world.apiFunctions.imports, { newId });
  Object.assign(world.apiFunctions.exports, { newId });
  return {
    world,
    countFrom: (id) => {
      ids = id;
    },
    async ask(routeKey, request) {
      calls.length = 0;
      const {
        statusCode,
        headers = {},
        body = '',
      } = await world.apiHandler(gatewayEvent(routeKey, request), lambdaContext());
      const answer = { status: Number(statusCode), headers: lowerCased(headers), body, calls: [...calls] };
      expectHeaders(answer);
      return answer;
    },
  };
}

const lowerCased = (headers: object) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** No answer goes without the headers that guard it, and no entity tag covers more than what is shown. */
function expectHeaders({ status, headers, body }: Plain): void {
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'strict-transport-security': expect.stringContaining('max-age='),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
  });
  if (status >= 400) expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  if (headers.etag !== undefined && body !== '') expect(headers.etag).toBe(tag);
}

/** What an establishment has, one of each kind. */
interface Belongings {
  readonly establishmentId: EstablishmentId;
  /** In every state: verified and in use, pending, with a new address to come, suppressed, on its way out. */
  readonly contactIds: string[];
  readonly addresses: string[];
  /** Followed, not followed, and no longer theirs. */
  readonly travellers: string[];
  /** Of a crossing, of the end of a subscription, and a code. */
  readonly notificationIds: string[];
  /** One that was cancelled, and one that waits for its file. */
  readonly importIds: string[];
  /** Made, and being made. */
  readonly exportIds: string[];
  readonly calendarIds: string[];
  /** By list. */
  readonly cursors: Record<string, string>;
  readonly etags: string[];
}

const LISTS = ['contacts', 'subscriptions', 'travellers', 'notifications', 'audit', 'imports'].map(
  (list) => `GET /v1/${list}`,
);
const [CONTACT, SUBSCRIPTION] = ['/v1/contacts/{contactId}', '/v1/subscriptions/{identityNumber}'];
const DEFAULT = '/v1/default-subscription';
const IMPORT = '/v1/imports/{importId}';

/** Gives an establishment one of each kind of thing; `n` tells its people and addresses from those of others. */
async function furnish({ world, ask }: House, establishmentId: EstablishmentId, n: number): Promise<Belongings> {
  const addresses = [0, 1, 2, 3, 4, 5].map((i) => `desk-${i}@host-${n}.example`);
  const [first = '', second = '', third = ''] = [0, 1, 2].map((i) => `3${n}000000${i}`);
  const travellers = [first, second, third];
  const say = (routeKey: string, request: TestRequest) => world.api(routeKey, { establishmentId, ...request });
  const contactIds: string[] = [];
  for (const address of addresses) {
    const { body } = await say('POST /v1/contacts', { body: { channel: 'email', address, language: 'en' } });
    contactIds.push(body.id);
  }
  const [used = '', pending, moving = '', suppressed, leaving, other = ''] = contactIds;
  for (const contactId of contactIds) {
    if (contactId === pending) continue;
    await say(`POST ${CONTACT}/verification`, { params: { contactId }, body: { code: CODE } });
  }
  const body = { address: `new-${addresses[2]}` };
  await say(`PATCH ${CONTACT}`, { params: { contactId: moving }, body });

  for (const identityNumber of travellers) {
    await world.tell('AffiliationStarted', {
      ...{ identityNumber, establishmentId, kind: 'visitor', occurredAt: '2026-11-01T00:00:00Z' },
      eventId: `start-${n}-${identityNumber}`,
    });
  }
  for (const identityNumber of [first, third]) {
    const subscription = { alerts: ['entry', 'exit'], contactIds: [used, other], label: `of ${n}` };
    await say(`PUT ${SUBSCRIPTION}`, { params: { identityNumber }, body: subscription });
  }
  const byDefault = { kinds: ['resident'], alerts: ['entry'], contactIds: [other] };
  await say(`PUT ${DEFAULT}`, { body: byDefault });
  const code = world.queued.find((one) => one.contactId === used && one.about === undefined)?.id;
  const told = world.queued.length;
  await world.tell('TravellerExited', { identityNumber: first, eventId: `exit-${n}` });
  const end = { identityNumber: third, establishmentId, reason: 'departed', eventId: `end-${n}` };
  await world.tell('AffiliationEnded', end);
  const notificationIds = [...world.queued.slice(told).map(({ id }) => id), code ?? ''];

  const book = await readContacts(world.table, establishmentId);
  const contacts = book.contacts.map((contact) => {
    if (contact.id === suppressed) return { ...contact, status: 'suppressed' as const };
    const until = new Date(world.clock.now().getTime() + 30 * DAY_MS).toISOString();
    return contact.id === leaving ? { ...contact, deletion: { token: 'leaving', until } } : contact;
  });
  await saveContacts(world.table, { ...book, contacts });

  const importIds: string[] = [];
  for (const mode of ['make-equal', 'add-and-change']) {
    const { body } = await say('POST /v1/imports', { body: { fileName: `of ${n}.csv`, mode } });
    importIds.push(body.id);
    if (mode === 'make-equal') await say(`POST ${IMPORT}/cancel`, { params: { importId: body.id } });
  }
  const exportIds: string[] = [];
  for (const what of ['travellers', 'audit']) {
    exportIds.push((await say('POST /v1/exports', { body: { what } })).body.id);
    if (what === 'travellers') await world.makeExports();
  }
  world.exportJobs.length = 0;
  const calendarIds: string[] = [];
  for (const _ of [1, 2]) calendarIds.push((await say('POST /v1/calendars', {})).body.id);

  const cursors: Record<string, string> = {};
  for (const routeKey of LISTS) {
    const page = await ask(routeKey, { establishmentId, query: { limit: '1' } });
    cursors[routeKey] = JSON.parse(page.body).nextCursor;
  }
  const shown = await Promise.all([
    ...contactIds.map((contactId) => say(`GET ${CONTACT}`, { params: { contactId } })),
    say(`GET ${SUBSCRIPTION}`, { params: { identityNumber: first } }),
    say(`GET ${DEFAULT}`, {}),
  ]);
  const etags = shown.map(({ headers }) => headers.etag ?? '');
  const has = {
    establishmentId,
    contactIds,
    addresses,
    travellers,
    notificationIds,
    importIds,
    exportIds,
    calendarIds,
    cursors,
    etags,
  };
  for (const values of [
    contactIds,
    notificationIds,
    importIds,
    exportIds,
    calendarIds,
    Object.values(cursors),
    etags,
  ]) {
    expect(new Set(values).size).toBe(values.length);
    expect(values.every((value) => value.length > 5)).toBe(true);
  }
  return has;
}

const OWNER: EstablishmentId = asId('7000000201');
const RICH: EstablishmentId = asId('7000000202');
const POOR: EstablishmentId = asId('7000000203');
const THIRD: EstablishmentId = asId('7000000204');

let dynalite: Dynalite;
beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());

/** Enough to make a table of routes; nobody calls them. */
const NO_DEPS = new Proxy({}, { get: () => ({}) });

/** The routes of every function that has some, but those that no establishment's token opens. */
async function routesOfEstablishments(): Promise<string[]> {
  const root = fileURLToPath(new URL('../../functions', import.meta.url));
  const tables = await Promise.all(
    globSync('*/handler.ts', { cwd: root }).map(async (path) => {
      const exports: Record<string, unknown> = await import(`../../functions/${dirname(path)}/handler.ts`);
      return Object.entries(exports)
        .filter(([name, value]) => name.endsWith('Routes') && typeof value === 'function')
        .map(([, table]) => (table as (deps: object) => Record<string, Route>)(NO_DEPS));
    }),
  );
  return tables
    .flat()
    .flatMap((table) => Object.entries(table))
    .filter(([, route]) => !route.verify && !route.isPublic)
    .map(([routeKey]) => routeKey)
    .toSorted();
}

/** What differs from request to request. */
interface Drawn {
  readonly headers: Record<string, string>;
  readonly body: unknown;
}
/** A place where an identifier of another establishment can be put. */
interface Place {
  readonly routeKey: string;
  readonly identifier: string;
  /** The identifiers of another establishment. */
  readonly theirs: (of: Belongings) => string[];
  /** Identifiers of the same form that nobody has. */
  readonly nobodys: fc.Arbitrary<string>;
  readonly bodies?: (asker: Belongings | undefined, owner: Belongings) => unknown[];
  readonly request: (identifier: string, drawn: Drawn, asker: Belongings | undefined) => TestRequest;
  /** How it is refused; none for a list, which is empty. */
  readonly refused: { status: number; problem?: string };
  /** Whether it takes something of one's own to ask. */
  readonly needsOwn?: boolean;
}

const notFound = { status: 404, problem: 'not-found' };
const unknownUuid = fc.uuid({ version: 4 });
const unknownTraveller = fc.nat(99_999_999).map((n) => `49${String(n).padStart(8, '0')}`);
const unknownTag = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => `"${Buffer.from(bytes).toString('base64url')}"`);
const unknownCursor = fc
  .uint8Array({ minLength: 40, maxLength: 300 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));

function contactPlace(routeKey: string, bodies?: Place['bodies']): Place {
  return {
    ...{ routeKey, identifier: 'contactId', refused: notFound, nobodys: unknownUuid, bodies },
    theirs: ({ contactIds }) => contactIds,
    request: (contactId, { headers, body }) => ({ params: { contactId }, headers, body }),
  };
}
function travellerPlace(method: string, refused: Place['refused'], bodies?: Place['bodies']): Place {
  return {
    ...{ routeKey: `${method} ${SUBSCRIPTION}`, identifier: 'identityNumber', refused, bodies },
    nobodys: unknownTraveller,
    theirs: ({ travellers }) => travellers,
    request: (identityNumber, { headers, body }) => ({ params: { identityNumber }, headers, body }),
  };
}
function importPlace(routeKey: string): Place {
  return {
    ...{ routeKey, identifier: 'importId', refused: notFound, nobodys: unknownUuid },
    theirs: ({ importIds }) => importIds,
    request: (importId, { headers }) => ({ params: { importId }, headers }),
  };
}
/** `If-Match` with another establishment's tag, on something of one's own. */
function tagPlace(
  routeKey: string,
  own: (asker: Belongings) => Record<string, string>,
  bodyOf: (asker: Belongings) => unknown = () => undefined,
): Place {
  return {
    ...{ routeKey, identifier: 'If-Match', nobodys: unknownTag, needsOwn: true },
    theirs: ({ etags }) => etags,
    request: (tag, _drawn, asker) =>
      asker ? { params: own(asker), headers: { 'if-match': tag }, body: bodyOf(asker) } : {},
    refused: { status: 412, problem: 'precondition-failed' },
  };
}
/** Another establishment's contact, named in a subscription of one's own. */
function namedPlace(method: string): Place {
  return {
    ...{ routeKey: `${method} ${SUBSCRIPTION}`, identifier: 'contactIds', nobodys: unknownUuid, needsOwn: true },
    theirs: ({ contactIds }) => contactIds,
    request: (contactId, { headers }, asker) => ({
      params: { identityNumber: asker?.travellers[0] ?? '' },
      headers,
      body: { alerts: ['exit'], contactIds: [asker?.contactIds[0], contactId] },
    }),
    refused: { status: 422, problem: 'validation-failed' },
  };
}
/** The same, named in one's own default subscription. */
function namedByDefaultPlace(): Place {
  return {
    ...{ routeKey: `PUT ${DEFAULT}`, identifier: 'contactIds', nobodys: unknownUuid, needsOwn: true },
    theirs: ({ contactIds }) => contactIds,
    request: (contactId, { headers }, asker) => ({ headers, body: defaultNaming([asker?.contactIds[0], contactId]) }),
    refused: { status: 422, problem: 'validation-failed' },
  };
}
const defaultNaming = (contactIds: unknown[]) => ({ kinds: ['resident'], alerts: ['exit'], contactIds });

/** A filter of a list that names something of another establishment's. */
function filterPlace(routeKey: string, identifier: 'identityNumber' | 'contactId'): Place {
  const isContact = identifier === 'contactId';
  return {
    ...{ routeKey, identifier, nobodys: isContact ? unknownUuid : unknownTraveller },
    theirs: ({ travellers, contactIds }) => (isContact ? contactIds : travellers),
    request: (value, { headers }) => ({ query: { [identifier]: value }, headers }),
    refused: { status: 200 },
  };
}
const ownContact = ({ contactIds }: Belongings) => ({ contactId: contactIds[5] ?? '' });
const ownTraveller = ({ travellers }: Belongings) => ({ identityNumber: travellers[0] ?? '' });
const subscriptions = (asker: Belongings | undefined, owner: Belongings) => [
  { alerts: ['entry'], contactIds: [asker?.contactIds[0] ?? uuid(999_999)] },
  { alerts: ['passport-expiry'], contactIds: [owner.contactIds[0]], label: 'of 31' },
];

const PLACES: Place[] = [
  contactPlace(`GET ${CONTACT}`),
  contactPlace(`PATCH ${CONTACT}`, (asker, owner) => [
    {},
    { label: 'mine' },
    { address: owner.addresses[1] },
    { address: asker?.addresses[0] ?? 'nobody@host.example' },
    { address: 'no address at all' },
  ]),
  contactPlace(`DELETE ${CONTACT}`),
  contactPlace(`POST ${CONTACT}/verification`, () => [{ code: CODE }, { code: '000000' }]),
  contactPlace(`POST ${CONTACT}/verification-code`),
  contactPlace(`POST ${CONTACT}/secret`),
  contactPlace(`POST ${CONTACT}/test`),
  contactPlace(`POST ${CONTACT}/replay`, () => [{ from: NOW }]),
  contactPlace(`GET ${CONTACT}/answers`),
  travellerPlace('GET', notFound),
  travellerPlace('PUT', { status: 403, problem: 'traveller-not-affiliated' }, subscriptions),
  travellerPlace('PATCH', notFound, (...of) => [{}, { label: null }, ...subscriptions(...of)]),
  travellerPlace('DELETE', notFound),
  namedByDefaultPlace(),
  tagPlace(
    `PUT ${DEFAULT}`,
    () => ({}),
    ({ contactIds }) => defaultNaming([contactIds[5]]),
  ),
  tagPlace(`DELETE ${DEFAULT}`, () => ({})),
  namedPlace('PUT'),
  namedPlace('PATCH'),
  tagPlace(`PATCH ${CONTACT}`, ownContact, () => ({ label: 'mine' })),
  tagPlace(`DELETE ${CONTACT}`, ownContact),
  tagPlace(`POST ${CONTACT}/verification`, ownContact, () => ({ code: CODE })),
  tagPlace(`POST ${CONTACT}/verification-code`, ({ contactIds }) => ({ contactId: contactIds[2] ?? '' })),
  tagPlace(`PUT ${SUBSCRIPTION}`, ownTraveller, ({ contactIds }) => ({
    alerts: ['exit'],
    contactIds: [contactIds[5]],
  })),
  tagPlace(`PATCH ${SUBSCRIPTION}`, ownTraveller, () => ({})),
  tagPlace(`DELETE ${SUBSCRIPTION}`, ownTraveller),
  {
    ...{ routeKey: 'GET /v1/notifications/{notificationId}', identifier: 'notificationId', nobodys: unknownUuid },
    theirs: ({ notificationIds }) => notificationIds,
    request: (notificationId, { headers }) => ({ params: { notificationId }, headers }),
    refused: notFound,
  },
  importPlace(`GET ${IMPORT}`),
  importPlace(`POST ${IMPORT}/apply`),
  importPlace(`POST ${IMPORT}/cancel`),
  {
    ...{ routeKey: 'GET /v1/exports/{exportId}', identifier: 'exportId', nobodys: unknownUuid },
    theirs: ({ exportIds }) => exportIds,
    request: (exportId, { headers }) => ({ params: { exportId }, headers }),
    refused: notFound,
  },
  {
    ...{ routeKey: 'DELETE /v1/calendars/{calendarId}', identifier: 'calendarId', nobodys: unknownUuid },
    theirs: ({ calendarIds }) => calendarIds,
    request: (calendarId, { headers }) => ({ params: { calendarId }, headers }),
    refused: notFound,
  },
  filterPlace('GET /v1/notifications', 'identityNumber'),
  filterPlace('GET /v1/notifications', 'contactId'),
  filterPlace('GET /v1/subscriptions', 'contactId'),
  {
    ...{ routeKey: 'GET /v1/travellers/{identityNumber}', identifier: 'identityNumber', nobodys: unknownTraveller },
    theirs: ({ travellers }) => travellers,
    request: (identityNumber, { headers }) => ({ params: { identityNumber }, headers }),
    refused: notFound,
  },
  {
    ...{ routeKey: 'GET /v1/travellers', identifier: 'q', nobodys: unknownTraveller },
    theirs: ({ travellers }) => travellers,
    request: (q, { headers }) => ({ query: { q }, headers }),
    refused: { status: 200 },
  },
  filterPlace('GET /v1/audit', 'identityNumber'),
  filterPlace('GET /v1/audit', 'contactId'),
  ...LISTS.map((routeKey): Place => {
    return {
      ...{ routeKey, identifier: 'cursor', nobodys: unknownCursor },
      theirs: ({ cursors }) => [cursors[routeKey] ?? '', ...Object.values(cursors)],
      request: (cursor, { headers }) => ({ query: { cursor }, headers }),
      refused: { status: 422, problem: 'validation-failed' },
    };
  }),
];
/** Routes that take no identifier. What they answer is compared below, with and without others in the table. */
const WITHOUT_IDENTIFIER = [
  `GET ${DEFAULT}`,
  'GET /v1/establishment',
  'PATCH /v1/establishment',
  'GET /v1/summary',
  'POST /v1/contacts',
  'POST /v1/message-previews',
  'POST /v1/imports',
  'POST /v1/exports',
  'GET /v1/calendars',
  'POST /v1/calendars',
];

describe('what belongs to another establishment answers like what never existed', () => {
  let home: House;
  let owner: Belongings;
  let rich: Belongings;
  let before: string[];

  beforeAll(async () => {
    home = house(await dynalite.newTable(), fakeClock());
    owner = await furnish(home, OWNER, 31);
    rich = await furnish(home, RICH, 32);
    // Time enough for another code.
    home.world.clock.advance(2 * MINUTE_MS);
    before = await itemsOf(home.world.table);
  });
  afterAll(async () => {
    expect(await itemsOf(home.world.table)).toEqual(before);
  });

  it('on every route there is', async () => {
    const covered = [...PLACES.map(({ routeKey }) => routeKey), ...WITHOUT_IDENTIFIER];
    expect([...new Set(covered)].toSorted()).toEqual(await routesOfEstablishments());
    for (const routeKey of covered) {
      for (const [, parameter] of routeKey.matchAll(/\{(\w+)\}/g)) {
        const identifiers = PLACES.filter((place) => place.routeKey === routeKey).map(({ identifier }) => identifier);
        expect({ routeKey, identifiers }).toEqual({ routeKey, identifiers: expect.arrayContaining([parameter]) });
      }
    }
  });

  it.each(PLACES)('$routeKey, $identifier', async (place) => {
    const { routeKey, theirs, nobodys, bodies, request, refused, needsOwn } = place;
    const askers = needsOwn ? [rich] : [rich, undefined];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...askers).chain((asker) =>
          fc.record({
            asker: fc.constant(asker),
            body: fc.constantFrom(...(bodies?.(asker, owner) ?? [undefined])),
          }),
        ),
        fc.constantFrom(...theirs(owner)),
        nobodys,
        fc.record(
          {
            'if-match': fc.constantFrom('*', ...owner.etags, '"none"'),
            'if-none-match': fc.constant('*'),
            'accept-language': fc.constantFrom('ar', 'en'),
          },
          { requiredKeys: [] },
        ),
        async ({ asker, body }, known, unknown, headers) => {
          const ask = (identifier: string) => {
            const establishmentId = asker?.establishmentId ?? POOR;
            return home.ask(routeKey, { ...request(identifier, { headers, body }, asker), establishmentId });
          };
          const answer = await ask(known);
          expect(answer).toEqual(await ask(unknown));
          expect(answer.status).toBe(refused.status);
          if (refused.problem) expect(JSON.parse(answer.body).type).toMatch(new RegExp(`/${refused.problem}$`));
          else expect(JSON.parse(answer.body)).toEqual({ items: [] });
        },
      ),
      { numRuns: 25 },
    );
  });
});

/** One thing that an establishment does, or that happens to its people; the numbers say which and how. */
interface Step {
  readonly does: string;
  readonly which: number;
  readonly how: number;
}

describe('an establishment is answered as if it were alone', () => {
  let crowded: House;
  let alone: House;
  let owner: Belongings;
  let runs = 0;
  const clock = fakeClock();

  beforeAll(async () => {
    crowded = house(await dynalite.newTable(), clock);
    alone = house(await dynalite.newTable(), clock);
    owner = await furnish(crowded, OWNER, 41);
    await furnish(crowded, RICH, 42);
  });

  /** Lets the same thing happen in both worlds; the answers must be the same to the byte, and the calls one by one. */
  async function both(routeKey: string, request: TestRequest & { establishmentId: string }): Promise<Plain> {
    const [among, by] = [await crowded.ask(routeKey, request), await alone.ask(routeKey, request)];
    // Cursors and addresses of calendars are sealed again each time; both lead somewhere or neither does, and to a place of the same length.
    const plain = ({ body, ...rest }: Plain) => ({
      ...rest,
      body: body.replace(
        /"(nextCursor|url)":"([^"]+)"/,
        (_all, name: string, sealed: string) => `"${name}":${sealed.length}`,
      ),
    });
    expect(plain(among)).toEqual(plain(by));
    return among;
  }

  /** A new establishment with two people, one who went to the owner, and ids of its own. */
  async function settleIn() {
    runs += 1;
    const establishmentId: EstablishmentId = asId(`71${String(runs).padStart(8, '0')}`);
    const people = [1, 2, 3].map((i) => `5${i}${String(runs).padStart(8, '0')}`);
    for (const { world, countFrom } of [crowded, alone]) {
      countFrom(runs * 1000);
      world.queued.length = 0;
      for (const identityNumber of people) {
        await world.tell('AffiliationStarted', {
          ...{ identityNumber, establishmentId, kind: 'visitor', occurredAt: '2026-11-02T00:00:00Z' },
          eventId: `start-${identityNumber}`,
        });
      }
    }
    const [, , gone = ''] = people;
    return { establishmentId, people, gone };
  }

  const ADDRESSES = () => [...owner.addresses.slice(0, 3), 'mine@host.example', `new-${owner.addresses[2]}`];

  async function play(steps: readonly Step[]): Promise<Plain[]> {
    const { establishmentId, people, gone } = await settleIn();
    const contactIds: string[] = [];
    const notificationIds: string[] = [];
    const calendarIds: string[] = [];
    const etags = ['*'];
    const answers: Plain[] = [];
    for (const [at, { does, which, how }] of steps.entries()) {
      const one = (values: readonly string[]) => values[which % values.length] ?? '';
      const other = (values: readonly string[]) => values[how % values.length] ?? '';
      const anyContact = (pick: typeof one) => pick([...contactIds, ...owner.contactIds, uuid(999_999)]);
      const anyPerson = (pick: typeof one) => pick([...people, ...people, ...owner.travellers, '5900000000']);
      const headers: Record<string, string> = how % 5 === 0 ? { 'if-match': one([...etags, ...owner.etags]) } : {};
      const subscription = {
        alerts: ['entry', 'exit'].slice(how % 2),
        contactIds: [...new Set([anyContact(other), contactIds[0] ?? uuid(999_999)])],
      };
      const requests: Record<string, TestRequest> = {
        'POST /v1/contacts': { body: { channel: 'email', address: one(ADDRESSES()) } },
        [`GET ${CONTACT}`]: { params: { contactId: anyContact(one) } },
        [`PATCH ${CONTACT}`]: {
          headers,
          params: { contactId: anyContact(one) },
          body: { address: other(ADDRESSES()) },
        },
        [`DELETE ${CONTACT}`]: { headers, params: { contactId: anyContact(one) } },
        [`POST ${CONTACT}/verification`]: {
          params: { contactId: anyContact(one) },
          body: { code: how % 7 === 6 ? '000000' : CODE },
        },
        [`POST ${CONTACT}/verification-code`]: { params: { contactId: anyContact(one) } },
        [`POST ${CONTACT}/secret`]: { headers, params: { contactId: anyContact(one) } },
        [`POST ${CONTACT}/test`]: { params: { contactId: anyContact(one) } },
        [`POST ${CONTACT}/replay`]: {
          params: { contactId: anyContact(one) },
          body: { from: clock.now().toISOString() },
        },
        [`GET ${CONTACT}/answers`]: { params: { contactId: anyContact(one) } },
        [`GET ${SUBSCRIPTION}`]: { params: { identityNumber: anyPerson(one) } },
        [`PUT ${SUBSCRIPTION}`]: { headers, params: { identityNumber: anyPerson(one) }, body: subscription },
        [`PATCH ${SUBSCRIPTION}`]: { headers, params: { identityNumber: anyPerson(one) }, body: subscription },
        [`DELETE ${SUBSCRIPTION}`]: { headers, params: { identityNumber: anyPerson(one) } },
        [`GET ${DEFAULT}`]: {},
        [`PUT ${DEFAULT}`]: { headers, body: { ...subscription, kinds: ['resident', 'visitor'].slice(which % 2) } },
        [`DELETE ${DEFAULT}`]: { headers },
        'GET /v1/notifications/{notificationId}': {
          params: { notificationId: one([...notificationIds, ...owner.notificationIds, uuid(999_999)]) },
        },
        'GET /v1/contacts': { query: { limit: String(1 + (how % 3)) } },
        'GET /v1/subscriptions': { query: { limit: String(1 + (how % 3)) } },
        'GET /v1/audit': {
          query: { limit: String(1 + (how % 3)), ...(which % 2 === 0 && { contactId: anyContact(other) }) },
        },
        'GET /v1/travellers': {
          query: {
            limit: String(1 + (how % 3)),
            ...(which % 2 === 0 && { passportExpiresBefore: '2030-01-01' }),
            ...(which % 3 === 1 && { q: how % 2 === 0 ? 'sam' : anyPerson(other).slice(-4) }),
          },
        },
        'GET /v1/summary': {},
        'GET /v1/calendars': {},
        'POST /v1/calendars': {},
        'DELETE /v1/calendars/{calendarId}': {
          params: { calendarId: one([...calendarIds, ...owner.calendarIds, uuid(999_999)]) },
        },
        'GET /v1/travellers/{identityNumber}': { params: { identityNumber: anyPerson(one) } },
        'GET /v1/notifications': {
          query: { limit: String(1 + (how % 3)), ...(which % 2 === 0 && { identityNumber: anyPerson(other) }) },
        },
      };
      const request = requests[does];
      if (request) {
        const answer = await both(does, { ...request, establishmentId });
        answers.push(answer);
        const body = answer.body === '' ? {} : JSON.parse(answer.body);
        if (answer.status === 201 && does === 'POST /v1/contacts') contactIds.push(body.id);
        if (answer.status === 201 && does === 'POST /v1/calendars') calendarIds.push(body.id);
        if (typeof answer.headers.etag === 'string') etags.push(answer.headers.etag);
        if (does === 'GET /v1/notifications') notificationIds.push(...body.items.map(({ id }: { id: string }) => id));
        for (const secret of [OWNER, RICH]) expect(answer.body).not.toContain(secret);
      } else if (does === 'time passes') {
        clock.advance(how * MINUTE_MS);
      } else {
        const occurredAt = clock.now().toISOString();
        for (const { world } of [crowded, alone]) {
          const common = { eventId: `${establishmentId}-${at}`, occurredAt };
          if (does === 'somebody crosses') {
            await world.tell('TravellerExited', { ...common, identityNumber: one(people) });
          } else {
            const start = { ...common, identityNumber: gone, establishmentId: OWNER, kind: 'visitor' };
            await world.tell('AffiliationStarted', start);
          }
        }
      }
    }
    return answers;
  }

  const HAPPENINGS = ['time passes', 'somebody crosses', 'somebody leaves for the owner'];

  it('whatever it does, and whatever happens', async () => {
    const routeKeys = await routesOfEstablishments();
    const step = fc.record<Step>({
      does: fc.constantFrom(...routeKeys, ...routeKeys.filter((key) => /^(PUT|POST)/.test(key)), ...HAPPENINGS),
      which: fc.nat(30),
      how: fc.nat(30),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        await play([{ does: 'POST /v1/contacts', which: 0, how: 0 }, ...steps]);
      }),
      { numRuns: 20 },
    );
  });

  it('also in a life that meets every answer there is', async () => {
    const does = (routeKey: string, which = 0, how = 1): Step => ({ does: routeKey, which, how });
    const answers = await play([
      does('POST /v1/contacts', 0),
      does('POST /v1/contacts', 0),
      does(`PATCH ${CONTACT}`, 0, 8),
      does(`POST ${CONTACT}/verification-code`, 0),
      does(`POST ${CONTACT}/verification`, 0, 6),
      does('time passes', 0, 11),
      does(`POST ${CONTACT}/verification`, 0),
      does(`POST ${CONTACT}/verification-code`, 0),
      does(`POST ${CONTACT}/verification`, 0),
      does(`POST ${CONTACT}/verification-code`, 0),
      does(`PUT ${SUBSCRIPTION}`, 0, 8),
      does(`PUT ${SUBSCRIPTION}`, 0, 8),
      does(`PUT ${SUBSCRIPTION}`, 2, 8),
      does(`PUT ${SUBSCRIPTION}`, 2, 1),
      does(`PUT ${SUBSCRIPTION}`, 7, 8),
      does(`DELETE ${CONTACT}`, 0),
      does('somebody crosses', 0),
      does('somebody leaves for the owner'),
      does(`PATCH ${SUBSCRIPTION}`, 2, 8),
      does(`GET ${SUBSCRIPTION}`, 2),
      does('GET /v1/notifications', 1),
      does('GET /v1/notifications/{notificationId}', 0),
      does('GET /v1/subscriptions', 0, 0),
      does('GET /v1/travellers', 1, 0),
      does('GET /v1/audit', 1, 2),
      does(`DELETE ${SUBSCRIPTION}`, 2),
      does(`DELETE ${SUBSCRIPTION}`, 10, 5),
      does(`DELETE ${SUBSCRIPTION}`, 0),
      does(`DELETE ${CONTACT}`, 0),
    ]);
    const outcomes = answers.map(({ status, body }) => {
      const type = status >= 400 ? String(JSON.parse(body).type) : '';
      return [status, type.slice(type.lastIndexOf('/') + 1)].join(' ').trim();
    });
    expect(outcomes).toEqual([
      ...['201', '409 contact-exists', '200', '429 too-many-requests', '422 wrong-code', '410 code-expired'],
      ...['202', '200', '409 nothing-to-verify', '201', '200', '201', '422 validation-failed'],
      ...['403 traveller-not-affiliated', '409 contact-in-use', '403 traveller-not-affiliated'],
      ...['200', '200', '200', '200', '200', '200', '204', '412 precondition-failed', '204', '204'],
    ]);
  });

  it('has as much room as if nobody else had filled theirs', async () => {
    const { establishmentId } = await settleIn();
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => contact({ id: `contact-${i}`, address: `${i}@host.example` }));
    for (const { world } of [crowded, alone]) {
      for (const [whose, count] of [
        [THIRD, MAX_CONTACTS_PER_ESTABLISHMENT],
        [establishmentId, MAX_CONTACTS_PER_ESTABLISHMENT - 1],
      ] as const) {
        const book = await readContacts(world.table, whose);
        if (whose === establishmentId || world === crowded.world) {
          await saveContacts(world.table, { ...book, contacts: many(count) });
        }
      }
    }
    const create = (address: string) =>
      both('POST /v1/contacts', { establishmentId, body: { channel: 'email', address } });
    expect(await create('one-more@host.example')).toMatchObject({ status: 201 });
    const refused = await create('another@host.example');
    expect(JSON.parse(refused.body)).toMatchObject({ status: 422, errors: [{ code: 'limit-reached' }] });
  });
});

/** Filters with which a page goes on otherwise than it began. */
const FILTERS: Record<string, Record<string, string>[]> = {
  'GET /v1/subscriptions': [{ status: 'active' }, { kind: 'visitor' }, { alert: 'exit' }],
  'GET /v1/travellers': [
    { q: 'samir' },
    { kind: 'visitor' },
    { subscribed: 'true' },
    { passportExpiresBefore: '2030-01-01' },
  ],
  'GET /v1/notifications': [{ alert: 'exit' }, { identityNumber: '3510000000' }, { from: '2026-11-01T00:00:00Z' }],
  'GET /v1/audit': [{ action: 'contact.create' }, { identityNumber: '3510000000' }, { to: '2026-12-01T00:00:00Z' }],
};

describe('a cursor', () => {
  it('that is forged, or of another list or filter, is refused in the same words after the same calls', async () => {
    const home = house(await dynalite.newTable(), fakeClock());
    const { establishmentId, cursors } = await furnish(home, OWNER, 51);
    const change = fc.oneof(
      fc.record({ at: fc.nat(400), to: fc.constantFrom(...'ABCabc019-_') }),
      fc.record({ cutTo: fc.nat(400) }),
      fc.record({ more: fc.stringMatching(/^[A-Za-z0-9_=-]{1,8}$/) }),
    );
    for (const [routeKey, cursor] of Object.entries(cursors)) {
      expect(await home.ask(routeKey, { establishmentId, query: { cursor } })).toMatchObject({ status: 200 });
      const garbage = await home.ask(routeKey, { establishmentId, query: { cursor: 'AAAA' } });
      await fc.assert(
        fc.asyncProperty(change, async (how) => {
          const forged =
            'at' in how
              ? cursor.slice(0, how.at % cursor.length) + how.to + cursor.slice((how.at % cursor.length) + 1)
              : 'cutTo' in how
                ? cursor.slice(0, how.cutTo % cursor.length)
                : cursor + how.more;
          fc.pre(forged !== cursor);
          expect(await home.ask(routeKey, { establishmentId, query: { cursor: forged } })).toEqual(garbage);
        }),
        { numRuns: 60 },
      );
      for (const filter of FILTERS[routeKey] ?? []) {
        expect(await home.ask(routeKey, { establishmentId, query: { ...filter, cursor } })).toEqual(garbage);
      }
      const others = Object.values(cursors).filter((other) => other !== cursor);
      for (const other of others) {
        expect(await home.ask(routeKey, { establishmentId, query: { cursor: other } })).toEqual(garbage);
      }
      const bytes = Buffer.from(cursor, 'base64url').toString('latin1');
      for (const secret of [establishmentId, 'TRAVELLER', 'CONTACT', '2026']) expect(bytes).not.toContain(secret);
    }
  });
});
