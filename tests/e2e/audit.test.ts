import { describe, expect, inject, it } from 'vitest';
import { checkedFetch } from '../support/contract.ts';
import { type ApiClient, Client } from '../support/local-system.ts';
import { newEmail, newEstablishment, newResident, passportEvents } from '../support/passport-events.ts';

const system = new Client(inject('addresses'));

interface Entry {
  id: string;
  action: string;
  refusal?: string;
}

/** The whole trail, in pages of two. */
async function trailOf(api: ApiClient, filters = ''): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const { status, body } = await api.call('GET', `/v1/audit?limit=2${filters}${cursor && `&cursor=${cursor}`}`);
    expect(status).toBe(200);
    entries.push(...body.items);
    cursor = body.nextCursor;
  }
  return entries;
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
    const path = `/v1/subscriptions/${identityNumber}`;
    expect((await api.call('PATCH', path, { label: 'Team' })).status).toBe(200);
    expect((await api.call('DELETE', `/v1/contacts/${contactId}`)).status).toBe(409);
    expect((await api.call('DELETE', path)).status).toBe(204);
    expect((await api.call('DELETE', `/v1/contacts/${contactId}`)).status).toBe(204);

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
    const [change] = await trailOf(api, `&identityNumber=${identityNumber}&action=subscription.change`);
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
    expect((await reader.call('GET', '/v1/audit')).status).toBe(200);
    const answer = await checkedFetch(`${system.addresses.api}/v1/audit`);
    expect(answer.status).toBe(401);
  });
});

describe('the limit of codes', () => {
  it('lets an establishment have twenty a day, whoever they go to, and says how long to wait', async () => {
    const api = await system.establishment(newEstablishment());
    const create = () => api.call('POST', '/v1/contacts', { channel: 'email', address: newEmail() });
    for (let index = 0; index < 20; index += 1) expect((await create()).status).toBe(201);
    const answer = await create();
    expect(answer.status).toBe(429);
    const seconds = Number(answer.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(86_000);
    expect(seconds).toBeLessThanOrEqual(86_400);
    expect((await api.call('GET', '/v1/contacts?limit=100')).body.items).toHaveLength(20);
  });
});
