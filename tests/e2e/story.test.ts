import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type ApiClient, type BusEvent, Client, REGION } from '../support/local-system.ts';
import {
  DAY_MS,
  dateFromNow,
  fromNow,
  hasLeft,
  newEmail,
  newEstablishment,
  newMobile,
  newResident,
  newVisitor,
  passportEvents,
} from '../support/passport-events.ts';

const ALL_ALERTS = ['entry', 'exit', 'passport-expiry', 'passport-renewal', 'visa-issued', 'visa-status'];
const run = promisify(execFile);
const system = new Client(inject('addresses'));

/** Puts one event with the AWS CLI, as an operator would. */
async function putWithCli({ source, type, detail }: BusEvent): Promise<{ FailedEntryCount: number }> {
  const entry = {
    EventBusName: system.outputs.EventBusName,
    Source: source,
    DetailType: type,
    Detail: JSON.stringify(detail),
  };
  const { stdout } = await run(
    'aws',
    [
      'events',
      'put-events',
      '--endpoint-url',
      system.addresses.aws,
      '--output',
      'json',
      '--entries',
      JSON.stringify([entry]),
    ],
    { env: { ...process.env, AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any', AWS_DEFAULT_REGION: REGION } },
  );
  return JSON.parse(stdout);
}

/** Texts about alerts that an address got: everything but its code. */
async function alertsTo(address: string): Promise<string[]> {
  return (await system.texts(address)).filter((text) => !/\d{6}/.test(text.replaceAll(/7\d{9}/g, '')));
}

/** Waits for a notification of an event to be sent on every contact, and returns them. */
async function sentNotifications(api: ApiClient, eventId: unknown, count: number) {
  return eventually(`${count} notifications of the event`, async () => {
    const { body } = await api.call('GET', '/v1/notifications?limit=100');
    const about = body.items.filter((item: { event: { id: string } }) => item.event.id === eventId);
    return about.length === count && about.every(({ status }: { status: string }) => hasLeft(status))
      ? about
      : undefined;
  });
}

describe('an establishment follows a resident', () => {
  const establishmentId = newEstablishment();
  const neighbourId = newEstablishment();
  const resident = newResident();
  const mobile = newMobile();
  const email = newEmail();
  let api: ApiClient;
  let neighbour: ApiClient;
  let contactIds: string[];

  beforeAll(async () => {
    api = await system.establishment(establishmentId);
    neighbour = await system.establishment(neighbourId);
    await system.putEvents(
      passportEvents.started(resident, establishmentId, {
        passport: { number: 'A98765432', expiresOn: dateFromNow(30) },
      }),
    );
    contactIds = [
      await api.verifiedContact({ channel: 'sms', address: mobile, language: 'ar' }),
      await api.verifiedContact({ channel: 'email', address: email, language: 'en' }),
    ];
    const created = await api.subscribe(resident, { alerts: ALL_ALERTS, contactIds, label: 'Site 4' });
    expect(created).toMatchObject({
      status: 201,
      body: {
        identityNumber: resident,
        kind: 'resident',
        status: 'active',
        contactIds,
        expiryLeadDays: [90, 60, 30, 14, 7, 1, 0],
      },
    });
  });

  it('is told of an entry once by SMS and once by e-mail, however often the event is put', async () => {
    const entry = passportEvents.entered(resident);
    for (let time = 0; time < 3; time += 1) expect(await putWithCli(entry)).toMatchObject({ FailedEntryCount: 0 });

    const notifications = await sentNotifications(api, entry.detail.eventId, 2);
    await system.putEvents(entry, entry);
    // Something that follows on the same lanes has come through: the repetitions have had their chance.
    const after = passportEvents.exited(resident);
    await system.putEvents(after);
    await sentNotifications(api, after.detail.eventId, 2);

    const lastFour = resident.slice(-4);
    const { sms } = await system.inbox(mobile);
    const entries = sms.filter(({ text }) => text.includes('دخول'));
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ to: mobile, parts: 1, senderId: 'Passports' });
    expect(entries[0]?.text).toContain(lastFour);
    expect(entries[0]?.text).not.toContain(resident);
    const mails = (await system.inbox(email)).email.filter(({ subject }) => subject.includes('entry'));
    expect(mails).toHaveLength(1);
    expect(mails[0]?.html).toContain(lastFour);
    expect(`${mails[0]?.subject}${mails[0]?.text}${mails[0]?.html}`).not.toMatch(new RegExp(`${resident}|Salma|سلمى`));

    for (const notification of notifications) {
      expect(notification).toMatchObject({
        identityNumber: resident,
        alert: 'entry',
        event: { id: entry.detail.eventId, type: 'TravellerEntered' },
      });
      const statuses = notification.history.map(({ status }: { status: string }) => status);
      expect(statuses.slice(0, 3)).toEqual(['queued', 'sending', 'sent']);
      // Only of e-mail is there a receipt.
      expect(statuses.slice(3)).toEqual(notification.status === 'delivered' ? ['delivered'] : []);
      if (notification.channel === 'sms') expect(notification.status).toBe('sent');
      expect(notification.to).not.toContain(mobile.slice(5, -3));
    }
    const sms1 = notifications.find(({ channel }: { channel: string }) => channel === 'sms');
    const one = await api.call('GET', `/v1/notifications/${sms1.id}`);
    expect(one.body).toEqual(sms1);
    expect(one.headers.get('etag')).toMatch(/^"[\w-]+"$/);
  });

  it.each([
    ['exit', () => passportEvents.exited(resident), 'مغادرة'],
    ['visa-issued', () => passportEvents.visaIssued(resident), 'إصدار تأشيرة'],
    ['visa-status', () => passportEvents.visaChanged(resident), 'تمديد تأشيرة'],
    ['passport-expiry', () => passportEvents.expiring(resident, dateFromNow(30), 30), 'ينتهي جواز'],
    ['passport-renewal', () => passportEvents.renewed(resident), 'تجديد جواز'],
  ] as const)('is told of %s in Arabic and in English', async (alert, makeEvent, arabic) => {
    const event = makeEvent();
    await system.putEvents(event);
    const notifications = await sentNotifications(api, event.detail.eventId, 2);
    const byLanguage = Object.fromEntries(
      notifications.map((notification: { language: string; alert: string; text: string }) => [
        notification.language,
        notification,
      ]),
    );
    expect(byLanguage.ar).toMatchObject({ alert, channel: 'sms', text: expect.stringContaining(arabic) });
    expect(byLanguage.en).toMatchObject({ alert, channel: 'email', text: expect.stringMatching(/phishing/i) });
    expect(await system.texts(mobile)).toContain(byLanguage.ar.text);
    expect(await system.texts(email)).toContain(byLanguage.en.text);
  });

  it('says that a notice comes late when the event is older than a day', async () => {
    const event = passportEvents.entered(resident, { occurredAt: fromNow(-2 * DAY_MS) });
    await system.putEvents(event);
    const notifications = await sentNotifications(api, event.detail.eventId, 2);
    const texts = notifications.map(({ text }: { text: string }) => text).join('\n');
    expect(texts).toContain('متأخر');
    expect(texts).toMatch(/late/);
  });

  it('sees its traveller, and another establishment sees and receives nothing', async () => {
    const mine = await api.call('GET', '/v1/travellers?subscribed=true');
    expect(mine.body.items).toMatchObject([
      {
        identityNumber: resident,
        kind: 'resident',
        name: { en: 'Salma Alabed' },
        nationality: 'EGY',
        subscribed: true,
      },
    ]);
    expect(mine.body.items[0].passport.numberMasked).not.toContain('B1234');

    for (const list of ['travellers', 'subscriptions', 'notifications', 'contacts']) {
      expect((await neighbour.call('GET', `/v1/${list}`)).body).toEqual({ items: [] });
    }
    const { body } = await api.call('GET', '/v1/notifications?limit=1');
    for (const path of [
      `/v1/notifications/${body.items[0].id}`,
      `/v1/contacts/${contactIds[0]}`,
      `/v1/subscriptions/${resident}`,
    ]) {
      expect((await neighbour.call('GET', path)).body).toMatchObject({
        status: 404,
        type: expect.stringMatching(/not-found$/),
      });
    }
    const attempt = await neighbour.call('PUT', `/v1/subscriptions/${resident}`, { alerts: ['entry'], contactIds });
    expect(attempt.body).toMatchObject({ status: 403, type: expect.stringMatching(/traveller-not-affiliated$/) });
  });

  it('finds its notifications by traveller, alert, status and time, newest first, page by page', async () => {
    const all: { id: string; createdAt: string; alert: string; channel: string }[] = [];
    let cursor = '';
    do {
      const { status, body } = await api.call('GET', `/v1/notifications?limit=3&identityNumber=${resident}${cursor}`);
      expect(status).toBe(200);
      expect(body.items.length).toBeLessThanOrEqual(3);
      all.push(...body.items);
      cursor = body.nextCursor ? `&cursor=${encodeURIComponent(body.nextCursor)}` : '';
    } while (cursor);
    const times = all.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);

    // An SMS stays as it was sent; an e-mail comes to be delivered meanwhile.
    const entries = await api.call('GET', '/v1/notifications?alert=entry&status=sent&limit=100');
    const wasSent = new Set(entries.body.items.map(({ id }: { id: string }) => id));
    expect(entries.body.items.every(({ status }: { status: string }) => status === 'sent')).toBe(true);
    expect(
      all.filter(({ alert, channel }) => alert === 'entry' && channel === 'sms').every(({ id }) => wasSent.has(id)),
    ).toBe(true);
    const ofEntries = await api.call('GET', '/v1/notifications?alert=entry&limit=100');
    expect(ofEntries.body.items.map(({ id }: { id: string }) => id)).toEqual(
      all.filter(({ alert }) => alert === 'entry').map(({ id }) => id),
    );
    const oldest = all.at(-1)?.createdAt ?? '';
    const before = await api.call('GET', `/v1/notifications?to=${oldest}`);
    expect(before.body.items).toEqual([]);
    const from = await api.call('GET', `/v1/notifications?from=${oldest}&limit=100`);
    expect(from.body.items).toHaveLength(all.length);
  });
});

describe('digits as people type them', () => {
  it('mean the same in events, paths, bodies and filters', async () => {
    const arabic = (number: string) => number.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
    const persian = (number: string) => number.replace(/\d/g, (digit) => String.fromCharCode(0x6f0 + Number(digit)));
    const establishmentId = newEstablishment();
    const resident = newResident();
    const api = await system.establishment(establishmentId);
    await system.putEvents(
      passportEvents.started(`\u200f${arabic(resident)}`, arabic(establishmentId), { kind: 'resident' }),
    );
    const contactId = await api.verifiedContact({ channel: 'sms', address: newMobile() });
    const spaced = encodeURIComponent(
      `${persian(resident.slice(0, 4))} ${persian(resident.slice(4, 7))}-${resident.slice(7)}`,
    );
    const created = await api.subscribe(spaced, { alerts: ['entry'], contactIds: [contactId] });
    expect(created.body.identityNumber).toBe(resident);
    const entry = passportEvents.entered(persian(resident));
    await system.putEvents(entry);
    await sentNotifications(api, entry.detail.eventId, 1);
    const found = await api.call(
      'GET',
      `/v1/notifications?identityNumber=${encodeURIComponent(arabic(resident))}&limit=${arabic('5')}`,
    );
    expect(found.body.items).toMatchObject([{ identityNumber: resident }]);
  });
});

describe('alerts and contacts of a subscription', () => {
  it('tells only the alerts that were chosen, and changes them by PATCH', async () => {
    const establishmentId = newEstablishment();
    const visitor = newVisitor();
    const mobile = newMobile();
    const api = await system.establishment(establishmentId);
    await system.putEvents(passportEvents.started(visitor, establishmentId));
    const contactId = await api.verifiedContact({ channel: 'sms', address: mobile, language: 'en' });
    await api.subscribe(visitor, { alerts: ['exit'], contactIds: [contactId] });

    await system.putEvents(passportEvents.entered(visitor));
    await system.putEvents(passportEvents.exited(visitor));
    await eventually('the exit', async () => (await alertsTo(mobile)).find((text) => text.includes('exited')));
    expect((await alertsTo(mobile)).filter((text) => text.includes('entered'))).toEqual([]);

    const path = `/v1/subscriptions/${visitor}`;
    const patched = await api.call('PATCH', path, { alerts: ['entry'], label: 'Guest' });
    expect(patched.body).toMatchObject({ alerts: ['entry'], label: 'Guest', contactIds: [contactId] });
    await system.putEvents(passportEvents.exited(visitor));
    await system.putEvents(passportEvents.entered(visitor));
    await eventually('the entry', async () => (await alertsTo(mobile)).find((text) => text.includes('entered')));
    expect((await alertsTo(mobile)).filter((text) => text.includes('exited'))).toHaveLength(1);
    expect((await api.call('PATCH', path, { label: null })).body).not.toHaveProperty('label');

    expect((await api.call('DELETE', path)).status).toBe(204);
    expect((await api.call('DELETE', path)).status).toBe(404);
    const silent = passportEvents.entered(visitor);
    await system.putEvents(silent);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const { body } = await api.call('GET', '/v1/notifications?limit=100');
    expect(body.items.map(({ event }: { event: { id: string } }) => event.id)).not.toContain(silent.detail.eventId);
  });

  it('sends nothing to a contact that is not verified, and tells it nothing of the past later', async () => {
    const establishmentId = newEstablishment();
    const resident = newResident();
    const mobile = newMobile();
    const api = await system.establishment(establishmentId);
    await system.putEvents(passportEvents.started(resident, establishmentId));
    const { body: contact } = await api.call('POST', '/v1/contacts', {
      channel: 'sms',
      address: mobile,
      language: 'en',
    });
    const subscription = await api.subscribe(resident, { alerts: ['entry'], contactIds: [contact.id] });
    expect(subscription.body.status).toBe('awaiting-contact');
    await system.putEvents(passportEvents.entered(resident));
    await new Promise((resolve) => setTimeout(resolve, 500));

    const code = await api.codeFor(mobile);
    await api.call('POST', `/v1/contacts/${contact.id}/verification`, { code });
    expect((await api.call('GET', `/v1/subscriptions/${resident}`)).body.status).toBe('active');
    await system.putEvents(passportEvents.entered(resident));
    await eventually('the later entry', async () => ((await alertsTo(mobile)).length > 0 ? true : undefined));
    expect(await alertsTo(mobile)).toHaveLength(1);
  });

  it('tells the most urgent lead day once for an expiry date', async () => {
    const establishmentId = newEstablishment();
    const resident = newResident();
    const mobile = newMobile();
    const expiresOn = dateFromNow(25);
    const api = await system.establishment(establishmentId);
    await system.putEvents(
      passportEvents.started(resident, establishmentId, { passport: { number: 'A1', expiresOn } }),
    );
    const contactId = await api.verifiedContact({ channel: 'sms', address: mobile, language: 'en' });
    await api.subscribe(resident, { alerts: ['passport-expiry'], contactIds: [contactId], expiryLeadDays: [30, 7, 0] });

    const reminders = async (count: number) =>
      eventually(`${count} reminders`, async () => {
        const texts = (await alertsTo(mobile)).filter((text) => text.includes('expire'));
        return texts.length === count ? texts : undefined;
      });
    await system.putEvents(passportEvents.expiring(resident, expiresOn, 25));
    expect((await reminders(1))[0]).toContain('in 25 days');
    // Lead day 30 is told; 8 days left is still only within 30.
    await system.putEvents(passportEvents.expiring(resident, expiresOn, 8));
    // Another date than the one in force is nobody's business any more.
    await system.putEvents(passportEvents.expiring(resident, dateFromNow(6), 6));
    await system.putEvents(passportEvents.expiring(resident, expiresOn, 7));
    expect((await reminders(2))[0]).toContain('in 7 days');
    await system.putEvents(passportEvents.expired(resident, expiresOn));
    expect((await reminders(3))[0]).toContain('expired');
  });
});
