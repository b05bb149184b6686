import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/unsubscribe/handler.ts';
import type { ContactId, EstablishmentId, NotificationId } from '../../shared/domain/ids.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import { createKeys } from '../../shared/keys.ts';
import { unsubscribeToken } from '../../shared/notifications/unsubscribe-token.ts';
import { apiCaller, type Call } from '../support/api.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { notification } from '../support/factories.ts';
import { asId } from '../support/ids.ts';
import { createWorld, strangers, type World } from '../support/world.ts';

const ASK = 'GET /v1/unsubscribe/{token}';
const UNSUBSCRIBE = 'POST /v1/unsubscribe/{token}';
const CONTACT = '/v1/contacts/{contactId}';

let dynalite: Dynalite;
let world: World;
let call: Call;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  world = createWorld(await dynalite.newTable());
  call = apiCaller(createHandler(world.contacts));
});

/** An establishment with a contact that reads e-mail, another one by SMS, and the token of an e-mail to the first. */
async function withEmail() {
  const [establishmentId] = strangers().establishments;
  const address = `officer-${randomUUID()}@example.com`;
  const other = await world.newContact(establishmentId, { channel: 'sms', address: '+966512345678' });
  const contactId = await world.newContact(establishmentId, { address });
  world.queued.splice(0);
  const sent: Notification = notification({ id: randomUUID(), establishmentId, contactId, channel: 'email', address });
  const read = async (id = contactId) =>
    (await world.api(`GET ${CONTACT}`, { establishmentId, params: { contactId: id } })).body;
  const token = (more: Partial<Notification> = {}) => unsubscribeToken(world.keys, { ...sent, ...more });
  const change = (body: object) => world.api(`PATCH ${CONTACT}`, { establishmentId, params: { contactId }, body });
  return { establishmentId, contactId, other, address, sent, read, token, change };
}

describe('one click', () => {
  it('suppresses the contact as opted-out, which the establishment sees, and tells the others why, once', async () => {
    const { establishmentId, contactId, other, address, read, token } = await withEmail();
    const params = { token: token() };
    expect(await call(UNSUBSCRIBE, { params })).toMatchObject({
      status: 200,
      body: expect.stringContaining('dir="rtl"'),
    });
    expect(await read()).toMatchObject({ status: 'suppressed', suppressionReason: 'opted-out' });
    expect(world.queued).toMatchObject([
      {
        contactId: other,
        content: {
          template: 'contact-suppressed',
          channel: 'email',
          addressMasked: `o***@${address.split('@')[1]}`,
          reason: 'opted-out',
        },
      },
    ]);
    const told = world.queued.splice(0).map(({ id }) => id);
    // Another try of the mail program: nobody gets a second notice, a job for the one that is there does no harm.
    expect((await call(UNSUBSCRIBE, { params })).status).toBe(200);
    expect(world.queued.map(({ id }) => id)).toEqual(told);
    const [entry] = (await world.api('GET /v1/audit', { establishmentId, query: { action: 'contact.unsubscribe' } }))
      .body.items;
    expect(entry).toMatchObject({ actor: 'recipient', contactId, fields: ['status'] });
  });

  it('by any e-mail of a contact that is suppressed already is 200 and changes nothing', async () => {
    const { read, token } = await withEmail();
    await call(UNSUBSCRIBE, { params: { token: token() } });
    world.queued.splice(0);
    const before = await read();
    expect(
      (await call(UNSUBSCRIBE, { params: { token: token({ id: asId<NotificationId>(randomUUID()) }) } })).status,
    ).toBe(200);
    expect(await read()).toEqual(before);
    expect(world.queued).toEqual([]);
  });

  it('tells the others also where an earlier try could not', async () => {
    const { read, token } = await withEmail();
    const params = { token: token() };
    const queueNotifications = async () => {
      throw new Error('the queue is down');
    };
    const deps = { ...world.contacts, queueNotifications };
    expect((await apiCaller(createHandler(deps))(UNSUBSCRIBE, { params })).status).toBe(500);
    expect((await read()).status).toBe('suppressed');
    expect((await call(UNSUBSCRIBE, { params })).status).toBe(200);
    expect(world.queued).toMatchObject([{ content: { template: 'contact-suppressed' } }]);
  });

  it('in the e-mail with the code of a new contact suppresses it, and tells nobody', async () => {
    const { establishmentId } = await withEmail();
    const address = `new-${randomUUID()}@example.com`;
    const created = await world.api('POST /v1/contacts', { establishmentId, body: { channel: 'email', address } });
    const [code] = world.queued.splice(0);
    if (!code) throw new Error('no code was sent');
    expect((await call(UNSUBSCRIBE, { params: { token: unsubscribeToken(world.keys, code) } })).status).toBe(200);
    const { body } = await world.api(`GET ${CONTACT}`, { establishmentId, params: { contactId: created.body.id } });
    expect(body).toMatchObject({ status: 'suppressed', suppressionReason: 'opted-out' });
    expect(world.queued).toEqual([]);
  });

  it('in the e-mail with the code for a new address drops that address, and leaves the contact as it is', async () => {
    const { read, change } = await withEmail();
    const before = await read();
    await change({ address: `new-${randomUUID()}@example.com` });
    const code = world.queued.find(({ sealedContent }) => sealedContent);
    if (!code) throw new Error('no code was sent');
    const params = { token: unsubscribeToken(world.keys, code) };
    expect((await call(UNSUBSCRIBE, { params })).status).toBe(200);
    expect(await read()).toEqual({ ...before, updatedAt: expect.any(String) });
    expect((await call(UNSUBSCRIBE, { params })).status).toBe(404);
  });
});

describe('opening the link', () => {
  it('asks in both languages, names the masked address alone, and changes nothing', async () => {
    const { establishmentId, contactId, address, read, token } = await withEmail();
    const before = await read();
    const { status, body, headers } = await call(ASK, { params: { token: token() }, query: { utm_source: 'mail' } });
    expect(status).toBe(200);
    const page = String(body);
    for (const part of ['lang="ar" dir="rtl"', 'lang="en" dir="ltr"', '<form method="post">', 'o***@example.com']) {
      expect(page).toContain(part);
    }
    for (const hidden of [address, establishmentId, contactId]) expect(page).not.toContain(hidden);
    expect(page).not.toMatch(/<script|href=|src=/);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
    });
    expect(await read()).toEqual(before);
    expect(world.queued).toEqual([]);
  });

  it('says that it is done, once it is', async () => {
    const { token } = await withEmail();
    await call(UNSUBSCRIBE, { params: { token: token() } });
    expect(String((await call(ASK, { params: { token: token() } })).body)).not.toContain('<form');
  });
});

describe('a token', () => {
  it('tells nobody whom it stands for', async () => {
    const { establishmentId, contactId, address, sent, token } = await withEmail();
    const readable = [token(), Buffer.from(token(), 'base64url').toString('latin1')].join();
    for (const hidden of [establishmentId, contactId, address, sent.id]) expect(readable).not.toContain(hidden);
    expect(token()).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it.each([
    ['nobody made', async () => 'AAAA'],
    ['is made under another key', async ({ sent }: Email) => unsubscribeToken(createKeys('another secret'), sent)],
    ['was changed', async ({ token }: Email) => flipped(token())],
    ['is cut', async ({ token }: Email) => token().slice(0, -4)],
    [
      'is a page cursor',
      async ({ sent }: Email) => world.keys.seal('cursor', '', JSON.stringify([sent.establishmentId])),
    ],
    ['went to another address', async ({ token }: Email) => token({ address: 'before@example.com' })],
    [
      'belongs to another establishment',
      async ({ token }: Email) => token({ establishmentId: asId<EstablishmentId>('7999999999') }),
    ],
    [
      'belongs to a contact that is gone',
      async ({ token }: Email) => token({ contactId: asId<ContactId>(randomUUID()) }),
    ],
  ])('that %s is 404, and changes nothing', async (_what, make) => {
    const email = await withEmail();
    const before = await email.read();
    const params = { token: await make(email) };
    for (const routeKey of [ASK, UNSUBSCRIBE]) {
      expect(await call(routeKey, { params })).toMatchObject({ status: 404, problem: 'not-found' });
    }
    expect(await email.read()).toEqual(before);
    expect(world.queued).toEqual([]);
  });

  it('ends with the address of its contact', async () => {
    const { establishmentId, contactId, token, change } = await withEmail();
    const address = `moved-${randomUUID()}@example.com`;
    await change({ address });
    const verified = await world.api('POST /v1/contacts/{contactId}/verification', {
      establishmentId,
      params: { contactId },
      body: { code: world.codeFor(address) },
    });
    expect(verified.body.status).toBe('verified');
    expect((await call(UNSUBSCRIBE, { params: { token: token() } })).status).toBe(404);
  });
});

type Email = Awaited<ReturnType<typeof withEmail>>;

/** A token with one bit of it changed. */
function flipped(token: string): string {
  const bytes = Buffer.from(token, 'base64url');
  bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1);
  return bytes.toString('base64url');
}
