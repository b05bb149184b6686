/** People found by what somebody types, on a real engine. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { indexPeople } from '../../infra/ops/index-people.ts';
import type { System } from '../../infra/ops/system.ts';
import type { EstablishmentId, IdentityNumber } from '../../shared/domain/ids.ts';
import { fold, isFoundBy, parseQuery, searchedPerson } from '../../shared/domain/search.ts';
import { readContacts, saveContacts } from '../../shared/store/contacts.ts';
import { removeSearchRows, saveSearchedAffiliation, syncSearchRows } from '../../shared/store/search.ts';
import { readAffiliation, readTraveller } from '../../shared/store/travellers.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { defaultSubscription, subscription } from '../support/factories.ts';
import { asId } from '../support/ids.ts';
import { itemsOf, recorded } from '../support/recorder.ts';
import { createWorld, strangers, type World } from '../support/world.ts';

const TRAVELLERS = 'GET /v1/travellers';
const ONE = 'GET /v1/travellers/{identityNumber}';
const PUT = 'PUT /v1/subscriptions/{identityNumber}';
const PATCH = 'PATCH /v1/subscriptions/{identityNumber}';
const DELETE = 'DELETE /v1/subscriptions/{identityNumber}';

let dynalite: Dynalite;
let world: World;
let calls: string[];
beforeAll(async () => {
  dynalite = await startDynalite();
  const watched = recorded(await dynalite.newTable());
  calls = watched.calls;
  world = createWorld(watched.table);
});
afterAll(() => dynalite.stop());

const NAME = { ar: 'محمد عبد الله', en: 'Mohammed Al-Harbi' };

/** Somebody who has just come to an establishment that nobody else is at. */
async function newcomer(more: Record<string, unknown> = {}) {
  const { identityNumber, establishments } = strangers();
  const [establishmentId, other] = establishments;
  await start(identityNumber, establishmentId, more);
  const contactId = await world.newContact(establishmentId);
  const follow = (body: Record<string, unknown>, routeKey = PUT) =>
    world.api(routeKey, {
      ...{ establishmentId, params: { identityNumber } },
      ...(routeKey !== DELETE && {
        body: routeKey === PUT ? { alerts: ['entry'], contactIds: [contactId], ...body } : body,
      }),
    });
  return { identityNumber, establishmentId, other, contactId, follow };
}

const start = (identityNumber: IdentityNumber, establishmentId: EstablishmentId, more: Record<string, unknown> = {}) =>
  world.tell('AffiliationStarted', {
    ...{ identityNumber, establishmentId, kind: 'visitor', name: NAME, occurredAt: '2026-11-01T00:00:00Z' },
    ...more,
  });

/** Whom a query finds, page by page; no page takes more than five queries, and none scans. */
async function found(establishmentId: EstablishmentId, query: Record<string, string>, limit = 100): Promise<string[]> {
  const numbers: string[] = [];
  let cursor: string | undefined;
  do {
    calls.length = 0;
    const { status, body } = await world.api(TRAVELLERS, {
      establishmentId,
      query: { ...query, limit: String(limit), ...(cursor && { cursor }) },
    });
    expect({ status, body }).toMatchObject({ status: 200 });
    expect(calls.filter((call) => call.startsWith('Query')).length).toBeLessThanOrEqual(5);
    expect(calls.filter((call) => call.startsWith('Scan'))).toEqual([]);
    numbers.push(...body.items.map((one) => String(one.identityNumber)));
    cursor = body.nextCursor;
  } while (cursor !== undefined);
  return numbers;
}

/** What is stored that somebody could be found by. */
const rows = async () => (await itemsOf(world.table)).filter((item) => item.includes('"sk":"SEARCH#'));

describe('somebody is found', () => {
  it('by number, names, reference and label, as they are typed', async () => {
    const { identityNumber, establishmentId, follow } = await newcomer();
    expect((await follow({ reference: '٤٥-أ', label: 'مُشرف الورديّة' })).status).toBe(201);
    const last = identityNumber.slice(-4);
    for (const q of [identityNumber.slice(0, 3), last, 'مُحمد', 'الله', 'harbi', '45-ا', 'مشرف الور', `al-h ${last}`]) {
      expect({ q, found: await found(establishmentId, { q }) }).toEqual({ q, found: [identityNumber] });
    }
    for (const q of ['نوره', 'ammed', 'الورديه', `${identityNumber}1`, 'moh nobody']) {
      expect({ q, found: await found(establishmentId, { q }) }).toEqual({ q, found: [] });
    }
  });

  it('by what holds now: a label that changes, a subscription that goes, a name that is corrected', async () => {
    const { identityNumber, establishmentId, follow } = await newcomer();
    await follow({ label: 'Morning' });
    await follow({ label: 'Evening' }, PATCH);
    expect(await found(establishmentId, { q: 'Morning' })).toEqual([]);
    expect(await found(establishmentId, { q: 'even moh' })).toEqual([identityNumber]);
    await follow({}, DELETE);
    expect(await found(establishmentId, { q: 'Evening' })).toEqual([]);
    const corrected = { name: { ar: 'خالد', en: 'Khaled' }, occurredAt: '2026-11-02T00:00:00Z' };
    await start(identityNumber, establishmentId, corrected);
    expect(await found(establishmentId, { q: 'moh' })).toEqual([]);
    expect(await found(establishmentId, { q: 'خالد' })).toEqual([identityNumber]);
  });

  it('by the establishment that the person belongs to alone, and by none after the end', async () => {
    const { identityNumber, establishmentId, other, follow } = await newcomer();
    await follow({ label: 'Porter' });
    await start(identityNumber, other, { occurredAt: '2026-11-03T00:00:00Z' });
    expect(await found(establishmentId, { q: 'moh' })).toEqual([]);
    expect(await found(establishmentId, { q: 'porter' })).toEqual([]);
    expect(await found(other, { q: 'moh' })).toEqual([identityNumber]);
    expect((await rows()).filter((row) => row.includes(establishmentId))).toEqual([]);
    await world.tell('AffiliationEnded', {
      ...{ identityNumber, establishmentId: other, reason: 'departed', occurredAt: '2026-11-04T00:00:00Z' },
    });
    expect(await found(other, { q: 'moh' })).toEqual([]);
    expect((await rows()).filter((row) => row.includes(identityNumber))).toEqual([]);
  });

  it('after a crash between the record and its rows, once the event is repeated', async () => {
    const { identityNumber, establishments } = strangers();
    const [establishmentId] = establishments;
    const { matcher } = world;
    const crash = () => Promise.reject(new Error('down'));
    const failing = { ...matcher, store: { ...matcher.store, syncSearchRows: crash } };
    const body = JSON.stringify({
      id: '5e5f8a3c-0000-4000-8000-000000000001',
      source: 'passports.affiliations',
      'detail-type': 'AffiliationStarted',
      detail: {
        ...{ eventId: 'crash-1', schemaVersion: 1, occurredAt: '2026-11-01T00:00:00Z' },
        ...{ identityNumber, establishmentId, kind: 'visitor', name: NAME, nationality: 'EGY' },
        passport: { number: 'A12345678', expiresOn: '2027-05-01' },
      },
    });
    await expect(world.handle(body, failing)).rejects.toThrow('down');
    expect(await found(establishmentId, { q: 'moh' })).toEqual([]);
    await world.handle(body);
    expect(await found(establishmentId, { q: 'moh' })).toEqual([identityNumber]);
  });

  it('after a crash between new rows and the record: by what the record says', async () => {
    const { identityNumber, establishmentId, follow } = await newcomer();
    await follow({ label: 'Before' });
    const { client } = world.table;
    const send = client.send.bind(client);
    let isDown = false;
    // From the first rows of the new label on, the table is gone for this request.
    Object.assign(client, {
      send: (command: Parameters<typeof send>[0]) => {
        if (isDown) return Promise.reject(new Error('down'));
        isDown = command.constructor.name === 'BatchWriteCommand';
        return send(command);
      },
    });
    expect((await follow({ label: 'After' }, PATCH)).status).toBe(500);
    Object.assign(client, { send });
    expect(await found(establishmentId, { q: 'After' })).toEqual([]);
    expect(await found(establishmentId, { q: 'Before' })).toEqual([identityNumber]);
    expect(await found(establishmentId, { q: 'moh' })).toEqual([identityNumber]);
    await syncSearchRows(world.table, identityNumber);
    expect((await rows()).filter((row) => row.includes('after'))).toEqual([]);
  });

  it('by one label where many write at once', async () => {
    const { identityNumber, establishmentId, follow } = await newcomer();
    await follow({ label: 'Label-A' });
    const labels = ['Label-B', 'Label-C', 'Label-D', 'Label-E'];
    await Promise.all([
      ...labels.map((label) => follow({ label }, PATCH)),
      start(identityNumber, establishmentId, { occurredAt: '2026-11-02T00:00:00Z' }),
    ]);
    const { subscription } = (await readAffiliation(world.table, identityNumber, establishmentId)) ?? {};
    for (const label of ['Label-A', ...labels]) {
      const expected = label === subscription?.label ? [identityNumber] : [];
      expect({ label, found: await found(establishmentId, { q: label }) }).toEqual({ label, found: expected });
    }
    expect((await rows()).filter((row) => row.includes(identityNumber) && row.includes('label-'))).not.toEqual([]);
  });

  it('after an update from a version without rows, once the operator has run the command', async () => {
    const { identityNumber, establishmentId, follow } = await newcomer();
    await follow({ label: 'Porter' });
    await removeSearchRows(world.table, identityNumber, establishmentId);
    expect(await found(establishmentId, { q: 'moh' })).toEqual([]);
    const said = vi.spyOn(console, 'log').mockReturnValue();
    await indexPeople({ table: world.table } as System, new AbortController().signal);
    expect(said.mock.calls.join()).toContain('the rows of search are as they should be');
    said.mockRestore();
    expect(await found(establishmentId, { q: 'moh' })).toEqual([identityNumber]);
    expect(await found(establishmentId, { q: 'porter' })).toEqual([identityNumber]);
  });

  it('at no cost to events: what is read of a traveller for them is read without the rows', async () => {
    const { identityNumber } = await newcomer();
    const { client } = world.table;
    const send = client.send.bind(client);
    const read: unknown[] = [];
    Object.assign(client, {
      send: async (command: Parameters<typeof send>[0]) => {
        const result = await send(command);
        read.push(...((result as { Items?: unknown[] }).Items ?? []));
        return result;
      },
    });
    expect((await readTraveller(world.table, identityNumber)).affiliations).toHaveLength(1);
    Object.assign(client, { send });
    expect(read).toHaveLength(1);
    expect((await rows()).filter((row) => row.includes(identityNumber)).length).toBeGreaterThan(4);
  });
});

describe('among many', () => {
  const establishmentId: EstablishmentId = asId('7900000001');
  const numbers = Array.from(
    { length: 40 },
    (_, i) => `4${String(i % 7)}${String(1000 + i)}${String(i % 11).padStart(4, '0')}`,
  );
  const FIRST = ['محمد', 'محمود', 'أحمد', 'فاطمة'];
  const LAST = ['Al-Harbi', 'Alharbi', 'Mohammed', 'Al Amin'];

  beforeAll(async () => {
    const contactId = await world.newContact(establishmentId);
    for (const [i, identityNumber] of numbers.entries()) {
      const name = { ar: `${FIRST[i % 4]} ${FIRST[(i + 1) % 3]}`, en: `Moh${i % 3} ${LAST[i % 4]}` };
      const passport = { number: 'A12345678', expiresOn: `2027-0${1 + (i % 9)}-01` };
      await start(asId(identityNumber), establishmentId, { name, passport });
      if (i % 2 === 1) continue;
      await world.api(PUT, {
        ...{ establishmentId, params: { identityNumber } },
        body: { alerts: ['exit'], contactIds: [contactId], reference: `R-${i % 5}`, label: `محمد ${i % 4}` },
      });
    }
  });

  it('everybody whom the text and the filters want is listed once, whatever the pages', async () => {
    const records = await Promise.all(
      numbers.map((number) => readAffiliation(world.table, asId(number), establishmentId)),
    );
    const word = fc.constantFrom(
      'مح',
      'محمد',
      'احمد',
      'moh',
      'moh1',
      'al',
      'al-h',
      'harbi',
      'r-',
      'r-3',
      '40',
      '4210',
      '0003',
      '10010',
    );
    const text = fc.array(word, { minLength: 1, maxLength: 2 }).map((words) => words.join(' '));
    const filters = fc.record(
      {
        subscribed: fc.constantFrom('true', 'false'),
        kind: fc.constantFrom('visitor', 'resident'),
        passportExpiresFrom: fc.constantFrom('2027-03-01', '2027-05-02'),
        passportExpiresBefore: fc.constantFrom('2027-06-01', '2027-08-01'),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(text, filters, fc.constantFrom(1, 3, 100), async (q, filter, limit) => {
        const { subscribed, kind, passportExpiresFrom: from, passportExpiresBefore: to } = filter;
        const wanted = records.flatMap((record) => {
          if (!record || !isFoundBy(searchedPerson(record), parseQuery(fold(q)))) return [];
          const { expiresOn = '' } = record.passport ?? {};
          const isKept =
            (subscribed === undefined || String(record.subscription !== undefined) === subscribed) &&
            (kind === undefined || record.kind === kind) &&
            (from === undefined || expiresOn >= from) &&
            (to === undefined || expiresOn < to);
          return isKept ? [String(record.identityNumber)] : [];
        });
        const listed = await found(establishmentId, { q, ...filter } as Record<string, string>, limit);
        expect(listed.toSorted()).toEqual(wanted.toSorted());
        if (from !== undefined || to !== undefined) {
          const dates = listed.map(
            (number) => records.find((one) => one?.identityNumber === number)?.passport?.expiresOn,
          );
          expect(dates).toEqual(dates.toSorted());
        }
      }),
      { numRuns: 40 },
    );
  });

  it('a text of one character is refused, as the contract says', async () => {
    for (const q of ['م', ' 2 ', 'ـ', 'َ']) {
      const refused = await world.api(TRAVELLERS, { establishmentId, query: { q } });
      expect(refused).toMatchObject({ status: 422, errors: ['/q too-short'], body: { errors: [{ minimum: 2 }] } });
    }
    const long = await world.api(TRAVELLERS, { establishmentId, query: { q: 'm'.repeat(101) } });
    expect(long).toMatchObject({ status: 422, errors: ['/q too-long'] });
  });

  it('passports from a date on, that day included, come sorted by date', async () => {
    const { body } = await world.api(TRAVELLERS, {
      ...{ establishmentId, query: { passportExpiresFrom: '2027-08-01', limit: '100' } },
    });
    const dates = body.items.map(({ passport }) => (passport as { expiresOn: string }).expiresOn);
    expect(new Set(dates)).toEqual(new Set(['2027-08-01', '2027-09-01']));
    expect(dates).toEqual(dates.toSorted());
  });
});

describe('what is in force for people', () => {
  it('is shown, filtered by and counted: by their own subscription, by the default, or not at all', async () => {
    const own = await newcomer();
    const { establishmentId, contactId } = own;
    const [byDefault, excluded] = [strangers().identityNumber, strangers().identityNumber];
    for (const identityNumber of [byDefault, excluded]) await start(identityNumber, establishmentId);
    await own.follow({ alerts: ['entry'], reference: 'E-7', label: 'Porter' });
    const book = await readContacts(world.table, establishmentId);
    const defaults = defaultSubscription({ kinds: ['visitor'], alerts: ['exit'], contactIds: [contactId] });
    await saveContacts(world.table, { ...book, defaultSubscription: defaults });
    const record = await readAffiliation(world.table, excluded, establishmentId);
    if (!record) throw new Error('nobody');
    const { alerts: _a, contactIds: _c, expiryLeadDays: _e, ...rest } = subscription();
    await saveSearchedAffiliation(
      world.table,
      { ...record, subscription: { ...rest, excluded: true, label: 'Chief' } },
      record,
    );

    const shown = async (query: Record<string, string> = {}) =>
      (await world.api(TRAVELLERS, { establishmentId, query })).body.items.map(
        ({ identityNumber, subscribed, following, alerts, reference, label }) => ({
          ...{ identityNumber, subscribed, following, alerts },
          ...(reference !== undefined && { reference }),
          ...(label !== undefined && { label }),
        }),
      );
    const first = { identityNumber: own.identityNumber, subscribed: true, following: 'own', alerts: ['entry'] };
    const second = { identityNumber: byDefault, subscribed: false, following: 'default', alerts: ['exit'] };
    const third = { identityNumber: excluded, subscribed: true, following: 'none', alerts: [], label: 'Chief' };
    const all = [{ ...first, reference: 'E-7', label: 'Porter' }, second, third];
    expect(await shown()).toEqual(all);
    for (const one of all) {
      expect(await shown({ following: one.following })).toEqual([one]);
      expect(await shown({ following: one.following, q: 'moh' })).toEqual([one]);
    }
    expect(await shown({ q: 'chief' })).toEqual([third]);
    const { people, asOf } = (await world.api('GET /v1/summary', { establishmentId })).body;
    expect({ people, asOf }).toMatchObject({ people: { total: 3, visitors: 3, followed: 2 } });
    const subscriptions = async (of: string) =>
      (await world.api('GET /v1/subscriptions', { establishmentId, query: { contactId: of } })).body.items;
    expect((await subscriptions(contactId.toUpperCase())).map(({ label }) => label)).toEqual(['Porter']);
    expect(await subscriptions('00000000-0000-4000-8000-000000000000')).toEqual([]);
  });
});

describe('one of the people', () => {
  it('is shown as in the list, with an entity tag, while the person belongs to the establishment', async () => {
    const { identityNumber, establishmentId, other } = await newcomer();
    const request = { establishmentId, params: { identityNumber } };
    const shown = await world.api(ONE, request);
    const [listed] = (await world.api(TRAVELLERS, { establishmentId })).body.items;
    expect(shown).toMatchObject({ status: 200, headers: { etag: expect.any(String) } });
    expect(shown.body).toEqual(listed);
    expect(await world.api(ONE, { ...request, establishmentId: other })).toMatchObject({ problem: 'not-found' });
    await world.tell('AffiliationEnded', {
      ...{ identityNumber, establishmentId, reason: 'departed', occurredAt: '2026-11-04T00:00:00Z' },
    });
    expect(await world.api(ONE, request)).toMatchObject({ status: 404, problem: 'not-found' });
  });
});
