/** Everyone of an establishment followed by one item: who is told, what own subscriptions make of it, and what it costs. */
import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ContactId, EstablishmentId, IdentityNumber } from '../../shared/domain/ids.ts';
import { saveAffiliation } from '../../shared/store/travellers.ts';
import type { TestRequest } from '../support/api.ts';
import { NOW } from '../support/clock.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { affiliation, eventBody } from '../support/factories.ts';
import { asId } from '../support/ids.ts';
import { recorded } from '../support/recorder.ts';
import { createWorld, strangers, type World } from '../support/world.ts';

const DEFAULT = '/v1/default-subscription';
const SUBSCRIPTION = '/v1/subscriptions/{identityNumber}';

let dynalite: Dynalite;
let world: World;
let establishmentId: EstablishmentId;
let elsewhere: EstablishmentId;
let person: IdentityNumber;
let desk: ContactId;
let other: ContactId;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  world = createWorld(await dynalite.newTable());
  const { establishments, identityNumber } = strangers();
  [establishmentId, elsewhere] = establishments;
  person = identityNumber;
  desk = await world.newContact(establishmentId);
  other = await world.newContact(establishmentId);
  await start('2026-11-01T00:00:00Z');
  world.queued.length = 0;
});

const call = (routeKey: string, request: TestRequest = {}) => world.api(routeKey, { establishmentId, ...request });
const putDefault = (body: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  call(`PUT ${DEFAULT}`, {
    body: { kinds: ['visitor'], alerts: ['exit', 'passport-expiry'], contactIds: [desk], ...body },
    headers,
  });
const own = (method: 'GET' | 'PUT' | 'PATCH' | 'DELETE', body?: Record<string, unknown>, headers = {}) =>
  call(`${method} ${SUBSCRIPTION}`, { params: { identityNumber: person }, body, headers });

const start = (occurredAt: string, more: Record<string, unknown> = {}) =>
  world.tell('AffiliationStarted', { identityNumber: person, establishmentId, kind: 'visitor', occurredAt, ...more });
const end = (occurredAt: string, more: Record<string, unknown> = {}) =>
  world.tell('AffiliationEnded', { identityNumber: person, establishmentId, occurredAt, ...more });
const exit = (occurredAt = '2026-11-22T08:00:00Z') =>
  world.tell('TravellerExited', { identityNumber: person, occurredAt });
/** What was queued since it was asked last: subject and contact of each. */
const told = () =>
  world.queued.splice(0).flatMap(({ about, contactId }) => (about ? [[about.alert, contactId] as const] : []));

describe('the default subscription', () => {
  it('is made, shown, replaced and deleted', async () => {
    expect(await call(`GET ${DEFAULT}`)).toMatchObject({ status: 404, problem: 'not-found' });
    expect(await call(`DELETE ${DEFAULT}`)).toMatchObject({ status: 404, problem: 'not-found' });
    const created = await putDefault();
    expect(created).toMatchObject({ status: 201, headers: { location: DEFAULT } });
    expect(created.body).toEqual({
      kinds: ['visitor'],
      alerts: ['exit', 'passport-expiry'],
      contactIds: [desk],
      expiryLeadDays: [90, 60, 30, 14, 7, 1, 0],
      createdAt: NOW,
      updatedAt: NOW,
    });
    const shown = await call(`GET ${DEFAULT}`);
    expect(shown.body).toEqual(created.body);
    expect(shown.headers.etag).toBe(created.headers.etag);
    world.clock.advance(60_000);
    const replaced = await putDefault({ kinds: ['resident', 'visitor'], expiryLeadDays: [0, 30] });
    expect(replaced).toMatchObject({ status: 200, body: { expiryLeadDays: [30, 0], createdAt: NOW } });
    expect(replaced.body.updatedAt).not.toBe(NOW);
    expect((await call(`DELETE ${DEFAULT}`)).status).toBe(204);
    expect((await call(`GET ${DEFAULT}`)).status).toBe(404);
  });

  it('honours preconditions', async () => {
    expect(await putDefault({}, { 'if-match': '*' })).toMatchObject({ status: 412 });
    const { headers } = await putDefault({}, { 'if-none-match': '*' });
    const stale = { 'if-match': headers.etag ?? '' };
    expect(await putDefault({}, { 'if-none-match': '*' })).toMatchObject({ status: 412 });
    expect(await putDefault({ alerts: ['entry'] }, stale)).toMatchObject({ status: 200 });
    expect(await putDefault({}, stale)).toMatchObject({ status: 412, problem: 'precondition-failed' });
    expect(await call(`DELETE ${DEFAULT}`, { headers: stale })).toMatchObject({ status: 412 });
    expect((await call(`GET ${DEFAULT}`)).body.alerts).toEqual(['entry']);
  });

  it.each<[Record<string, unknown>, string[]]>([
    [{ kinds: undefined }, ['/kinds required']],
    [{ alerts: undefined }, ['/alerts required']],
    [{ contactIds: undefined }, ['/contactIds required']],
    [{ kinds: [] }, ['/kinds too-short']],
    [{ kinds: ['visitor', 'visitor'] }, ['/kinds/1 duplicate']],
    [{ kinds: ['citizen'] }, ['/kinds/0 not-offered']],
    [{ expiryLeadDays: [] }, ['/expiryLeadDays too-short']],
    [{ expiryLeadDays: [45] }, ['/expiryLeadDays/0 not-offered']],
    [{ contactIds: ['nobody'] }, ['/contactIds/0 unknown-contact']],
    [{ label: 'all' }, ['/label unknown-field']],
  ])('refuses %j: %j', async (body, errors) => {
    expect(await putDefault(body)).toMatchObject({ status: 422, problem: 'validation-failed', errors });
    expect((await call(`GET ${DEFAULT}`)).status).toBe(404);
  });

  it('keeps a contact that it names from being deleted', async () => {
    await putDefault();
    const remove = () => call('DELETE /v1/contacts/{contactId}', { params: { contactId: desk } });
    expect(await remove()).toMatchObject({ status: 409, problem: 'contact-in-use' });
    await putDefault({ contactIds: [other] });
    expect((await remove()).status).toBe(204);
  });

  it('is on record in the audit trail', async () => {
    world.clock.advance(1000);
    await putDefault();
    world.clock.advance(1000);
    await putDefault({ alerts: ['entry'], expiryLeadDays: [] });
    world.clock.advance(1000);
    await call(`DELETE ${DEFAULT}`);
    const { body } = await call('GET /v1/audit', { query: { limit: '3' } });
    expect(body.items.map(({ action, fields }) => [action, fields])).toEqual([
      ['default-subscription.delete', []],
      ['default-subscription.put', ['alerts', 'expiryLeadDays']],
      ['default-subscription.put', ['kinds', 'alerts', 'contactIds', 'expiryLeadDays']],
    ]);
  });
});

describe('who has no subscription of their own', () => {
  it('is followed from the moment it is set until it is deleted', async () => {
    await exit();
    expect(told()).toEqual([]);
    await putDefault();
    await exit();
    expect(told()).toEqual([['exit', desk]]);
    await world.tell('TravellerEntered', { identityNumber: person });
    expect(told()).toEqual([]);
    await putDefault({ contactIds: [desk, other] });
    await exit();
    expect(told().map(([, contactId]) => contactId)).toEqual([desk, other]);
    await call(`DELETE ${DEFAULT}`);
    await exit();
    expect(told()).toEqual([]);
  });

  it('is followed only where their kind is', async () => {
    await putDefault({ kinds: ['resident'] });
    await exit();
    expect(told()).toEqual([]);
  });

  it('is told of once at a lead day of a passport', async () => {
    await putDefault({ expiryLeadDays: [90, 30] });
    const scan = (daysLeft: number) =>
      world.tell('PassportExpiring', { identityNumber: person, daysLeft, occurredAt: NOW });
    await scan(95);
    expect(told()).toEqual([]);
    await scan(88);
    expect(told()).toEqual([['passport-expiry', desk]]);
    await scan(87);
    expect(told()).toEqual([]);
    await scan(20);
    expect(told()).toEqual([['passport-expiry', desk]]);
  });

  it('is told of once when they leave, by an end or for another establishment', async () => {
    await putDefault();
    await end('2026-11-20T00:00:00Z', { reason: 'departed' });
    expect(world.queued[0]?.content).toMatchObject({
      template: 'following-ended',
      endedAt: '2026-11-20T00:00:00.000Z',
      reason: 'departed',
    });
    expect(told()).toEqual([['following-ended', desk]]);
    await end('2026-11-19T00:00:00Z', { reason: 'departed' });
    expect(told()).toEqual([]);
    await start('2026-11-21T00:00:00Z');
    await start('2026-11-22T00:00:00Z', { establishmentId: elsewhere });
    expect(world.queued[0]?.content).toMatchObject({ reason: 'transferred' });
    expect(told()).toEqual([['following-ended', desk]]);
    await exit('2026-11-21T12:00:00Z');
    expect(told()).toEqual([['exit', desk]]);
    await exit('2026-11-22T08:00:00Z');
    expect(told()).toEqual([]);
  });

  it('is told of no more when what has waited finds the default gone, or the person back', async () => {
    await putDefault();
    await exit();
    const [waiting] = world.queued;
    await call(`DELETE ${DEFAULT}`);
    world.clock.advance(2 * 60_000);
    await world.send();
    expect(await world.recorded([waiting?.id ?? ''])).toMatchObject([
      { status: 'cancelled', failureReason: 'unsubscribed' },
    ]);
    await putDefault();
    await end(world.clock.now().toISOString());
    const [ended] = world.queued;
    world.clock.advance(2 * 60_000);
    await start(world.clock.now().toISOString());
    await world.send();
    expect(await world.recorded([ended?.id ?? ''])).toMatchObject([
      { status: 'cancelled', failureReason: 'superseded' },
    ]);
  });

  it('is told of by another contact where the address of theirs is dead', async () => {
    await putDefault({ contactIds: [other] });
    await exit();
    const [dead] = world.queued.splice(0);
    world.queued.push(...(dead ? [dead] : []));
    await world.send();
    await world.receive(dead?.id ?? '', { status: 'failed', reason: 'bounced' });
    expect(told()).toEqual([['exit', desk]]);
  });
});

describe('a subscription of one’s own', () => {
  it('inherits what it leaves out, and says so', async () => {
    await putDefault();
    const put = await own('PUT', { alerts: ['entry'], reference: '1042' });
    expect(put).toMatchObject({
      status: 201,
      body: {
        ...{ alerts: ['entry'], contactIds: [desk], expiryLeadDays: [90, 60, 30, 14, 7, 1, 0] },
        ...{ inherited: ['contactIds', 'expiryLeadDays'], status: 'active', reference: '1042' },
      },
    });
    await exit();
    expect(told()).toEqual([]);
    await world.tell('TravellerEntered', { identityNumber: person });
    expect(told()).toEqual([['entry', desk]]);
    await putDefault({ contactIds: [other] });
    expect((await own('GET')).body.contactIds).toEqual([other]);
    await world.tell('TravellerEntered', { identityNumber: person });
    expect(told()).toEqual([['entry', other]]);
  });

  it('stands alone with all fields of its own', async () => {
    await putDefault();
    const { body } = await own('PUT', { alerts: ['entry'], contactIds: [other], expiryLeadDays: [] });
    expect(body).toMatchObject({ inherited: [], expiryLeadDays: [] });
    await exit();
    expect(told()).toEqual([]);
    expect((await own('DELETE')).status).toBe(204);
    await exit();
    expect(told()).toEqual([['exit', desk]]);
  });

  it('must be whole where there is no default for the person', async () => {
    const lacking = { status: 422, problem: 'validation-failed', errors: ['/alerts required', '/contactIds required'] };
    expect(await own('PUT', { label: 'x' })).toMatchObject(lacking);
    await putDefault({ kinds: ['resident'] });
    expect(await own('PUT', { label: 'x' })).toMatchObject(lacking);
    const { body } = await own('PUT', { alerts: ['exit'], contactIds: [desk] });
    expect(body).toMatchObject({ expiryLeadDays: [90, 60, 30, 14, 7, 1, 0], inherited: [] });
    expect(await own('PATCH', { alerts: null })).toMatchObject({ status: 422, errors: ['/alerts required'] });
  });

  it('becomes inherited field by field by null in a PATCH', async () => {
    await putDefault();
    await own('PUT', { alerts: ['entry'], contactIds: [other], expiryLeadDays: [7] });
    expect((await own('PATCH', { contactIds: null })).body).toMatchObject({
      ...{ contactIds: [desk], inherited: ['contactIds'] },
    });
    // Nothing names it any more.
    const remove = await call('DELETE /v1/contacts/{contactId}', { params: { contactId: other } });
    expect(remove.status).toBe(204);
    expect((await own('PATCH', { alerts: null, expiryLeadDays: null })).body).toMatchObject({
      ...{ alerts: ['exit', 'passport-expiry'], inherited: ['alerts', 'contactIds', 'expiryLeadDays'] },
    });
    expect((await own('PATCH', { alerts: ['entry'] })).body.inherited).toEqual(['contactIds', 'expiryLeadDays']);
  });

  it('is refused where what it inherits leaves reminders without a day', async () => {
    await putDefault({ alerts: ['exit'], expiryLeadDays: [] });
    expect(await own('PUT', { alerts: ['passport-expiry'] })).toMatchObject({
      ...{ status: 422, errors: ['/expiryLeadDays too-short'] },
    });
  });

  it('is inactive while it inherits and there is nothing to inherit from', async () => {
    await putDefault();
    await own('PUT', { alerts: ['exit'] });
    await call(`DELETE ${DEFAULT}`);
    expect((await own('GET')).body).toMatchObject({
      ...{ status: 'inactive', inherited: ['contactIds', 'expiryLeadDays'], alerts: [], contactIds: [] },
    });
    await exit();
    expect(told()).toEqual([]);
    expect((await own('PATCH', { label: 'x' })).body).toMatchObject({ status: 'inactive', label: 'x' });
    await putDefault();
    expect((await own('GET')).body).toMatchObject({ status: 'active', alerts: ['exit'] });
  });

  it('excludes a person, and is lifted again', async () => {
    await putDefault();
    const excluded = await own('PUT', { excluded: true, label: 'Gardener' });
    expect(excluded).toMatchObject({
      status: 201,
      body: { ...{ excluded: true, status: 'inactive', label: 'Gardener' }, ...{ alerts: [], inherited: [] } },
    });
    await exit();
    expect(told()).toEqual([]);
    const beside = { alerts: ['exit'], contactIds: [desk], expiryLeadDays: [7] };
    const refused = ['/alerts not-offered', '/contactIds not-offered', '/expiryLeadDays not-offered'];
    expect(await own('PUT', { excluded: true, ...beside })).toMatchObject({ status: 422, errors: refused });
    expect(await own('PATCH', { excluded: true, ...beside })).toMatchObject({ status: 422, errors: refused });
    expect(await own('PATCH', beside)).toMatchObject({ status: 422, errors: refused });
    const lifted = await own('PATCH', { excluded: false, alerts: ['exit'] });
    expect(lifted.body).toMatchObject({
      status: 'active',
      label: 'Gardener',
      inherited: ['contactIds', 'expiryLeadDays'],
    });
    expect(lifted.body).not.toHaveProperty('excluded');
    expect((await own('PATCH', { excluded: true })).body).toMatchObject({ status: 'inactive', inherited: [] });
    await call(`DELETE ${DEFAULT}`);
    expect(await own('PATCH', { excluded: false })).toMatchObject({
      ...{ status: 422, errors: ['/alerts required', '/contactIds required'] },
    });
    expect((await own('PUT', { alerts: ['exit'], contactIds: [desk] })).body).not.toHaveProperty('excluded');
    await exit();
    expect(told()).toEqual([['exit', desk]]);
  });

  it('that excludes is told of no end either; and counts as none once its person is back', async () => {
    await putDefault();
    await own('PUT', { excluded: true });
    await end('2026-11-20T00:00:00Z');
    expect(told()).toEqual([]);
    await start('2026-11-21T00:00:00Z');
    await exit();
    expect(told()).toEqual([['exit', desk]]);
  });

  it('that has ended serves what happened up to its end; then the default takes over', async () => {
    await putDefault();
    await own('PUT', { alerts: ['exit'], contactIds: [other] });
    await end('2026-11-20T00:00:00Z');
    expect(told()).toEqual([['following-ended', other]]);
    await start('2026-11-21T00:00:00Z');
    await exit('2026-11-19T00:00:00Z');
    expect(told()).toEqual([['exit', other]]);
    await exit();
    expect(told()).toEqual([['exit', desk]]);
    await end('2026-11-22T08:30:00Z');
    expect(told()).toEqual([['following-ended', desk]]);
    expect((await own('GET')).body.status).toBe('ended');
  });

  it('is not told again, by what it inherits, the reminder that the default told', async () => {
    await putDefault({ expiryLeadDays: [90] });
    const scan = () => world.tell('PassportExpiring', { identityNumber: person, daysLeft: 88, occurredAt: NOW });
    await scan();
    expect(told()).toHaveLength(1);
    await own('PUT', { label: 'Crane' });
    await scan();
    expect(told()).toEqual([]);
    await own('DELETE');
    await own('PUT', { contactIds: [other] });
    await scan();
    expect(told()).toEqual([['passport-expiry', other]]);
  });

  it('is found by what is in force', async () => {
    await putDefault();
    await own('PUT', { alerts: ['entry'] });
    const found = async (query: Record<string, string>) =>
      (await call('GET /v1/subscriptions', { query })).body.items.length;
    expect([await found({ contactId: desk }), await found({ contactId: other })]).toEqual([1, 0]);
    expect([await found({ alert: 'entry' }), await found({ alert: 'exit' })]).toEqual([1, 0]);
    await call(`DELETE ${DEFAULT}`);
    expect([await found({ contactId: desk }), await found({ status: 'inactive' })]).toEqual([0, 1]);
  });
});

describe('what it costs', () => {
  /** The calls of the table in what is done with another world over it. */
  async function callsOf(work: (watched: World) => Promise<unknown>): Promise<string[]> {
    const { table, calls } = recorded(world.table);
    const watched = createWorld(table);
    calls.length = 0;
    await work(watched);
    return calls;
  }

  it('is one write of one item, whether ten or a thousand people are followed', async () => {
    const change = (alerts: string[]) => (watched: World) =>
      watched.api(`PUT ${DEFAULT}`, {
        establishmentId,
        body: { kinds: ['visitor'], alerts, contactIds: [desk] },
      });
    const join = async (from: number, to: number) => {
      for (let batch = from; batch < to; batch += 50) {
        const numbers = Array.from({ length: Math.min(50, to - batch) }, (_, i) => 4_900_000_000 + batch + i);
        await Promise.all(
          numbers.map((number) =>
            saveAffiliation(
              world.table,
              affiliation({ identityNumber: String(number), establishmentId, kind: 'visitor', version: 0 }),
            ),
          ),
        );
      }
    };
    await join(0, 10);
    await putDefault();
    const amongTen = await callsOf(change(['entry', 'exit']));
    await join(10, 1000);
    const amongMany = await callsOf(change(['exit']));
    expect(amongMany).toEqual(amongTen);
    expect(amongMany.filter((one) => !one.startsWith('GetCommand'))).toEqual([
      'PutCommand AUDIT',
      'PutCommand ESTABLISHMENT',
    ]);
  });

  it('is one read more for a crossing of a person who is not followed, and none for one who is', async () => {
    const crossing = (watched: World) =>
      watched.handle(eventBody('TravellerExited', { identityNumber: person, eventId: randomUUID() }));
    const untold = ['GetCommand EVENT', 'QueryCommand TRAVELLER', 'GetCommand ESTABLISHMENT', 'PutCommand EVENT'];
    expect(await callsOf(crossing)).toEqual(untold);
    await own('PUT', { alerts: ['exit'], contactIds: [desk] });
    const byOwn = await callsOf(crossing);
    await own('PATCH', { alerts: ['entry'] });
    expect(await callsOf(crossing)).toEqual(untold.filter((one) => one !== 'GetCommand ESTABLISHMENT'));
    await own('DELETE');
    await putDefault();
    expect(await callsOf(crossing)).toEqual(byOwn);
  });
});

describe('a default subscription that does not parse', () => {
  it('is kept as it is, and whom it may follow waits until it is corrected', async () => {
    await putDefault();
    await own('PUT', { alerts: ['entry'], contactIds: [other], expiryLeadDays: [] });
    await world.table.client.send(
      new UpdateCommand({
        TableName: world.table.tableName,
        Key: { pk: `ESTABLISHMENT#${establishmentId}`, sk: 'CONTACTS' },
        UpdateExpression: 'SET defaultSubscription.kinds = :nonsense',
        ExpressionAttributeValues: { ':nonsense': 'all' },
      }),
    );
    expect((await call(`GET ${DEFAULT}`)).status).toBe(500);
    const body = eventBody('TravellerExited', { identityNumber: person, eventId: 'waits' });
    await world.handle(body);
    expect(told()).toEqual([]);
    await world.api('PATCH /v1/contacts/{contactId}', {
      ...{ establishmentId, params: { contactId: desk }, body: { label: 'Desk' } },
    });
    const stored = await world.matcher.store.readContacts(establishmentId);
    expect(stored.unreadableDefault).toMatchObject({ kinds: 'all', contactIds: [desk] });
    const stranger: IdentityNumber = asId('4999999999');
    await world.tell('AffiliationStarted', { identityNumber: stranger, establishmentId, kind: 'visitor' });
    await expect(world.tell('TravellerExited', { identityNumber: stranger })).rejects.toThrow();
  });
});
