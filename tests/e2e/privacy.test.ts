import { randomInt, randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Message, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { localClients } from '../../infra/local/clients.ts';
import { bodyOf } from '../../shared/client/client.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import { connectTable } from '../../shared/store/table.ts';
import { canary, finderOf, leaksOf } from '../support/canaries.ts';
import { checkedFetch } from '../support/contract.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiClient, type BusEvent, Client } from '../support/local-system.ts';
import {
  hasLeft,
  newEmail,
  newEstablishment,
  newMobile,
  newResident,
  newVisitor,
  passportEvents,
} from '../support/passport-events.ts';
import { PortalVisitor } from '../support/portal.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

const addresses = inject('addresses');
const system = new Client(addresses);
const { sqs, dynamodb } = localClients(addresses.aws);

const letters = (count: number) =>
  Array.from({ length: count }, () => String.fromCharCode(65 + randomInt(26))).join('');

/** Somebody whom nothing else is about, noted so that every log is searched for them. */
const person = {
  resident: newResident(),
  visitor: newVisitor(),
  stranger: newResident(),
  name: {
    ar: canary(`نجم ${[...letters(8)].map((letter) => 'ابتثجحخدذر'[letter.charCodeAt(0) % 10]).join('')}`),
    en: canary(`Najm ${letters(8)}`),
  },
  passport: canary(`K${randomInt(10_000_000, 100_000_000)}Z`),
  visa: canary(`V-${randomInt(10_000_000, 100_000_000)}Z`),
  label: canary(`Label ${letters(10)}`),
  mobile: newMobile(),
  email: newEmail(),
  bouncing: newEmail(),
  /** A receiver may know us by a part of its address. */
  secretOfAddress: canary(`hook-${letters(12)}`),
};
const values: string[] = Object.values(person).flatMap((value) =>
  typeof value === 'string' ? [value] : Object.values(value),
);
const find = finderOf(values);

/** All of it in one object, as somebody who mistakes the fields may send it. */
const everything = { ...person, text: `${person.name.en} ${person.resident} ${person.mobile}` };

const passport = { number: person.passport, expiresOn: '2031-03-03' };
const started = (identityNumber: string, establishmentId: string) =>
  passportEvents.started(identityNumber, establishmentId, { name: person.name, passport });

let establishmentId: string;
let api: ApiClient;
/** The establishment's own system, which answers with all that it was told and more. */
let hr: Receiver;
/** What went out to the person's contacts. */
let told: string[];

beforeAll(async () => {
  hr = await startReceiver((response, { body, message }) => {
    response.end(String(message.data?.challenge ?? `${body} ${everything.text}`));
  });
  establishmentId = newEstablishment();
  api = await system.establishment(establishmentId);
  await system.setMailbox(person.bouncing, 'bounce');
  await system.putEvents(started(person.resident, establishmentId), started(person.visitor, establishmentId));
  const contactIds = [
    await api.verifiedContact({ channel: 'sms', address: person.mobile, language: 'ar' }),
    await api.verifiedContact({ channel: 'email', address: person.email, language: 'en' }),
    await webhookTo(`${hr.url}?key=${person.secretOfAddress}`),
  ];
  for (const number of [person.resident, person.visitor]) {
    await api.subscribe(number, {
      alerts: ['entry', 'exit', 'passport-renewal', 'visa-issued'],
      contactIds,
      label: person.label,
    });
  }
});

afterAll(() => hr.stop());

async function webhookTo(address: string): Promise<string> {
  const { id: contactId } = bodyOf(await api.typed.POST('/v1/contacts', { body: { channel: 'webhook', address } }));
  return eventually('the webhook to be verified', async () => {
    const { status } = bodyOf(await api.typed.GET('/v1/contacts/{contactId}', { params: { path: { contactId } } }));
    return status === 'verified' ? contactId : undefined;
  });
}

describe('nothing personal is said', () => {
  it('in answers that refuse, whatever was asked', async () => {
    const unknown = randomUUID();
    const contact = bodyOf(await api.typed.GET('/v1/contacts')).items.find(({ channel }) => channel === 'sms');
    if (!contact) throw new Error('the establishment has no contact');
    const asked: [method: string, path: string, body?: unknown, headers?: Record<string, string>][] = [
      [
        'POST',
        '/v1/contacts',
        { channel: person.name.en, address: person.mobile, label: person.label, language: person.name.ar },
      ],
      ['POST', '/v1/contacts', { channel: 'email', address: person.mobile }],
      [
        'POST',
        '/v1/contacts',
        { channel: 'sms', address: person.email, label: `${person.name.en}\n${person.passport}` },
      ],
      ['POST', '/v1/contacts', { channel: 'sms', address: person.mobile }],
      ['POST', '/v1/contacts', `{"channel": "sms", "address": "${person.mobile}", "label": ${person.name.en}`],
      ['POST', '/v1/contacts', JSON.stringify(everything), { 'content-type': `text/plain; x="${person.email}"` }],
      ['POST', '/v1/contacts', { label: person.label.repeat(6000) }],
      ['POST', '/v1/contacts', { channel: 'sms', address: everything }],
      [
        'POST',
        '/v1/contacts',
        { channel: 'webhook', address: `https://${person.passport}:x@hr.example.com/${person.mobile}` },
      ],
      ['POST', '/v1/contacts', { channel: 'webhook', address: `https://10.0.0.1/${person.resident}` }],
      ['POST', '/v1/contacts', { channel: 'webhook', address: `${hr.url}?key=${person.secretOfAddress}` }],
      ['POST', `/v1/contacts/${contact.id}/secret`],
      ['POST', `/v1/contacts/${contact.id}/test`],
      ['POST', `/v1/contacts/${contact.id}/replay`, { from: person.passport }],
      ['POST', `/v1/contacts/${unknown}/replay`, { from: '2026-11-01T00:00:00Z' }],
      ['GET', `/v1/contacts/${contact.id}/answers`],
      ['GET', `/v1/contacts/${person.email}/answers`],
      ['POST', `/v1/contacts/${contact.id}/verification`, { code: person.resident }],
      ['POST', `/v1/contacts/${unknown}/verification`, { code: '123456' }],
      ['POST', `/v1/contacts/${person.email}/verification-code`],
      ['PATCH', `/v1/contacts/${contact.id}`, { address: person.email, label: everything }],
      ['DELETE', `/v1/contacts/${contact.id}`],
      ['GET', `/v1/contacts/${person.mobile}`],
      [
        'PUT',
        `/v1/subscriptions/${person.stranger}`,
        { alerts: ['entry'], contactIds: [contact.id], label: person.label },
      ],
      [
        'PUT',
        `/v1/subscriptions/${person.resident}`,
        {
          alerts: [person.name.en],
          contactIds: [person.email],
          expiryLeadDays: [person.passport],
          label: person.label.repeat(9),
        },
      ],
      [
        'PUT',
        `/v1/subscriptions/${person.resident}`,
        { alerts: ['entry'], contactIds: [unknown], label: person.label },
      ],
      [
        'PUT',
        `/v1/subscriptions/${person.resident}`,
        { alerts: ['entry'], contactIds: [contact.id] },
        { 'if-match': `"${person.passport}"` },
      ],
      ['PATCH', `/v1/subscriptions/${person.stranger}`, { label: person.label }],
      ['GET', `/v1/subscriptions/${person.stranger}`],
      ['GET', `/v1/subscriptions/${person.name.en}`],
      ['GET', `/v1/subscriptions/${person.resident.slice(0, 9)}`],
      ['GET', `/v1/subscriptions?status=${encodeURIComponent(person.name.ar)}&kind=${person.resident}`],
      ['GET', `/v1/travellers?q=${encodeURIComponent(person.name.ar)}&cursor=${person.resident}`],
      ['GET', `/v1/travellers?q=${person.resident}&kind=${encodeURIComponent(person.name.en)}`],
      ['GET', `/v1/travellers/${person.stranger}`],
      ['GET', `/v1/travellers/${person.resident}0`],
      ['GET', `/v1/travellers?passportExpiresBefore=${person.passport}&cursor=${person.resident}`],
      ['GET', `/v1/notifications?identityNumber=${person.resident}0&from=${person.visitor}&alert=${person.email}`],
      ['GET', `/v1/notifications/${person.resident}`],
      ['DELETE', `/v1/calendars/${person.resident}`],
      ['GET', `/v1/calendar-files/${person.passport}.ics?email=${person.email}`],
      ['GET', `/v1/people/${person.resident}/passports/${person.passport}`],
      ['DELETE', `/v1/travellers/${person.visitor}?name=${encodeURIComponent(person.name.en)}`],
      ['POST', '/v1/receipts/sms', everything, { 'x-signature': person.resident, 'x-timestamp': person.visitor }],
      ['GET', '/v1/travellers', undefined, { authorization: `Bearer ${person.resident}.${person.passport}.x` }],
    ];
    const visitor = new PortalVisitor(addresses);
    await visitor.signIn({ establishment: establishmentId, role: 'manager' });
    const ways: [name: string, ask: (path: string, init: Asked) => Promise<Response>][] = [
      [
        'API',
        (path, { headers, ...init }) =>
          checkedFetch(`${addresses.api}${path}`, {
            ...init,
            headers: { authorization: `Bearer ${api.token}`, ...headers },
          }),
      ],
      ['portal', (path, init) => visitor.ask(`/portal/api${path}`, init)],
    ];
    const portalAlone: typeof asked = [
      [
        'GET',
        `/portal/session/callback?error=${person.email}&error_description=${person.name.en}&state=${person.visa}`,
      ],
      ['GET', `/portal/session/callback?code=${person.passport}&state=${person.resident}`],
      ['POST', '/portal/session/use', everything, { 'content-type': `text/plain; x="${person.email}"` }],
    ];
    for (const [method, path, body, headers = {}] of portalAlone) {
      const answer = await visitor.ask(path, {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      expect(find(await answer.text())).toEqual([]);
      expect(find(JSON.stringify([...answer.headers]))).toEqual([]);
    }
    // The portal puts in a token of its own.
    const isForBoth = ([, , , headers = {}]: (typeof asked)[number]) => !('authorization' in headers);
    const each = asked.flatMap((one) => ways.slice(0, isForBoth(one) ? 2 : 1).map((way) => [one, way] as const));
    for (const [[method, path, body, headers = {}], [way, ask]] of each) {
      const response = await ask(path, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const what = `${way}: ${method} ${path.split('/').slice(0, 3).join('/')} ${response.status}`;
      expect(response.status, what).toBeGreaterThanOrEqual(400);
      expect(find(text), `${what}: ${text}`).toEqual([]);
      expect(find(JSON.stringify([...response.headers])), what).toEqual([]);
    }
  });

  it('in a calendar but the label, and no log has its address', async () => {
    const number = newResident();
    const expiresOn = new Date(Date.now() + 60 * DAY_MS).toISOString().slice(0, 10);
    await system.putEvents(
      passportEvents.started(number, establishmentId, { name: person.name, passport: { ...passport, expiresOn } }),
    );
    const [contact] = bodyOf(await api.typed.GET('/v1/contacts')).items;
    await api.subscribe(number, {
      alerts: ['passport-expiry'],
      contactIds: [contact?.id ?? ''],
      label: person.label,
    });
    const { id, url } = bodyOf(await api.typed.POST('/v1/calendars'));
    // What systems wrote is searched for it when they end.
    const token = canary(url.slice(url.lastIndexOf('/') + 1).replace(/\.ics$/, ''));
    const answer = await checkedFetch(url);
    const file = await answer.text();
    expect(find(`${file} ${JSON.stringify([...answer.headers])}`)).toEqual([person.label]);
    expect(file).not.toContain(number);
    bodyOf(await api.typed.DELETE('/v1/calendars/{calendarId}', { params: { path: { calendarId: id } } }));
    const revoked = await checkedFetch(url);
    expect([revoked.status, (await revoked.text()).includes(token)]).toEqual([404, false]);
    expect(logs().filter(({ text }) => text.includes(token))).toEqual([]);
  });

  it('when something of ours is broken', async () => {
    const table = connectTable(system.outputs.TableName ?? '', { client: dynamodb, logger: console });
    const key = { pk: `TRAVELLER#${person.stranger}`, sk: `AFFILIATION#${establishmentId}` };
    await table.client.send(
      new PutCommand({
        TableName: table.tableName,
        Item: {
          ...key,
          ...everything,
          identityNumber: person.stranger,
          establishmentId,
          kind: person.name.en,
          starts: person.passport,
          ends: [{ at: person.mobile, eventId: person.email, reason: person.name.ar }],
          present: person.resident,
          subscription: { alerts: [person.label], contactIds: person.email },
          version: person.visitor,
          presentAt: establishmentId,
        },
      }),
    );
    try {
      for (const [path, status] of [
        [`/v1/subscriptions/${person.stranger}`, 500],
        ['/v1/travellers', 200],
      ]) {
        const answer = await checkedFetch(`${addresses.api}${path}`, {
          headers: { authorization: `Bearer ${api.token}` },
        });
        expect(answer.status).toBe(status);
        // The list shows the establishment its other people, by design; of the broken item nothing is in it.
        const text = await answer.text();
        if (status === 200) expect(text).not.toContain(person.stranger);
        else expect(find(text)).toEqual([]);
      }
      await system.putEvents(passportEvents.entered(person.stranger));
      await eventually('the matcher to have failed', async () => {
        const log = logs().find(({ name }) => /matcher/i.test(name))?.text;
        return log?.includes('record will be tried again') || undefined;
      });
    } finally {
      await table.client.send(new DeleteCommand({ TableName: table.tableName, Key: key }));
    }
  });

  it('by the attributes of dead letters', async () => {
    const badEvents: BusEvent[] = [
      passportEvents.entered(person.resident, { mode: person.name.en, port: { code: person.passport } }),
      { ...passportEvents.entered(person.resident), type: `Entered ${person.visitor} ${person.name.ar}` },
      { ...passportEvents.entered(person.resident), source: `passports.${person.email}` },
      passportEvents.started(person.resident, establishmentId, { kind: 'visitor', name: person.name, passport }),
      passportEvents.exited(person.visitor, { occurredAt: '2100-01-01T00:00:00Z' }),
      passportEvents.renewed(`${person.resident}1`, { passport: { ...passport, [person.passport]: person.name } }),
      passportEvents.ended(person.resident, person.mobile, { reason: person.label }),
      passportEvents.entered(person.resident, { eventId: `${person.name.ar} ${person.resident}` }),
    ];
    await system.putEvents(...badEvents);
    const raw: [output: string, body: string][] = [
      ['MatcherQueueUrl', `{"source": "passports.border", "detail": ${person.name.en} ${person.resident}`],
      ['SmsUrgentQueueUrl', JSON.stringify({ ...everything, notificationId: 1 })],
      ['EmailUrgentQueueUrl', `${person.email} ${person.name.ar}`],
      [
        'EmailUrgentQueueUrl',
        JSON.stringify({ notificationId: person.email, establishmentId, sealedContent: person.label }),
      ],
      ['WebhookUrgentQueueUrl', JSON.stringify({ ...everything, notificationId: person.email })],
      ['WebhookReminderQueueUrl', JSON.stringify({ ...everything, kind: 'replay', from: person.passport })],
      ['ReceiptsQueueUrl', JSON.stringify({ ...everything, receipt: person.email })],
      ['ScanQueueUrl', JSON.stringify({ date: person.passport, shard: person.resident })],
      ['SummaryQueueUrl', JSON.stringify({ ...everything, startedAt: person.passport })],
      ['ImportCheckQueueUrl', JSON.stringify({ ...everything, check: person.resident })],
      ['ImportApplyQueueUrl', JSON.stringify({ ...everything, piece: person.mobile })],
    ];
    for (const [output, body] of raw) {
      await sqs.send(new SendMessageCommand({ QueueUrl: system.outputs[output], MessageBody: body }));
    }
    const letters = new Map<string, Message>();
    const expected = {
      Matcher: badEvents.length + 1,
      Sms: 1,
      Email: 2,
      Webhook: 2,
      Receipts: 1,
      Scan: 1,
      Summary: 1,
      ImportCheck: 1,
      ImportApply: 1,
    };
    for (const [name, count] of Object.entries(expected)) {
      await eventually(`${count} dead letters of ${name}`, async () => {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: system.outputs[`${name}DeadLetterQueueUrl`],
            MaxNumberOfMessages: 10,
            MessageAttributeNames: ['All'],
            VisibilityTimeout: 2,
          }),
        );
        for (const message of Messages) {
          if (find(message.Body ?? '').length > 0) letters.set(`${name} ${message.MessageId}`, message);
        }
        return [...letters.keys()].filter((key) => key.startsWith(name)).length >= count || undefined;
      });
    }
    for (const { MessageAttributes } of letters.values()) {
      expect(find(JSON.stringify(MessageAttributes))).toEqual([]);
      expect(MessageAttributes?.reason?.StringValue).toMatch(/^[a-z-]+$/);
    }
  });

  it('while messages are sent, bounce, are listed and are replayed', async () => {
    const since = new Date().toISOString();
    const { id: contactId } = bodyOf(
      await api.typed.POST('/v1/contacts', {
        body: { channel: 'email', address: person.bouncing, label: person.label },
      }),
    );
    await system.putEvents(
      passportEvents.entered(person.resident, { eventId: `entry-${person.resident}-${randomUUID().slice(0, 8)}` }),
      passportEvents.exited(person.visitor),
      passportEvents.renewed(person.resident, { passport }),
      {
        source: 'passports.visas',
        type: 'VisaIssued',
        detail: {
          ...passportEvents.entered(person.visitor).detail,
          visa: { number: person.visa, type: 'visit', expiresOn: '2031-01-01', status: 'issued' },
        },
      },
    );
    await eventually('everything to have left', async () => {
      const { items } = bodyOf(await api.typed.GET('/v1/notifications', { params: { query: { limit: 100 } } }));
      return (items.length >= 8 && items.every(({ status }) => hasLeft(status))) || undefined;
    });
    await eventually('the dead address', async () => {
      const { status } = bodyOf(await api.typed.GET('/v1/contacts/{contactId}', { params: { path: { contactId } } }));
      return status === 'suppressed' || undefined;
    });
    await system.putEvents(passportEvents.ended(person.visitor, establishmentId));
    const params = { path: { identityNumber: person.visitor } };
    await eventually('the end', async () => {
      const { status } = bodyOf(await api.typed.GET('/v1/subscriptions/{identityNumber}', { params }));
      return status === 'ended' || undefined;
    });
    const { response } = await api.typed.DELETE('/v1/subscriptions/{identityNumber}', { params });
    expect(response.status).toBe(204);
    bodyOf(await api.typed.GET('/v1/audit'));
    told = [...(await system.texts(person.mobile)), ...(await system.texts(person.email))];
    expect(told.length).toBeGreaterThanOrEqual(8);
    const [webhook] = bodyOf(await api.typed.GET('/v1/contacts')).items.filter(({ channel }) => channel === 'webhook');
    const path = { contactId: webhook?.id ?? '' };
    bodyOf(await api.typed.POST('/v1/contacts/{contactId}/replay', { params: { path }, body: { from: since } }));
    await eventually('a replay', async () => {
      const ids = hr.received.map(({ id }) => id);
      return ids.some((id, index) => ids.indexOf(id) < index) || undefined;
    });
    told.push(...hr.received.map(({ body }) => body));
  });

  it('in logs, in outputs, or in the stack', () => {
    expect(leaksOf({ dataDir: addresses.dataDir, output: '' })).toEqual([]);
    for (const { name, text } of logs()) {
      const said = told.filter((message) => text.includes(JSON.stringify(message).slice(1, -1)));
      expect([name, said]).toEqual([name, []]);
    }
    for (const file of globSync('assembly/*.json', { cwd: addresses.dataDir })) {
      expect(find(readFileSync(join(addresses.dataDir, file), 'utf8'))).toEqual([]);
    }
  });

  it('and a search for it would find it', () => {
    const inbox = readFileSync(join(addresses.dataDir, 'inbox.jsonl'), 'utf8');
    expect(find(inbox)).toEqual(expect.arrayContaining([person.mobile, person.email]));
    expect(find(JSON.stringify(everything)).toSorted()).toEqual(values.toSorted());
    expect(find(encodeURIComponent(person.email) + encodeURIComponent(person.name.ar))).toHaveLength(2);
    expect(find(`0${person.mobile.slice(4)}`)).toEqual([person.mobile]);
    expect(find(`1${person.resident}`)).toEqual([]);
  });
});

interface Asked extends RequestInit {
  readonly headers: Record<string, string>;
}

/** What the functions logged. */
function logs(): { name: string; text: string }[] {
  return globSync('logs/*.log', { cwd: addresses.dataDir }).map((name) => ({
    name,
    text: readFileSync(join(addresses.dataDir, name), 'utf8'),
  }));
}
