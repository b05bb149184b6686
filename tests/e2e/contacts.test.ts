import { describe, expect, inject, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { Client } from '../support/local-system.ts';
import { newEmail, newEstablishment, newMobile, newResident, passportEvents } from '../support/passport-events.ts';

const system = new Client(inject('addresses'));
const problem = (slug: string) => expect.stringMatching(new RegExp(`/problems/${slug}$`));

describe('a contact', () => {
  it('is created pending, verified by its code, changed, and deleted', async () => {
    const api = await system.establishment(newEstablishment());
    const mobile = newMobile();
    const created = await api.call('POST', '/v1/contacts', { channel: 'sms', address: mobile, label: 'HR' });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: expect.any(String),
      channel: 'sms',
      address: mobile,
      label: 'HR',
      language: 'ar',
      status: 'pending',
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    const path = `/v1/contacts/${created.body.id}`;
    expect(created.headers.get('location')).toBe(path);

    const code = await api.codeFor(mobile);
    const wrong = code === '000000' ? '000001' : '000000';
    expect((await api.call('POST', `${path}/verification`, { code: wrong })).body).toMatchObject({
      status: 422,
      type: problem('wrong-code'),
    });
    expect((await api.call('POST', `${path}/verification`, { code })).body.status).toBe('verified');
    expect((await api.call('POST', `${path}/verification`, { code })).status).toBe(200);
    expect((await api.call('POST', `${path}/verification-code`)).body.type).toEqual(problem('nothing-to-verify'));

    const read = await api.call('GET', path);
    const etag = read.headers.get('etag') ?? '';
    const changed = await api.call('PATCH', path, { label: 'Front desk', language: 'en' }, { 'if-match': etag });
    expect(changed.body).toMatchObject({ label: 'Front desk', language: 'en', status: 'verified' });
    const stale = await api.call('PATCH', path, { label: 'Too late' }, { 'if-match': etag });
    expect(stale.body).toMatchObject({ status: 412, type: problem('precondition-failed') });
    expect((await api.call('GET', path)).body.label).toBe('Front desk');
    expect((await api.call('DELETE', path)).status).toBe(204);
    expect((await api.call('GET', path)).status).toBe(404);
  });

  it('keeps receiving at the old address until the new one is verified, and the old one is told', async () => {
    const establishmentId = newEstablishment();
    const api = await system.establishment(establishmentId);
    const [before, after] = [newEmail(), newEmail()];
    const id = await api.verifiedContact({ channel: 'email', address: before, language: 'en' });
    const path = `/v1/contacts/${id}`;
    const changed = await api.call('PATCH', path, { address: after.toUpperCase() });
    expect(changed.body).toMatchObject({ address: before, pendingAddress: after, status: 'verified' });
    await eventually('the word to the old address', async () =>
      (await system.inbox(before)).email.find(({ subject }) => subject.includes('address')),
    );

    const resident = newResident();
    await system.putEvents(passportEvents.started(resident, establishmentId));
    await api.subscribe(resident, { alerts: ['entry'], contactIds: [id] });
    await system.putEvents(passportEvents.entered(resident));
    const entryAt = (address: string) =>
      eventually('the entry', async () =>
        (await system.inbox(address)).email.find(({ subject }) => subject.includes('entry')),
      );
    await entryAt(before);

    await api.call('POST', `${path}/verification`, { code: await api.codeFor(after) });
    expect((await api.call('GET', path)).body).toMatchObject({ address: after, status: 'verified' });
    await system.putEvents(passportEvents.entered(resident));
    await entryAt(after);
    expect((await system.inbox(before)).email.filter(({ subject }) => subject.includes('entry'))).toHaveLength(1);
  });

  it('cannot be deleted while a subscription that has not ended names it', async () => {
    const establishmentId = newEstablishment();
    const api = await system.establishment(establishmentId);
    const resident = newResident();
    await system.putEvents(passportEvents.started(resident, establishmentId));
    const id = await api.verifiedContact({ channel: 'sms', address: newMobile() });
    const path = `/v1/contacts/${id}`;
    await api.subscribe(resident, { alerts: ['entry'], contactIds: [id] });
    expect((await api.call('DELETE', path)).body).toMatchObject({ status: 409, type: problem('contact-in-use') });
    expect((await api.call('GET', path)).status).toBe(200);

    await system.putEvents(passportEvents.ended(resident, establishmentId));
    await eventually('the end', async () => {
      const { body } = await api.call('GET', `/v1/subscriptions/${resident}`);
      return body.status === 'ended' ? true : undefined;
    });
    expect((await api.call('DELETE', path)).status).toBe(204);
  });

  it('stands once in an establishment, and is nobody else’s business', async () => {
    const [api, other] = await Promise.all([
      system.establishment(newEstablishment()),
      system.establishment(newEstablishment()),
    ]);
    const address = newMobile();
    const arabicDigits = address.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
    expect((await api.call('POST', '/v1/contacts', { channel: 'sms', address: arabicDigits })).body.address).toBe(
      address,
    );
    expect((await api.call('POST', '/v1/contacts', { channel: 'sms', address })).body).toMatchObject({
      status: 409,
      type: problem('contact-exists'),
    });
    expect((await other.call('POST', '/v1/contacts', { channel: 'sms', address })).status).toBe(201);
  });

  it('is sent no second code within a minute', async () => {
    const api = await system.establishment(newEstablishment());
    const { body } = await api.call('POST', '/v1/contacts', { channel: 'email', address: newEmail() });
    const again = await api.call('POST', `/v1/contacts/${body.id}/verification-code`);
    expect(again.body).toMatchObject({ status: 429, type: problem('too-many-requests') });
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(50);
  });
});
