import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createContacts } from '../../functions/contacts/handler.ts';
import { createHandler as createSubscriptions } from '../../functions/subscriptions/handler.ts';
import type { AuditEntry } from '../../shared/domain/audit.ts';
import type { ContactId } from '../../shared/domain/ids.ts';
import { appendAudit, listAudit } from '../../shared/store/audit.ts';
import { readContacts } from '../../shared/store/contacts.ts';
import { readAffiliation } from '../../shared/store/travellers.ts';
import { ACTOR, apiCaller, type Call, type TestRequest } from '../support/api.ts';
import { apiOf } from '../support/api-functions.ts';
import { NOW } from '../support/clock.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { ESTABLISHMENT, MOBILE, OTHER_ESTABLISHMENT, OTHER_RESIDENT, RESIDENT } from '../support/factories.ts';
import { asId, type Plain, withIds } from '../support/ids.ts';
import { crashAt, intercepted, pauseAt } from '../support/injection.ts';
import { createWorld, KEPT, type World } from '../support/world.ts';

const AUDIT = 'GET /v1/audit';
const CREATE = 'POST /v1/contacts';
const PATCH_CONTACT = 'PATCH /v1/contacts/{contactId}';
const DELETE_CONTACT = 'DELETE /v1/contacts/{contactId}';
const VERIFY = 'POST /v1/contacts/{contactId}/verification';
const RESEND = 'POST /v1/contacts/{contactId}/verification-code';
const PUT = 'PUT /v1/subscriptions/{identityNumber}';
const PATCH = 'PATCH /v1/subscriptions/{identityNumber}';
const DELETE = 'DELETE /v1/subscriptions/{identityNumber}';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const params = { identityNumber: RESIDENT };
const NEW_CONTACT = { channel: 'email', address: 'new@example.com' };

let dynalite: Dynalite;
let world: World;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  world = createWorld(await dynalite.newTable());
});

const trail = async (query: Record<string, string> = {}, request: TestRequest = {}) =>
  (await world.api(AUDIT, { query: { limit: '100', ...query }, ...request })).body.items;
/** Each entry in short: what it is about, with the refusal if there is one. */
const story = async (query: Record<string, string> = {}) =>
  (await trail(query)).map(({ action, refusal }) => (refusal ? `${action}: ${refusal}` : action));
const arrive = (identityNumber = RESIDENT) =>
  world.tell('AffiliationStarted', { identityNumber, occurredAt: '2026-11-01T00:00:00Z' });

describe('the audit trail', () => {
  it('tells who changed what, when, which fields of whom, and in which request', async () => {
    await arrive();
    const { id: contactId } = (await world.api(CREATE, { body: { ...NEW_CONTACT, label: 'HR' } })).body;
    const subscription = { alerts: ['exit'], contactIds: [contactId] };
    const step = async (routeKey: string, request: TestRequest) => {
      world.clock.advance(MINUTE);
      const answer = await world.api(routeKey, request);
      expect(answer.status).toBeLessThan(300);
    };
    const ofContact = { params: { contactId } };
    await step(RESEND, ofContact);
    await step(VERIFY, { ...ofContact, body: { code: world.codeFor('new@example.com') } });
    await step(PATCH_CONTACT, { ...ofContact, body: { address: 'newer@example.com', label: 'HR' } });
    await step(VERIFY, { ...ofContact, body: { code: world.codeFor('newer@example.com') } });
    await step(PUT, { params, body: subscription });
    await step(PUT, { params, body: { ...subscription, alerts: ['entry'], label: 'Team' } });
    await step(PATCH, { params, body: { label: null, alerts: ['entry'] } });
    await step(DELETE, { params });
    await step(DELETE_CONTACT, ofContact);

    const about = { at: expect.any(String), id: expect.any(String), actor: ACTOR, requestId: expect.any(String) };
    const entries = await trail();
    expect(entries.toReversed()).toEqual(
      [
        {
          action: 'contact.create',
          contactId,
          fields: ['channel', 'address', 'label', 'language', 'delivery', 'status'],
        },
        { action: 'contact.send-code', contactId, fields: [] },
        { action: 'contact.verify', contactId, fields: ['status'] },
        { action: 'contact.change', contactId, fields: ['pendingAddress'] },
        { action: 'contact.verify', contactId, fields: ['address', 'pendingAddress'] },
        {
          action: 'subscription.put',
          identityNumber: RESIDENT,
          fields: ['alerts', 'contactIds', 'expiryLeadDays'],
        },
        { action: 'subscription.put', identityNumber: RESIDENT, fields: ['alerts', 'label'] },
        { action: 'subscription.change', identityNumber: RESIDENT, fields: ['label'] },
        { action: 'subscription.delete', identityNumber: RESIDENT, fields: [] },
        { action: 'contact.delete', contactId, fields: [] },
      ].map((entry) => ({ ...about, ...entry })),
    );
    expect(entries.at(-1)).toMatchObject({ at: NOW });
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    expect(JSON.stringify(entries)).not.toContain('@example.com');
    const ofThisContact = entries.filter((entry) => 'contactId' in entry && entry.contactId === contactId);
    expect(await trail({ contactId: contactId.toUpperCase() })).toEqual(ofThisContact);
  });

  it.each([
    ['sub', { sub: 'person', client_id: 'portal' }, 'person'],
    ['client_id', { sub: '', client_id: 'machine' }, 'machine'],
    ['neither', { sub: '' }, 'unknown'],
    ['an endless name', { sub: 'x'.repeat(10_000) }, 'x'.repeat(255)],
  ])('names the actor of a token with %s', async (_, claims, actor) => {
    await world.api(CREATE, { body: NEW_CONTACT, claims });
    expect((await trail()).map((entry) => entry.actor)).toEqual([actor]);
  });

  it('holds nothing of a request that is refused for what it is', async () => {
    await arrive();
    const contactId = await world.newContact(ESTABLISHMENT);
    await world.api(PUT, { params, body: { alerts: ['exit'], contactIds: [contactId] } });
    const before = await trail();
    const stale = { 'if-match': '"stale"' };
    const ofContact = { params: { contactId } };
    const refused = [
      await world.api(CREATE, { body: { channel: 'sms', address: '0' } }),
      await world.api(CREATE, {
        body: { channel: 'sms', address: MOBILE },
        claims: { establishment_id: '' },
        establishmentId: null,
      }),
      await world.api(PATCH_CONTACT, { ...ofContact, body: { label: 'x' }, headers: { ...stale } }),
      await world.api(DELETE_CONTACT, ofContact),
      await world.api(RESEND, ofContact),
      await world.api(VERIFY, { params: { contactId: 'nobody' }, body: { code: '123456' } }),
      await world.api(PUT, {
        params: { identityNumber: OTHER_RESIDENT },
        body: { alerts: ['exit'], contactIds: ['x'] },
      }),
      await world.api(PUT, { params, body: { alerts: ['exit'], contactIds: ['nobody'] } }),
      await world.api(PUT, { params, body: { alerts: ['exit'], contactIds: [contactId] }, headers: stale }),
      await world.api(DELETE, { params, headers: stale }),
      await world.api(DELETE, { params: { identityNumber: OTHER_RESIDENT } }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([422, 403, 412, 409, 409, 404, 403, 422, 412, 412, 404]);
    // Asking again for what is already so changes nothing either.
    expect((await world.api(VERIFY, { ...ofContact, body: { code: '123456' } })).status).toBe(200);
    expect(await trail()).toEqual(before);
  });

  it('tells of a wrong code that it was wrong: it uses up a try', async () => {
    const { id: contactId } = (await world.api(CREATE, { body: NEW_CONTACT })).body;
    await world.api(VERIFY, { params: { contactId }, body: { code: '000000' } });
    const [entry] = await trail({ action: 'contact.verify' });
    expect(entry).toMatchObject({ contactId, fields: [], refusal: 'wrong-code' });
  });

  it('tells of a change that was taken back that nothing came of it', async () => {
    const failing = apiCaller(
      createContacts({ ...world.contacts, queueNotifications: () => Promise.reject(new Error('the queue is down')) }),
    );
    expect((await failing(CREATE, { body: NEW_CONTACT })).status).toBe(500);
    expect((await readContacts(world.table, ESTABLISHMENT)).contacts).toEqual([]);
    expect(await story()).toEqual(['contact.create: internal']);
  });
});

describe('requests that meet', () => {
  /** The contacts API, stopped once it has written its entry and is about to save. */
  function pausedBeforeSaving() {
    const gate = pauseAt(3);
    const store = intercepted(world.contacts.store, gate);
    return { call: apiCaller(createContacts({ ...world.contacts, store })), ...gate };
  }

  it('leave an entry each, one with the refusal, when only one of two is let through', async () => {
    const contactId = await world.newContact(ESTABLISHMENT);
    const { etag = '' } = (await world.api('GET /v1/contacts/{contactId}', { params: { contactId } })).headers;
    const gate = pauseAt(3);
    const slow = apiCaller(createContacts({ ...world.contacts, store: intercepted(world.contacts.store, gate) }));
    const request = (label: string) => ({ params: { contactId }, body: { label }, headers: { 'if-match': etag } });
    world.clock.advance(SECOND);
    // It has written its entry, and is about to save.
    const late = slow(PATCH_CONTACT, request('late'));
    await gate.reached;
    world.clock.advance(SECOND);
    expect((await world.api(PATCH_CONTACT, request('first'))).status).toBe(200);
    gate.resume();
    expect((await late).status).toBe(412);
    expect((await story()).slice(0, 2)).toEqual(['contact.change', 'contact.change: precondition-failed']);
  });

  it('share one entry among all tries of a request', async () => {
    const addresses = Array.from({ length: 3 }, (_, index) => `a${index}@example.com`);
    await Promise.all(addresses.map((address) => world.api(CREATE, { body: { ...NEW_CONTACT, address } })));
    expect((await readContacts(world.table, ESTABLISHMENT)).contacts).toHaveLength(3);
    expect(await story()).toEqual(Array(3).fill('contact.create'));
  });

  it('tell of each wrong code what was answered, also where it met others', async () => {
    const { id: contactId } = (await world.api(CREATE, { body: NEW_CONTACT })).body;
    const tryWrong = () => world.api(VERIFY, { params: { contactId }, body: { code: '000000' } });
    for (let time = 0; time < 3; time += 1) await tryWrong();
    const answers = await Promise.all(Array.from({ length: 4 }, tryWrong));
    expect(answers.map(({ problem }) => problem).toSorted()).toEqual([
      ...Array(2).fill('code-expired'),
      ...Array(2).fill('wrong-code'),
    ]);
    // A try that found the code expired when it read it has no entry.
    const refusals = (await trail({ action: 'contact.verify' })).map(({ refusal }) => refusal);
    expect(refusals.filter((refusal) => refusal === 'wrong-code')).toHaveLength(5);
    expect(refusals.filter((refusal) => refusal !== 'wrong-code' && refusal !== 'code-expired')).toEqual([]);
  });

  it('tell of a wrong code that came too late that it was expired', async () => {
    const { id: contactId } = (await world.api(CREATE, { body: NEW_CONTACT })).body;
    const wrong = { params: { contactId }, body: { code: '000000' } };
    for (let time = 0; time < 4; time += 1) await world.api(VERIFY, wrong);
    world.clock.advance(SECOND);
    const late = pausedBeforeSaving();
    const answer = late.call(VERIFY, wrong);
    await late.reached;
    world.clock.advance(SECOND);
    expect((await world.api(VERIFY, wrong)).problem).toBe('wrong-code');
    late.resume();
    expect((await answer).problem).toBe('code-expired');
    expect((await story()).slice(0, 2)).toEqual(['contact.verify: wrong-code', 'contact.verify: code-expired']);
  });

  it.each(['right', 'wrong'])(
    'tell of a %s code that another one was verified before it: nothing came of it',
    async (which) => {
      const { id: contactId } = (await world.api(CREATE, { body: NEW_CONTACT })).body;
      const right = world.codeFor('new@example.com');
      world.clock.advance(SECOND);
      const late = pausedBeforeSaving();
      const answer = late.call(VERIFY, { params: { contactId }, body: { code: which === 'right' ? right : '000000' } });
      await late.reached;
      world.clock.advance(SECOND);
      expect((await world.api(VERIFY, { params: { contactId }, body: { code: right } })).status).toBe(200);
      late.resume();
      expect(await answer).toMatchObject({ status: 200, body: { status: 'verified' } });
      expect((await story()).slice(0, 2)).toEqual(['contact.verify', 'contact.verify: overtaken']);
    },
  );

  it('tell of a wrong code that was never counted that the answer was to wait', async () => {
    const { id: contactId } = (await world.api(CREATE, { body: NEW_CONTACT })).body;
    const store = { ...world.contacts.store, saveContacts: async () => undefined };
    const answer = await apiCaller(createContacts({ ...world.contacts, store, conflictsMs: 0 }))(VERIFY, {
      params: { contactId },
      body: { code: '000000' },
    });
    expect(answer.problem).toBe('too-many-requests');
    expect((await trail({ action: 'contact.verify' })).map(({ refusal }) => refusal)).toEqual(['too-many-requests']);
  });

  it('tell again what a request changes when another request changed the same meanwhile', async () => {
    await arrive();
    const contactId = await world.newContact(ESTABLISHMENT);
    const body = { alerts: ['exit'], contactIds: [contactId] };
    await world.api(PUT, { params, body });
    world.clock.advance(SECOND);
    const gate = pauseAt(5);
    const slow = apiCaller(
      createSubscriptions({ ...world.subscriptions, store: intercepted(world.subscriptions.store, gate) }),
    );
    const late = slow(PUT, { params, body: { ...body, label: 'Team' } });
    await gate.reached;
    world.clock.advance(SECOND);
    await world.api(PUT, { params, body: { ...body, label: 'Team', alerts: ['entry'] } });
    world.clock.advance(SECOND);
    gate.resume();
    expect((await late).status).toBe(200);
    const [last, first, overtaken] = await trail({ action: 'subscription.put' });
    expect(overtaken).toMatchObject({ fields: ['label'], refusal: 'overtaken' });
    expect(first).toMatchObject({ fields: ['alerts', 'label'] });
    expect(last).toMatchObject({ fields: ['alerts'], requestId: overtaken?.requestId });
    expect([first, last].filter((entry) => entry?.refusal)).toEqual([]);
  });
});

describe('a function that dies', () => {
  /** What there is to see of an establishment: the contacts, and what is followed. */
  const stateOf = async () => {
    const { contacts } = await readContacts(world.table, ESTABLISHMENT);
    const record = await readAffiliation(world.table, RESIDENT, ESTABLISHMENT);
    return JSON.stringify([contacts, record?.subscription]);
  };

  interface Change {
    name: string;
    prepare: () => Promise<{ routeKey: string; request: TestRequest }>;
  }
  const contactOf = async () => ({ contactId: await world.newContact(ESTABLISHMENT) });
  const followed = async () => {
    await arrive();
    const contactIds = [await world.newContact(ESTABLISHMENT)];
    await world.api(PUT, { params, body: { alerts: ['exit'], contactIds } });
    return contactIds;
  };
  const CHANGES: Change[] = [
    { name: 'create a contact', prepare: async () => ({ routeKey: CREATE, request: { body: NEW_CONTACT } }) },
    {
      name: 'verify a contact',
      prepare: async () => {
        const { id: contactId } = (await world.api(CREATE, { body: NEW_CONTACT })).body;
        const code = world.codeFor('new@example.com');
        return { routeKey: VERIFY, request: { params: { contactId }, body: { code } } };
      },
    },
    {
      name: 'try a wrong code',
      prepare: async () => {
        const { id: contactId } = (await world.api(CREATE, { body: NEW_CONTACT })).body;
        return { routeKey: VERIFY, request: { params: { contactId }, body: { code: '000000' } } };
      },
    },
    {
      name: 'send a code',
      prepare: async () => {
        const { id: contactId } = (await world.api(CREATE, { body: NEW_CONTACT })).body;
        world.clock.advance(MINUTE);
        return { routeKey: RESEND, request: { params: { contactId } } };
      },
    },
    {
      name: 'change a contact',
      prepare: async () => ({
        routeKey: PATCH_CONTACT,
        request: { params: await contactOf(), body: { address: 'newer@example.com' } },
      }),
    },
    {
      name: 'delete a contact',
      prepare: async () => ({ routeKey: DELETE_CONTACT, request: { params: await contactOf() } }),
    },
    {
      name: 'follow somebody',
      prepare: async () => {
        await arrive();
        const contactIds = [await world.newContact(ESTABLISHMENT)];
        return { routeKey: PUT, request: { params, body: { alerts: ['exit'], contactIds } } };
      },
    },
    {
      name: 'follow somebody otherwise',
      prepare: async () => {
        const contactIds = await followed();
        return { routeKey: PUT, request: { params, body: { alerts: ['entry'], contactIds } } };
      },
    },
    {
      name: 'change a subscription',
      prepare: async () => {
        await followed();
        return { routeKey: PATCH, request: { params, body: { label: 'Team' } } };
      },
    },
    {
      name: 'end a subscription',
      prepare: async () => {
        await followed();
        return { routeKey: DELETE, request: { params } };
      },
    },
  ];

  it.each(CHANGES.flatMap((change) => (['before', 'after'] as const).map((when) => ({ ...change, when }))))(
    'leaves no change without an entry: $name, $when any call',
    async ({ prepare, when }) => {
      const seen = new Set<string>();
      for (let n = 1; ; n += 1) {
        world = createWorld(await dynalite.newTable());
        const { routeKey, request } = await prepare();
        const before = { state: await stateOf(), entries: await trail() };
        const hook = crashAt(n, when);
        const dying = {
          contacts: { ...world.contacts, store: intercepted(world.contacts.store, hook) },
          subscriptions: { ...world.subscriptions, store: intercepted(world.subscriptions.store, hook) },
        };
        const call: Call = apiCaller(apiOf({ ...world.apiFunctions, ...dying }));
        const { status } = await call(routeKey, request);
        const isChanged = (await stateOf()) !== before.state;
        const entries = await trail();
        const added = entries.filter(({ id }) => before.entries.every((known) => known.id !== id));
        expect({ n, isChanged, added: added.length }).toEqual({ n, isChanged, added: isChanged ? 1 : added.length });
        expect(added.length).toBeLessThanOrEqual(1);
        seen.add(`${isChanged ? 'changed' : 'unchanged'}, ${added.length}`);
        if (!hook.crashed()) {
          expect(status).toBeLessThan(routeKey === VERIFY ? 423 : 300);
          break;
        }
      }
      // Died before the entry, and after the change.
      expect(seen).toContain('changed, 1');
      expect(seen).toContain('unchanged, 0');
    },
  );
});

describe('reading the audit trail', () => {
  const entry = (index: number, more: Partial<Plain<AuditEntry>> = {}) =>
    withIds<AuditEntry>({
      id: `entry-${index}`,
      at: new Date(Date.parse(NOW) + index * MINUTE).toISOString(),
      actor: index % 2 === 0 ? 'even' : 'odd',
      action: 'contact.change' as const,
      contactId: `contact-${index % 3}`,
      fields: ['label'],
      requestId: `request-${index}`,
      ...more,
    });
  const fill = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        appendAudit(world.table, ESTABLISHMENT, entry(index), KEPT.auditKeptMs),
      ),
    );
  const refuse = (index: number) =>
    world.contacts.store.appendAuditRefusal(ESTABLISHMENT, entry(index), 'precondition-failed', KEPT.auditKeptMs);
  const numbers = (items: { id: string }[]) => items.map(({ id }) => Number(id.replace('entry-', '')));

  it('shows the newest first, filtered by time, action, contact, person and actor', async () => {
    await fill(6);
    const person = { contactId: undefined, identityNumber: RESIDENT, action: 'subscription.put' as const };
    await appendAudit(world.table, ESTABLISHMENT, entry(6, person), KEPT.auditKeptMs);
    expect(numbers(await trail())).toEqual([6, 5, 4, 3, 2, 1, 0]);
    expect(numbers(await trail({ from: entry(2).at, to: entry(5).at }))).toEqual([4, 3, 2]);
    expect(numbers(await trail({ action: 'subscription.put' }))).toEqual([6]);
    expect(numbers(await trail({ identityNumber: '٢٠٠٠٠٠٠٠٠٦' }))).toEqual([6]);
    expect(numbers(await trail({ contactId: 'contact-1' }))).toEqual([4, 1]);
    expect(numbers(await trail({ actor: 'odd' }))).toEqual([5, 3, 1]);
  });

  it.each(['1', '2', '3', '100'])(
    'goes through all of it in pages of %s, each refusal with its entry',
    async (limit) => {
      await fill(7);
      for (const index of [0, 3, 4, 6]) await refuse(index);
      const seen: [number, unknown][] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const { body } = await world.api(AUDIT, { query: { limit, ...(cursor && { cursor }) } });
        expect(body.items.length).toBeLessThanOrEqual(Number(limit));
        seen.push(...body.items.map(({ id, refusal }): [number, unknown] => [Number(id.slice(6)), refusal]));
        cursor = body.nextCursor;
      }
      const refusal = (index: number) => ([0, 3, 4, 6].includes(index) ? 'precondition-failed' : undefined);
      expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((index) => [index, refusal(index)]));
    },
  );

  it('parts no refusal from its entry where a filter leaves a page short', async () => {
    await fill(1200);
    await Promise.all(Array.from({ length: 1200 }, (_, index) => refuse(index)));
    const seen: { id: string; refusal?: unknown }[] = [];
    let pages = 0;
    for (let cursor: string | undefined = ''; cursor !== undefined; pages += 1) {
      const query: Record<string, string> = { limit: '7', contactId: 'contact-0', actor: 'odd', from: entry(0).at };
      const { body } = await world.api(AUDIT, { query: { ...query, ...(cursor && { cursor }) } });
      seen.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(pages).toBeGreaterThan(2);
    expect(seen).toHaveLength(200);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(200);
    expect(seen.filter(({ refusal }) => refusal !== 'precondition-failed')).toEqual([]);
  });

  it('shows an establishment its own alone, and takes no cursor of another list or filter', async () => {
    await fill(3);
    expect(await trail({}, { establishmentId: OTHER_ESTABLISHMENT })).toEqual([]);
    const cursor = String((await world.api(AUDIT, { query: { limit: '1' } })).body.nextCursor);
    const ask = (query: Record<string, string>, establishmentId = ESTABLISHMENT) =>
      world.api(AUDIT, { query: { cursor, ...query }, establishmentId });
    expect((await ask({})).status).toBe(200);
    for (const answer of [await ask({ actor: 'odd' }), await ask({}, OTHER_ESTABLISHMENT)]) {
      expect(answer).toMatchObject({ status: 422, errors: ['/cursor bad-cursor'] });
    }
  });

  it.each([
    [{ action: 'contact.read' }, '/action not-offered'],
    [{ from: 'yesterday' }, '/from bad-date'],
    [{ identityNumber: '123' }, '/identityNumber bad-length'],
    [{ subject: 'x' }, '/subject unknown-field'],
  ])('refuses %j: %s', async (query, error) => {
    expect(await world.api(AUDIT, { query: query as Record<string, string> })).toMatchObject({
      status: 422,
      errors: [error],
    });
  });
});

describe('an entry in the table', () => {
  it('is never written again, nor is its refusal', async () => {
    const entry = {
      ...{ id: 'entry', at: NOW, actor: ACTOR, action: 'contact.delete' as const },
      ...{ contactId: asId<ContactId>('contact-1'), fields: [], requestId: 'request' },
    };
    await appendAudit(world.table, ESTABLISHMENT, entry, KEPT.auditKeptMs);
    await appendAudit(world.table, ESTABLISHMENT, { ...entry, actor: 'somebody else' }, KEPT.auditKeptMs);
    const { appendAuditRefusal } = world.contacts.store;
    await appendAuditRefusal(ESTABLISHMENT, entry, 'contact-in-use', KEPT.auditKeptMs);
    await appendAuditRefusal(ESTABLISHMENT, entry, 'internal', KEPT.auditKeptMs);
    const { items } = await listAudit(world.table, { establishmentId: ESTABLISHMENT }, { limit: 9, keep: () => true });
    expect(items).toEqual([{ ...entry, refusal: 'contact-in-use' }]);
  });

  it('goes by time to live once it is as old as the deployment says, with its refusal', async () => {
    const { id: contactId } = (await world.api(CREATE, { body: NEW_CONTACT })).body;
    await world.api(VERIFY, { params: { contactId }, body: { code: '000000' } });
    const { Items = [] } = await world.table.client.send(
      new QueryCommand({
        TableName: world.table.tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `AUDIT#${ESTABLISHMENT}` },
      }),
    );
    const expiry = Math.floor((Date.parse(NOW) + KEPT.auditKeptMs) / 1000);
    expect(Items.map(({ expiresAtEpochSeconds }) => expiresAtEpochSeconds)).toEqual([expiry, expiry, expiry]);
  });
});
