import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { EstablishmentId, IdentityNumber } from '../../shared/domain/ids.ts';
import { addContactReferences } from '../../shared/store/contacts.ts';
import { connectTable } from '../../shared/store/table.ts';
import { referencesOf } from '../support/contact-references.ts';
import { eventually } from '../support/eventually.ts';
import { asId } from '../support/ids.ts';
import { type Answer, type ApiClient, Client, CREDENTIALS, REGION } from '../support/local-system.ts';
import {
  DAY_MS,
  dateFromNow,
  fromNow,
  newEmail,
  newEstablishment,
  newMobile,
  newResident,
  newVisitor,
  passportEvents,
} from '../support/passport-events.ts';

const system = new Client(inject('addresses'));
const STRANGER = randomUUID();
const A_SUBSCRIPTION = { alerts: ['entry'], contactIds: [STRANGER] };

let api: ApiClient;
let establishmentId: EstablishmentId;
let resident: IdentityNumber;
let contactId: string;

beforeAll(async () => {
  establishmentId = newEstablishment();
  resident = newResident();
  api = await system.establishment(establishmentId);
  await system.putEvents(passportEvents.started(resident, establishmentId));
  contactId = await api.verifiedContact({ channel: 'sms', address: newMobile() });
  await api.subscribe(resident, { alerts: ['entry'], contactIds: [contactId] });
});

/** Asserts a problem document of one slug, whole and without anything of ours inside. */
function expectProblem(answer: Answer, status: number, slug: string, errors?: { path: string; code: string }[]): void {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.status).toBe(status);
  expect(answer.body).toEqual({
    type: `https://passport-notifications.example/problems/${slug}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    instance: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
    ...(errors && {
      errors: errors.map((error) => expect.objectContaining({ ...error, message: expect.any(String) })),
    }),
  });
  expect(JSON.stringify(answer.body)).not.toMatch(/at .*\.(ts|js|mjs)|stack|Zod|Exception/);
}

const invalid = (answer: Answer, ...errors: { path: string; code: string }[]) =>
  expectProblem(answer, 422, 'validation-failed', errors);

describe('contacts refuse', () => {
  const create = (body: unknown) => api.call('POST', '/v1/contacts', body);

  it.each([
    [
      'nothing at all',
      {},
      [
        ['/channel', 'required'],
        ['/address', 'required'],
      ],
    ],
    ['an unknown field', { channel: 'sms', address: '+966512345678', lable: 'x' }, [['/lable', 'unknown-field']]],
    [
      'wrong types',
      { channel: 5, address: 966512345678 },
      [
        ['/channel', 'wrong-type'],
        ['/address', 'wrong-type'],
      ],
    ],
    ['a channel that is not offered', { channel: 'fax', address: '+966512345678' }, [['/channel', 'not-offered']]],
    ['a landline', { channel: 'sms', address: '+966112345678' }, [['/address', 'not-saudi-mobile']]],
    ['a number without its country', { channel: 'sms', address: '0521234567' }, [['/address', 'not-saudi-mobile']]],
    ['a foreign mobile', { channel: 'sms', address: '+447400123456' }, [['/address', 'not-saudi-mobile']]],
    ['an address that is none', { channel: 'email', address: 'hr@nowhere' }, [['/address', 'bad-email']]],
    [
      'a language that is not offered',
      { channel: 'sms', address: '+966512345678', language: 'fr' },
      [['/language', 'not-offered']],
    ],
    [
      'a label that is too long',
      { channel: 'sms', address: '+966512345678', label: 'x'.repeat(41) },
      [['/label', 'too-long']],
    ],
    [
      'a label with a line break inside',
      { channel: 'sms', address: '+966512345678', label: 'a\nb' },
      [['/label', 'control-character']],
    ],
    [
      'a label that ends in a line break',
      { channel: 'sms', address: '+966512345678', label: 'a\n' },
      [['/label', 'control-character']],
    ],
    [
      'a label with half a character',
      { channel: 'sms', address: '+966512345678', label: 'a\ud800' },
      [['/label', 'control-character']],
    ],
    ['a list', [], [['', 'wrong-type']]],
  ] as const)('%s', async (_what, body, errors) => {
    invalid(await create(body), ...errors.map(([path, code]) => ({ path, code })));
  });

  it('a code of the wrong shape, and anything about a contact that is not theirs', async () => {
    const path = `/v1/contacts/${contactId}`;
    invalid(await api.call('POST', `${path}/verification`, {}), { path: '/code', code: 'required' });
    invalid(await api.call('POST', `${path}/verification`, { code: 123456 }), { path: '/code', code: 'wrong-type' });
    invalid(await api.call('POST', `${path}/verification`, { code: '12345' }), { path: '/code', code: 'too-short' });
    invalid(await api.call('PATCH', path, { channel: 'email' }), { path: '/channel', code: 'unknown-field' });
    invalid(await api.call('PATCH', path, { address: '+966112345678' }), {
      path: '/address',
      code: 'not-saudi-mobile',
    });

    const stranger = await (await system.establishment(newEstablishment())).call('POST', '/v1/contacts', {
      channel: 'email',
      address: newEmail(),
    });
    for (const id of [STRANGER, stranger.body.id, 'x', '%E0%A4%A']) {
      for (const [method, more, body] of [
        ['GET', '', undefined],
        ['PATCH', '', { label: 'mine' }],
        ['DELETE', '', undefined],
        ['POST', '/verification', { code: '000000' }],
        ['POST', '/verification-code', undefined],
      ] as const) {
        expectProblem(await api.call(method, `/v1/contacts/${id}${more}`, body), 404, 'not-found');
      }
    }
  });
});

describe('subscriptions refuse', () => {
  const put = (identityNumber: string, body: unknown) => api.call('PUT', `/v1/subscriptions/${identityNumber}`, body);

  it.each([
    ['a wrong check digit', '2000000007', 'bad-check-digit'],
    ['a citizen', '1000000008', 'citizen-number'],
    ['nine digits', '200000000', 'bad-length'],
    ['letters', 'abcdefghij', 'bad-length'],
    ['an unknown prefix', '9000000000', 'bad-prefix'],
  ])('an identity number with %s', async (_what, number, code) => {
    invalid(await put(number, A_SUBSCRIPTION), { path: '/identityNumber', code });
    invalid(await api.call('GET', `/v1/subscriptions/${number}`), { path: '/identityNumber', code });
  });

  it.each([
    [
      'nothing at all',
      {},
      [
        ['/alerts', 'required'],
        ['/contactIds', 'required'],
      ],
    ],
    ['no alert', { alerts: [], contactIds: ['c'] }, [['/alerts', 'too-short']]],
    ['an alert twice', { alerts: ['entry', 'entry'], contactIds: ['c'] }, [['/alerts/1', 'duplicate']]],
    ['an alert that is not offered', { alerts: ['overstay'], contactIds: ['c'] }, [['/alerts/0', 'not-offered']]],
    ['an alert of the wrong type', { alerts: [1], contactIds: ['c'] }, [['/alerts/0', 'wrong-type']]],
    [
      'too many contacts',
      { alerts: ['entry'], contactIds: Array.from({ length: 11 }, (_, i) => `${i}`) },
      [['/contactIds', 'too-long']],
    ],
    [
      'a lead day that is not offered',
      { ...A_SUBSCRIPTION, expiryLeadDays: [5] },
      [['/expiryLeadDays/0', 'not-offered']],
    ],
    ['a lead day twice', { ...A_SUBSCRIPTION, expiryLeadDays: [7, 7] }, [['/expiryLeadDays/1', 'duplicate']]],
    [
      'reminders without a day',
      { alerts: ['passport-expiry'], contactIds: ['c'], expiryLeadDays: [] },
      [['/expiryLeadDays', 'too-short']],
    ],
    ['an unknown field', { ...A_SUBSCRIPTION, alert: 'entry' }, [['/alert', 'unknown-field']]],
    ['a label of the wrong type', { ...A_SUBSCRIPTION, label: null }, [['/label', 'wrong-type']]],
  ] as const)('%s', async (_what, body, errors) => {
    invalid(await put(resident, body), ...errors.map(([path, code]) => ({ path, code })));
  });

  it('unknown contacts and those of others, each by its place', async () => {
    const other = await system.establishment(newEstablishment());
    const { body } = await other.call('POST', '/v1/contacts', { channel: 'email', address: newEmail() });
    const contactIds = [contactId, STRANGER, body.id];
    const errors = [1, 2].map((index) => ({ path: `/contactIds/${index}`, code: 'unknown-contact' }));
    invalid(await put(resident, { alerts: ['exit'], contactIds }), ...errors);
    invalid(await api.call('PATCH', `/v1/subscriptions/${resident}`, { contactIds }), ...errors);
    expect((await api.call('GET', `/v1/subscriptions/${resident}`)).body).toMatchObject({
      alerts: ['entry'],
      contactIds: [contactId],
    });
  });

  it('people who do not belong to the establishment, known or not, with the same words', async () => {
    const neighbour = newEstablishment();
    const theirs = newResident();
    await system.putEvents(passportEvents.started(theirs, neighbour));
    const strangers = await Promise.all([theirs, newResident()].map((number) => put(number, A_SUBSCRIPTION)));
    for (const answer of strangers) expectProblem(answer, 403, 'traveller-not-affiliated');
    const [known, unknown] = strangers.map(({ body: { instance: _instance, ...body } }) => body);
    expect(known).toEqual(unknown);
    expectProblem(await api.call('GET', `/v1/subscriptions/${theirs}`), 404, 'not-found');
    expectProblem(await api.call('PATCH', `/v1/subscriptions/${theirs}`, {}), 404, 'not-found');
    expectProblem(await api.call('DELETE', `/v1/subscriptions/${theirs}`), 404, 'not-found');
  });

  it('a write on what changed, or on what is there when it must not be', async () => {
    const path = `/v1/subscriptions/${resident}`;
    const body = { alerts: ['exit'], contactIds: [contactId] };
    expectProblem(await api.call('PUT', path, body, { 'if-match': '"stale"' }), 412, 'precondition-failed');
    expectProblem(await api.call('PUT', path, body, { 'if-none-match': '*' }), 412, 'precondition-failed');
    expectProblem(await api.call('DELETE', path, undefined, { 'if-match': '"stale"' }), 412, 'precondition-failed');
    expect((await api.call('GET', path)).body.alerts).toEqual(['entry']);
  });
});

describe('lists refuse', () => {
  it.each(['contacts', 'subscriptions', 'travellers', 'notifications'])(
    '%s: limits, cursors and parameters',
    async (list) => {
      invalid(await api.call('GET', `/v1/${list}?limit=0`), { path: '/limit', code: 'not-offered' });
      invalid(await api.call('GET', `/v1/${list}?limit=101`), { path: '/limit', code: 'not-offered' });
      invalid(await api.call('GET', `/v1/${list}?limit=ten`), { path: '/limit', code: 'wrong-type' });
      invalid(await api.call('GET', `/v1/${list}?offset=5`), { path: '/offset', code: 'unknown-field' });
      invalid(await api.call('GET', `/v1/${list}?cursor=${Buffer.from('{}').toString('base64url')}`), {
        path: '/cursor',
        code: 'bad-cursor',
      });
    },
  );

  it('a cursor of another list, another query, or another establishment', async () => {
    const second = newResident();
    await system.putEvents(passportEvents.started(second, establishmentId));
    await eventually('the second traveller', async () => {
      const { body } = await api.call('GET', '/v1/travellers');
      return body.items.length === 2 || undefined;
    });
    const cursor = encodeURIComponent((await api.call('GET', '/v1/travellers?limit=1')).body.nextCursor);
    const other = await system.establishment(newEstablishment());
    const bad = { path: '/cursor', code: 'bad-cursor' };
    invalid(await api.call('GET', `/v1/subscriptions?cursor=${cursor}`), bad);
    invalid(await api.call('GET', `/v1/travellers?kind=resident&cursor=${cursor}`), bad);
    invalid(await other.call('GET', `/v1/travellers?cursor=${cursor}`), bad);
    expect((await api.call('GET', `/v1/travellers?limit=1&cursor=${cursor}`)).body.items).toHaveLength(1);
  });

  it('filters that mean nothing', async () => {
    const errors: [string, string, string][] = [
      ['travellers?passportExpiresBefore=2027-02-29', '/passportExpiresBefore', 'bad-date'],
      ['travellers?kind=citizen', '/kind', 'not-offered'],
      ['travellers?subscribed=yes', '/subscribed', 'not-offered'],
      ['subscriptions?status=paused', '/status', 'not-offered'],
      ['notifications?from=yesterday', '/from', 'bad-date'],
      ['notifications?to=2026-11-22T08:00:00', '/to', 'bad-date'],
      ['notifications?to=9999-12-31T23:59:59-01:00', '/to', 'bad-date'],
      ['notifications?identityNumber=2000000007', '/identityNumber', 'bad-check-digit'],
    ];
    for (const [list, path, code] of errors) invalid(await api.call('GET', `/v1/${list}`), { path, code });
    invalid(await api.call('GET', `/v1/contacts/${contactId}?verbose=1`), { path: '/verbose', code: 'unknown-field' });
  });
});

describe('bodies are refused in the order of the contract', () => {
  it('path, media type, size, JSON, schema', async () => {
    const path = `/v1/subscriptions/${resident}`;
    const huge = JSON.stringify({ label: 'x'.repeat(64 * 1024) });
    const xml = { 'content-type': 'text/xml' };
    invalid(await api.call('PUT', '/v1/subscriptions/1000000008', huge, xml), {
      path: '/identityNumber',
      code: 'citizen-number',
    });
    expectProblem(await api.call('PUT', path, huge, xml), 415, 'unsupported-media-type');
    expectProblem(await api.call('PUT', path, huge), 413, 'payload-too-large');
    expectProblem(await api.call('PUT', path, '{"alerts": ['), 400, 'malformed-json');
    expectProblem(await api.call('PUT', path, ''), 400, 'malformed-json');
    invalid(await api.call('PUT', path, 'null'), { path: '', code: 'wrong-type' });
  });

  it.each(['__proto__', 'constructor'])('for a field that means something elsewhere: %s', async (field) => {
    const body = `{"channel": "email", "address": "${newEmail()}", "${field}": {"prototype": {"admin": true}}}`;
    invalid(await api.call('POST', '/v1/contacts', body), { path: `/${field}`, code: 'unknown-field' });
  });

  it('in the language of the reader', async () => {
    const ask = (language: string) => api.call('POST', '/v1/contacts', {}, { 'accept-language': language });
    const arabic = await ask('ar-SA,ar;q=0.9,en;q=0.5');
    expect(arabic.headers.get('content-language')).toBe('ar');
    expect(arabic.body).toMatchObject({
      title: 'بيانات غير صحيحة',
      errors: [{ message: 'هذا الحقل مطلوب. يُرجى تعبئته.' }, {}],
    });
    for (const language of ['en-GB', 'fr', '*']) {
      const english = await ask(language);
      expect(english.headers.get('content-language')).toBe('en');
      expect(english.body.title).toBe('Some data is not valid');
    }
  });
});

describe('what a write left behind that died', () => {
  it('keeps no contact from being deleted, and goes with it', async () => {
    const endpoint = { endpoint: system.addresses.aws, region: REGION, credentials: CREDENTIALS };
    const table = connectTable(system.outputs.TableName ?? '', {
      client: new DynamoDBClient(endpoint),
      logger: console,
    });
    const id = await api.verifiedContact({ channel: 'email', address: newEmail() });
    await addContactReferences(table, { establishmentId, identityNumber: resident }, [asId(id)], 1);
    expect(await referencesOf(table, establishmentId, id)).toHaveLength(1);
    expect((await api.call('DELETE', `/v1/contacts/${id}`)).status).toBe(204);
    expect(await referencesOf(table, establishmentId, id)).toEqual([]);
  });
});

describe('a request that no route takes', () => {
  it.each([
    ['GET', '/v2/contacts'],
    ['GET', '/v1/contacts/'],
    ['POST', '/v1/contacts/x/verification/x'],
    ['DELETE', '/'],
    ['OPTIONS', '/v1/nowhere'],
    ['PROPFIND', '/v1/nowhere'],
  ])('is a problem document: %s %s', async (method, path) => {
    const answer = await api.call(method, path);
    expectProblem(answer, 404, 'not-found');
  });

  it.each([
    ['PUT', '/v1/contacts', 'GET, POST, OPTIONS'],
    ['HEAD', '/v1/contacts', 'GET, POST, OPTIONS'],
    ['POST', '/v1/subscriptions/2000000006', 'GET, PUT, PATCH, DELETE, OPTIONS'],
    ['DELETE', '/v1/openapi.json', 'GET, OPTIONS'],
    ['TRACE', '/problems/forbidden', 'GET, OPTIONS'],
  ])('says which methods the resource has: %s %s', async (method, path, allow) => {
    const { port } = new URL(system.addresses.api);
    // Not by fetch, which refuses to send TRACE.
    const asked = request({ port, host: '127.0.0.1', method, path, headers: { 'accept-language': 'ar' } }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    const body = await text(response);
    expect(response.statusCode).toBe(405);
    expect(response.headers).toMatchObject({ allow, 'content-type': 'application/problem+json; charset=utf-8' });
    if (method !== 'HEAD') expect(JSON.parse(body)).toMatchObject({ status: 405, title: 'غير متاح هنا' });
  });

  it('is answered which methods there are, where it asks for them', async () => {
    const answer = await fetch(`${system.addresses.api}/v1/contacts`, { method: 'OPTIONS' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([204, 'GET, POST, OPTIONS']);
  });
});

describe('the address in a problem', () => {
  it('leads to a page in both languages, and to JSON for a program', async () => {
    const refused = await api.call('GET', `/v1/contacts/${randomUUID()}`);
    const { pathname } = new URL(String(refused.body.type));
    const page = await fetch(system.addresses.api + pathname, { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await page.text();
    expect(html).toContain('Not found');
    expect(html).toContain('غير موجود');
    const json = await fetch(system.addresses.api + pathname, { headers: { accept: 'application/json' } });
    expect(await json.json()).toMatchObject({ type: refused.body.type, status: 404, title: { ar: 'غير موجود' } });
    expect((await fetch(`${system.addresses.api}/problems/nothing`)).status).toBe(404);
  });
});

describe('the matcher sends to the dead-letter queue', () => {
  const broken = () => passportEvents.entered(newResident());
  const cases: [reason: string, event: ReturnType<typeof broken>][] = [
    ['unknown-type', { ...broken(), type: 'TravellerTeleported' }],
    ['unknown-type', { ...broken(), source: 'passports.visas' }],
    ['unknown-type', { ...broken(), source: 'passports.weather' }],
    ['unknown-type', { ...broken(), source: 'passport.border' }],
    ['unknown-type', { ...broken(), source: 'Passports.border' }],
    ['unknown-type', { ...broken(), source: 'passports' }],
    ['unknown-type', { ...broken(), source: ' passports.border' }],
    ['unknown-type', { ...passportEvents.expired(newResident(), '2026-01-01'), source: 'passports.border' }],
    ['invalid-event', passportEvents.entered('2000000007')],
    ['invalid-event', passportEvents.entered(newResident(), { occurredAt: '2026-11-22T08:15:30' })],
    ['invalid-event', passportEvents.entered(newResident(), { mode: 'teleport' })],
    ['invalid-event', passportEvents.entered(newResident(), { schemaVersion: 2 })],
    ['invalid-event', passportEvents.entered(newResident(), { eventId: `x y ${randomUUID()}` })],
    ['invalid-event', passportEvents.renewed(newResident(), { passport: { number: 'A1', expiresOn: '2027-02-29' } })],
    ['invalid-event', passportEvents.entered(newResident(), { occurredAt: '1448-06-15T08:15:30+03:00' })],
    ['invalid-event', passportEvents.renewed(newResident(), { passport: { number: 'A1', expiresOn: '١٤٥٣-٠١-٠١' } })],
    ['invalid-event', passportEvents.expired(newResident(), dateFromNow(1))],
    // SQS takes an emoji, and refuses U+FFFE.
    ['invalid-event', passportEvents.entered(newResident(), { mode: 'air', port: { code: '🛂', name: '\uFFFE' } })],
    ['kind-mismatch', passportEvents.started(newVisitor(), newEstablishment(), { kind: 'resident' })],
    ['occurred-in-future', passportEvents.entered(newResident(), { occurredAt: fromNow(2 * DAY_MS) })],
  ];

  it.each(cases)('%s, with its reason and its body', async (reason, event) => {
    await system.putEvents(event);
    const { eventId, identityNumber } = event.detail;
    // Others put there what is no JSON.
    const message = await system.receive(
      system.outputs.MatcherDeadLetterQueueUrl,
      ({ Body = '' }) => Body.includes(JSON.stringify(eventId)) && Body.includes(JSON.stringify(identityNumber)),
    );
    expect(message.MessageAttributes).toMatchObject({
      reason: { StringValue: reason },
      detail: { StringValue: expect.stringMatching(/^\//) },
      failedAt: { StringValue: expect.stringMatching(/Z$/) },
    });
    expect(message.MessageAttributes?.detail?.StringValue).not.toContain(event.detail.identityNumber);
    expect(JSON.parse(message.Body ?? '')).toMatchObject({
      source: event.source,
      'detail-type': event.type,
      detail: event.detail,
    });
  });

  it('another event under a source and id that was used, and keeps to the first one', async () => {
    const followed = newResident();
    await system.putEvents(passportEvents.started(followed, establishmentId));
    await api.subscribe(followed, { alerts: ['entry', 'exit', 'visa-issued'], contactIds: [contactId] });
    const first = passportEvents.entered(followed);
    const { eventId } = first.detail;
    // Another source may number its events alike.
    await system.putEvents(first, passportEvents.visaIssued(followed, { eventId }));
    await eventually('both to be told', async () => {
      const { body } = await api.call('GET', '/v1/notifications?limit=100');
      const told = body.items.filter(({ event }: { event: { id: string } }) => event.id === eventId);
      return told.length === 2 ? true : undefined;
    });
    await system.putEvents(first, passportEvents.exited(followed, { eventId }));
    const message = await system.receive(system.outputs.MatcherDeadLetterQueueUrl, ({ Body = '' }) =>
      Body.includes(String(eventId)),
    );
    expect(message.MessageAttributes).toMatchObject({ reason: { StringValue: 'event-id-reused' } });
    expect(JSON.parse(message.Body ?? '')['detail-type']).toBe('TravellerExited');
    const { body } = await api.call('GET', '/v1/notifications?limit=100');
    expect(body.items.filter(({ event }: { event: { id: string } }) => event.id === eventId)).toHaveLength(2);
  });

  it('one bad event, and tells of its neighbours', async () => {
    const good = Array.from({ length: 6 }, () => passportEvents.entered(resident));
    const bad = cases
      .slice(0, 3)
      .map(([, event]) => ({ ...event, detail: { ...event.detail, eventId: randomUUID() } }));
    await system.putEvents(...good.slice(0, 3), ...bad, ...good.slice(3));
    await eventually('the neighbours', async () => {
      const { body } = await api.call('GET', '/v1/notifications?status=sent&limit=100');
      const ids = body.items.map(({ event }: { event: { id: string } }) => event.id);
      return good.every(({ detail }) => ids.includes(detail.eventId)) ? true : undefined;
    });
  });
});

describe('the bus refuses', () => {
  it('what is no event at once, and takes its neighbours', async () => {
    const bus = new EventBridgeClient({ endpoint: system.addresses.aws, region: REGION, credentials: CREDENTIALS });
    const { detail, source, type } = passportEvents.entered(newResident());
    const entry = { EventBusName: system.outputs.EventBusName, Source: source, DetailType: type };
    const { Entries, FailedEntryCount } = await bus.send(
      new PutEventsCommand({
        Entries: [
          { ...entry, Detail: 'not json' },
          { ...entry, Detail: JSON.stringify(detail) },
        ],
      }),
    );
    expect(FailedEntryCount).toBe(1);
    expect(Entries).toMatchObject([{ ErrorCode: 'MalformedDetail' }, { EventId: expect.any(String) }]);
  });
});
