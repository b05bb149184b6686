import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { webhookBody } from '../../shared/messages/webhook.ts';
import { readContacts } from '../../shared/store/contacts.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { ESTABLISHMENT } from '../support/factories.ts';
import { asId } from '../support/ids.ts';
import { importsOf, importWorkers } from '../support/imports.ts';
import { type Answering, answering, type Receiver, startReceiver, taking } from '../support/receiver.ts';
import { type WebhookWorld, webhookWorld } from '../support/webhooks.ts';
import { createWorld, followedVisitor, strangers, type World } from '../support/world.ts';

const CONTACT = '/v1/contacts/{contactId}';
const HOUR = 60 * 60 * 1000;

let dynalite: Dynalite;
let world: World;
let webhooks: WebhookWorld;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  world = createWorld(await dynalite.newTable());
  webhooks = await webhookWorld(world);
});

async function receiver(how: Answering = taking): Promise<Receiver> {
  const started = await startReceiver(how);
  onTestFinished(() => started.stop());
  return started;
}
const call = (routeKey: string, contactId: string, establishmentId: string, body?: unknown) =>
  world.api(routeKey, { establishmentId, params: { contactId }, ...(body !== undefined && { body }) });
const statusOf = async (contactId: string, establishmentId: string) =>
  (await call(`GET ${CONTACT}`, contactId, establishmentId)).body;
/** What a system got last. @throws Error where it got nothing */
function lastOf({ received }: Receiver) {
  const last = received.at(-1);
  if (!last) throw new Error('nothing came');
  return last;
}
const typesOf = ({ received }: Receiver) => received.map(({ message }) => message.type);
/** A person of an establishment whose system is told everything. */
async function followed(system: Receiver) {
  const { identityNumber, establishments } = strangers();
  const [establishmentId] = establishments;
  await world.tell('AffiliationStarted', {
    identityNumber,
    establishmentId,
    kind: 'visitor',
    occurredAt: '2026-11-01T00:00:00Z',
  });
  const { id, secret } = await webhooks.newWebhook(establishmentId, system.url);
  const put = await world.api('PUT /v1/subscriptions/{identityNumber}', {
    establishmentId,
    params: { identityNumber },
    body: {
      alerts: ['entry', 'exit', 'visa-issued', 'passport-renewal'],
      contactIds: [id],
      reference: 'G-118',
      label: 'Guest',
    },
  });
  expect(put.status).toBe(201);
  return { identityNumber, establishmentId, id, secret };
}
const notifications = async (establishmentId: string) =>
  (await world.api('GET /v1/notifications', { establishmentId })).body.items;
/** Which contact was told, and how far it got. */
const outcomes = async (establishmentId: string) =>
  (await notifications(establishmentId))
    .map(({ contactId, status, failureReason }) => [contactId, status, failureReason].filter(Boolean).join(' '))
    .toSorted();

/** The signature of the standard, by a secret. */
function signatureOf(secret: string, signed: string): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

describe('a new webhook', () => {
  it('gets its secret once, and is verified by the answer to its challenge', async () => {
    const system = await receiver();
    const created = await world.api('POST /v1/contacts', {
      establishmentId: ESTABLISHMENT,
      body: { channel: 'webhook', address: system.url, label: 'HR' },
    });
    expect(created).toMatchObject({
      status: 201,
      body: { channel: 'webhook', address: system.url, label: 'HR', status: 'pending', delivery: 'immediate' },
    });
    const { id } = created.body;
    const secret = String(created.body.secret);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const pending = await call(`GET ${CONTACT}`, id, ESTABLISHMENT);
    expect(pending.body.secret).toBeUndefined();
    expect(pending.headers.etag).toBe(created.headers.etag);
    expect(JSON.stringify(await readContacts(world.table, asId(ESTABLISHMENT)))).not.toContain(secret.slice(6));

    await webhooks.send();
    expect(typesOf(system)).toEqual(['contact.verification']);
    expect(await statusOf(id, ESTABLISHMENT)).toMatchObject({ status: 'verified' });
  });

  it('stays pending while its system does not answer with the challenge, and can be asked again', async () => {
    const system = await receiver(answering(200, 'ok'));
    const { id } = await webhooks.newWebhook(ESTABLISHMENT, system.url);
    expect(await statusOf(id, ESTABLISHMENT)).toMatchObject({ status: 'pending' });
    expect((await call(`GET ${CONTACT}/answers`, id, ESTABLISHMENT)).body.items).toMatchObject([
      { status: 200, failure: 'no-challenge', text: 'ok' },
    ]);
    while (await webhooks.goOn());
    // Ten minutes are over; it says nothing of an address that never received.
    expect(await statusOf(id, ESTABLISHMENT)).toMatchObject({ status: 'pending' });

    system.answer(taking);
    expect((await call(`POST ${CONTACT}/verification-code`, id, ESTABLISHMENT)).status).toBe(202);
    await webhooks.send();
    while (await webhooks.goOn());
    expect(await statusOf(id, ESTABLISHMENT)).toMatchObject({ status: 'verified' });
  });

  it('receives at its old address until a new one has answered too', async () => {
    const [old, next] = [await receiver(), await receiver(answering(500))];
    const { id } = await webhooks.newWebhook(ESTABLISHMENT, old.url);
    const changed = await call(`PATCH ${CONTACT}`, id, ESTABLISHMENT, { address: next.url });
    expect(changed.body).toMatchObject({ status: 'verified', address: old.url, pendingAddress: next.url });
    await webhooks.send();
    await call(`POST ${CONTACT}/test`, id, ESTABLISHMENT);
    next.answer(taking);
    await webhooks.send();
    while (await webhooks.goOn());
    expect(typesOf(old)).toEqual(['contact.verification', 'test']);
    expect(await statusOf(id, ESTABLISHMENT)).toMatchObject({ status: 'verified', address: next.url });
  });

  it.each([
    ['http://hr.example.com/', 'not-https', 'must begin with https://'],
    ['https://user:pw@hr.example.com/', 'holds-credentials', 'remove the user name'],
    ['https://hr.example.com:22/', 'bad-port', 'port 443, or one from 1024'],
    ['https://169.254.169.254/latest/meta-data', 'not-public', 'public internet'],
    ['https://[::ffff:10.0.0.1]/', 'not-public', 'public internet'],
    ['no address', 'bad-url', 'https://hr.example.com/passports'],
  ])('is refused at %s with a sentence', async (address, code, sentence) => {
    const answer = await world.api('POST /v1/contacts', {
      establishmentId: ESTABLISHMENT,
      body: { channel: 'webhook', address },
    });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: '/address', code }] } });
    expect(answer.body.errors[0]?.message).toContain(sentence);
  });

  it('leads to loopback by the configuration of the local system alone', async () => {
    const deployed = createWorld(world.table);
    const api = (await import('../support/api.ts')).apiCaller(
      (await import('../../functions/contacts/handler.ts')).createHandler({
        ...deployed.contacts,
        isLoopbackAllowed: false,
      }),
    );
    for (const address of ['https://localhost:8443/', 'https://127.0.0.1:8443/', 'https://[::1]:8443/']) {
      const answer = await api('POST /v1/contacts', { body: { channel: 'webhook', address } });
      expect([address, answer.status, answer.body.errors?.[0]?.code]).toEqual([address, 422, 'not-public']);
    }
  });

  it('has no daily message', async () => {
    const system = await receiver();
    const body = { channel: 'webhook', address: system.url, delivery: 'daily' };
    expect((await world.api('POST /v1/contacts', { body })).body.errors).toMatchObject([
      { path: '/delivery', code: 'not-offered', allowed: ['immediate'] },
    ]);
    const { id } = await webhooks.newWebhook(ESTABLISHMENT, system.url);
    expect((await call(`PATCH ${CONTACT}`, id, ESTABLISHMENT, { delivery: 'daily' })).status).toBe(422);
  });
});

describe('a message to a system', () => {
  it('holds the event with the full number and the masked one, and is signed by the standard', async () => {
    const system = await receiver();
    const { identityNumber, establishmentId, secret } = await followed(system);
    await world.tell('VisaIssued', { identityNumber, occurredAt: '2026-11-22T08:15:30+03:00' });
    world.clock.advance(1000);
    await world.tell('PassportRenewed', { identityNumber, occurredAt: '2026-11-22T08:16:00+03:00' });
    await webhooks.send();
    const [visa, passport] = ['visa.issued', 'passport.renewed'].map((type) =>
      system.received.find(({ message }) => message.type === type),
    );
    expect(visa?.message).toMatchObject({
      type: 'visa.issued',
      timestamp: '2026-11-22T05:15:30.000Z',
      data: { identityNumber, kind: 'visitor', reference: 'G-118', label: 'Guest', visa: { status: 'issued' } },
    });
    expect(passport?.message).toMatchObject({ type: 'passport.renewed', data: { identityNumber } });
    const number = /^\*+.{0,3}$/;
    expect(visa?.message.data?.visa).toMatchObject({ numberMasked: expect.stringMatching(number) });
    expect(passport?.message.data?.passport).toMatchObject({ numberMasked: expect.stringMatching(number) });
    const listed = await notifications(establishmentId);
    expect(listed.map(({ id, status, channel, to }) => ({ id, status, channel, to }))).toEqual(
      [passport, visa].map((one) => ({
        id: one?.id,
        status: 'delivered',
        channel: 'webhook',
        to: `${new URL(system.url).origin}/***`,
      })),
    );
    // The library compares with the clock of this machine.
    const headers = { ...visa?.headers, 'webhook-timestamp': visa?.headers['webhook-timestamp'] ?? '' };
    expect(() => new Webhook(secret).verify(visa?.body ?? '', headers)).toThrow(/timestamp/);
    expect(visa?.message.data?.notificationId).toBe(visa?.id);
  });

  it('comes again with a growing delay under the same id, until it is taken', async () => {
    const system = await receiver();
    const { identityNumber, establishmentId } = await followed(system);
    system.answer(answering(500, 'broken'));
    await world.tell('TravellerEntered', { identityNumber, occurredAt: world.clock.now().toISOString() });
    const start = world.clock.now().getTime();
    await webhooks.send();
    const delays: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      await webhooks.goOn();
      delays.push(world.clock.now().getTime() - start);
    }
    expect(delays.every((delay, index) => index === 0 || delay > (delays[index - 1] ?? 0))).toBe(true);
    system.answer(taking);
    while (await webhooks.goOn());
    const tries = system.received.slice(1);
    expect(tries.length).toBeGreaterThan(4);
    expect(new Set(tries.map(({ id }) => id)).size).toBe(1);
    expect(new Set(tries.map(({ body }) => body)).size).toBe(1);
    expect(await notifications(establishmentId)).toMatchObject([{ id: tries[0]?.id, status: 'delivered' }]);
  });

  it('is signed by a former secret too, for a day', async () => {
    const system = await receiver();
    const { id, establishmentId, secret: former } = await followed(system);
    const renewed = await call(`POST ${CONTACT}/secret`, id, establishmentId);
    expect(renewed).toMatchObject({ status: 200, body: { id, secret: expect.stringMatching(/^whsec_/) } });
    expect(renewed.body.secret).not.toBe(former);
    const signers = async () => {
      await call(`POST ${CONTACT}/test`, id, establishmentId);
      await webhooks.send();
      const { headers, body } = lastOf(system);
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      return [String(renewed.body.secret), former]
        .map((secret) => signatureOf(secret, signed))
        .map((one) => String(headers['webhook-signature']).split(' ').indexOf(one));
    };
    expect(await signers()).toEqual([0, 1]);
    world.clock.advance(24 * HOUR + 1000);
    expect(await signers()).toEqual([0, -1]);
  });

  it('goes to a person instead where its system answers 410, and the others are told', async () => {
    const system = await receiver();
    const { identityNumber, establishmentId, id } = await followed(system);
    const other = await receiver();
    const { id: otherId } = await webhooks.newWebhook(establishmentId, other.url);
    const person = await world.newContact(establishmentId);
    world.queued.length = 0;
    system.answer(answering(410));
    await world.tell('TravellerEntered', { identityNumber, occurredAt: world.clock.now().toISOString() });
    await webhooks.send();
    expect(await statusOf(id, establishmentId)).toMatchObject({ status: 'suppressed', suppressionReason: 'gone' });
    await webhooks.send();
    expect(other.received.find(({ message }) => message.type === 'contact.suppressed')?.message).toMatchObject({
      data: { channel: 'webhook', addressMasked: `${new URL(system.url).origin}/***`, reason: 'gone' },
    });
    expect(await outcomes(establishmentId)).toEqual([`${id} failed gone`, `${otherId} delivered`].toSorted());
    expect(person).toBeDefined();
  });

  it('goes to a person without the numbers that only a system is told, and to a system in place of a person without them', async () => {
    const system = await receiver();
    const { identityNumber, establishmentId, id } = await followed(system);
    const person = await world.newContact(establishmentId);
    world.queued.length = 0;
    system.answer(answering(410));
    await world.tell('PassportRenewed', { identityNumber, occurredAt: world.clock.now().toISOString() });
    await webhooks.send();
    const told = await world.recorded((await notifications(establishmentId)).map((one) => String(one.id)));
    const numbers = told.map(({ contactId, content }) => [contactId, JSON.stringify(content).includes('umberMasked')]);
    expect(Object.fromEntries(numbers)).toEqual({ [id]: true, [person]: false });

    await world.send();
    const next = await receiver();
    await webhooks.newWebhook(establishmentId, next.url);
    const [instead] = told.filter(({ contactId }) => contactId === person);
    await world.receive(String(instead?.id), { status: 'failed', reason: 'bounced' });
    await webhooks.send();
    const message = next.received.find(({ message: { type } }) => type === 'passport.renewed')?.message;
    expect(message?.data).toMatchObject({ identityNumber, passport: { expiresOn: expect.any(String) } });
    expect(message?.data?.passport).not.toHaveProperty('numberMasked');
  });

  it('says that an import is done, with its counts', async () => {
    const system = await receiver();
    const { identityNumber, establishmentId } = await followed(system);
    const imports = importsOf(world, importWorkers(world), establishmentId);
    const { body } = await imports.check(`identity_number,label\r\n${identityNumber},Driver\r\n3999999999,Driver\r\n`);
    await imports.apply(body.id);
    await webhooks.send();
    const told = system.received.filter(({ message: { type } }) => type === 'import.done');
    const { data } = webhookBody('import.done').parse(told[0]?.message);
    expect(data).toEqual({
      notificationId: told[0]?.id,
      importId: body.id,
      counts: { rows: 2, applied: 1, refused: 1 },
    });
    expect(told).toHaveLength(1);
  });

  it('is given up after 72 hours in which its system took nothing, and so is the contact', async () => {
    const system = await receiver();
    const { identityNumber, establishmentId, id } = await followed(system);
    const person = await world.newContact(establishmentId);
    system.answer(answering(503));
    await world.tell('TravellerEntered', { identityNumber, occurredAt: world.clock.now().toISOString() });
    await webhooks.send();
    for (let tries = 0; tries < 8; tries += 1) await webhooks.goOn();
    world.clock.advance(71 * HOUR);
    await webhooks.send();
    expect(await statusOf(id, establishmentId)).toMatchObject({ status: 'verified' });
    world.clock.advance(2 * HOUR);
    await webhooks.send();
    expect(await statusOf(id, establishmentId)).toMatchObject({
      status: 'suppressed',
      suppressionReason: 'unreachable',
    });
    expect(await outcomes(establishmentId)).toEqual([`${id} failed unreachable`, `${person} queued`].toSorted());
  });

  it('is given up alone where its system took others meanwhile', async () => {
    const system = await receiver();
    const { identityNumber, establishmentId, id } = await followed(system);
    await world.tell('TravellerEntered', { identityNumber, occurredAt: world.clock.now().toISOString() });
    await webhooks.send();
    system.answer(answering(500));
    await world.tell('TravellerExited', { identityNumber, occurredAt: world.clock.now().toISOString() });
    await webhooks.send();
    world.clock.advance(70 * HOUR);
    system.answer((response, { message }) => void response.writeHead(message.type === 'test' ? 200 : 500).end());
    await call(`POST ${CONTACT}/test`, id, establishmentId);
    await webhooks.send();
    world.clock.advance(3 * HOUR);
    await webhooks.send();
    while (await webhooks.goOn());
    expect(await outcomes(establishmentId)).toEqual([`${id} delivered`, `${id} failed too-late`]);
    expect(await statusOf(id, establishmentId)).toMatchObject({ status: 'verified' });
  });
});

describe('a system in trouble', () => {
  it('gets two requests at once, one after a failure, and is left alone after three but for one that shows whether it is back', async () => {
    const system = await receiver();
    const { identityNumber, establishmentId, id } = await followed(system);
    const atOnce: ServerResponse[] = [];
    let most = 0;
    // The first ones wait for each other, so that all of them are under way.
    system.answer((response) => {
      atOnce.push(response);
      most = Math.max(most, atOnce.length);
      if (most === 2) for (const one of atOnce.splice(0)) one.writeHead(500).end();
    });
    for (let index = 0; index < 12; index += 1) {
      await world.tell('TravellerEntered', {
        identityNumber,
        occurredAt: new Date(world.clock.now().getTime() - index * 1000).toISOString(),
      });
    }
    await webhooks.send();
    expect(most).toBe(2);
    const pause = async () => (await call(`GET ${CONTACT}/answers`, id, establishmentId)).body.pausedUntil;
    while ((await pause()) === undefined) await webhooks.goOn();
    expect(most).toBe(2);
    const before = system.received.length;
    const pausedUntil = String(await pause());
    expect(pausedUntil > world.clock.now().toISOString()).toBe(true);
    while (world.clock.now().toISOString() < pausedUntil && (await webhooks.goOn()));
    expect(system.received.length - before).toBe(1);

    system.answer(taking);
    while (await webhooks.goOn());
    const listed = await notifications(establishmentId);
    expect(listed.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 'delivered'));
  });

  it('holds up nobody else: nine that answer get everything while one never does', async () => {
    const silent = await receiver(() => undefined);
    silent.answer(taking);
    const systems = await Promise.all(Array.from({ length: 9 }, () => receiver()));
    const dead = await followed(silent);
    const alive = [];
    for (const system of systems) alive.push({ system, ...(await followed(system)) });
    silent.answer(() => undefined);
    const startedAt = performance.now();
    const arrivals: number[] = [];
    for (const system of systems)
      system.answer((response) => {
        arrivals.push(performance.now() - startedAt);
        response.end();
      });
    for (const { identityNumber } of [dead, ...alive]) {
      for (const type of ['TravellerEntered', 'TravellerExited'] as const) {
        await world.tell(type, { identityNumber, occurredAt: world.clock.now().toISOString() });
      }
    }
    let isOver = false;
    const sent = webhooks.send().finally(() => {
      isOver = true;
    });
    while (arrivals.length < 18 && !isOver) await new Promise((resolve) => setImmediate(resolve));
    const lastOfOthers = performance.now() - startedAt;
    await sent;
    const everything = performance.now() - startedAt;
    // The silent one takes until its time is up; the others have everything long before.
    expect(lastOfOthers).toBeLessThan(everything);
    expect(arrivals).toHaveLength(18);
    expect(silent.received.length).toBeLessThanOrEqual(1 + 2);
  });
});

describe('a replay', () => {
  it('sends again what a system was told, and what it did not take, under the same ids', async () => {
    const system = await receiver();
    const { identityNumber, establishmentId, id } = await followed(system);
    const tell = (type: 'TravellerEntered' | 'TravellerExited') =>
      world.tell(type, { identityNumber, occurredAt: world.clock.now().toISOString() });
    await tell('TravellerEntered');
    await webhooks.send();
    world.clock.advance(HOUR);
    const from = world.clock.now().toISOString();
    await tell('TravellerExited');
    await webhooks.send();
    world.clock.advance(1000);
    await tell('TravellerEntered');
    await webhooks.send();
    const [, , ...expected] = system.received.map(({ id: webhookId, body }) => ({ webhookId, body }));
    system.received.length = 0;
    world.clock.advance(1000);
    const answer = await call(`POST ${CONTACT}/replay`, id, establishmentId, { from });
    expect(answer).toMatchObject({ status: 202, body: { from, until: world.clock.now().toISOString() } });
    system.answer(answering(500));
    await webhooks.send();
    system.answer(taking);
    while (await webhooks.goOn());
    const again = new Map(system.received.map(({ id: webhookId, body }) => [webhookId, body]));
    expect([...again].map(([webhookId, body]) => ({ webhookId, body }))).toEqual(expect.arrayContaining(expected));
    expect(again.size).toBe(2);
    const listed = await notifications(establishmentId);
    expect(listed.map(({ status, history }) => [status, (history as unknown[]).length])).toEqual(
      Array.from({ length: 3 }, () => ['delivered', 3]),
    );
  });

  it('reaches back 30 days at most, and is for verified webhooks alone', async () => {
    const system = await receiver();
    const { id } = await webhooks.newWebhook(ESTABLISHMENT, system.url);
    const replay = (from: string) => call(`POST ${CONTACT}/replay`, id, ESTABLISHMENT, { from });
    const daysAgo = (days: number) => new Date(world.clock.now().getTime() - days * 24 * HOUR).toISOString();
    expect((await replay(daysAgo(30))).status).toBe(202);
    expect((await replay(daysAgo(31))).body.errors).toMatchObject([{ path: '/from', code: 'too-early', maximum: 30 }]);
    expect((await replay(daysAgo(-1))).body.errors).toMatchObject([{ path: '/from', code: 'bad-date' }]);
    expect((await replay('yesterday')).body.errors).toMatchObject([{ path: '/from', code: 'bad-date' }]);

    const person = await world.newContact(ESTABLISHMENT);
    for (const [route, body] of [['replay', { from: daysAgo(1) }], ['test'], ['secret']] as const) {
      const answer = await call(`POST ${CONTACT}/${route}`, person, ESTABLISHMENT, body);
      expect([route, answer.status, answer.body.type]).toEqual([route, 409, expect.stringMatching(/\/not-a-webhook$/)]);
    }
    const silent = await receiver(answering(500));
    const { id: pending } = await webhooks.newWebhook(ESTABLISHMENT, silent.url);
    for (const [route, body] of [['replay', { from: daysAgo(1) }], ['test']] as const) {
      const answer = await call(`POST ${CONTACT}/${route}`, pending, ESTABLISHMENT, body);
      expect([route, answer.status, answer.body.type]).toEqual([route, 409, expect.stringMatching(/\/not-verified$/)]);
    }
  });
});

describe('what a webhook leaves', () => {
  it('is forgotten with its contact', async () => {
    const system = await receiver();
    const { id } = await webhooks.newWebhook(ESTABLISHMENT, system.url);
    expect((await call(`GET ${CONTACT}/answers`, id, ESTABLISHMENT)).body.items).toHaveLength(1);
    expect((await call(`DELETE ${CONTACT}`, id, ESTABLISHMENT)).status).toBe(204);
    const { readEndpoint } = await import('../../shared/store/endpoints.ts');
    expect(
      (await readEndpoint(world.table, { establishmentId: asId(ESTABLISHMENT), contactId: asId(id) })).answers,
    ).toEqual([]);
  });

  it('shows the first 200 characters of the last ten answers', async () => {
    const system = await receiver();
    const { id } = await webhooks.newWebhook(ESTABLISHMENT, system.url);
    system.answer(answering(200, `${'é'.repeat(300)}`));
    for (let index = 0; index < 11; index += 1) {
      world.clock.advance(1000);
      await call(`POST ${CONTACT}/test`, id, ESTABLISHMENT);
      await webhooks.send();
    }
    const { items } = (await call(`GET ${CONTACT}/answers`, id, ESTABLISHMENT)).body;
    expect(items).toHaveLength(10);
    expect(items[0] as unknown).toEqual({
      at: world.clock.now().toISOString(),
      notificationId: system.received.at(-1)?.id,
      status: 200,
      text: 'é'.repeat(200),
    });
  });
});

it('a visitor who is followed by a person is told as before', async () => {
  const { identityNumber } = await followedVisitor(world);
  world.queued.length = 0;
  await world.tell('TravellerEntered', { identityNumber });
  expect(world.queued.map(({ channel }) => channel)).toEqual(['email']);
});
