import { describe, expect, inject, it } from 'vitest';
import { bodyOf, type Schemas } from '../../shared/client/client.ts';
import { eventually } from '../support/eventually.ts';
import { type Host, newHost } from '../support/hosts.ts';
import { type ApiClient, Client } from '../support/local-system.ts';
import { DAY_MS, fromNow, newResident, passportEvents } from '../support/passport-events.ts';

const system = new Client(inject('addresses'));

/** A subscription of a host to crossings, told to its contacts. */
const crossingsTo = ({ contactIds }: Host): Schemas['NewSubscription'] => ({
  alerts: ['entry', 'exit'],
  contactIds: [...contactIds],
});

async function notificationsOf(api: ApiClient) {
  return bodyOf(await api.typed.GET('/v1/notifications', { params: { query: { limit: 100 } } })).items;
}

async function subscriptionOf(api: ApiClient, identityNumber: string) {
  return bodyOf(await api.typed.GET('/v1/subscriptions/{identityNumber}', { params: { path: { identityNumber } } }));
}

async function travellersOf(api: ApiClient, passportExpiresBefore?: string) {
  return bodyOf(await api.typed.GET('/v1/travellers', { params: { query: { passportExpiresBefore } } })).items;
}

/** Waits until an event that all the others were put before has been told. */
async function told(api: ApiClient, eventId: unknown): Promise<void> {
  await eventually('the notification', async () =>
    (await notificationsOf(api)).some(({ event }) => event.id === eventId) ? true : undefined,
  );
}

describe('a traveller who changes employer', () => {
  it('ends the old subscription with one last message; each establishment is told of its own time only', async () => {
    const resident = newResident();
    const [first, second] = await Promise.all([newHost(system), newHost(system)]);
    await system.putEvents(passportEvents.started(resident, first.id));
    await first.api.subscribe(resident, crossingsTo(first));

    const transfer = passportEvents.started(resident, second.id, { occurredAt: fromNow(-DAY_MS / 2) });
    await system.putEvents(transfer);
    await second.api.subscribe(resident, crossingsTo(second));
    await told(first.api, transfer.detail.eventId);

    const SUBSCRIPTION = '/v1/subscriptions/{identityNumber}';
    const params = { path: { identityNumber: resident } };
    expect(await subscriptionOf(first.api, resident)).toMatchObject({ status: 'ended', endedReason: 'transferred' });
    const changed = await first.api.typed.PATCH(SUBSCRIPTION, { params, body: { label: 'x' } });
    expect(changed.response.status).toBe(403);
    const again = await first.api.typed.PUT(SUBSCRIPTION, { params, body: crossingsTo(first) });
    expect(again.response.status).toBe(403);
    expect(await travellersOf(first.api)).toEqual([]);

    const late = passportEvents.exited(resident, { occurredAt: fromNow(-DAY_MS * 0.75) });
    const recent = passportEvents.entered(resident);
    await system.putEvents(late, recent);
    await told(first.api, late.detail.eventId);
    await told(second.api, recent.detail.eventId);
    expect((await notificationsOf(first.api)).map(({ alert }) => alert).toSorted()).toEqual([
      'exit',
      'following-ended',
    ]);
    expect((await notificationsOf(second.api)).map(({ alert }) => alert)).toEqual(['entry']);
    expect((await system.texts(first.mobile)).filter((text) => text.includes('no longer belongs'))).toHaveLength(1);
  });

  it('does not revive a subscription when the traveller comes back', async () => {
    const resident = newResident();
    const host = await newHost(system);
    await system.putEvents(passportEvents.started(resident, host.id));
    await host.api.subscribe(resident, crossingsTo(host));
    const end = passportEvents.ended(resident, host.id, { occurredAt: fromNow(-DAY_MS / 2), reason: 'final-exit' });
    await system.putEvents(end);
    await told(host.api, end.detail.eventId);

    await system.putEvents(passportEvents.started(resident, host.id, { occurredAt: fromNow(-DAY_MS / 4) }));
    await eventually('the return', async () => (await travellersOf(host.api))[0]);
    expect(await subscriptionOf(host.api, resident)).toMatchObject({ status: 'ended', endedReason: 'final-exit' });
    const unheard = passportEvents.entered(resident);
    await system.putAndMatch(unheard);
    const again = await host.api.subscribe(resident, crossingsTo(host));
    expect(again.status).toBe(201);
    const heard = passportEvents.exited(resident);
    await system.putEvents(heard);
    await told(host.api, heard.detail.eventId);
    const ids = (await notificationsOf(host.api)).map(({ event }) => event.id);
    expect(ids.toSorted()).toEqual([end.detail.eventId, heard.detail.eventId].toSorted());
  });
});

describe('facts that come in another order than they happened', () => {
  it('tells of an exit at the very instant of the end, and of nothing after it', async () => {
    const resident = newResident();
    const host = await newHost(system);
    const end = fromNow(-DAY_MS / 2);
    await system.putEvents(passportEvents.started(resident, host.id));
    await host.api.subscribe(resident, crossingsTo(host));
    const ended = passportEvents.ended(resident, host.id, { occurredAt: end, reason: 'final-exit' });
    await system.putEvents(ended);
    await told(host.api, ended.detail.eventId);

    const after = passportEvents.entered(resident, { occurredAt: fromNow(-DAY_MS / 4) });
    const atTheEnd = passportEvents.exited(resident, { occurredAt: end });
    await Promise.all([after, atTheEnd].map((event) => system.putAndMatch(event)));
    await told(host.api, atTheEnd.detail.eventId);
    expect((await notificationsOf(host.api)).map(({ event }) => event.id)).not.toContain(after.detail.eventId);
  });

  it('counts an end that arrives before its start', async () => {
    const resident = newResident();
    const host = await newHost(system);
    await system.putAndMatch(passportEvents.ended(resident, host.id, { occurredAt: fromNow(-DAY_MS) }));
    await system.putAndMatch(passportEvents.started(resident, host.id, { occurredAt: fromNow(-2 * DAY_MS) }));
    expect(await travellersOf(host.api)).toEqual([]);
    const refused = await host.api.typed.PUT('/v1/subscriptions/{identityNumber}', {
      params: { path: { identityNumber: resident } },
      body: crossingsTo(host),
    });
    expect(refused.response.status).toBe(403);
  });

  it('lets no older passport replace a newer one, and a renewal beat what the affiliation brought along', async () => {
    const resident = newResident();
    const host = await newHost(system);
    const renewal = (expiresOn: string, occurredAt: string) =>
      passportEvents.renewed(resident, { occurredAt, passport: { number: 'C7654321', expiresOn } });
    await system.putEvents(renewal('2036-02-29', fromNow(-DAY_MS)));
    await system.putEvents(renewal('2031-03-31', fromNow(-2 * DAY_MS)));
    await system.putEvents(
      passportEvents.started(resident, host.id, { passport: { number: 'A1', expiresOn: '2027-01-01' } }),
    );
    await eventually('the traveller with the newest passport', async () => {
      const [traveller] = await travellersOf(host.api);
      return traveller?.passport.expiresOn === '2036-02-29' ? true : undefined;
    });
    expect(await travellersOf(host.api, '2036-03-01')).toHaveLength(1);
    expect(await travellersOf(host.api, '2036-02-29')).toEqual([]);
  });
});
