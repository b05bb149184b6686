import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOTIFICATION_STATUSES } from '../../shared/domain/notification.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { ESTABLISHMENT, OTHER_ESTABLISHMENT, OTHER_RESIDENT, RESIDENT, VISITOR } from '../support/factories.ts';
import { createWorld, type World } from '../support/world.ts';

const TRAVELLERS = 'GET /v1/travellers';
const NOTIFICATIONS = 'GET /v1/notifications';
const NOTIFICATION = 'GET /v1/notifications/{notificationId}';

let dynalite: Dynalite;
let world: World;
let contactId: string;

/** Three people of one establishment, two of them followed; what happened to them at 09:01, 09:02, ... */
beforeAll(async () => {
  dynalite = await startDynalite();
  world = createWorld(await dynalite.newTable());
  contactId = await world.newContact(ESTABLISHMENT, { channel: 'sms', address: '+966551234567' });
  const people = { [RESIDENT]: '2027-01-31', [OTHER_RESIDENT]: '2026-12-01', [VISITOR]: '2026-11-20' };
  for (const [identityNumber, expiresOn] of Object.entries(people)) {
    await world.tell('AffiliationStarted', {
      ...{ identityNumber, occurredAt: '2026-11-01T00:00:00Z' },
      kind: identityNumber === VISITOR ? 'visitor' : 'resident',
      passport: { number: 'A12345678', expiresOn },
    });
  }
  for (const identityNumber of [RESIDENT, VISITOR]) {
    await world.api('PUT /v1/subscriptions/{identityNumber}', {
      ...{ params: { identityNumber }, body: { alerts: ['entry', 'exit'], contactIds: [contactId] } },
    });
  }
  for (const [type, identityNumber] of [
    ['TravellerEntered', RESIDENT],
    ['TravellerExited', VISITOR],
    ['TravellerExited', RESIDENT],
    ['TravellerEntered', VISITOR],
  ] as const) {
    world.clock.advance(60_000);
    await world.tell(type, { identityNumber, occurredAt: '2026-11-22T08:00:00Z' });
  }
});
afterAll(() => dynalite.stop());

const list = async (routeKey: string, query: Record<string, string> = {}) =>
  (await world.api(routeKey, { query })).body.items;
const numbers = async (query: Record<string, string> = {}) =>
  (await list(TRAVELLERS, query)).map(({ identityNumber }) => identityNumber);

describe('listing travellers', () => {
  it('shows who is present, the passport masked, with the days left in Riyadh', async () => {
    const [person] = await list(TRAVELLERS, { kind: 'visitor' });
    expect(person).toEqual({
      identityNumber: VISITOR,
      kind: 'visitor',
      name: { ar: 'سامر', en: 'Samir' },
      nationality: 'EGY',
      passport: { numberMasked: '******678', expiresOn: '2026-11-20', daysLeft: -2 },
      subscribed: true,
      following: 'own',
      alerts: ['entry', 'exit'],
    });
  });

  it('filters by kind and by subscription', async () => {
    expect(await numbers()).toEqual([RESIDENT, OTHER_RESIDENT, VISITOR]);
    expect(await numbers({ kind: 'resident' })).toEqual([RESIDENT, OTHER_RESIDENT]);
    expect(await numbers({ subscribed: 'true' })).toEqual([RESIDENT, VISITOR]);
    expect(await numbers({ subscribed: 'false' })).toEqual([OTHER_RESIDENT]);
  });

  it('shows whose passport expires before a date, that day excluded, the earliest first', async () => {
    expect(await numbers({ passportExpiresBefore: '2027-02-01' })).toEqual([VISITOR, OTHER_RESIDENT, RESIDENT]);
    expect(await numbers({ passportExpiresBefore: '2027-01-31' })).toEqual([VISITOR, OTHER_RESIDENT]);
    expect(await numbers({ passportExpiresBefore: '2026-11-20' })).toEqual([]);
    expect(await numbers({ passportExpiresBefore: '2027-02-01', subscribed: 'true' })).toEqual([VISITOR, RESIDENT]);
  });

  it('goes on where a page ended, in either order', async () => {
    for (const query of [{}, { passportExpiresBefore: '2027-02-01' }] as Record<string, string>[]) {
      const first = await world.api(TRAVELLERS, { query: { ...query, limit: '2' } });
      const cursor = first.body.nextCursor ?? '';
      const second = await world.api(TRAVELLERS, { query: { ...query, limit: '2', cursor } });
      expect(second.body.nextCursor).toBeUndefined();
      expect([...first.body.items, ...second.body.items]).toEqual(await list(TRAVELLERS, query));
    }
  });

  it('shows an establishment its own people alone', async () => {
    expect((await world.api(TRAVELLERS, { establishmentId: OTHER_ESTABLISHMENT })).body.items).toEqual([]);
  });
});

describe('listing notifications', () => {
  const told = async (query: Record<string, string> = {}) =>
    (await list(NOTIFICATIONS, query)).map(({ identityNumber, alert }) => `${identityNumber} ${alert}`);
  const [ENTRY, EXIT] = ['entry', 'exit'].map((alert) => `${RESIDENT} ${alert}`);
  const [VISITOR_ENTRY, VISITOR_EXIT] = ['entry', 'exit'].map((alert) => `${VISITOR} ${alert}`);

  it('shows the newest first, codes and other system messages left out, the address masked', async () => {
    expect(await told()).toEqual([VISITOR_ENTRY, EXIT, VISITOR_EXIT, ENTRY]);
    const [newest] = await list(NOTIFICATIONS);
    expect(newest).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      identityNumber: VISITOR,
      alert: 'entry',
      event: { id: expect.any(String), type: 'TravellerEntered', occurredAt: '2026-11-22T08:00:00.000Z' },
      contactId,
      channel: 'sms',
      to: '+9665*****567',
      language: 'en',
      text: expect.stringContaining('0004'),
      status: 'queued',
      history: [{ status: 'queued', at: '2026-11-22T09:04:00.000Z' }],
      createdAt: '2026-11-22T09:04:00.000Z',
    });
  });

  it('filters by person, alert, status, contact, channel and time', async () => {
    expect(await told({ identityNumber: '٢٠٠٠٠٠٠٠٠٦' })).toEqual([EXIT, ENTRY]);
    expect(await told({ alert: 'exit' })).toEqual([EXIT, VISITOR_EXIT]);
    expect(await told({ alert: 'exit', identityNumber: VISITOR })).toEqual([VISITOR_EXIT]);
    expect(await told({ status: 'sent' })).toEqual([]);
    expect(await told({ status: 'sent, queued' })).toEqual(await told());
    expect(await told({ contactId: contactId.toUpperCase(), channel: 'sms', alert: 'exit' })).toEqual([
      EXIT,
      VISITOR_EXIT,
    ]);
    expect(await told({ contactId: '00000000-0000-4000-8000-000000000000' })).toEqual([]);
    expect(await told({ channel: 'email' })).toEqual([]);
    const refused = await world.api(NOTIFICATIONS, { query: { status: 'sent,gone' } });
    expect(refused).toMatchObject({
      errors: ['/status not-offered'],
      body: { errors: [{ allowed: NOTIFICATION_STATUSES }] },
    });
    expect(await told({ from: '2026-11-22T12:02:00+03:00', to: '2026-11-22T09:04:00Z' })).toEqual([EXIT, VISITOR_EXIT]);
  });

  it('goes on where a page ended, and refuses the cursor of another list', async () => {
    const first = await world.api(NOTIFICATIONS, { query: { limit: '3' } });
    const cursor = first.body.nextCursor ?? '';
    const rest = await list(NOTIFICATIONS, { cursor });
    expect([...first.body.items, ...rest]).toEqual(await list(NOTIFICATIONS));
    for (const other of [{ alert: 'exit' }, { identityNumber: RESIDENT }] as Record<string, string>[]) {
      const answer = await world.api(NOTIFICATIONS, { query: { cursor, ...other } });
      expect(answer).toMatchObject({ status: 422, errors: ['/cursor bad-cursor'] });
    }
    expect((await world.api(TRAVELLERS, { query: { cursor } })).errors).toEqual(['/cursor bad-cursor']);
  });

  it('shows one by its id, and another establishment none of it', async () => {
    const [newest] = await list(NOTIFICATIONS);
    const params = { notificationId: newest?.id ?? '' };
    const answer = await world.api(NOTIFICATION, { params });
    expect(answer).toMatchObject({ status: 200, headers: { etag: expect.any(String) } });
    expect(answer.body).toEqual(newest);
    const inCapitals = { notificationId: params.notificationId.toUpperCase() };
    expect((await world.api(NOTIFICATION, { params: inCapitals })).body).toEqual(newest);
    const theirs = await world.api(NOTIFICATION, { params, establishmentId: OTHER_ESTABLISHMENT });
    expect(theirs).toMatchObject({ status: 404, problem: 'not-found' });
    expect((await world.api(NOTIFICATIONS, { establishmentId: OTHER_ESTABLISHMENT })).body.items).toEqual([]);
  });

  it('shows no code and no system message by its id', async () => {
    const code = world.queued.find(({ about }) => about === undefined);
    expect(code).toBeDefined();
    const answer = await world.api(NOTIFICATION, { params: { notificationId: code?.id ?? '' } });
    expect(answer).toMatchObject({ status: 404, problem: 'not-found' });
  });
});
