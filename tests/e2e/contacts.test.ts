import { describe, expect, inject, it } from 'vitest';
import { bodyOf } from '../../shared/client/client.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiClient, Client } from '../support/local-system.ts';
import { newEmail, newEstablishment, newMobile, newResident, passportEvents } from '../support/passport-events.ts';

const system = new Client(inject('addresses'));
const CONTACT = '/v1/contacts/{contactId}';
const VERIFICATION = '/v1/contacts/{contactId}/verification';
const VERIFICATION_CODE = '/v1/contacts/{contactId}/verification-code';
const problem = (slug: string) => expect.stringMatching(new RegExp(`/problems/${slug}$`));

describe('a contact', () => {
  it('is created pending, verified by its code, changed, and deleted', async () => {
    const api = await system.establishment(newEstablishment());
    const { typed } = api;
    const mobile = newMobile();
    const created = await typed.POST('/v1/contacts', { body: { channel: 'sms', address: mobile, label: 'HR' } });
    expect(created.response.status).toBe(201);
    const contact = bodyOf(created);
    expect(contact).toEqual({
      id: expect.any(String),
      channel: 'sms',
      address: mobile,
      label: 'HR',
      language: 'ar',
      delivery: 'immediate',
      status: 'pending',
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    const path = { contactId: contact.id };
    const params = { path };
    expect(created.response.headers.get('location')).toBe(`/v1/contacts/${contact.id}`);

    const code = await api.codeFor(mobile);
    const wrong = code === '000000' ? '000001' : '000000';
    const refused = await typed.POST(VERIFICATION, { params, body: { code: wrong } });
    expect(refused.error).toMatchObject({ status: 422, type: problem('wrong-code') });
    expect(bodyOf(await typed.POST(VERIFICATION, { params, body: { code } })).status).toBe('verified');
    expect(bodyOf(await typed.POST(VERIFICATION, { params, body: { code } })).status).toBe('verified');
    const needless = await typed.POST(VERIFICATION_CODE, { params });
    expect(needless.error).toMatchObject({ type: problem('nothing-to-verify') });

    const read = await typed.GET(CONTACT, { params });
    const header = { 'If-Match': read.response.headers.get('etag') ?? '' };
    const body = { label: 'Front desk', language: 'en' } as const;
    const changed = bodyOf(await typed.PATCH(CONTACT, { params: { path, header }, body }));
    expect(changed).toMatchObject({ label: 'Front desk', language: 'en', status: 'verified' });
    const stale = await typed.PATCH(CONTACT, { params: { path, header }, body: { label: 'Too late' } });
    expect(stale.error).toMatchObject({ status: 412, type: problem('precondition-failed') });
    expect(bodyOf(await typed.GET(CONTACT, { params })).label).toBe('Front desk');
    expect((await typed.DELETE(CONTACT, { params })).response.status).toBe(204);
    expect((await typed.GET(CONTACT, { params })).response.status).toBe(404);
  });

  it.each([
    ['an ampersand', 'example.sa', 'EXAMPLE.sa'],
    ['a domain in Arabic', 'xn--mgbh0fb.xn--mgberp4a5d4ar', 'مثال.السعودية'],
  ])('is reached at an e-mail address with %s, however it is written', async (_, domain, written) => {
    const api = await system.establishment(newEstablishment());
    const name = `r&d.${newEmail().replace(/@.*/, '')}`;
    const contact = { channel: 'email', address: `\u200E${name}@${written}\u00A0` } as const;
    const id = await api.verifiedContact(contact);
    const params = { path: { contactId: id.toUpperCase() } };
    const read = bodyOf(await api.typed.GET(CONTACT, { params }));
    expect(read).toMatchObject({ id, address: `${name}@${domain}`, status: 'verified' });
    const again = await api.typed.POST('/v1/contacts', { body: { channel: 'email', address: `${name}@${domain}` } });
    expect(again.error).toMatchObject({ status: 409, type: problem('contact-exists') });
    for (const to of [`${name}@${written}`, `${name}@${domain}`.toUpperCase()]) {
      expect((await system.inbox(to)).email.map((email) => email.to)).toEqual([`${name}@${domain}`]);
    }
  });

  it('is reached at a mobile number as it is dialled in the country', async () => {
    const api = await system.establishment(newEstablishment());
    const mobile = newMobile();
    const dialled = `0${mobile.slice(4)}`;
    const id = await api.verifiedContact({ channel: 'sms', address: dialled });
    expect(bodyOf(await api.typed.GET(CONTACT, { params: { path: { contactId: id } } })).address).toBe(mobile);
    expect((await system.inbox(dialled)).sms.map(({ to }) => to)).toEqual([mobile]);
  });

  it('keeps receiving at the old address until the new one is verified, and the old one is told', async () => {
    const establishmentId = newEstablishment();
    const api = await system.establishment(establishmentId);
    const [before, after] = [newEmail(), newEmail()];
    const id = await api.verifiedContact({ channel: 'email', address: before, language: 'en' });
    const params = { path: { contactId: id } };
    const changed = await api.typed.PATCH(CONTACT, { params, body: { address: after.toUpperCase() } });
    expect(bodyOf(changed)).toMatchObject({ address: before, pendingAddress: after, status: 'verified' });
    await eventually('the word to the old address', async () =>
      (await system.inbox(before)).email.find(({ subject }) => subject.includes('address')),
    );

    const resident = newResident();
    await system.putEvents(passportEvents.started(resident, establishmentId));
    await api.subscribe(resident, { alerts: ['entry'], contactIds: [id] });
    await system.putEvents(passportEvents.entered(resident));
    const entryAt = (address: string) =>
      eventually('the entry', async () =>
        (await system.inbox(address)).email.find(({ subject }) => subject.includes('entered')),
      );
    await entryAt(before);

    bodyOf(await api.typed.POST(VERIFICATION, { params, body: { code: await api.codeFor(after) } }));
    expect(bodyOf(await api.typed.GET(CONTACT, { params }))).toMatchObject({ address: after, status: 'verified' });
    await system.putEvents(passportEvents.entered(resident));
    await entryAt(after);
    expect((await system.inbox(before)).email.filter(({ subject }) => subject.includes('entered'))).toHaveLength(1);
  });

  it('cannot be deleted while a subscription that has not ended names it', async () => {
    const establishmentId = newEstablishment();
    const api = await system.establishment(establishmentId);
    const resident = newResident();
    await system.putEvents(passportEvents.started(resident, establishmentId));
    const id = await api.verifiedContact({ channel: 'sms', address: newMobile() });
    const params = { path: { contactId: id } };
    await api.subscribe(resident, { alerts: ['entry'], contactIds: [id] });
    const inUse = await api.typed.DELETE(CONTACT, { params });
    expect(inUse.error).toMatchObject({ status: 409, type: problem('contact-in-use') });
    expect((await api.typed.GET(CONTACT, { params })).response.status).toBe(200);

    await system.putEvents(passportEvents.ended(resident, establishmentId));
    await eventually('the end', async () => {
      const ofResident = { path: { identityNumber: resident } };
      const { status } = bodyOf(await api.typed.GET('/v1/subscriptions/{identityNumber}', { params: ofResident }));
      return status === 'ended' ? true : undefined;
    });
    expect((await api.typed.DELETE(CONTACT, { params })).response.status).toBe(204);
  });

  it('stands once in an establishment, and is nobody else’s business', async () => {
    const [api, other] = await Promise.all([
      system.establishment(newEstablishment()),
      system.establishment(newEstablishment()),
    ]);
    const address = newMobile();
    const arabicDigits = address.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
    const create = ({ typed }: ApiClient, as = address) =>
      typed.POST('/v1/contacts', { body: { channel: 'sms', address: as } });
    expect(bodyOf(await create(api, arabicDigits)).address).toBe(address);
    expect((await create(api)).error).toMatchObject({ status: 409, type: problem('contact-exists') });
    expect((await create(other)).response.status).toBe(201);
  });

  it('is sent no second code within a minute', async () => {
    const { typed } = await system.establishment(newEstablishment());
    const { id } = bodyOf(await typed.POST('/v1/contacts', { body: { channel: 'email', address: newEmail() } }));
    const again = await typed.POST(VERIFICATION_CODE, { params: { path: { contactId: id } } });
    expect(again.error).toMatchObject({ status: 429, type: problem('too-many-requests') });
    expect(Number(again.response.headers.get('retry-after'))).toBeGreaterThan(50);
  });
});
