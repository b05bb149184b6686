import { describe, expect, inject, it } from 'vitest';
import { bodyOf } from '../../shared/client/client.ts';
import { eventually } from '../support/eventually.ts';
import { Client } from '../support/local-system.ts';
import { newEmail, newEstablishment } from '../support/passport-events.ts';

const system = new Client(inject('addresses'));

/** A verified contact of an establishment, as the API shows it. */
async function verified(api: Awaited<ReturnType<typeof system.establishment>>, address: string) {
  const contact = bodyOf(await api.typed.POST('/v1/contacts', { body: { channel: 'email', address, language: 'en' } }));
  const params = { path: { contactId: contact.id } };
  const body = { code: await api.codeFor(address) };
  return bodyOf(await api.typed.POST('/v1/contacts/{contactId}/verification', { params, body }));
}

describe('an e-mail', () => {
  it('is ended by one click in the mail program, which the establishment sees and the others are told', async () => {
    const api = await system.establishment(newEstablishment());
    const [address, other] = [newEmail(), newEmail()];
    const contact = await verified(api, address);
    await verified(api, other);
    const read = async () =>
      bodyOf(await api.typed.GET('/v1/contacts/{contactId}', { params: { path: { contactId: contact.id } } }));

    const [email] = (await system.inbox(address)).email;
    const headers = email?.headers ?? {};
    expect(headers).toMatchObject({
      'Auto-Submitted': 'auto-generated',
      'Content-Language': 'en',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      From: expect.stringContaining('إشعارات الجوازات'),
    });
    const link = /^<(http.*)>$/.exec(headers['List-Unsubscribe'] ?? '')?.[1] ?? '';

    // Scanners of mail open it: that changes nothing.
    const page = await fetch(link);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('<form method="post">');
    expect(await read()).toEqual(contact);

    const click = () => fetch(link, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
    expect((await click()).status).toBe(200);
    expect(await read()).toMatchObject({ status: 'suppressed', suppressionReason: 'opted-out' });
    const notice = await eventually('the notice to the other contact', async () =>
      (await system.inbox(other)).email.find(({ text }) => text.includes('asked for no more notices')),
    );
    expect(notice.text).toContain(`***@${address.split('@')[1]}`);
    expect((await click()).status).toBe(200);
    expect((await fetch(`${link}x`, { method: 'POST' })).status).toBe(404);
  });
});
