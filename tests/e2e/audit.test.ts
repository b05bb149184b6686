import { describe, expect, inject, it } from 'vitest';
import { bodyOf, type Schemas } from '../../shared/client/client.ts';
import { checkedFetch } from '../support/contract.ts';
import { type ApiClient, allPages, Client } from '../support/local-system.ts';
import { newEmail, newEstablishment, newResident, passportEvents } from '../support/passport-events.ts';

const system = new Client(inject('addresses'));

/** The whole trail, in pages of two. */
function trailOf(api: ApiClient, filters: Partial<Schemas['AuditEntry']> = {}): Promise<Schemas['AuditEntry'][]> {
  const { identityNumber, action } = filters;
  return allPages(async (cursor) =>
    bodyOf(await api.typed.GET('/v1/audit', { params: { query: { limit: 2, identityNumber, action, cursor } } })),
  );
}

describe('the audit trail', () => {
  it('tells an establishment who changed what, and another one nothing of it', async () => {
    const establishmentId = newEstablishment();
    const api = await system.establishment(establishmentId);
    const identityNumber = newResident();
    const address = newEmail();
    await system.putEvents(passportEvents.started(identityNumber, establishmentId));

    const contactId = await api.verifiedContact({ channel: 'email', address });
    await api.subscribe(identityNumber, { alerts: ['exit'], contactIds: [contactId] });
    const { typed } = api;
    const [contact, subscription] = [{ path: { contactId } }, { path: { identityNumber } }];
    bodyOf(await typed.PATCH('/v1/subscriptions/{identityNumber}', { params: subscription, body: { label: 'Team' } }));
    const inUse = await typed.DELETE('/v1/contacts/{contactId}', { params: contact });
    expect(inUse.response.status).toBe(409);
    bodyOf(await typed.DELETE('/v1/subscriptions/{identityNumber}', { params: subscription }));
    bodyOf(await typed.DELETE('/v1/contacts/{contactId}', { params: contact }));

    const trail = await trailOf(api);
    expect(trail.map(({ action, refusal }) => [action, refusal]).toReversed()).toEqual(
      [
        'contact.create',
        'contact.verify',
        'subscription.put',
        'subscription.change',
        'subscription.delete',
        'contact.delete',
      ].map((action) => [action, undefined]),
    );
    const [change] = await trailOf(api, { identityNumber, action: 'subscription.change' });
    expect(change).toEqual({
      id: expect.any(String),
      at: expect.stringMatching(/Z$/),
      actor: `local-${establishmentId}`,
      action: 'subscription.change',
      identityNumber,
      fields: ['label'],
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(JSON.stringify(trail)).not.toContain(address);

    const other = await system.establishment(newEstablishment());
    expect(await trailOf(other)).toEqual([]);
  });

  it('is open to who may read, and closed to who has no token', async () => {
    const reader = await system.establishment(newEstablishment(), { scope: 'passport-notifications/read' });
    expect(bodyOf(await reader.typed.GET('/v1/audit')).items).toEqual([]);
    const answer = await checkedFetch(`${system.addresses.api}/v1/audit`);
    expect(answer.status).toBe(401);
  });
});

describe('the limit of codes', () => {
  it('lets an establishment have twenty a day, to all addresses together, and says how long to wait', async () => {
    const api = await system.establishment(newEstablishment());
    const create = () => api.typed.POST('/v1/contacts', { body: { channel: 'email', address: newEmail() } });
    for (let index = 0; index < 20; index += 1) expect((await create()).response.status).toBe(201);
    const { response } = await create();
    expect(response.status).toBe(429);
    const seconds = Number(response.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(86_000);
    expect(seconds).toBeLessThanOrEqual(86_400);
    const { items } = bodyOf(await api.typed.GET('/v1/contacts', { params: { query: { limit: 100 } } }));
    expect(items).toHaveLength(20);
  });
});
