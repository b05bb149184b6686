import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHandler as createContacts } from '../../functions/contacts/handler.ts';
import { readContacts } from '../../shared/store/contacts.ts';
import { apiCaller, type TestRequest } from '../support/api.ts';
import { NOW } from '../support/clock.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { ESTABLISHMENT, MOBILE, OTHER_ESTABLISHMENT } from '../support/factories.ts';
import { createWorld, type World } from '../support/world.ts';

const CREATE = 'POST /v1/contacts';
const LIST = 'GET /v1/contacts';
const GET = 'GET /v1/contacts/{contactId}';
const PATCH = 'PATCH /v1/contacts/{contactId}';
const DELETE = 'DELETE /v1/contacts/{contactId}';
const VERIFY = 'POST /v1/contacts/{contactId}/verification';
const RESEND = 'POST /v1/contacts/{contactId}/verification-code';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

let dynalite: Dynalite;
let world: World;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  world = createWorld(await dynalite.newTable());
});

const call = (routeKey: string, contactId: string, request: TestRequest = {}) =>
  world.api(routeKey, { params: { contactId }, ...request });
const create = (body: Record<string, unknown> = {}, request: TestRequest = {}) =>
  world.api(CREATE, { body: { channel: 'sms', address: MOBILE, ...body }, ...request });
const verify = (contactId: string, code: string) => call(VERIFY, contactId, { body: { code } });
const resend = (contactId: string) => call(RESEND, contactId);

/** A verified contact by its id. */
async function verified(body: Record<string, unknown> = {}): Promise<string> {
  const created = await create(body);
  const answer = await verify(created.body.id, world.codeFor(String(created.body.address)));
  if (answer.status !== 200) throw new Error('not verified');
  return created.body.id;
}

describe('creating a contact', () => {
  it('answers 201 with a pending contact and sends a code to its address', async () => {
    const answer = await create({ label: '  Night shift ', language: 'en' });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      channel: 'sms',
      address: MOBILE,
      label: 'Night shift',
      language: 'en',
      delivery: 'immediate',
      status: 'pending',
      createdAt: NOW,
      updatedAt: NOW,
    });
    expect(answer.headers.location).toBe(`/v1/contacts/${answer.body.id}`);
    expect(world.queued.map(({ address, channel, language }) => ({ address, channel, language }))).toEqual([
      { address: MOBILE, channel: 'sms', language: 'en' },
    ]);
    expect((await call(GET, answer.body.id)).headers.etag).toBe(answer.headers.etag);
  });

  it('takes Arabic as its language unless told otherwise', async () => {
    expect((await create()).body.language).toBe('ar');
  });

  it('stores the code as a keyed hash alone', async () => {
    const { id } = (await create()).body;
    const code = world.codeFor(MOBILE);
    expect(code).toMatch(/^\d{6}$/);
    const book = await readContacts(world.table, ESTABLISHMENT);
    const message = await world.recorded(world.queued.map((one) => one.id));
    expect(book.contacts.find((contact) => contact.id === id)?.code?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(message).toHaveLength(1);
    expect(JSON.stringify([book, message])).not.toContain(code);
  });

  it.each([
    ['sms', '٠٠٠', 'not-saudi-mobile'],
    ['sms', '+966112345678', 'not-saudi-mobile'],
    ['sms', '0521234567', 'not-saudi-mobile'],
    ['sms', '+447400123456', 'not-saudi-mobile'],
    ['sms', 'hr@example.com', 'not-saudi-mobile'],
    ['sms', '', 'not-saudi-mobile'],
    ['email', MOBILE, 'bad-email'],
    ['email', 'hr@', 'bad-email'],
    ['email', `${'a'.repeat(250)}@example.com`, 'bad-email'],
    ['email', `${'a'.repeat(65)}@example.com`, 'bad-email'],
    ['email', `hr@${'a'.repeat(64)}.com`, 'bad-email'],
    ['email', 'موارد@example.com', 'bad-email'],
  ])('refuses the %s address %j as %s', async (channel, address, code) => {
    expect(await create({ channel, address })).toMatchObject({ status: 422, errors: [`/address ${code}`] });
    expect(world.queued).toEqual([]);
  });

  it.each([
    ['sms', '+٩٦٦ ٥١-٢٣٤ ٥٦٧٨', MOBILE],
    ['sms', '\u200e+966 51 234 5678\u200f', MOBILE],
    ['sms', '0512345678', MOBILE],
    ['sms', '٥١٢٣٤٥٦٧٨', MOBILE],
    ['sms', '00966 51 234 5678', MOBILE],
    ['email', ' HR@Example.COM ', 'hr@example.com'],
    ['email', '\u200er&d@example.sa\u00a0', 'r&d@example.sa'],
    ['email', 'hr@مثال.السعودية', 'hr@xn--mgbh0fb.xn--mgberp4a5d4ar'],
    ['email', 'hr@xn--mgbaa5b8f.xn--mgberp4a5d4ar', 'hr@xn--mgbaa5b8f.xn--mgberp4a5d4ar'],
  ])('reads the %s address %j as %s', async (channel, typed, address) => {
    expect((await create({ channel, address: typed })).body.address).toBe(address);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ channel: 'fax' }, '/channel not-offered'],
    [{ language: 'fr' }, '/language not-offered'],
    [{ address: undefined }, '/address required'],
    [{ address: 966512345678 }, '/address wrong-type'],
    [{ status: 'verified' }, '/status unknown-field'],
    [{ label: 'x'.repeat(41) }, '/label too-long'],
    [{ label: 'a\u0000b' }, '/label control-character'],
    [{ label: '\u3164\u200b' }, '/label too-short'],
    [{ label: 'Pay fine.ru/a' }, '/label holds-link'],
    [{ label: 'موقعنا.السعودية' }, '/label holds-link'],
    [{ label: 'Gate 2345–678–904' }, '/label holds-number'],
  ])('refuses %j: %s', async (body, error) => {
    expect(await create(body)).toMatchObject({ status: 422, errors: [error] });
  });

  it('refuses an address that the establishment has, whatever its letters, also as a pending one', async () => {
    await create({ channel: 'email', address: 'hr@example.com' });
    const again = await create({ channel: 'email', address: 'HR@example.com' });
    expect(again).toMatchObject({ status: 409, problem: 'contact-exists' });

    await call(PATCH, await verified(), { body: { address: '+966551234567' } });
    for (const address of ['+966551234567', '0551234567']) {
      expect(await create({ address })).toMatchObject({ status: 409, problem: 'contact-exists' });
    }

    await create({ channel: 'email', address: 'hr@مثال.السعودية' });
    const ascii = await create({ channel: 'email', address: 'hr@xn--mgbh0fb.xn--mgberp4a5d4ar' });
    expect(ascii).toMatchObject({ status: 409, problem: 'contact-exists' });
  });

  it('is known by its id in capitals too', async () => {
    const { id } = (await create()).body;
    const capitals = id.toUpperCase();
    expect(capitals).not.toBe(id);
    world.clock.advance(2 * MINUTE);
    expect(await call(GET, capitals)).toMatchObject({ status: 200, body: { id } });
    expect(await resend(capitals)).toMatchObject({ status: 202, body: { id } });
    expect(await verify(capitals, world.codeFor(MOBILE))).toMatchObject({ status: 200, body: { id } });
    expect(await call(PATCH, capitals, { body: { label: 'HR' } })).toMatchObject({ status: 200, body: { id } });
    expect((await call(DELETE, capitals)).status).toBe(204);
    expect((await call(GET, id)).status).toBe(404);
  });

  it('allows the same address to another establishment', async () => {
    await create();
    expect((await create({}, { establishmentId: OTHER_ESTABLISHMENT })).status).toBe(201);
  });

  it('is possible a hundred times, then no more', async () => {
    for (let index = 0; index < 100; index += 1) {
      expect((await create({ channel: 'email', address: `a${index}@example.com` })).status).toBe(201);
      // No more than 20 codes a day.
      world.clock.advance(1.2 * HOUR);
    }
    const answer = await create({ channel: 'email', address: 'one-more@example.com' });
    expect(answer).toMatchObject({ status: 422, problem: 'validation-failed', errors: [' limit-reached'] });
    expect(world.queued).toHaveLength(100);
    expect((await readContacts(world.table, ESTABLISHMENT)).contacts).toHaveLength(100);
  });

  it('is not lost when many are created at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) => create({ channel: 'email', address: `a${index}@example.com` })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201));
    expect((await readContacts(world.table, ESTABLISHMENT)).contacts).toHaveLength(5);
  });

  it('leaves no contact behind when its code cannot be queued', async () => {
    const failing = apiCaller(
      createContacts({
        ...world.contacts,
        queueNotifications: async () => {
          throw new Error('the queue is down');
        },
      }),
    );
    const answer = await failing(CREATE, { body: { channel: 'sms', address: MOBILE } });
    expect(answer).toMatchObject({ status: 500, problem: 'internal' });
    expect((await create()).status).toBe(201);
    expect((await readContacts(world.table, ESTABLISHMENT)).contacts).toHaveLength(1);
  });
});

describe('verifying a contact', () => {
  it('answers 200 and the contact is verified; a second time too', async () => {
    const { id } = (await create()).body;
    const code = world.codeFor(MOBILE);
    expect(await verify(id, code)).toMatchObject({ status: 200, body: { status: 'verified' } });
    expect(await verify(id, '000000')).toMatchObject({ status: 200, body: { status: 'verified' } });
  });

  it('reads a code in digits of any script', async () => {
    const { id } = (await create()).body;
    const typed = [...world.codeFor(MOBILE)].map((digit) => '٠١٢٣٤٥٦٧٨٩'[Number(digit)]).join(' ');
    expect((await verify(id, typed)).status).toBe(200);
  });

  it.each([
    ['12345', '/code too-short'],
    ['1234567', '/code too-long'],
  ])('refuses %s as no code at all, without counting a try', async (code, error) => {
    const { id } = (await create()).body;
    for (let index = 0; index < 6; index += 1) {
      expect(await verify(id, code)).toMatchObject({ status: 422, problem: 'validation-failed', errors: [error] });
    }
    expect((await verify(id, world.codeFor(MOBILE))).status).toBe(200);
  });

  it('is possible until the code is 10 minutes old', async () => {
    const { id } = (await create()).body;
    const code = world.codeFor(MOBILE);
    world.clock.advance(10 * MINUTE);
    expect(await verify(id, code)).toMatchObject({ status: 410, problem: 'code-expired' });
    world.clock.advance(-1);
    expect((await verify(id, code)).status).toBe(200);
  });

  it('takes five tries: the fifth wrong one is still wrong, afterwards the right one is too late', async () => {
    const { id } = (await create()).body;
    const code = world.codeFor(MOBILE);
    for (let index = 0; index < 5; index += 1) {
      expect(await verify(id, '000000')).toMatchObject({ status: 422, problem: 'wrong-code' });
    }
    expect(await verify(id, code)).toMatchObject({ status: 410, problem: 'code-expired' });
    world.clock.advance(MINUTE);
    await resend(id);
    expect((await verify(id, code)).problem).toBe('wrong-code');
    expect((await verify(id, world.codeFor(MOBILE))).status).toBe(200);
  });

  it('counts every one of the tries that come at once', async () => {
    const { id } = (await create()).body;
    const answers = await Promise.all(Array.from({ length: 8 }, () => verify(id, '000000')));
    expect(answers.map(({ problem }) => problem).toSorted()).toEqual([
      ...Array(3).fill('code-expired'),
      ...Array(5).fill('wrong-code'),
    ]);
  });

  it('compares the code with its keyed hash in constant time', async () => {
    const { id } = (await create()).body;
    const matches = vi.spyOn(world.keys, 'matches');
    await verify(id, '000000');
    const [contact] = (await readContacts(world.table, ESTABLISHMENT)).contacts;
    expect(matches.mock.calls).toEqual([[expect.any(String), expect.stringContaining('000000'), contact?.code?.hash]]);
  });

  it('does not work with the code of another contact', async () => {
    const first = (await create()).body.id;
    await create({ address: '+966551234567' });
    expect((await verify(first, world.codeFor('+966551234567'))).problem).toBe('wrong-code');
  });

  it('does not work with a code that was replaced by a newer one', async () => {
    const { id } = (await create()).body;
    const old = world.codeFor(MOBILE);
    world.clock.advance(MINUTE);
    await resend(id);
    expect((await verify(id, old)).problem).toBe('wrong-code');
  });
});

describe('another code', () => {
  it('is sent at the earliest after 60 seconds, and says how long to wait', async () => {
    const { id } = (await create()).body;
    world.clock.advance(59 * SECOND + 1);
    expect(await resend(id)).toMatchObject({
      status: 429,
      problem: 'too-many-requests',
      headers: { 'retry-after': '1' },
    });
    world.clock.advance(SECOND - 1);
    expect(await resend(id)).toMatchObject({ status: 202, body: { status: 'pending' } });
    expect(world.queued).toHaveLength(2);
  });

  it('is sent five times in 24 hours', async () => {
    const { id } = (await create()).body;
    for (let index = 0; index < 4; index += 1) {
      world.clock.advance(HOUR);
      expect((await resend(id)).status).toBe(202);
    }
    world.clock.advance(HOUR);
    expect(await resend(id)).toMatchObject({ status: 429, headers: { 'retry-after': String(19 * 3600) } });
    world.clock.advance(19 * HOUR);
    expect((await resend(id)).status).toBe(202);
    expect((await resend(id)).status).toBe(429);
  });

  it('has no place where nothing is to be verified', async () => {
    expect(await resend(await verified())).toMatchObject({ status: 409, problem: 'nothing-to-verify' });
  });

  it('is not counted when it could not be queued', async () => {
    const { id } = (await create()).body;
    world.clock.advance(MINUTE);
    const failing = apiCaller(
      createContacts({
        ...world.contacts,
        queueNotifications: async () => {
          throw new Error('the queue is down');
        },
      }),
    );
    expect((await failing(RESEND, { params: { contactId: id } })).status).toBe(500);
    expect((await resend(id)).status).toBe(202);
  });
});

describe('changing a contact', () => {
  it('changes label and language, and null clears the label', async () => {
    const id = await verified({ label: 'Old' });
    world.clock.advance(MINUTE);
    const changed = await call(PATCH, id, { body: { label: 'New', language: 'en' } });
    expect(changed.body).toMatchObject({ label: 'New', language: 'en', status: 'verified' });
    expect(changed.body.updatedAt).toBe(world.clock.now().toISOString());
    expect(changed.body.createdAt).toBe(NOW);
    const refused = await call(PATCH, id, { body: { label: 'absher.help' } });
    expect(refused).toMatchObject({ status: 422, errors: ['/label holds-link'] });

    const cleared = await call(PATCH, id, { body: { label: null } });
    expect(cleared.status).toBe(200);
    expect(cleared.body).not.toHaveProperty('label');
    expect((await call(GET, id)).body).toEqual(cleared.body);
  });

  it('replaces the address of a pending contact and sends the code there', async () => {
    const { id } = (await create()).body;
    const old = world.codeFor(MOBILE);
    const changed = await call(PATCH, id, { body: { address: '+966551234567' } });
    expect(changed.body).toMatchObject({ address: '+966551234567', status: 'pending' });
    expect(changed.body).not.toHaveProperty('pendingAddress');
    expect((await verify(id, old)).problem).toBe('wrong-code');
    expect((await verify(id, world.codeFor('+966551234567'))).body).toMatchObject({ status: 'verified' });
  });

  it('keeps the old address of a verified contact until the new one is verified, and tells the old one', async () => {
    const id = await verified();
    const changed = await call(PATCH, id, { body: { address: '+966551234567' } });
    expect(changed.body).toMatchObject({ address: MOBILE, pendingAddress: '+966551234567', status: 'verified' });
    const [, code, warning, ...more] = world.queued;
    expect(more).toEqual([]);
    expect(code).toMatchObject({ address: '+966551234567', sealedContent: expect.any(String) });
    expect(warning).toMatchObject({ address: MOBILE, content: { template: 'address-changed' } });
    expect(JSON.stringify(warning?.content)).not.toContain('+966551234567');

    const after = await verify(id, world.codeFor('+966551234567'));
    expect(after.body).toMatchObject({ address: '+966551234567', status: 'verified' });
    expect(after.body).not.toHaveProperty('pendingAddress');
  });

  it('takes a change of address back when the old one is given again, and the code with it', async () => {
    const id = await verified();
    await call(PATCH, id, { body: { address: '+966551234567' } });
    const back = await call(PATCH, id, { body: { address: MOBILE } });
    expect(back.body).toMatchObject({ address: MOBILE, status: 'verified' });
    expect(back.body).not.toHaveProperty('pendingAddress');
    await verify(id, world.codeFor('+966551234567'));
    expect((await call(GET, id)).body).toMatchObject({ address: MOBILE });
  });

  it('sends nothing when the address is what it is', async () => {
    const { id } = (await create()).body;
    expect((await call(PATCH, id, { body: { address: MOBILE } })).status).toBe(200);
    expect(world.queued).toHaveLength(1);
  });

  it('refuses an address of another channel, or of another contact', async () => {
    const id = await verified();
    const wrong = await call(PATCH, id, { body: { address: 'hr@example.com' } });
    expect(wrong).toMatchObject({ status: 422, errors: ['/address not-saudi-mobile'] });
    await create({ address: '+966551234567' });
    const taken = await call(PATCH, id, { body: { address: '+966551234567' } });
    expect(taken).toMatchObject({ status: 409, problem: 'contact-exists' });
  });

  it('counts the codes of new addresses against the five in 24 hours', async () => {
    const { id } = (await create()).body;
    for (let index = 1; index < 5; index += 1) {
      expect((await call(PATCH, id, { body: { address: `+96655123456${index}` } })).status).toBe(200);
    }
    const answer = await call(PATCH, id, { body: { address: '+966551234569' } });
    expect(answer).toMatchObject({ status: 429, problem: 'too-many-requests' });
    expect((await call(GET, id)).body.address).toBe('+966551234564');
  });

  it('refuses fields that it does not know', async () => {
    const id = await verified();
    expect((await call(PATCH, id, { body: { channel: 'email' } })).errors).toEqual(['/channel unknown-field']);
  });
});

describe('preconditions on a contact', () => {
  it('refuse a stale If-Match on PATCH and DELETE, and change nothing', async () => {
    const id = await verified();
    const { etag = '' } = (await call(GET, id)).headers;
    await call(PATCH, id, { body: { label: 'Newer' } });
    for (const [routeKey, body] of [
      [PATCH, { label: 'Lost' }],
      [DELETE, undefined],
    ] as const) {
      const answer = await call(routeKey, id, {
        body,
        headers: { 'if-match': etag, 'content-type': 'application/json' },
      });
      expect(answer).toMatchObject({ status: 412, problem: 'precondition-failed' });
    }
    const now = await call(GET, id);
    expect(now.body).toMatchObject({ label: 'Newer' });
    expect((await call(DELETE, id, { headers: { 'if-match': now.headers.etag ?? '' } })).status).toBe(204);
  });

  it('let only one of two changes through that were made on the same reading', async () => {
    const id = await verified();
    const { etag = '' } = (await call(GET, id)).headers;
    const answers = await Promise.all(
      ['a', 'b'].map((label) => call(PATCH, id, { body: { label }, headers: { 'if-match': etag } })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });
});

describe('listing contacts', () => {
  it('goes through all of them, oldest first, none twice, each page as long as asked', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      if (index % 2 === 0) world.clock.advance(SECOND);
      ids.push((await create({ channel: 'email', address: `a${index}@example.com` })).body.id);
    }
    const seen: string[] = [];
    const sizes: number[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page = await world.api(LIST, { query: { limit: '3', ...(cursor && { cursor }) } });
      seen.push(...page.body.items.map(({ id }) => id));
      sizes.push(page.body.items.length);
      cursor = page.body.nextCursor;
    }
    expect(sizes).toEqual([3, 3, 1]);
    expect(seen.toSorted()).toEqual(ids.toSorted());
    const createdAts = await Promise.all(seen.map(async (id) => (await call(GET, id)).body.createdAt));
    expect(createdAts).toEqual(createdAts.toSorted());
  });

  it('is empty for an establishment without any', async () => {
    expect((await world.api(LIST)).body).toEqual({ items: [] });
  });

  it('refuses a cursor of another establishment', async () => {
    for (const address of ['a@example.com', 'b@example.com']) await create({ channel: 'email', address });
    const { nextCursor } = (await world.api(LIST, { query: { limit: '1' } })).body;
    const answer = await world.api(LIST, { query: { cursor: nextCursor ?? '' }, establishmentId: OTHER_ESTABLISHMENT });
    expect(nextCursor).toBeDefined();
    expect(answer).toMatchObject({ status: 422, errors: ['/cursor bad-cursor'] });
  });
});

describe('a contact of another establishment', () => {
  it('is like one that never existed, on every route', async () => {
    const id = await verified();
    const before = (await call(GET, id)).body;
    for (const [routeKey, body] of [
      [GET, undefined],
      [PATCH, { label: 'Mine' }],
      [DELETE, undefined],
      [VERIFY, { code: '123456' }],
      [RESEND, undefined],
    ] as const) {
      const theirs = await call(routeKey, id, { body, establishmentId: OTHER_ESTABLISHMENT });
      const nobodys = await call(routeKey, 'never-existed', { body, establishmentId: OTHER_ESTABLISHMENT });
      expect(theirs).toMatchObject({ status: 404, problem: 'not-found' });
      expect(theirs.body).toEqual(nobodys.body);
    }
    expect((await world.api(LIST, { establishmentId: OTHER_ESTABLISHMENT })).body.items).toEqual([]);
    expect((await call(GET, id)).body).toEqual(before);
  });
});

describe('the quota of codes', () => {
  it('is not escaped by turning a pending contact to another address before it is deleted', async () => {
    for (let time = 0; time < 2; time += 1) {
      const { body } = await create();
      await call(PATCH, body.id, { body: { address: '+966500000066' } });
      expect((await call(DELETE, body.id)).status).toBe(204);
    }
    const { body } = await create();
    world.clock.advance(2 * MINUTE);
    const answers: number[] = [];
    for (let time = 0; time < 3; time += 1) {
      answers.push((await resend(body.id)).status);
      world.clock.advance(2 * MINUTE);
    }
    expect(answers).toContain(429);
  });

  it('is not escaped by deleting a contact and creating it again', async () => {
    for (let time = 0; time < 5; time += 1) {
      const { status, body } = await create();
      expect(status).toBe(201);
      expect((await call(DELETE, body.id)).status).toBe(204);
      world.clock.advance(HOUR);
    }
    expect(await create()).toMatchObject({ status: 429, problem: 'too-many-requests' });
    const other = await create({ address: '+966500000077' });
    expect(other.status).toBe(201);
    expect((await call(DELETE, other.body.id)).status).toBe(204);
    world.clock.advance(19 * HOUR);
    expect((await create()).status).toBe(201);
  });
});

describe('the quota of codes of an address', () => {
  const TARGET = '+966500000088';
  const OTHER = '+966500000099';
  const turn = (id: string, address: string) => call(PATCH, id, { body: { address } });

  it('holds for a contact that is turned to it', async () => {
    const { id } = (await create({ address: TARGET })).body;
    for (let time = 0; time < 4; time += 1) {
      world.clock.advance(HOUR);
      expect((await resend(id)).status).toBe(202);
    }
    await call(DELETE, id);
    const refused = { status: 429, problem: 'too-many-requests', headers: { 'retry-after': String(20 * 3600) } };
    expect(await create({ address: TARGET })).toMatchObject(refused);
    const pending = (await create({ address: OTHER })).body.id;
    expect(await turn(pending, TARGET)).toMatchObject(refused);
    const settled = await verified();
    expect(await turn(settled, TARGET)).toMatchObject(refused);
    expect((await call(GET, pending)).body.address).toBe(OTHER);
    expect((await call(GET, settled)).body).not.toHaveProperty('pendingAddress');
    world.clock.advance(20 * HOUR);
    expect((await turn(pending, TARGET)).status).toBe(200);
    expect((await resend(pending)).status).toBe(429);
  });

  it.each([
    ['taken back', MOBILE],
    ['replaced', OTHER],
  ])('counts what was sent to a new address that was %s', async (_, instead) => {
    const id = await verified();
    await turn(id, TARGET);
    for (let time = 0; time < 2; time += 1) {
      world.clock.advance(MINUTE);
      expect((await resend(id)).status).toBe(202);
    }
    expect((await turn(id, instead)).status).toBe(200);
    const again = (await create({ address: TARGET })).body.id;
    world.clock.advance(MINUTE);
    expect((await resend(again)).status).toBe(202);
    world.clock.advance(MINUTE);
    expect((await resend(again)).status).toBe(429);
  });

  it('counts nothing that the contact had sent elsewhere', async () => {
    const { id } = (await create({ address: OTHER })).body;
    for (const address of ['+966500000081', '+966500000082', '+966500000083', TARGET]) {
      expect((await turn(id, address)).status).toBe(200);
    }
    expect((await call(DELETE, id)).status).toBe(204);
    const again = (await create({ address: TARGET })).body.id;
    world.clock.advance(MINUTE);
    expect((await resend(again)).status).toBe(202);
  });

  it('is kept in the item for 24 hours, for the twenty codes of the establishment at most', async () => {
    for (let index = 0; index < 20; index += 1) {
      const { body } = await create({ channel: 'email', address: `a${index}@example.com` });
      expect((await call(DELETE, body.id)).status).toBe(204);
    }
    const full = await readContacts(world.table, ESTABLISHMENT);
    expect(full.codesByAddress).toHaveLength(20);
    expect(JSON.stringify(full)).not.toContain('@example.com');
    world.clock.advance(24 * HOUR);
    await create();
    expect((await readContacts(world.table, ESTABLISHMENT)).codesByAddress).toEqual([
      { addressHash: expect.stringMatching(/^[0-9a-f]{64}$/), codesSentAt: [world.clock.now().toISOString()] },
    ]);
  });

  it('is exceeded in no order of creating, turning, resending, verifying and deleting', async () => {
    const addresses = [MOBILE, TARGET];
    const step = fc.record({
      act: fc.constantFrom('create', 'turn', 'turn', 'resend', 'resend', 'verify', 'delete'),
      address: fc.constantFrom(...addresses),
      which: fc.nat(1),
      pause: fc.constantFrom(MINUTE, 30 * MINUTE),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 50, maxLength: 50 }), async (steps) => {
        world = createWorld(await dynalite.newTable());
        const sent = new Map(addresses.map((address): [string, number[]] => [address, []]));
        let seen = 0;
        for (const { act, address, which, pause } of steps) {
          world.clock.advance(pause);
          const contact = (await world.api(LIST)).body.items[which];
          const id = String(contact?.id);
          const waits = String(contact?.pendingAddress ?? contact?.address);
          if (act === 'create') await create({ address });
          if (act === 'turn') await turn(id, address);
          if (act === 'resend') await resend(id);
          if (act === 'delete') await call(DELETE, id);
          if (act === 'verify' && contact) await verify(id, world.codeFor(waits));
          for (const { address: to, sealedContent } of world.queued.slice(seen)) {
            if (sealedContent !== undefined) sent.get(to)?.push(world.clock.now().getTime());
          }
          seen = world.queued.length;
        }
        for (const times of sent.values()) {
          for (const [index, time] of times.slice(5).entries()) {
            expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(24 * HOUR);
          }
        }
      }),
      { numRuns: 5, endOnFailure: true },
    );
  });
});

describe('the quota of codes of an establishment', () => {
  /** Uses it up, a code every ten minutes, by all ways there are to have a code sent. */
  async function useUp(): Promise<void> {
    for (let index = 0; index < 5; index += 1) {
      const { id } = (await create({ channel: 'email', address: `a${index}@example.com` })).body;
      world.clock.advance(10 * MINUTE);
      expect((await resend(id)).status).toBe(202);
      world.clock.advance(10 * MINUTE);
      expect((await call(PATCH, id, { body: { address: `b${index}@example.com` } })).status).toBe(200);
      world.clock.advance(10 * MINUTE);
      await verify(id, world.codeFor(`b${index}@example.com`));
      expect((await call(PATCH, id, { body: { address: `c${index}@example.com` } })).status).toBe(200);
      world.clock.advance(10 * MINUTE);
      if (index % 2 === 0) expect((await call(DELETE, id)).status).toBe(204);
    }
  }

  it('is twenty in 24 hours, over all contacts, those that are gone included', async () => {
    await useUp();
    const [oldest] = (await world.api(LIST)).body.items;
    const id = String(oldest?.id);
    const before = await readContacts(world.table, ESTABLISHMENT);
    const answers = [await create(), await resend(id), await call(PATCH, id, { body: { address: 'd@example.com' } })];
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 429, problem: 'too-many-requests' });
      // The first was sent 200 minutes ago.
      expect(answer.headers['retry-after']).toBe(String((24 * 60 - 200) * 60));
    }
    expect(await readContacts(world.table, ESTABLISHMENT)).toEqual(before);
    expect((await call(PATCH, id, { body: { label: 'Still here' } })).status).toBe(200);
    expect((await create({}, { establishmentId: OTHER_ESTABLISHMENT })).status).toBe(201);
  });

  it('has room for one more when the oldest of the twenty is older than 24 hours', async () => {
    await useUp();
    world.clock.advance((24 * 60 - 200) * MINUTE - 1);
    expect(await create()).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
    world.clock.advance(1);
    expect((await create()).status).toBe(201);
    expect((await create({ address: '+966551234567' })).status).toBe(429);
  });

  it('is not exceeded by requests that come at once', async () => {
    for (let index = 0; index < 16; index += 1) await create({ channel: 'email', address: `a${index}@example.com` });
    const answers = await Promise.all(
      Array.from({ length: 7 }, (_, index) => create({ channel: 'email', address: `b${index}@example.com` })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(4).fill(201), ...Array(3).fill(429)]);
    expect(world.queued).toHaveLength(20);
  });

  it('counts no code that could not be queued', async () => {
    for (let index = 0; index < 19; index += 1) await create({ channel: 'email', address: `a${index}@example.com` });
    const failing = apiCaller(
      createContacts({ ...world.contacts, queueNotifications: () => Promise.reject(new Error('the queue is down')) }),
    );
    expect((await failing(CREATE, { body: { channel: 'sms', address: MOBILE } })).status).toBe(500);
    expect((await create()).status).toBe(201);
    expect((await create({ address: '+966551234567' })).status).toBe(429);
  });
});

describe('deleting a contact', () => {
  it('answers 204, then 404, and frees the address', async () => {
    const id = await verified();
    expect((await call(DELETE, id)).status).toBe(204);
    expect((await call(DELETE, id)).status).toBe(404);
    expect((await call(GET, id)).status).toBe(404);
    expect((await create()).status).toBe(201);
  });
});
