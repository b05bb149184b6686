import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createContacts } from '../../functions/contacts/handler.ts';
import { createHandler as createSubscriptions } from '../../functions/subscriptions/handler.ts';
import type { ContactId } from '../../shared/domain/ids.ts';
import { addContactReferences, readContacts } from '../../shared/store/contacts.ts';
import { apiCaller, type TestRequest } from '../support/api.ts';
import { NOW } from '../support/clock.ts';
import { referencesOf } from '../support/contact-references.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { ESTABLISHMENT, MOBILE, OTHER_ESTABLISHMENT, OTHER_RESIDENT, RESIDENT, VISITOR } from '../support/factories.ts';
import { intercepted, pauseAt } from '../support/injection.ts';
import { createWorld, type World } from '../support/world.ts';

const PUT = 'PUT /v1/subscriptions/{identityNumber}';
const PATCH = 'PATCH /v1/subscriptions/{identityNumber}';
const GET = 'GET /v1/subscriptions/{identityNumber}';
const DELETE = 'DELETE /v1/subscriptions/{identityNumber}';
const LIST = 'GET /v1/subscriptions';
const MINUTE = 60_000;

let dynalite: Dynalite;
let world: World;
let contactId: ContactId;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  world = createWorld(await dynalite.newTable());
  contactId = await world.newContact(ESTABLISHMENT);
  await arrive(RESIDENT);
});

const arrive = (identityNumber: string, more: Record<string, unknown> = {}) =>
  world.tell('AffiliationStarted', {
    identityNumber,
    kind: identityNumber.startsWith('2') ? 'resident' : 'visitor',
    occurredAt: '2026-11-01T00:00:00Z',
    ...more,
  });
const leave = (identityNumber: string, more: Record<string, unknown> = {}) =>
  world.tell('AffiliationEnded', { identityNumber, occurredAt: '2026-11-22T08:00:00Z', ...more });
const call = (routeKey: string, request: TestRequest = {}, identityNumber: string = RESIDENT) =>
  world.api(routeKey, { params: { identityNumber }, ...request });
const put = (body: Record<string, unknown> = {}, request: TestRequest = {}, identityNumber: string = RESIDENT) =>
  call(PUT, { body: { alerts: ['exit'], contactIds: [contactId], ...body }, ...request }, identityNumber);

describe('putting a subscription', () => {
  it('answers 201 for a new one, 200 when it replaces one', async () => {
    const created = await put({ label: 'Project team' });
    expect(created.status).toBe(201);
    expect(created.headers.location).toBe(`/v1/subscriptions/${RESIDENT}`);
    expect(created.body).toEqual({
      identityNumber: RESIDENT,
      kind: 'resident',
      alerts: ['exit'],
      contactIds: [contactId],
      expiryLeadDays: [90, 60, 30, 14, 7, 1, 0],
      label: 'Project team',
      inherited: [],
      status: 'active',
      createdAt: NOW,
      updatedAt: NOW,
    });
    world.clock.advance(MINUTE);
    const replaced = await put({ alerts: ['entry'] });
    expect(replaced.status).toBe(200);
    expect(replaced.body).toMatchObject({ alerts: ['entry'], createdAt: NOW });
    expect(replaced.body).not.toHaveProperty('label');
    expect(replaced.body.updatedAt).not.toBe(NOW);
    expect((await call(GET)).body).toEqual(replaced.body);
  });

  it('takes ids of contacts in capitals, as the same ones', async () => {
    const capitals = contactId.toUpperCase();
    expect(await put({ contactIds: [capitals] })).toMatchObject({ status: 201, body: { contactIds: [contactId] } });
    expect(await put({ contactIds: [contactId, capitals] })).toMatchObject({
      status: 422,
      errors: ['/contactIds/1 duplicate'],
    });
    const changed = await call(PATCH, { body: { contactIds: [capitals] } });
    expect(changed).toMatchObject({ status: 200, body: { contactIds: [contactId], status: 'active' } });
  });

  it('takes the number in digits of any script', async () => {
    expect((await put({}, {}, '٢٠٠٠-٠٠٠٠٠٦')).body.identityNumber).toBe(RESIDENT);
  });

  it('answers lead days in descending order, and keeps none where no reminder is asked for', async () => {
    expect((await put({ expiryLeadDays: [0, 7, 180, 30] })).body.expiryLeadDays).toEqual([180, 30, 7, 0]);
    expect((await put({ expiryLeadDays: [] })).body.expiryLeadDays).toEqual([]);
  });

  it.each<[Record<string, unknown>, string[]]>([
    [{ alerts: [] }, ['/alerts too-short']],
    [{ alerts: ['exit', 'exit'] }, ['/alerts/1 duplicate']],
    [{ alerts: ['arrival'] }, ['/alerts/0 not-offered']],
    [{ alerts: 'exit' }, ['/alerts wrong-type']],
    [{ alerts: undefined }, ['/alerts required']],
    [{ contactIds: [] }, ['/contactIds too-short']],
    [{ contactIds: Array.from({ length: 11 }, (_, index) => `c${index}`) }, ['/contactIds too-long']],
    [{ contactIds: ['c', 'c'] }, ['/contactIds/1 duplicate']],
    [{ expiryLeadDays: [45] }, ['/expiryLeadDays/0 not-offered']],
    [{ expiryLeadDays: [7, 7] }, ['/expiryLeadDays/1 duplicate']],
    [{ expiryLeadDays: ['7'] }, ['/expiryLeadDays/0 wrong-type']],
    [{ alerts: ['passport-expiry'], expiryLeadDays: [] }, ['/expiryLeadDays too-short']],
    [{ label: null }, ['/label wrong-type']],
    [{ label: ' \u2060\u0301' }, ['/label too-short']],
    [{ label: 'goo.gl/maps/AbC' }, ['/label holds-link']],
    [{ label: 'http://x 2345678904' }, ['/label holds-link', '/label holds-number']],
    [{ label: '٢٣٤٥\u200b٦٧٨٩٠٤' }, ['/label holds-number']],
    [{ reference: null }, ['/reference wrong-type']],
    [{ reference: ' ' }, ['/reference too-short']],
    [{ reference: 'A 12' }, ['/reference bad-reference']],
    [{ reference: 'a.sa' }, ['/reference bad-reference']],
    [{ reference: '--' }, ['/reference bad-reference']],
    [{ reference: '12\u200b' }, ['/reference bad-reference']],
    [{ reference: '1234567890123' }, ['/reference too-long']],
    [{ reference: '234-567/8904' }, ['/reference holds-number']],
    [{ reference: '٠٥١٢٣٤٥٦٧' }, ['/reference holds-number']],
    [{ lable: 'x' }, ['/lable unknown-field']],
  ])('refuses %j: %j', async (body, errors) => {
    expect(await put(body)).toMatchObject({ status: 422, problem: 'validation-failed', errors });
  });

  it('is possible with all six alerts and with ten contacts', async () => {
    const contactIds = [contactId];
    while (contactIds.length < 10) contactIds.push(await world.newContact(ESTABLISHMENT));
    const alerts = ['entry', 'exit', 'passport-expiry', 'passport-renewal', 'visa-issued', 'visa-status'];
    expect(await put({ alerts, contactIds })).toMatchObject({ status: 201, body: { alerts, contactIds } });
  });

  it.each([
    ['nobody knows', '3999999999'],
    ['belongs to somebody else', VISITOR],
    ['has left', OTHER_RESIDENT],
  ])('refuses, always alike, a number that %s', async (_, identityNumber) => {
    await arrive(VISITOR, { establishmentId: OTHER_ESTABLISHMENT });
    await arrive(OTHER_RESIDENT);
    await leave(OTHER_RESIDENT);
    const answer = await put({}, {}, identityNumber);
    const stranger = await put({}, {}, '3888888888');
    expect(answer).toMatchObject({ status: 403, problem: 'traveller-not-affiliated' });
    expect(answer.body).toEqual(stranger.body);
  });

  it('refuses contacts that are unknown, of another establishment, or being deleted', async () => {
    const theirs = await world.newContact(OTHER_ESTABLISHMENT);
    const answer = await put({ contactIds: [contactId, 'nobody', theirs] });
    expect(answer).toMatchObject({
      status: 422,
      errors: ['/contactIds/1 unknown-contact', '/contactIds/2 unknown-contact'],
    });
  });

  it('decides on the affiliation before it looks at contacts, and on contacts before preconditions', async () => {
    const stale = { headers: { 'if-match': '"stale"' } };
    expect((await put({ contactIds: ['nobody'] }, stale, '3999999999')).problem).toBe('traveller-not-affiliated');
    expect((await put({ contactIds: ['nobody'] }, stale)).errors).toEqual(['/contactIds/0 unknown-contact']);
    expect((await put({}, stale)).problem).toBe('precondition-failed');
  });

  it('makes a new one over one that has ended, when the traveller is back', async () => {
    await put({ label: 'Before' });
    await leave(RESIDENT);
    expect((await call(GET)).body).toMatchObject({ status: 'ended', endedReason: 'final-exit' });
    await arrive(RESIDENT, { occurredAt: '2026-11-22T08:30:00Z' });
    expect((await call(GET)).body).toMatchObject({ status: 'ended' });
    world.clock.advance(MINUTE);
    const again = await put();
    expect(again.status).toBe(201);
    expect(again.body).toMatchObject({ status: 'active', createdAt: world.clock.now().toISOString() });
    expect(again.body).not.toHaveProperty('endedReason');
  });
});

describe('the status of a subscription', () => {
  it('waits for a contact until one of them is verified', async () => {
    const pending = await world.api('POST /v1/contacts', { body: { channel: 'sms', address: MOBILE } });
    const created = await put({ contactIds: [pending.body.id] });
    expect(created).toMatchObject({ status: 201, body: { status: 'awaiting-contact' } });
    await world.api('POST /v1/contacts/{contactId}/verification', {
      ...{ params: { contactId: pending.body.id }, body: { code: world.codeFor(MOBILE) } },
    });
    expect((await call(GET)).body.status).toBe('active');
  });

  it('is ended as transferred when the traveller starts elsewhere', async () => {
    await put();
    await arrive(RESIDENT, { establishmentId: OTHER_ESTABLISHMENT, occurredAt: '2026-11-22T08:00:00Z' });
    expect((await call(GET)).body).toMatchObject({ status: 'ended', endedReason: 'transferred' });
  });
});

describe('the reference of a subscription', () => {
  it('is answered with ASCII digits, kept by a change of something else, and cleared by null', async () => {
    expect(await put({ reference: ' ٠١٢-م/۹_Z ' })).toMatchObject({ status: 201, body: { reference: '012-م/9_Z' } });
    expect((await call(PATCH, { body: { label: 'Team' } })).body).toMatchObject({
      reference: '012-م/9_Z',
      label: 'Team',
    });
    expect((await call(PATCH, { body: { reference: '1042' } })).body).toMatchObject({ reference: '1042' });
    const cleared = await call(PATCH, { body: { reference: null } });
    expect(cleared.body).not.toHaveProperty('reference');
    expect((await call(GET)).body).toEqual(cleared.body);
  });

  it('need not be unique, and goes with a PUT that leaves it out', async () => {
    await put({ reference: '1042' });
    await arrive(VISITOR, { kind: 'visitor' });
    expect(await put({ reference: '1042' }, {}, VISITOR)).toMatchObject({ status: 201, body: { reference: '1042' } });
    expect((await put()).body).not.toHaveProperty('reference');
  });
});

describe('changing a subscription', () => {
  it('changes what it is told and nothing else; null clears the label', async () => {
    const before = (await put({ label: 'Team', alerts: ['entry', 'exit'] })).body;
    world.clock.advance(MINUTE);
    const updatedAt = world.clock.now().toISOString();
    const changed = await call(PATCH, { body: { alerts: ['visa-issued'] } });
    expect(changed).toMatchObject({ status: 200 });
    expect(changed.body).toEqual({ ...before, alerts: ['visa-issued'], updatedAt });
    const refused = await call(PATCH, { body: { label: 'Ahmed 0512345678' } });
    expect(refused).toMatchObject({ status: 422, errors: ['/label holds-number'] });
    for (const label of ['Dr.Saleh', 'Ahmed’s driver', 'Shift 2026-01-15 12:00']) {
      expect(await call(PATCH, { body: { label } })).toMatchObject({ status: 200, body: { label } });
    }

    const cleared = await call(PATCH, { body: { label: null, expiryLeadDays: [1, 3] } });
    expect(cleared.body).not.toHaveProperty('label');
    expect(cleared.body.expiryLeadDays).toEqual([3, 1]);
    expect((await call(GET)).body).toEqual(cleared.body);
  });

  it('refuses reminders without a day, whichever half of them it is told', async () => {
    await put({ expiryLeadDays: [] });
    const silent = await call(PATCH, { body: { alerts: ['passport-expiry'] } });
    expect(silent).toMatchObject({ status: 422, errors: ['/expiryLeadDays too-short'] });
    expect((await call(PATCH, { body: { alerts: ['passport-expiry'], expiryLeadDays: [0] } })).status).toBe(200);
    expect((await call(PATCH, { body: { expiryLeadDays: [] } })).status).toBe(422);
  });

  it('is 404 where there is none, and 403 once it has ended', async () => {
    expect(await call(PATCH, { body: {} })).toMatchObject({ status: 404, problem: 'not-found' });
    await put();
    await leave(RESIDENT);
    const answer = await call(PATCH, { body: { label: 'x' } });
    expect(answer).toMatchObject({ status: 403, problem: 'traveller-not-affiliated' });
  });

  it('refuses unknown contacts and unknown fields', async () => {
    await put();
    expect((await call(PATCH, { body: { contactIds: ['nobody'] } })).errors).toEqual(['/contactIds/0 unknown-contact']);
    expect((await call(PATCH, { body: { status: 'ended' } })).errors).toEqual(['/status unknown-field']);
  });
});

describe('preconditions on a subscription', () => {
  it('refuse a stale If-Match on PUT, PATCH and DELETE, and change nothing', async () => {
    await put();
    const { etag = '' } = (await call(GET)).headers;
    world.clock.advance(MINUTE);
    const now = await call(PATCH, { body: { label: 'Newer' } });
    const headers = { 'if-match': etag };
    const answers = [
      await put({}, { headers }),
      await call(PATCH, { body: { label: 'Lost' }, headers }),
      await call(DELETE, { headers }),
    ];
    expect(answers.map(({ problem }) => problem)).toEqual(Array(3).fill('precondition-failed'));
    expect((await call(GET)).body).toEqual(now.body);
    expect((await put({}, { headers: { 'if-match': now.headers.etag ?? '' } })).status).toBe(200);
  });

  it('let If-None-Match: * make a new one only', async () => {
    const headers = { 'if-none-match': '*' };
    expect((await put({}, { headers })).status).toBe(201);
    expect(await put({}, { headers })).toMatchObject({ status: 412, problem: 'precondition-failed' });
  });

  it('refuse If-Match where there is nothing', async () => {
    expect((await put({}, { headers: { 'if-match': '*' } })).status).toBe(412);
  });

  it('let only one of two through that were made on the same reading', async () => {
    const { etag = '' } = (await put()).headers;
    const headers = { 'if-match': etag };
    const answers = await Promise.all(['a', 'b'].map((label) => call(PATCH, { body: { label }, headers })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });
});

describe('deleting a subscription', () => {
  it('answers 204, a second time 404, and leaves the traveller present', async () => {
    await put();
    expect((await call(DELETE)).status).toBe(204);
    expect(await call(DELETE)).toMatchObject({ status: 404, problem: 'not-found' });
    expect((await call(GET)).status).toBe(404);
    expect((await put()).status).toBe(201);
  });

  it('is possible for one that has ended', async () => {
    await put();
    await leave(RESIDENT);
    expect((await call(DELETE)).status).toBe(204);
  });
});

describe('a subscription of another establishment', () => {
  it('is like one that never existed', async () => {
    await put();
    const request = { establishmentId: OTHER_ESTABLISHMENT };
    expect((await call(GET, request)).status).toBe(404);
    expect((await call(DELETE, request)).status).toBe(404);
    expect((await call(PATCH, { ...request, body: { label: 'Mine' } })).status).toBe(404);
    expect((await world.api(LIST, request)).body.items).toEqual([]);
    expect((await call(GET)).status).toBe(200);
  });
});

describe('listing subscriptions', () => {
  it('filters by status, alert and kind', async () => {
    const pending = await world.api('POST /v1/contacts', { body: { channel: 'sms', address: MOBILE } });
    await arrive(OTHER_RESIDENT);
    await arrive(VISITOR);
    await put({ alerts: ['exit'] });
    await put({ alerts: ['entry', 'exit'], contactIds: [pending.body.id] }, {}, OTHER_RESIDENT);
    await put({ alerts: ['entry'] }, {}, VISITOR);
    await leave(VISITOR);
    const list = async (query: Record<string, string>) =>
      (await world.api(LIST, { query })).body.items.map(({ identityNumber }) => identityNumber);
    expect(await list({})).toEqual([RESIDENT, OTHER_RESIDENT, VISITOR]);
    expect(await list({ status: 'active' })).toEqual([RESIDENT]);
    expect(await list({ status: 'awaiting-contact' })).toEqual([OTHER_RESIDENT]);
    expect(await list({ status: 'ended' })).toEqual([VISITOR]);
    expect(await list({ alert: 'entry' })).toEqual([OTHER_RESIDENT, VISITOR]);
    expect(await list({ alert: 'exit', kind: 'resident' })).toEqual([RESIDENT, OTHER_RESIDENT]);
    expect(await list({ kind: 'visitor', status: 'active' })).toEqual([]);
  });
});

const deleteContact = (id: string) => world.api('DELETE /v1/contacts/{contactId}', { params: { contactId: id } });

const params = { identityNumber: RESIDENT };
const naming = (...contactIds: string[]) => ({ params, body: { alerts: ['exit'], contactIds } });
const referencesTo = async (id: string) => (await referencesOf(world.table, ESTABLISHMENT, id)).length;

/** The subscriptions API, stopped before the n-th call of its store. */
function pausedBefore(n: number) {
  const gate = pauseAt(n);
  const store = intercepted(world.subscriptions.store, gate);
  return { call: apiCaller(createSubscriptions({ ...world.subscriptions, store })), ...gate };
}
/** The call that saves a new subscription: after the reads, the reservation, the references and the audit entry. */
const TO_SAVE = 6;

describe('the references from a contact to the people whose subscriptions name it', () => {
  it('follow what the subscription names', async () => {
    const other = await world.newContact(ESTABLISHMENT);
    await put();
    expect([await referencesTo(contactId), await referencesTo(other)]).toEqual([1, 0]);
    await put({ contactIds: [other] });
    expect([await referencesTo(contactId), await referencesTo(other)]).toEqual([0, 1]);
    await call(DELETE);
    expect([await referencesTo(contactId), await referencesTo(other)]).toEqual([0, 0]);
  });

  it.each([false, true])(
    'follow it also where two writes meet (the one that drops it first: %s)',
    async (dropFirst) => {
      const other = await world.newContact(ESTABLISHMENT);
      for (let n = 1; n <= TO_SAVE; n += 1) {
        await put();
        const late = pausedBefore(n);
        const [first, second] = dropFirst ? [other, contactId] : [contactId, other];
        const answer = late.call(PUT, naming(first));
        await Promise.race([answer, late.reached]);
        expect((await put({ contactIds: [second] })).status).toBe(200);
        late.resume();
        expect((await answer).status).toBe(200);
        const named = (await call(GET)).body.contactIds;
        expect({ n, references: [await referencesTo(contactId), await referencesTo(other)] }).toEqual({
          n,
          references: [contactId, other].map((id) => Number(String(named) === id)),
        });
      }
    },
  );

  it('are not written for a contact that another write dropped meanwhile', async () => {
    const other = await world.newContact(ESTABLISHMENT);
    await put();
    const late = pausedBefore(3);
    const answer = late.call(PATCH, { params, body: { label: 'Team' } });
    await late.reached;
    await put({ contactIds: [other] });
    late.resume();
    expect(await answer).toMatchObject({ status: 200, body: { contactIds: [other], label: 'Team' } });
    expect([await referencesTo(contactId), await referencesTo(other)]).toEqual([0, 1]);
  });
});

describe('deleting a contact that a subscription may name', () => {
  it('is refused while a subscription names it that has not ended', async () => {
    await put();
    expect(await deleteContact(contactId)).toMatchObject({ status: 409, problem: 'contact-in-use' });
    // Refusing it leaves it usable.
    expect((await put()).status).toBe(200);
    await leave(RESIDENT);
    expect((await deleteContact(contactId)).status).toBe(204);
    expect((await call(GET)).body).toMatchObject({ status: 'ended', contactIds: [] });
  });

  it('is possible once no subscription names it any more', async () => {
    const other = await world.newContact(ESTABLISHMENT);
    await put();
    await put({ contactIds: [other] });
    expect((await deleteContact(contactId)).status).toBe(204);
    await call(DELETE);
    expect((await deleteContact(other)).status).toBe(204);
  });

  it('is possible though a write that would have named it failed', async () => {
    const other = await world.newContact(ESTABLISHMENT);
    const failing = apiCaller(
      createSubscriptions({
        ...world.subscriptions,
        store: { ...world.subscriptions.store, saveSearchedAffiliation: () => Promise.reject(new Error('down')) },
      }),
    );
    expect((await failing(PUT, naming(other))).status).toBe(500);
    expect(await referencesTo(other)).toBe(1);
    expect((await deleteContact(other)).status).toBe(204);
    expect(await referencesTo(other)).toBe(0);
  });

  it('is done also where the references that are left cannot be removed', async () => {
    await addContactReferences(world.table, { ...params, establishmentId: ESTABLISHMENT }, [contactId], 9);
    const failing = apiCaller(
      createContacts({
        ...world.contacts,
        store: { ...world.contacts.store, removeContactReferences: () => Promise.reject(new Error('down')) },
      }),
    );
    expect((await failing('DELETE /v1/contacts/{contactId}', { params: { contactId } })).status).toBe(204);
    expect((await readContacts(world.table, ESTABLISHMENT)).contacts).toEqual([]);
  });

  it('leaves a subscription that comes to name it at that moment without a contact', async () => {
    const late = pausedBefore(TO_SAVE);
    const answer = late.call(PUT, naming(contactId));
    await late.reached;
    expect((await deleteContact(contactId)).status).toBe(204);
    late.resume();
    expect((await answer).status).toBe(201);

    expect((await call(GET)).body).toMatchObject({ status: 'awaiting-contact', contactIds: [] });
    const waiting = await world.api(LIST, { query: { status: 'awaiting-contact' } });
    expect(waiting.body.items).toMatchObject([{ identityNumber: RESIDENT, contactIds: [] }]);
    world.queued.length = 0;
    await world.tell('TravellerExited', params);
    expect(world.queued).toEqual([]);

    expect(await call(PATCH, { body: { label: 'Team' } })).toMatchObject({ status: 200, body: { contactIds: [] } });
    const other = await world.newContact(ESTABLISHMENT);
    expect(await put({ contactIds: [other] })).toMatchObject({ status: 200, body: { status: 'active' } });
    await world.tell('TravellerExited', params);
    expect(world.queued.map((one) => one.contactId)).toContain(other);
  });

  /**
   * Runs a deletion and a write of a subscription side by side: the one up to its i-th call of a store, then the other
   * up to its j-th, then the one to its end, then the other.
   */
  async function race(i: number, j: number, deletionFirst: boolean, deleted: string) {
    const gates = [pauseAt(i), pauseAt(j)] as const;
    const [first, second] = gates;
    const [deletionGate, writeGate] = deletionFirst ? [first, second] : [second, first];
    const contacts = apiCaller(
      createContacts({ ...world.contacts, store: intercepted(world.contacts.store, deletionGate) }),
    );
    const subscriptions = apiCaller(
      createSubscriptions({ ...world.subscriptions, store: intercepted(world.subscriptions.store, writeGate) }),
    );
    const runs = {
      deletion: () => contacts('DELETE /v1/contacts/{contactId}', { params: { contactId: deleted } }),
      write: () => subscriptions(PUT, naming(contactId, deleted)),
    };
    const [start, follow] = deletionFirst ? [runs.deletion, runs.write] : [runs.write, runs.deletion];
    const one = start();
    await Promise.race([one, first.reached]);
    const other = follow();
    await Promise.race([other, second.reached]);
    first.resume();
    await one;
    second.resume();
    const answers = await Promise.all([one, other]);
    const [deletion, write] = deletionFirst ? answers : answers.toReversed();
    return { deletion: deletion?.status, write: write?.status };
  }

  it.each([
    { before: 'nothing', deletionFirst: true },
    { before: 'nothing', deletionFirst: false },
    { before: 'another contact', deletionFirst: true },
    { before: 'another contact', deletionFirst: false },
  ])(
    'fails nothing and shows and tells only who is there, however the two meet (subscribed before: $before, deletion first: $deletionFirst)',
    async ({ before, deletionFirst }) => {
      const outcomes = new Set<string>();
      for (let i = 1; i <= 7; i += 1) {
        // Every other pair, as on a chessboard: each call meets each of its neighbours'.
        for (let j = 1 + (i % 2); j <= 7; j += 2) {
          // A contact more, of the twenty that can be made in a day.
          world.clock.advance(90 * MINUTE);
          await call(DELETE);
          if (before === 'another contact') await put();
          const deleted = await world.newContact(ESTABLISHMENT);
          const { deletion, write } = await race(i, j, deletionFirst, deleted);

          const { contacts } = await readContacts(world.table, ESTABLISHMENT);
          const exists = contacts.some(({ id }) => id === deleted);
          expect({ i, j, deletion }).toEqual({ i, j, deletion: exists ? 409 : 204 });
          // Only a write that finds the contact gone is refused.
          const isRefused = write === 422;
          if (isRefused) expect({ i, j, exists }).toEqual({ i, j, exists: false });
          else expect([200, 201]).toContain(write);

          const isSubscribed = !isRefused || before === 'another contact';
          const named = isSubscribed ? (exists ? [contactId, deleted] : [contactId]) : undefined;
          expect({ i, j, named: (await call(GET)).body.contactIds }).toEqual({ i, j, named });
          world.queued.length = 0;
          await world.tell('TravellerExited', { ...params, occurredAt: world.clock.now().toISOString() });
          const told = world.queued.map((one) => one.contactId).toSorted();
          expect({ i, j, told }).toEqual({ i, j, told: (named ?? []).toSorted() });

          outcomes.add(isRefused ? 'refused' : exists ? 'in use' : 'gone');
          await call(DELETE);
          if (exists) expect((await deleteContact(deleted)).status).toBe(204);
        }
      }
      expect(outcomes).toContain('in use');
      expect(outcomes).toContain('refused');
    },
  );
});
