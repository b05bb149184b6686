import { randomUUID } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDeps } from '../../functions/sms-sender/deps.ts';
import { envSchema } from '../../functions/sms-sender/env.ts';
import { createHandler } from '../../functions/sms-sender/handler.ts';
import type { Contact } from '../../shared/domain/contacts.ts';
import type { ContactId, EstablishmentId } from '../../shared/domain/ids.ts';
import { notificationId } from '../../shared/domain/notification.ts';
import type { OutgoingNotification } from '../../shared/notifications/provider.ts';
import { createRateLimiter, rateLimiterStore } from '../../shared/notifications/rate-limiter.ts';
import { createSpendNotices } from '../../shared/notifications/spend-notices.ts';
import { saveContacts } from '../../shared/store/contacts.ts';
import { saveSpendNoticed } from '../../shared/store/limits.ts';
import { readNotification, recordNotification } from '../../shared/store/notifications.ts';
import { type Table, withTable } from '../../shared/store/table.ts';
import { LEASE_MS } from '../../shared/timing.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { functionEnvironment } from '../support/environment.ts';
import { contact, notification } from '../support/factories.ts';
import { asId } from '../support/ids.ts';
import { silence, silentLogger } from '../support/logger.ts';
import { handleOne, sqsRecord } from '../support/sqs.ts';

const LIMIT = 5;
const MONTH = '2026-11';
const KEPT_MS = 90 * 86_400_000;
const SMS = contact({ id: 'sms' });
const EMAIL_CONTACTS = [
  contact({ id: 'arabic', channel: 'email', address: 'a@example.com', language: 'ar' }),
  contact({ id: 'english', channel: 'email', address: 'e@example.com' }),
];
const UNTOLD = [
  contact({ id: 'pending', channel: 'email', address: 'p@example.com', status: 'pending' }),
  contact({ id: 'suppressed', channel: 'email', address: 's@example.com', status: 'suppressed' }),
];

let dynalite: Dynalite;
let table: Table;
let clock: FakeClock;

beforeAll(async () => {
  dynalite = await startDynalite();
  table = await dynalite.newTable();
});
afterAll(() => dynalite.stop());
beforeEach(() => {
  clock = fakeClock();
});

const noticeId = (share: string, contactId: ContactId) =>
  notificationId({ source: 'spend-limit', eventId: asId(share) }, contactId);
let establishments = 0;
/** An establishment of its own, with the SMS that it is to be sent. */
function newEstablishment() {
  establishments += 1;
  const establishmentId: EstablishmentId = asId(String(7_100_000_000 + establishments));
  /** Ids of contacts are unique in all establishments. */
  const idOf = (name: string): ContactId => asId(`${name} of ${establishmentId}`);
  return {
    establishmentId,
    idOf,
    hasContacts: (contacts: readonly Contact[]) =>
      saveContacts(table, {
        ...{
          establishmentId,
          contacts: contacts.map((one) => ({ ...one, id: idOf(one.id) })),
          codesByAddress: [],
          codesSentAt: [],
          showNames: 'never',
          version: 0,
        },
      }),
    /** An SMS that is about nobody, so that nothing but the limits decides whether it goes out. */
    async newSms() {
      const one = notification({
        ...{ id: randomUUID(), establishmentId, contactId: idOf(SMS.id), about: undefined },
        content: { template: 'contact-suppressed', establishmentId, channel: 'sms', addressMasked: '+9665*****678' },
        createdAt: clock.now().toISOString(),
      });
      await recordNotification(table, one, KEPT_MS);
      return sqsRecord(JSON.stringify({ notificationId: one.id, establishmentId }), { receivedAt: clock.now() });
    },
    /** The notices of a month that are recorded, as `percent contact`. */
    async notices(month = MONTH) {
      const pairs = [80, 100].flatMap((percent) =>
        [SMS, ...EMAIL_CONTACTS, ...UNTOLD].map(({ id }) => ({ percent, id })),
      );
      const found = await Promise.all(
        pairs.map(({ percent, id }) => readNotification(table, noticeId(`${month}:${percent}`, idOf(id)))),
      );
      return pairs.filter((_, index) => found[index]).map(({ percent, id }) => `${percent} ${id}`);
    },
  };
}

/** A sender that is wired as in the cloud, on the engine. `call` stands where it leaves our code. */
async function newSender(call: <T>(make: () => Promise<T>) => Promise<T> = (make) => make()) {
  const sent: OutgoingNotification[] = [];
  const queued: string[] = [];
  const secrets = { send: async () => ({ SecretString: 'a secret for tests' }) } as unknown as SecretsManagerClient;
  const sqs = {
    send: (command: { input: { QueueUrl: string; Entries: { MessageBody: string }[] } }) =>
      call(async () => {
        const { QueueUrl, Entries } = command.input;
        for (const { MessageBody } of Entries)
          queued.push(`${QueueUrl.split('/').at(-1)} ${JSON.parse(MessageBody).notificationId}`);
        return {};
      }),
  } as unknown as SQSClient;
  const client = new Proxy(table.client, {
    get: (target, name) =>
      name === 'send' ? (command: never) => call(() => target.send(command)) : Reflect.get(target, name),
  });
  const env = envSchema.parse({
    ...functionEnvironment('http://127.0.0.1', 'sms-sender'),
    MONTHLY_PARTS: String(LIMIT),
  });
  const deps = await createDeps(env, {
    ...{ secrets, sqs, table: { ...table, client }, logger: silentLogger },
    ...{ now: clock.now, random: () => 0, sleep: async (ms: number) => clock.advance(ms) },
  });
  return {
    sent,
    queued,
    handle: (record: Parameters<typeof handleOne>[2]) =>
      handleOne(
        createHandler,
        {
          ...deps,
          logger: silence,
          send: (outgoing) =>
            call(async () => {
              sent.push(outgoing);
              return { outcome: 'accepted' as const };
            }),
        },
        record,
      ),
  };
}

const OF_80 = EMAIL_CONTACTS.map(({ id }) => `80 ${id}`);
const OF_100 = EMAIL_CONTACTS.map(({ id }) => `100 ${id}`);

describe('the SMS of a month that run out', () => {
  it('are told to the verified e-mail contacts at 80 % and at 100 %, once each', async () => {
    const { hasContacts, newSms, notices } = newEstablishment();
    await hasContacts([SMS, ...EMAIL_CONTACTS, ...UNTOLD]);
    const sender = await newSender();
    const told: string[][] = [];
    for (let count = 0; count < LIMIT + 2; count += 1) {
      await sender.handle(await newSms());
      told.push(await notices());
    }
    const both = [...OF_80, ...OF_100];
    expect(told).toEqual([[], [], [], OF_80, both, both, both]);
    expect(sender.sent).toHaveLength(LIMIT);
    expect(sender.queued).toHaveLength(both.length);
    for (const job of sender.queued) expect(job).toMatch(/^email-urgent /);
  });

  it('are told with the share, the limit and the month, in the language of the contact', async () => {
    const { establishmentId, idOf, hasContacts, newSms } = newEstablishment();
    await hasContacts([SMS, ...EMAIL_CONTACTS]);
    const sender = await newSender();
    for (let count = 0; count < 4; count += 1) await sender.handle(await newSms());
    const id = noticeId(`${MONTH}:80`, idOf('arabic'));
    expect(await readNotification(table, id)).toMatchObject({
      ...{ establishmentId, channel: 'email', address: 'a@example.com', language: 'ar', status: 'queued' },
      content: { template: 'spend-limit', percent: 80, limit: LIMIT, month: MONTH },
    });
  });

  it('begin again with the month in Riyadh, and are told again', async () => {
    const { hasContacts, newSms, notices } = newEstablishment();
    await hasContacts([SMS, ...EMAIL_CONTACTS]);
    const sender = await newSender();
    clock.set('2026-11-30T20:59:58.000Z');
    for (let count = 0; count < 4; count += 1) await sender.handle(await newSms());
    clock.set('2026-11-30T21:00:00.000Z');
    for (let count = 0; count < 3; count += 1) await sender.handle(await newSms());
    expect([await notices('2026-11'), await notices('2026-12')]).toEqual([OF_80, []]);
    await sender.handle(await newSms());
    expect([await notices('2026-11'), await notices('2026-12')]).toEqual([OF_80, OF_80]);
  });

  it('are told to nobody where the establishment has no verified e-mail contact', async () => {
    const { hasContacts, newSms, notices } = newEstablishment();
    await hasContacts([SMS, ...UNTOLD]);
    const sender = await newSender();
    for (let count = 0; count < LIMIT + 1; count += 1) await sender.handle(await newSms());
    expect(sender.queued).toEqual([]);
    expect(await notices()).toEqual([]);
  });

  it('cost no call more than before, once they are told', async () => {
    const { hasContacts, newSms } = newEstablishment();
    await hasContacts([SMS, ...EMAIL_CONTACTS]);
    let calls = 0;
    const sender = await newSender((make) => {
      calls += 1;
      return make();
    });
    const costs: number[] = [];
    for (let count = 0; count < LIMIT; count += 1) {
      const sms = await newSms();
      calls = 0;
      await sender.handle(sms);
      costs.push(calls);
    }
    // Claim, contacts, rate, spend, the provider, settling. With a notice: two records, one batch, and the mark.
    expect(costs).toEqual([6, 6, 6, 6 + 4, 6 + 4]);
  });
});

describe('a sender that dies with any of its calls', () => {
  /** Handles three messages, of which the first reaches 80 %, the second 100 %, and the third is refused; how many calls it took. */
  async function play(diesAfter: number): Promise<{ calls: number; told: string[]; jobs: string[] }> {
    clock = fakeClock();
    const { establishmentId, hasContacts, newSms, notices } = newEstablishment();
    await hasContacts([SMS, ...EMAIL_CONTACTS]);
    const filled = withTable(table, rateLimiterStore);
    await filled.spendParts(establishmentId, { parts: LIMIT - 2, limit: LIMIT, now: clock.now() });
    let calls = 0;
    let isDead = false;
    const newWorker = () => {
      isDead = false;
      return newSender(async (make) => {
        if (isDead) throw new Error('dead');
        calls += 1;
        const dies = calls === diesAfter;
        if (dies) isDead = true;
        const answer = await make();
        if (dies) throw new Error('it died and saw no answer');
        return answer;
      });
    };
    let worker = await newWorker();
    const jobs: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const sms = await newSms();
      await worker.handle(sms).catch(async () => {
        // The message comes again, to another sender.
        jobs.push(...worker.queued);
        clock.advance(2 * LEASE_MS);
        worker = await newWorker();
        await worker.handle(sms);
      });
    }
    // One that dies without the batch failing, such as right at its end, leaves the rest to others.
    if (isDead) {
      jobs.push(...worker.queued);
      worker = await newWorker();
    }
    const callsBefore = calls;
    await worker.handle(await newSms());
    return { calls: callsBefore, told: await notices(), jobs: [...jobs, ...worker.queued] };
  }

  it('leaves every notice recorded once and queued at least once, with the next message that is counted or refused', async () => {
    const { calls } = await play(Number.POSITIVE_INFINITY);
    expect(calls).toBeGreaterThan(20);
    for (let diesAfter = 1; diesAfter <= calls; diesAfter += 1) {
      const { told, jobs } = await play(diesAfter);
      const queued = new Set(jobs.filter((job) => job.startsWith('email-urgent ')));
      expect({ diesAfter, told, queued: queued.size }).toEqual({ diesAfter, told: [...OF_80, ...OF_100], queued: 4 });
    }
  });
});

describe('senders that count at the same moment', () => {
  it('tell of each share once, in whatever order their calls come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 9 }), async (scheduler, senders) => {
        const { establishmentId, idOf } = newEstablishment();
        const inOrder = <A extends readonly unknown[], R>(call: (...parameters: A) => Promise<R>) =>
          scheduler.scheduleFunction(call as never) as unknown as typeof call;
        const store = withTable(table, { ...rateLimiterStore, recordNotification, saveSpendNoticed });
        const recorded: string[] = [];
        const queued = new Set<string>();
        const tell = createSpendNotices({
          store: {
            recordNotification: inOrder(async (...parameters: Parameters<typeof store.recordNotification>) => {
              const isNew = await store.recordNotification(...parameters);
              const { content, contactId } = parameters[0];
              if (isNew && content?.template === 'spend-limit') recorded.push(`${content.percent} ${contactId}`);
              return isNew;
            }),
            saveSpendNoticed: inOrder(store.saveSpendNoticed),
          },
          queueNotifications: inOrder(async (notifications) => {
            for (const { content, contactId } of notifications) {
              if (content?.template === 'spend-limit') queued.add(`${content.percent} ${contactId}`);
            }
          }),
          notificationKeptMs: KEPT_MS,
          now: clock.now,
        });
        const acquire = createRateLimiter(
          { acquire: async () => true, spendParts: inOrder(store.spendParts) },
          { channel: 'sms', partsPerSecond: 100, monthlyParts: LIMIT },
          { now: clock.now, random: () => 0, sleep: async () => {} },
        );
        const contacts = EMAIL_CONTACTS.map((one) => ({ ...one, id: idOf(one.id) }));
        const send = async () => {
          const acquired = await acquire(notification({ id: randomUUID(), establishmentId }), 'short');
          if (acquired.outcome !== 'rate-limit' && acquired.due) await tell(contacts, acquired.due);
        };
        await scheduler.waitFor(Promise.all(Array.from({ length: senders }, send)));
        const due = [...(senders >= 4 ? [80] : []), ...(senders >= 5 ? [100] : [])];
        const expected = due.flatMap((percent) => contacts.map(({ id }) => `${percent} ${id}`)).toSorted();
        expect(recorded.toSorted()).toEqual(expected);
        expect([...queued].toSorted()).toEqual(expected);
        // The next one finds nothing due.
        await scheduler.waitFor(send());
        expect(recorded).toHaveLength(senders === 3 || senders === 4 ? expected.length + 2 : expected.length);
      }),
      { numRuns: 25 },
    );
  });
});
