/** The numbers of a home page, on a real engine. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EstablishmentId, IdentityNumber } from '../../shared/domain/ids.ts';
import { addDays, riyadhDate } from '../../shared/domain/time.ts';
import { readContacts, saveContacts } from '../../shared/store/contacts.ts';
import { COUNT_LAPSED_MS, SUMMARY_FRESH_MS, SUMMARY_STALE_MS } from '../../shared/timing.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { asId } from '../support/ids.ts';
import { recorded } from '../support/recorder.ts';
import { createWorld, type World } from '../support/world.ts';

const SUMMARY = 'GET /v1/summary';
/** Round trips of a request, whatever is asked. */
const MAX_CALLS = 12;

let dynalite: Dynalite;
let world: World;
let calls: string[];
/** How many items a query reads that counts; in the cloud it is a megabyte. */
let pageSize: number | undefined;
let establishments = 0;
let people = 0;

beforeAll(async () => {
  dynalite = await startDynalite();
  const watched = recorded(await dynalite.newTable());
  calls = watched.calls;
  const { client } = watched.table;
  const send = client.send.bind(client);
  Object.assign(client, {
    send: (command: Parameters<typeof send>[0]) => {
      if ('ProjectionExpression' in command.input) Object.assign(command.input, { Limit: pageSize });
      return send(command);
    },
  });
  world = createWorld(watched.table);
});
afterAll(() => dynalite.stop());

let establishmentId: EstablishmentId;
beforeEach(() => {
  establishments += 1;
  establishmentId = asId(`72${String(establishments).padStart(8, '0')}`);
  pageSize = undefined;
  world.counts.length = 0;
  Object.assign(world.apiFunctions.summary, { sleep: async () => undefined });
});

async function summary() {
  calls.length = 0;
  const answer = await world.api(SUMMARY, { establishmentId });
  expect(calls.length).toBeLessThanOrEqual(MAX_CALLS);
  expect(calls.filter((call) => call.startsWith('Scan'))).toEqual([]);
  return answer;
}

/** Makes the counts that are queued, which are calls of another function. */
async function countMeanwhile(): Promise<void> {
  const { length } = calls;
  await world.count();
  calls.length = length;
}

/** Somebody whose passport has so many days left. */
async function newcomer(daysLeft: number, kind = 'visitor') {
  people += 1;
  const identityNumber: IdentityNumber = asId(`38${String(people).padStart(8, '0')}`);
  const expiresOn = addDays(riyadhDate(world.clock.now()), daysLeft);
  await world.tell('AffiliationStarted', {
    ...{ identityNumber, establishmentId, kind, occurredAt: '2026-11-01T00:00:00Z' },
    passport: { number: 'A12345678', expiresOn },
  });
  return identityNumber;
}

async function follow(identityNumber: IdentityNumber, contactId: string): Promise<void> {
  await world.api('PUT /v1/subscriptions/{identityNumber}', {
    ...{ establishmentId, params: { identityNumber }, body: { alerts: ['exit'], contactIds: [contactId] } },
  });
}

const NOTHING = { held: 0, queued: 0, sending: 0, sent: 0, delivered: 0, failed: 0, cancelled: 0 };

describe('a summary', () => {
  it('of an establishment that has nothing is all zeros', async () => {
    expect(await summary()).toMatchObject({
      status: 200,
      body: {
        asOf: world.clock.now().toISOString(),
        people: { total: 0, residents: 0, visitors: 0, followed: 0 },
        passports: { expired: 0, in0to30Days: 0, in31to60Days: 0, in61to90Days: 0 },
        contacts: { verified: 0, pending: 0, suppressed: 0 },
        notificationsLast7Days: NOTHING,
      },
    });
  });

  it('counts people, passports by the days that are left, contacts and the messages of a week, as they are now', async () => {
    const days = [-400, -1, 0, 30, 31, 60, 61, 90, 91];
    const numbers: IdentityNumber[] = [];
    for (const daysLeft of days) numbers.push(await newcomer(daysLeft));
    await world.tell('AffiliationStarted', {
      ...{ identityNumber: '2345678904', establishmentId, kind: 'resident', occurredAt: '2026-11-01T00:00:00Z' },
      passport: { number: 'A12345678', expiresOn: '2036-01-01' },
    });
    const [first = asId('none'), second = asId('none')] = numbers;
    const contactId = await world.newContact(establishmentId, { channel: 'sms', address: '+966551234567' });
    await world.api('POST /v1/contacts', {
      ...{ establishmentId, body: { channel: 'email', address: 'b@example.com', language: 'en' } },
    });
    await follow(first, contactId);
    await follow(second, contactId);
    await world.api('DELETE /v1/subscriptions/{identityNumber}', {
      establishmentId,
      params: { identityNumber: second },
    });
    world.queued.length = 0;
    const leaves = () =>
      world.tell('TravellerExited', { identityNumber: first, occurredAt: world.clock.now().toISOString() });
    await leaves();
    await world.send();
    await leaves();
    const expected = {
      people: { total: 10, residents: 1, visitors: 9, followed: 1 },
      passports: { expired: 2, in0to30Days: 2, in31to60Days: 2, in61to90Days: 2 },
      contacts: { verified: 1, pending: 1, suppressed: 0 },
      notificationsLast7Days: { ...NOTHING, sent: 1, queued: 1 },
    };
    expect((await summary()).body).toMatchObject(expected);
    expect(world.counts).toEqual([]);

    const book = await readContacts(world.table, establishmentId);
    const contacts = book.contacts.map((one) =>
      one.id === contactId ? { ...one, status: 'suppressed' as const } : one,
    );
    await saveContacts(world.table, { ...book, contacts });
    expect((await summary()).body.contacts).toEqual({ verified: 0, pending: 1, suppressed: 1 });
    world.clock.advance(8 * 24 * 60 * 60 * 1000);
    expect((await summary()).body).toMatchObject({
      passports: { expired: 3, in0to30Days: 2, in31to60Days: 2, in61to90Days: 2 },
      notificationsLast7Days: NOTHING,
    });
  });
});

describe('a large establishment', () => {
  /** Eight people, two a page: more than a request counts. */
  beforeEach(async () => {
    for (let n = 0; n < 8; n += 1) await newcomer(n * 20);
    pageSize = 2;
  });
  const EIGHT = {
    people: { total: 8, residents: 0, visitors: 8, followed: 0 },
    passports: { expired: 0, in0to30Days: 2, in31to60Days: 2, in61to90Days: 1 },
  };

  it('is counted in the background while the first request waits', async () => {
    Object.assign(world.apiFunctions.summary, { sleep: countMeanwhile });
    const began = world.clock.now().toISOString();
    expect(await summary()).toMatchObject({ status: 200, body: { ...EIGHT, asOf: began } });
  });

  it('is answered 503 with a time to wait where waiting has brought nothing, and counted once', async () => {
    const ask = () => world.api(SUMMARY, { establishmentId });
    const answers = await Promise.all([ask(), ask()]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 503, problem: 'not-counted-yet', headers: { 'retry-after': '4' } });
      expect(answer.body.detail).toBe(
        'The people of your establishment are being counted. Please try again in 4 seconds.',
      );
    }
    expect(world.counts).toHaveLength(1);
    await world.count();
    expect(await summary()).toMatchObject({ status: 200, body: EIGHT });
    expect(world.counts).toEqual([]);
  });

  it('shows what was counted last and has it counted again once that is older than half a minute', async () => {
    await summary();
    await world.count();
    const { asOf } = (await summary()).body;
    await newcomer(200);
    world.clock.advance(SUMMARY_FRESH_MS + 1);
    expect((await summary()).body).toMatchObject({ ...EIGHT, asOf });
    expect((await summary()).body).toMatchObject({ ...EIGHT, asOf });
    expect(world.counts).toHaveLength(1);
    await world.count();
    expect((await summary()).body.people).toMatchObject({ total: 9 });
  });

  it('is waited for again where the numbers are old, and the old ones are shown where that brings nothing', async () => {
    await summary();
    await world.count();
    await newcomer(200);
    world.clock.advance(SUMMARY_STALE_MS + 1);
    expect((await summary()).body).toMatchObject(EIGHT);
    Object.assign(world.apiFunctions.summary, { sleep: countMeanwhile });
    expect((await summary()).body.people).toMatchObject({ total: 9 });
  });

  it('is counted rightly whichever call of the counter is its last, and once more', async () => {
    await summary();
    const [job] = world.counts;
    const { counter } = world;
    for (let left = 0; ; left += 1) {
      let calling = left;
      const store = Object.fromEntries(
        Object.entries(counter.store).map(([name, call]) => [
          name,
          async (...rest: never[]) => {
            if (calling === 0) throw new Error('killed');
            calling -= 1;
            return (call as (...of: never[]) => unknown)(...rest);
          },
        ]),
      ) as unknown as typeof counter.store;
      const isDone = await world.count({ ...counter, store }).then(
        () => true,
        () => false,
      );
      if (isDone) break;
      expect(await summary()).toMatchObject({ status: 503 });
    }
    expect((await summary()).body).toMatchObject(EIGHT);
    if (job) world.counts.push(job);
    await world.count();
    expect((await summary()).body).toMatchObject(EIGHT);
  });

  it('is counted again when its worker was not heard of for minutes; the late one changes nothing', async () => {
    await summary();
    const [lost] = world.counts.splice(0);
    world.clock.advance(COUNT_LAPSED_MS - 1);
    await summary();
    expect(world.counts).toEqual([]);
    world.clock.advance(2);
    await summary();
    expect(world.counts).toHaveLength(1);
    await world.count();
    const { body } = await summary();
    if (lost) world.counts.push(lost);
    await world.count();
    expect((await summary()).body).toEqual(body);
  });

  it('that has become small again is counted by its requests', async () => {
    await summary();
    await world.count();
    pageSize = undefined;
    world.clock.advance(SUMMARY_FRESH_MS + 1);
    await summary();
    await world.count();
    world.clock.advance(1000);
    expect((await summary()).body.asOf).toBe(world.clock.now().toISOString());
  });
});
