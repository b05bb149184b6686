import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { bodyOf, type Schemas } from '../../shared/client/client.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiClient, allPages, type BusEvent, Client, REGION } from '../support/local-system.ts';
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

const SUBSCRIPTION = '/v1/subscriptions/{identityNumber}';
const ALL_ALERTS: Schemas['NewSubscription']['alerts'] = [
  'entry',
  'exit',
  'passport-expiry',
  'passport-renewal',
  'visa-issued',
  'visa-status',
];
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

async function notificationsOf(api: ApiClient): Promise<Schemas['Notification'][]> {
  return bodyOf(await api.typed.GET('/v1/notifications', { params: { query: { limit: 100 } } })).items;
}

/** Waits for a notification of an event to be sent on every contact, and returns them. */
async function sentNotifications(api: ApiClient, eventId: unknown, count: number) {
  return eventually(`${count} notifications of the event`, async () => {
    const about = (await notificationsOf(api)).filter(({ event }) => event.id === eventId);
    return about.length === count && about.every(({ status }) => hasLeft(status)) ? about : undefined;
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
      subscription: {
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
    // A later message on the same queues has come through: the repetitions have had their chance.
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
    const mails = (await system.inbox(email)).email.filter(({ subject }) => subject.includes('entered'));
    expect(mails).toHaveLength(1);
    expect(mails[0]?.html).toContain(lastFour);
    expect(`${mails[0]?.subject}${mails[0]?.text}${mails[0]?.html}`).not.toMatch(new RegExp(`${resident}|Salma|سلمى`));

    for (const notification of notifications) {
      expect(notification).toMatchObject({
        identityNumber: resident,
        alert: 'entry',
        event: { id: entry.detail.eventId, type: 'TravellerEntered' },
      });
      const statuses = notification.history.map(({ status }) => status);
      expect(statuses.slice(0, 3)).toEqual(['queued', 'sending', 'sent']);
      // Only of e-mail is there a receipt.
      expect(statuses.slice(3)).toEqual(notification.status === 'delivered' ? ['delivered'] : []);
      if (notification.channel === 'sms') expect(notification.status).toBe('sent');
      expect(notification.to).not.toContain(mobile.slice(5, -3));
    }
    const sms1 = notifications.find(({ channel }) => channel === 'sms');
    const one = await api.typed.GET('/v1/notifications/{notificationId}', {
      params: { path: { notificationId: sms1?.id ?? '' } },
    });
    expect(bodyOf(one)).toEqual(sms1);
    expect(one.response.headers.get('etag')).toMatch(/^"[\w-]+"$/);
  });

  it.each([
    ['exit', () => passportEvents.exited(resident), 'مغادرة'],
    ['visa-issued', () => passportEvents.visaIssued(resident), 'إصدار خروج وعودة'],
    ['visa-status', () => passportEvents.visaChanged(resident), 'تمديد خروج وعودة'],
    ['passport-expiry', () => passportEvents.expiring(resident, dateFromNow(30), 30), 'ينتهي جواز'],
    ['passport-renewal', () => passportEvents.renewed(resident), 'جُدّد جواز'],
  ] as const)('is told of %s in Arabic and in English', async (alert, makeEvent, arabic) => {
    const event = makeEvent();
    await system.putEvents(event);
    const notifications = await sentNotifications(api, event.detail.eventId, 2);
    const byLanguage = Object.fromEntries(notifications.map((notification) => [notification.language, notification]));
    expect(byLanguage.ar).toMatchObject({ alert, channel: 'sms', text: expect.stringContaining(arabic) });
    expect(byLanguage.en).toMatchObject({ alert, channel: 'email', text: expect.stringMatching(/phishing/i) });
    expect(await system.texts(mobile)).toContain(byLanguage.ar?.text);
    expect(await system.texts(email)).toContain(byLanguage.en?.text);
  });

  it('says that a notice comes late when the event is older than a day', async () => {
    const event = passportEvents.entered(resident, { occurredAt: fromNow(-2 * DAY_MS) });
    await system.putEvents(event);
    const notifications = await sentNotifications(api, event.detail.eventId, 2);
    const texts = notifications.map(({ text }) => text).join('\n');
    expect(texts).toContain('متأخر');
    expect(texts).toMatch(/late/);
  });

  it('sees its traveller, and another establishment sees and receives nothing', async () => {
    const mine = bodyOf(await api.typed.GET('/v1/travellers', { params: { query: { subscribed: true } } }));
    expect(mine.items).toMatchObject([
      {
        identityNumber: resident,
        kind: 'resident',
        name: { en: 'Salma Alabed' },
        nationality: 'EGY',
        subscribed: true,
      },
    ]);
    expect(mine.items[0]?.passport.numberMasked).not.toContain('B1234');

    for (const list of ['/v1/travellers', '/v1/subscriptions', '/v1/notifications', '/v1/contacts'] as const) {
      expect(bodyOf(await neighbour.typed.GET(list))).toEqual({ items: [] });
    }
    const [notification] = await notificationsOf(api);
    const ofResident = { path: { identityNumber: resident } };
    for (const { error } of [
      await neighbour.typed.GET('/v1/notifications/{notificationId}', {
        params: { path: { notificationId: notification?.id ?? '' } },
      }),
      await neighbour.typed.GET('/v1/contacts/{contactId}', { params: { path: { contactId: contactIds[0] ?? '' } } }),
      await neighbour.typed.GET(SUBSCRIPTION, { params: ofResident }),
    ]) {
      expect(error).toMatchObject({ status: 404, type: expect.stringMatching(/not-found$/) });
    }
    const body = { alerts: ['entry' as const], contactIds };
    const attempt = await neighbour.typed.PUT(SUBSCRIPTION, { params: ofResident, body });
    expect(attempt.error).toMatchObject({ status: 403, type: expect.stringMatching(/traveller-not-affiliated$/) });
  });

  it('finds its notifications by traveller, alert, status and time, newest first, page by page', async () => {
    const find = async (query: {
      identityNumber?: string;
      alert?: Schemas['Notification']['alert'];
      status?: Schemas['Notification']['status'];
      from?: string;
      to?: string;
      limit?: number;
      cursor?: string;
    }) => bodyOf(await api.typed.GET('/v1/notifications', { params: { query } }));
    const all = await allPages(async (cursor) => {
      const page = await find({ limit: 3, identityNumber: resident, cursor });
      expect(page.items.length).toBeLessThanOrEqual(3);
      return page;
    });
    const times = all.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);

    // An SMS stays as it was sent; an e-mail comes to be delivered meanwhile.
    const sent = (await find({ alert: 'entry', status: 'sent', limit: 100 })).items;
    const wasSent = new Set(sent.map(({ id }) => id));
    expect(sent.every(({ status }) => status === 'sent')).toBe(true);
    expect(
      all.filter(({ alert, channel }) => alert === 'entry' && channel === 'sms').every(({ id }) => wasSent.has(id)),
    ).toBe(true);
    const ofEntries = (await find({ alert: 'entry', limit: 100 })).items;
    expect(ofEntries.map(({ id }) => id)).toEqual(all.filter(({ alert }) => alert === 'entry').map(({ id }) => id));
    const oldest = all.at(-1)?.createdAt ?? '';
    expect((await find({ to: oldest })).items).toEqual([]);
    expect((await find({ from: oldest, limit: 100 })).items).toHaveLength(all.length);
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
    const spaced = `${persian(resident.slice(0, 4))} ${persian(resident.slice(4, 7))}-${resident.slice(7)}`;
    const created = await api.subscribe(spaced, { alerts: ['entry'], contactIds: [contactId] });
    expect(created.subscription.identityNumber).toBe(resident);
    const entry = passportEvents.entered(persian(resident));
    await system.putEvents(entry);
    await sentNotifications(api, entry.detail.eventId, 1);
    // The client takes a limit as a number only.
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

    await system.putAndMatch(passportEvents.entered(visitor));
    await system.putEvents(passportEvents.exited(visitor));
    await eventually('the exit', async () => (await alertsTo(mobile)).find((text) => text.includes('exited')));
    expect((await alertsTo(mobile)).filter((text) => text.includes('entered'))).toEqual([]);

    const params = { path: { identityNumber: visitor } };
    const patched = await api.typed.PATCH(SUBSCRIPTION, { params, body: { alerts: ['entry'], label: 'Guest' } });
    expect(bodyOf(patched)).toMatchObject({ alerts: ['entry'], label: 'Guest', contactIds: [contactId] });
    await system.putAndMatch(passportEvents.exited(visitor));
    await system.putEvents(passportEvents.entered(visitor));
    await eventually('the entry', async () => (await alertsTo(mobile)).find((text) => text.includes('entered')));
    expect((await alertsTo(mobile)).filter((text) => text.includes('exited'))).toHaveLength(1);
    const cleared = await api.typed.PATCH(SUBSCRIPTION, { params, body: { label: null } });
    expect(bodyOf(cleared)).not.toHaveProperty('label');

    expect((await api.typed.DELETE(SUBSCRIPTION, { params })).response.status).toBe(204);
    expect((await api.typed.DELETE(SUBSCRIPTION, { params })).response.status).toBe(404);
    const silent = passportEvents.entered(visitor);
    await system.putAndMatch(silent);
    expect((await notificationsOf(api)).map(({ event }) => event.id)).not.toContain(silent.detail.eventId);
  });

  it('sends nothing to a contact that is not verified, and tells it nothing of the past later', async () => {
    const establishmentId = newEstablishment();
    const resident = newResident();
    const mobile = newMobile();
    const api = await system.establishment(establishmentId);
    await system.putEvents(passportEvents.started(resident, establishmentId));
    const { id: contactId } = bodyOf(
      await api.typed.POST('/v1/contacts', { body: { channel: 'sms', address: mobile, language: 'en' } }),
    );
    const { subscription } = await api.subscribe(resident, { alerts: ['entry'], contactIds: [contactId] });
    expect(subscription.status).toBe('awaiting-contact');
    await system.putAndMatch(passportEvents.entered(resident));

    const code = await api.codeFor(mobile);
    const ofContact = { path: { contactId } };
    bodyOf(await api.typed.POST('/v1/contacts/{contactId}/verification', { params: ofContact, body: { code } }));
    const ofResident = { path: { identityNumber: resident } };
    expect(bodyOf(await api.typed.GET(SUBSCRIPTION, { params: ofResident })).status).toBe('active');
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
    // As the scan of that day would.
    await system.putEvents(passportEvents.expired(resident, expiresOn, { occurredAt: `${expiresOn}T07:00:00+03:00` }));
    expect((await reminders(3))[0]).toContain('expires today');
  });
});
