/** A calendar from its making to its end, as the programs of others read it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { calendarFilesStore } from '../../functions/calendar-files/deps.ts';
import { createHandler } from '../../functions/calendar-files/handler.ts';
import { CALENDAR_DAYS, MAX_CALENDARS_PER_ESTABLISHMENT } from '../../shared/domain/calendars.ts';
import type { EstablishmentId } from '../../shared/domain/ids.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import { newCalendarToken } from '../../shared/http/calendar-token.ts';
import { createKeys } from '../../shared/keys.ts';
import { withTable } from '../../shared/store/table.ts';
import { apiCaller, type Call, type TestRequest } from '../support/api.ts';
import { NOW } from '../support/clock.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { readCalendarFile } from '../support/icalendar.ts';
import { listening } from '../support/logger.ts';
import { itemsOf } from '../support/recorder.ts';
import { createWorld, ORIGIN, strangers, type World } from '../support/world.ts';

const FILE = 'GET /v1/calendar-files/{fileName}';
const CALENDAR = '/v1/calendars/{calendarId}';
const SUBSCRIPTION = '/v1/subscriptions/{identityNumber}';
/** The day of the tests in Riyadh, and the last day of a calendar. */
const TODAY = '2026-11-22';
const LAST_DAY = '2027-05-21';

let dynalite: Dynalite;
let world: World;
let read: Call;
let lines: [message: string, ids: unknown][];

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  world = createWorld(await dynalite.newTable());
  lines = [];
  const { table, keys, clock } = world;
  const store = withTable(table, calendarFilesStore);
  read = apiCaller(createHandler({ store, keys, now: clock.now, logger: listening(lines) }));
});

let visitors = 0;

/** An establishment with a contact, to which people come. */
async function establishment() {
  const [establishmentId] = strangers().establishments;
  const contactId = await world.newContact(establishmentId);
  const say = (routeKey: string, request: TestRequest = {}) => world.api(routeKey, { establishmentId, ...request });
  return {
    establishmentId,
    contactId,
    say,
    /** Somebody who joins, with a passport that expires on a day. */
    async joins(expiresOn: string, where: EstablishmentId = establishmentId) {
      visitors += 1;
      const identityNumber = `4${String(100_000_000 + visitors)}`;
      const passport = { number: `K${visitors}`, expiresOn };
      const since = '2026-11-01T08:00:00.000Z';
      const start = { identityNumber, establishmentId: where, kind: 'visitor', passport, occurredAt: since };
      await world.tell('AffiliationStarted', start);
      return identityNumber;
    },
    follow: (identityNumber: string, more: object = {}) =>
      say(`PUT ${SUBSCRIPTION}`, {
        params: { identityNumber },
        body: { alerts: ['passport-expiry'], contactIds: [contactId], ...more },
      }),
    async calendar(language = 'en') {
      const { status, body } = await say('POST /v1/calendars', { headers: { 'accept-language': language } });
      expect(status).toBe(201);
      const url = String(body.url);
      return { id: body.id, url, params: { fileName: url.slice(url.lastIndexOf('/') + 1) } };
    },
  };
}

const summariesOf = (text: unknown) => readCalendarFile(String(text)).entries.map(({ summary }) => summary);

describe('a calendar', () => {
  it('is read by its address alone: all-day entries with reference, label and the last four digits', async () => {
    const { joins, follow, calendar } = await establishment();
    const [named, plain] = [await joins('2026-12-24'), await joins('2027-01-02')];
    await follow(named, { reference: '1042', label: 'Crane operator' });
    await follow(plain);
    const { id, params, url } = await calendar();
    expect(url).toMatch(new RegExp(`^${ORIGIN}/v1/calendar-files/[\\w-]{80,}\\.ics$`));
    const { status, headers, body } = await read(FILE, { params, establishmentId: null });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8',
      'cache-control': 'private, no-cache',
      'x-robots-tag': 'noindex',
      'x-content-type-options': 'nosniff',
    });
    const { name, refreshEvery, entries } = readCalendarFile(String(body));
    expect([name, refreshEvery]).toEqual([`Passport expiries ${id.slice(-4).toUpperCase()}`, 'PT6H']);
    expect(entries).toMatchObject([
      {
        on: '2026-12-24',
        until: '2026-12-25',
        summary: `Passport expires: 1042 · Crane operator · ${named.slice(-4)}`,
        transparency: 'TRANSPARENT',
        classification: 'PRIVATE',
      },
      { on: '2027-01-02', until: '2027-01-03', summary: `Passport expires: ${plain.slice(-4)}` },
    ]);
    for (const number of [named, plain, 'Samir', 'سامر']) expect(String(body)).not.toContain(number);
  });

  it('has the language of the request that made it, in whatever language it is read', async () => {
    const { joins, follow, calendar } = await establishment();
    const number = await joins('2026-12-24');
    await follow(number, { reference: '1042', label: 'Crane operator' });
    const { params } = await calendar('ar');
    const { body } = await read(FILE, { params, headers: { 'accept-language': 'en' } });
    expect(readCalendarFile(String(body)).name).toMatch(/^انتهاء جوازات السفر \u2068[0-9A-F]{4}\u2069$/);
    expect(summariesOf(body)).toEqual([
      `انتهاء جواز السفر: \u20681042\u2069 · \u2068Crane operator\u2069 · \u2068${number.slice(-4)}\u2069`,
    ]);
  });

  it('shows people whose reminders are in force, by a subscription of their own or by the default one, and nobody else', async () => {
    const { joins, follow, calendar, say, contactId } = await establishment();
    const other = await establishment();
    const on = '2026-12-24';
    const [own, byDefault, excluded, otherAlert, gone] = [
      await joins(on),
      await joins(on),
      await joins(on),
      await joins(on),
      await joins(on),
    ];
    await joins(on, other.establishmentId);
    await follow(own);
    await follow(otherAlert, { alerts: ['entry'] });
    await follow(gone);
    await world.tell('AffiliationStarted', {
      ...{ identityNumber: gone, establishmentId: other.establishmentId, kind: 'visitor' },
      occurredAt: '2026-11-10T00:00:00Z',
      passport: { number: 'K1', expiresOn: on },
    });
    const { params } = await calendar();
    const shown = async () =>
      summariesOf((await read(FILE, { params })).body)
        .map((summary) => summary.slice(-4))
        .toSorted();
    const ends = (...numbers: string[]) => numbers.map((number) => number.slice(-4)).toSorted();
    expect(await shown()).toEqual(ends(own));
    await say('PUT /v1/default-subscription', {
      body: { kinds: ['visitor'], alerts: ['passport-expiry'], contactIds: [contactId] },
    });
    await say(`PUT ${SUBSCRIPTION}`, { params: { identityNumber: excluded }, body: { excluded: true } });
    expect(await shown()).toEqual(ends(own, byDefault));
  });

  it('begins today in Riyadh, and ends after 180 days', async () => {
    const { joins, follow, calendar } = await establishment();
    expect(CALENDAR_DAYS).toBe(180);
    for (const on of ['2026-11-21', TODAY, LAST_DAY, '2027-05-22']) await follow(await joins(on));
    const { params } = await calendar();
    const days = async () => readCalendarFile(String((await read(FILE, { params })).body)).entries.map(({ on }) => on);
    expect(await days()).toEqual([TODAY, LAST_DAY]);
    // 00:30 in Riyadh, and still the day before in UTC.
    world.clock.set('2026-11-22T21:30:00Z');
    expect(await days()).toEqual([LAST_DAY, '2027-05-22']);
  });

  it('keeps the ids of its entries and its entity tag while nothing changes, and both tell nothing', async () => {
    const { joins, follow, calendar, say } = await establishment();
    const identityNumber = await joins('2027-01-20');
    await follow(identityNumber, { label: 'before' });
    const [{ params }, second] = [await calendar(), await calendar()];
    const now = () => read(FILE, { params });
    const first = await now();
    const uidOf = ({ body }: Awaited<ReturnType<Call>>) => readCalendarFile(String(body)).entries[0]?.uid;
    expect(uidOf(first)).toMatch(/^[0-9a-f]{32}$/);
    world.clock.advance(3 * DAY_MS);
    for (const tag of [first.headers.etag ?? '', `W/${first.headers.etag}`, `"x", ${first.headers.etag}`, '*']) {
      const again = await read(FILE, { params, headers: { 'if-none-match': tag } });
      expect([again.status, again.headers.etag, again.body]).toEqual([304, first.headers.etag, undefined]);
    }
    // The same entry in two calendars of one establishment is one entry for a program that reads both.
    expect(uidOf(await read(FILE, { params: second.params }))).toBe(uidOf(first));

    await say(`PATCH ${SUBSCRIPTION}`, { params: { identityNumber }, body: { label: 'after' } });
    const changed = await read(FILE, { params, headers: { 'if-none-match': first.headers.etag ?? '' } });
    expect([changed.status, uidOf(changed)]).toEqual([200, uidOf(first)]);
    expect(summariesOf(changed.body)).toEqual([`Passport expires: after · ${identityNumber.slice(-4)}`]);
    expect(readCalendarFile(String(changed.body)).entries[0]?.stamp).toBe('2026-11-25T09:00:00Z');

    await world.tell('PassportRenewed', { identityNumber, passport: { number: 'N2', expiresOn: '2027-01-21' } });
    const renewed = await now();
    expect(readCalendarFile(String(renewed.body)).entries).toMatchObject([{ on: '2027-01-21' }]);
    expect(uidOf(renewed)).not.toBe(uidOf(first));
  });

  it('takes no notice of parameters that programs add to its address', async () => {
    const { calendar } = await establishment();
    const { params } = await calendar();
    expect((await read(FILE, { params, query: { nocache: '1', fbclid: 'x' } })).status).toBe(200);
  });
});

describe('the calendars of an establishment', () => {
  it('are listed without their addresses, which stand nowhere in the table and in no log', async () => {
    const { calendar, say } = await establishment();
    const one = await calendar();
    world.clock.advance(DAY_MS);
    const two = await calendar();
    expect((await say('GET /v1/calendars')).body).toEqual({
      items: [
        { id: one.id, createdAt: NOW },
        { id: two.id, createdAt: world.clock.now().toISOString() },
      ],
    });
    await read(FILE, { params: one.params });
    const token = one.params.fileName.replace(/\.ics$/, '');
    const written = [...(await itemsOf(world.table)), ...lines.map((line) => JSON.stringify(line))];
    expect(written.filter((item) => item.includes(one.id)).length).toBeGreaterThan(0);
    expect(written.filter((item) => item.includes(token))).toEqual([]);
    const { body } = await say('GET /v1/audit', { query: { action: 'calendar.create' } });
    expect(body.items).toMatchObject([
      { calendarId: two.id, fields: [] },
      { calendarId: one.id, fields: [] },
    ]);
  });

  it('are ten at the most, also where requests come at once; one that is revoked makes room', async () => {
    const { say } = await establishment();
    const answers = await Promise.all(
      Array.from({ length: MAX_CALENDARS_PER_ESTABLISHMENT + 3 }, () => say('POST /v1/calendars')),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.map(({ status, errors }) => [status, errors])).toEqual(Array(3).fill([422, [' limit-reached']]));
    expect(refused[0]?.body.errors[0]?.message).toContain('10 calendars');
    const { items } = (await say('GET /v1/calendars')).body;
    expect(items).toHaveLength(10);
    expect((await say(`DELETE ${CALENDAR}`, { params: { calendarId: items[3]?.id ?? '' } })).status).toBe(204);
    expect((await say('POST /v1/calendars')).status).toBe(201);
  });
});

describe('a calendar that was revoked', () => {
  it('answers like one that never was, byte for byte, and the others go on', async () => {
    const { establishmentId, calendar, say } = await establishment();
    const [one, other] = [await calendar(), await calendar()];
    expect((await say(`DELETE ${CALENDAR}`, { params: { calendarId: one.id } })).status).toBe(204);
    const answer = await read(FILE, { params: one.params });
    expect([answer.status, answer.problem]).toEqual([404, 'not-found']);

    const target = { establishmentId, calendarId: randomUUID() };
    const fileName = ({ token }: { token: string }) => `${token}.ics`;
    const neverWere = [
      fileName(newCalendarToken(world.keys, target)),
      // Of a calendar that is there, and of the keys of another deployment.
      fileName(newCalendarToken(world.keys, { establishmentId, calendarId: other.id })),
      fileName(newCalendarToken(createKeys('other keys'), { establishmentId, calendarId: other.id })),
      one.params.fileName.replace(/\.ics$/, ''),
      `${other.params.fileName}.ics`,
      other.params.fileName.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A')),
      '.ics',
      'calendar.ics',
    ];
    for (const name of neverWere)
      expect([name, await read(FILE, { params: { fileName: name } })]).toEqual([name, answer]);
    expect((await read(FILE, { params: other.params })).status).toBe(200);

    expect((await say(`DELETE ${CALENDAR}`, { params: { calendarId: one.id } })).problem).toBe('not-found');
    const { body } = await say('GET /v1/audit', { query: { action: 'calendar.delete' } });
    expect(body.items).toMatchObject([{ calendarId: one.id, fields: [] }]);
  });

  it('cannot be revoked by another establishment, nor by a token that only reads', async () => {
    const [one, other] = [await establishment(), await establishment()];
    const { id, params } = await one.calendar();
    expect((await other.say(`DELETE ${CALENDAR}`, { params: { calendarId: id } })).problem).toBe('not-found');
    const claims = { scope: 'passport-notifications/read' };
    expect((await one.say(`DELETE ${CALENDAR}`, { params: { calendarId: id }, claims })).problem).toBe('forbidden');
    expect((await one.say('POST /v1/calendars', { claims })).problem).toBe('forbidden');
    expect((await one.say('GET /v1/calendars', { claims })).body.items).toHaveLength(1);
    expect((await read(FILE, { params })).status).toBe(200);
  });
});
