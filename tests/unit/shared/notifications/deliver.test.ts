import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Contact } from '../../../../shared/domain/contacts.ts';
import type { Notification } from '../../../../shared/domain/notification.ts';
import type { AffiliationRecord } from '../../../../shared/domain/traveller.ts';
import { createKeys } from '../../../../shared/keys.ts';
import { renderSms } from '../../../../shared/messages/sms.ts';
import { createHandler, retryDelaySeconds, type SenderDeps } from '../../../../shared/notifications/deliver.ts';
import type { DeliveryReport } from '../../../../shared/notifications/delivery-report.ts';
import { SEALED_CONTENT } from '../../../../shared/notifications/jobs.ts';
import { CLAIM_LOST, CLAIM_LOST_AFTER_ACCEPTANCE } from '../../../../shared/notifications/log-words.ts';
import type { OutgoingNotification, SendOutcome } from '../../../../shared/notifications/provider.ts';
import type { Acquired } from '../../../../shared/notifications/rate-limiter.ts';
import type { OutgoingMessage } from '../../../../shared/queue/queues.ts';
import { sqsBatchHandler } from '../../../../shared/queue/sqs-batch-handler.ts';
import type { ClaimOutcome, Move } from '../../../../shared/store/notifications.ts';
import { type FakeClock, fakeClock, NOW } from '../../../support/clock.ts';
import {
  affiliation,
  contact,
  ESTABLISHMENT,
  notification,
  RESIDENT,
  subscription,
} from '../../../support/factories.ts';
import type { Plain } from '../../../support/ids.ts';
import { lambdaContext, silence, silentLogger } from '../../../support/logger.ts';
import { handleOne, sqsEvent, sqsRecord } from '../../../support/sqs.ts';

const QUEUE = 'arn:aws:sqs:eu-west-1:000000000000:sms-urgent';
const HOUR = 3_600_000;
const keys = createKeys('a secret for tests');

/** A sender whose store holds what a test puts there. */
interface Bench {
  clock: FakeClock;
  notifications: Map<string, Notification>;
  claim: ((id: string) => ClaimOutcome) | undefined;
  record: AffiliationRecord | undefined;
  otherRecords: AffiliationRecord[];
  /** What was read of the traveller. */
  reads: string[];
  provider: (outgoing: OutgoingNotification) => SendOutcome;
  sent: OutgoingNotification[];
  requeued: (OutgoingMessage & { queue: string })[];
  sendToDeadLetterQueue: { body: string; reason: string; detail: string }[];
  settled: { id: string; status: string; reason?: string }[];
  contacts: Contact[];
  /** Contacts that do not parse, as they are stored. */
  unreadable: unknown[];
  acquired: Acquired;
  /** Shares of its spend that the establishment was told of. */
  toldOfSpend: number[];
  reported: DeliveryReport[];
  /** Daily messages that are to be followed. */
  followed: string[];
  deps: SenderDeps;
}

let bench: Bench;

beforeEach(() => {
  bench = newBench();
});

function newBench(): Bench {
  const clock = fakeClock();
  const self: Omit<Bench, 'deps'> = {
    clock,
    notifications: new Map(),
    claim: undefined,
    record: affiliation({ subscription: subscription() }),
    otherRecords: [],
    reads: [],
    provider: () => ({ outcome: 'accepted' }),
    sent: [],
    requeued: [],
    sendToDeadLetterQueue: [],
    settled: [],
    contacts: [contact()],
    unreadable: [],
    acquired: { outcome: 'acquired', isCharged: true },
    toldOfSpend: [],
    reported: [],
    followed: [],
  };
  const claim = (id: string): ClaimOutcome => {
    const known = self.notifications.get(id);
    if (!known) return { outcome: 'missing' };
    if (known.status !== 'queued') return { outcome: 'settled' };
    const claimed: Notification = { ...known, status: 'sending', attempts: known.attempts + 1 };
    self.notifications.set(id, claimed);
    return { outcome: 'claimed', notification: claimed };
  };
  const deps: SenderDeps = {
    keys,
    render: renderSms,
    now: clock.now,
    random: () => 0,
    logger: silence,
    store: {
      claimNotification: async (id) => (bench.claim ?? claim)(id),
      transition: async (one, { status, reason, at: _at, correction, ...counts }) => {
        self.settled.push({ id: one.id, status, reason });
        self.notifications.set(one.id, { ...one, ...correction, ...counts, status });
        return true;
      },
      readNotification: async (id) => self.notifications.get(id),
      readAffiliation: async () => {
        self.reads.push('record');
        return bench.record;
      },
      readTraveller: async () => {
        self.reads.push('traveller');
        return { affiliations: [...(bench.record ? [bench.record] : []), ...bench.otherRecords], passport: undefined };
      },
      readContacts: async (establishmentId) => ({
        establishmentId,
        contacts: self.contacts,
        unreadable: self.unreadable,
        codesByAddress: [],
        codesSentAt: [],
        showNames: 'never' as const,
        version: 1,
      }),
    },
    acquire: async () => self.acquired,
    tellOfSpend: async (_contacts, { percents }) => {
      self.toldOfSpend.push(...percents);
    },
    follow: async ({ id }) => {
      self.followed.push(id);
    },
    report: async (receipt) => {
      self.reported.push(receipt);
    },
    send: async (outgoing) => {
      self.sent.push(outgoing);
      return bench.provider(outgoing);
    },
    requeue: async ({ eventSourceARN }, message) => {
      self.requeued.push({ ...message, queue: eventSourceARN });
    },
    sendToDeadLetterQueue: async (body, { reason, detail }) => {
      self.sendToDeadLetterQueue.push({ body, reason, detail });
    },
  };
  return Object.assign(self, { deps });
}

function put(others: Partial<Plain<Notification>> = {}): string {
  const one = notification(others);
  bench.notifications.set(one.id, one);
  return JSON.stringify({ notificationId: one.id, establishmentId: one.establishmentId });
}
const run = (body: string, deps = bench.deps) =>
  handleOne(createHandler, deps, sqsRecord(body, { eventSourceARN: QUEUE }));
const { id } = notification();

const reminder = (passportExpiresOn = '2027-05-01'): Partial<Plain<Notification>> => ({
  about: {
    identityNumber: RESIDENT,
    alert: 'passport-expiry',
    event: { id: 'scan', type: 'PassportExpiring', occurredAt: NOW },
  },
  content: {
    template: 'alert',
    establishmentId: ESTABLISHMENT,
    identityLastFour: '0006',
    kind: 'resident',
    late: false,
    alert: 'passport-expiry',
    occurredAt: NOW,
    event: { type: 'PassportExpiring', passportExpiresOn, daysLeft: 90 },
  },
});

describe('a queued notification', () => {
  it('is handed to the provider once and is sent', async () => {
    const body = put();
    await run(body);
    expect(bench.sent.map(({ notification: { id: sent, address } }) => [sent, address])).toEqual([
      [id, '+966512345678'],
    ]);
    expect(bench.settled).toEqual([{ id, status: 'sent' }]);
    expect(bench.requeued).toEqual([]);
  });

  it('that was settled before is not sent again', async () => {
    const body = put();
    await run(body);
    await run(body);
    expect(bench.sent).toHaveLength(1);
    expect(bench.settled).toHaveLength(1);
    expect([...bench.requeued, ...bench.sendToDeadLetterQueue]).toEqual([]);
  });

  it('fails for good with the reason of the provider', async () => {
    bench.provider = () => ({ outcome: 'refused', reason: 'opted-out' });
    await run(put());
    expect(bench.settled).toEqual([{ id, status: 'failed', reason: 'opted-out' }]);
    expect(bench.requeued).toEqual([]);
  });

  it('that somebody else is sending comes again once their lease is over', async () => {
    bench.claim = () => ({ outcome: 'busy', leaseUntil: '2026-11-22T09:00:20.000Z' });
    const body = put();
    await run(body);
    expect(bench.sent).toEqual([]);
    expect(bench.requeued).toEqual([{ queue: QUEUE, body, groupId: ESTABLISHMENT, delaySeconds: 21 }]);
  });

  it('that somebody else is sending past their lease comes again after a moment', async () => {
    bench.claim = () => ({ outcome: 'busy', leaseUntil: '2026-11-22T08:00:00.000Z' });
    await run(put());
    expect(bench.requeued.map(({ delaySeconds }) => delaySeconds)).toEqual([2]);
  });
});

describe('a claim that somebody else took over', () => {
  const settleNever = () => {
    bench.deps = {
      ...bench.deps,
      logger: { ...silence, warn: (message, ids) => warnings.push([message, ids]) },
      store: { ...bench.deps.store, transition: async () => false },
    };
  };
  let warnings: [string, Record<string, unknown>][];
  beforeEach(() => {
    warnings = [];
  });

  it('is told apart in the log where the provider had accepted the message: an alarm counts that', async () => {
    const body = put();
    settleNever();
    await run(body);
    expect(warnings).toEqual([[CLAIM_LOST_AFTER_ACCEPTANCE, { notificationId: id, attempts: 1, status: 'sent' }]]);
  });

  const throttled: SendOutcome = { outcome: 'try-later', reason: 'Throttling' };
  const optedOut: SendOutcome = { outcome: 'refused', reason: 'opted-out' };
  it.each<[string, Partial<Bench>, Move['status'], Partial<Plain<Notification>>?]>([
    ['queued again', { provider: () => throttled }, 'queued'],
    ['refused', { provider: () => optedOut }, 'failed'],
    ['too late', {}, 'failed', { createdAt: '2026-11-19T08:59:59.999Z' }],
    ['without room', { acquired: { outcome: 'rate-limit' } }, 'queued'],
    ['spent', { acquired: { outcome: 'spend-limit' } }, 'failed'],
    ['unsubscribed', { contacts: [] }, 'cancelled'],
    ['for a dead address', { contacts: [contact({ status: 'suppressed' })] }, 'failed'],
  ])('is logged too for a message that is %s', async (_, change, status, recorded) => {
    const body = put(recorded);
    settleNever();
    Object.assign(bench, change);
    await run(body);
    const lost = warnings.filter(([message]) => message === CLAIM_LOST);
    expect(lost).toEqual([[CLAIM_LOST, { notificationId: id, attempts: 1, status }]]);
    // The other sender may have the very same job, whose end would be the end of both.
    expect(bench.requeued).toHaveLength(status === 'queued' ? 1 : 0);
  });
});

describe('temporary trouble of the provider', () => {
  beforeEach(() => {
    bench.provider = () => ({ outcome: 'try-later', reason: 'ThrottledException' });
  });

  it('frees the notification before it puts a delayed copy on the same queue', async () => {
    const order: string[] = [];
    const { transition } = bench.deps.store;
    const { requeue } = bench.deps;
    const store = {
      ...bench.deps.store,
      transition: (...args: Parameters<typeof transition>) => {
        order.push(`settled ${args[1].status}`);
        return transition(...args);
      },
    };
    const body = put();
    await run(body, {
      ...bench.deps,
      store,
      requeue: async (record, message) => {
        order.push('requeued');
        await requeue(record, message);
      },
    });
    expect(order).toEqual(['settled queued', 'requeued']);
    expect(bench.settled).toEqual([{ id, status: 'queued', reason: 'ThrottledException' }]);
    expect(bench.requeued).toEqual([{ queue: QUEUE, body, groupId: ESTABLISHMENT, delaySeconds: 2 }]);
  });

  it('waits longer after every try, up to 15 minutes, and keeps what was sealed', async () => {
    const content = JSON.stringify({ template: 'code', establishmentId: ESTABLISHMENT, code: '482913' });
    put({ about: undefined, content: undefined, text: undefined });
    let body = JSON.stringify({
      notificationId: id,
      establishmentId: ESTABLISHMENT,
      sealedContent: keys.seal(SEALED_CONTENT, id, content),
    });
    for (let attempt = 0; attempt < 12; attempt += 1) {
      await run(body);
      body = bench.requeued.at(-1)?.body ?? '';
    }
    expect(bench.requeued.map(({ delaySeconds }) => delaySeconds)).toEqual([
      2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900,
    ]);
    expect(bench.sent.map((outgoing) => outgoing.content)).toEqual(Array(12).fill(JSON.parse(content)));
    // The text is made on the spot where none may be stored.
    for (const { text } of bench.sent) expect(text).toContain('482913');
  });

  it('ends when the notification is 72 hours old, as too late', async () => {
    const body = put();
    bench.clock.advance(72 * HOUR);
    await run(body);
    expect(bench.requeued).toHaveLength(1);
    bench.clock.advance(1);
    await run(body);
    expect(bench.settled.at(-1)).toEqual({ id, status: 'failed', reason: 'too-late' });
    expect(bench.sent).toHaveLength(1);
    expect(bench.requeued).toHaveLength(1);
  });
});

describe('a provider that does not answer', () => {
  it('is counted, and the words that may have reached the recipient are kept', async () => {
    bench.provider = () => ({ outcome: 'try-later', reason: 'TimeoutError', maybeAccepted: true, provider: 'sns' });
    bench.contacts = [contact({ address: '+966555555555' })];
    const body = put();
    await run(body);
    await run(body);
    expect(bench.notifications.get(id)).toMatchObject({
      status: 'queued',
      providerFailures: 2,
      unconfirmedAttempts: 2,
      provider: 'sns',
      address: '+966555555555',
    });
  });
});

describe('a message that became late while it waited', () => {
  it('says so, in what is sent and in what is kept', async () => {
    const body = put();
    bench.clock.advance(25 * HOUR);
    await run(body);
    const [sent] = bench.sent;
    expect(sent?.content).toMatchObject({ late: true });
    expect(sent?.notification.text).toContain('Late: ');
    expect(bench.notifications.get(id)).toMatchObject({ status: 'sent', text: sent?.notification.text });
  });

  it('goes out as recorded within a day', async () => {
    const body = put();
    bench.clock.advance(23 * HOUR);
    await run(body);
    expect(bench.sent[0]?.notification.text).toBe('Exit of 0006');
  });

  it('is given up when it announces an expiry that has come about', async () => {
    const body = put(reminder('2026-11-23'));
    bench.record = affiliation({
      subscription: subscription({ alerts: ['passport-expiry'] }),
      passport: { numberMasked: '*', expiresOn: '2026-11-23' },
    });
    // 00:30 on 23 November in Riyadh.
    bench.clock.advance(12.5 * HOUR);
    await run(body);
    expect(bench.sent).toEqual([]);
    expect(bench.settled).toEqual([{ id, status: 'failed', reason: 'too-late' }]);
  });
});

describe('the delay of a retry', () => {
  it('is doubled by each try and shortened by up to half at random, never under a second nor over 15 minutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, random) => {
        const full = Math.min(2 ** attempts, 900);
        const delay = retryDelaySeconds(attempts, random);
        expect(delay).toBeGreaterThanOrEqual(Math.floor(full / 2));
        expect(delay).toBeLessThanOrEqual(full);
        expect(Number.isInteger(delay)).toBe(true);
      }),
    );
  });
});

describe('a verification code', () => {
  const content = { template: 'code', establishmentId: ESTABLISHMENT, code: '482913' };
  const job = (sealedContent: string | undefined) => {
    put({ about: undefined, content: undefined, text: undefined });
    return JSON.stringify({ notificationId: id, establishmentId: ESTABLISHMENT, sealedContent });
  };

  it('is opened and sent', async () => {
    await run(job(keys.seal(SEALED_CONTENT, id, JSON.stringify(content))));
    expect(bench.sent.map((outgoing) => outgoing.content)).toEqual([content]);
  });

  it('is too late after ten minutes', async () => {
    const body = job(keys.seal(SEALED_CONTENT, id, JSON.stringify(content)));
    bench.clock.advance(600_001);
    await run(body);
    expect(bench.sent).toEqual([]);
    expect(bench.settled).toEqual([{ id, status: 'failed', reason: 'too-late' }]);
  });

  it.each<[string, string | undefined]>([
    ['missing', undefined],
    ['forged', 'AAAA'],
    ['sealed for another notification', keys.seal(SEALED_CONTENT, 'another', JSON.stringify(content))],
    ['sealed for another purpose', keys.seal('cursor', id, JSON.stringify(content))],
    ['sealed with another secret', createKeys('other').seal(SEALED_CONTENT, id, JSON.stringify(content))],
  ])('whose content is %s goes to the dead-letter queue, free to be redriven', async (_, sealed) => {
    const body = job(sealed);
    await run(body);
    expect(bench.sent).toEqual([]);
    expect(bench.sendToDeadLetterQueue).toEqual([{ body, reason: 'unreadable-content', detail: '/sealedContent' }]);
    expect(bench.settled).toEqual([{ id, status: 'queued' }]);
  });
});

describe('a reminder', () => {
  it('is sent while the date, the affiliation and the subscription hold', async () => {
    await run(put(reminder()));
    expect(bench.settled).toEqual([{ id, status: 'sent' }]);
  });

  it.each<[string, () => void]>([
    [
      'superseded',
      () => {
        bench.record = affiliation({
          subscription: subscription(),
          passport: { numberMasked: '*', expiresOn: '2036-01-01' },
        });
      },
    ],
    [
      'affiliation-ended',
      () => {
        bench.record = affiliation({ subscription: subscription(), present: false });
      },
    ],
    [
      'unsubscribed',
      () => {
        bench.record = affiliation();
      },
    ],
  ])('is cancelled as %s', async (reason, change) => {
    change();
    await run(put(reminder()));
    expect(bench.sent).toEqual([]);
    expect(bench.settled).toEqual([{ id, status: 'cancelled', reason }]);
  });

  it('is what these checks are for at a first try: other alerts are sent at once, and read nothing more', async () => {
    bench.record = undefined;
    await run(put());
    expect(bench.settled).toEqual([{ id, status: 'sent' }]);
    expect(bench.reads).toEqual([]);
  });
});

describe('a message that has waited', () => {
  const MINUTE = 60_000;
  const left = () =>
    affiliation({ subscription: subscription(), ends: [{ at: NOW, eventId: 'end', reason: 'departed' }] });
  /** The crossing came a moment after the end that became known meanwhile. */
  const crossing: Partial<Plain<Notification>> = {
    about: {
      identityNumber: RESIDENT,
      alert: 'exit',
      event: { id: 'event-1', type: 'TravellerExited', occurredAt: '2026-11-22T09:00:00.001Z' },
    },
  };

  it.each([
    ['for a minute', MINUTE, {}, 'sent'],
    ['for more than a minute', MINUTE + 1, {}, 'cancelled'],
    ['for a moment, but is tried again', 0, { attempts: 1 }, 'cancelled'],
  ] as const)('%s is checked once more or not: after %d ms', async (_, waitedMs, more, status) => {
    bench.record = left();
    const body = put({ ...crossing, ...more });
    bench.clock.advance(waitedMs);
    await run(body);
    expect(bench.settled.map((one) => one.status)).toEqual([status]);
    expect(bench.sent).toHaveLength(status === 'sent' ? 1 : 0);
    expect(bench.reads).toEqual(status === 'sent' ? [] : ['traveller']);
  });

  it.each<[string, Partial<Bench>]>([
    ['affiliation-ended', { record: left() }],
    [
      'affiliation-ended',
      { otherRecords: [affiliation({ establishmentId: '7000000909', starts: [{ at: NOW, eventId: 'x' }] })] },
    ],
    ['affiliation-ended', { record: undefined }],
    ['unsubscribed', { record: affiliation() }],
    ['unsubscribed', { record: affiliation({ subscription: subscription({ alerts: ['entry'] }) }) }],
    ['unsubscribed', { record: affiliation({ subscription: subscription({ contactIds: ['contact-2'] }) }) }],
  ])('is cancelled as %s by what became known', async (reason, known) => {
    const body = put(crossing);
    Object.assign(bench, known);
    bench.clock.advance(MINUTE + 1);
    await run(body);
    expect(bench.settled).toEqual([{ id, status: 'cancelled', reason }]);
    expect(bench.sent).toEqual([]);
  });

  it('is checked too where it takes the place of one that bounced long after the match', async () => {
    bench.record = left();
    const history = [{ status: 'queued' as const, at: NOW, reason: 'contact-suppressed' }];
    await run(put({ ...crossing, history, matchedAt: '2026-11-22T08:58:59.999Z' }));
    expect(bench.settled).toEqual([{ id, status: 'cancelled', reason: 'affiliation-ended' }]);
    expect(bench.sent).toEqual([]);
  });

  it('goes out where nothing changed, and reads the traveller once', async () => {
    const body = put(crossing);
    bench.clock.advance(MINUTE + 1);
    await run(body);
    expect(bench.settled).toEqual([{ id, status: 'sent' }]);
    expect(bench.reads).toEqual(['traveller']);
  });

  it('and is a reminder is checked for its date and for its holder, with one read', async () => {
    const body = put(reminder());
    bench.clock.advance(MINUTE + 1);
    await run(body);
    expect(bench.settled).toEqual([{ id, status: 'sent' }]);
    expect(bench.reads).toEqual(['traveller']);
    bench.settled.splice(0);
    bench.record = affiliation({
      subscription: subscription(),
      passport: { numberMasked: '*', expiresOn: '2036-01-01' },
    });
    await run(put(reminder()));
    await run(put({ ...reminder(), attempts: 1 }));
    expect(bench.settled).toEqual(Array(2).fill({ id, status: 'cancelled', reason: 'superseded' }));
  });

  it('and is of the service itself reads nothing', async () => {
    const content = {
      template: 'contact-suppressed',
      establishmentId: ESTABLISHMENT,
      channel: 'sms',
      addressMasked: '*',
    };
    const body = put({ about: undefined, content: content as Notification['content'], attempts: 3 });
    await run(body);
    expect(bench.settled).toEqual([{ id, status: 'sent' }]);
    expect(bench.reads).toEqual([]);
  });
});

describe('the contact of a message', () => {
  it('that was suppressed since is not written to, and delivery-receipts hears of it before it is settled', async () => {
    bench.contacts = [contact({ status: 'suppressed' })];
    await run(put());
    expect(bench.sent).toEqual([]);
    expect(bench.reported).toEqual([
      {
        notificationId: id,
        channel: 'sms',
        outcome: { status: 'failed', reason: 'contact-suppressed' },
        receivedAt: NOW,
      },
    ]);
    expect(bench.settled).toEqual([{ id, status: 'failed', reason: 'contact-suppressed' }]);
  });

  it('that was deleted since has unsubscribed', async () => {
    bench.contacts = [];
    await run(put());
    expect(bench.sent).toEqual([]);
    expect(bench.settled).toEqual([{ id, status: 'cancelled', reason: 'unsubscribed' }]);
  });

  it('that cannot be read has not unsubscribed: the message comes again', async () => {
    bench.contacts = [];
    bench.unreadable = [{ id: 'contact-1', channel: 'fax' }];
    await expect(run(put())).rejects.toThrow('does not parse');
    expect(bench.settled).toEqual([]);
    bench.unreadable = [{ id: 'contact-2' }, null, 'contact-1'];
    bench.notifications.clear();
    await run(put());
    expect(bench.settled).toEqual([{ id, status: 'cancelled', reason: 'unsubscribed' }]);
  });

  it('is reached at the address that it has now, and the notification says so', async () => {
    bench.contacts = [contact({ address: '+966555555555' })];
    await run(put());
    expect(bench.sent.map((one) => one.notification.address)).toEqual(['+966555555555']);
    expect(bench.notifications.get(id)).toMatchObject({ status: 'sent', address: '+966555555555' });
  });

  it.each(['code', 'address-changed'] as const)('does not matter to a message for an address: %s', async (template) => {
    bench.contacts = [];
    const content =
      template === 'code'
        ? ({ template, establishmentId: ESTABLISHMENT, code: '123456' } as const)
        : ({ template, establishmentId: ESTABLISHMENT, channel: 'sms', newAddressMasked: '+96*****78' } as const);
    await run(put({ about: undefined, content }));
    expect(bench.sent.map(({ notification: { address } }) => address)).toEqual(['+966512345678']);
  });

  it('that opted out is reported before the notification is settled', async () => {
    bench.provider = () => ({ outcome: 'refused', reason: 'opted-out', provider: 'sns' });
    await run(put());
    expect(bench.reported).toMatchObject([
      { channel: 'sms', provider: 'sns', outcome: { status: 'failed', reason: 'opted-out' } },
    ]);
  });

  it.each(['invalid-destination', 'provider-rejected'] as const)(
    'is left alone by a refusal that may be trouble of ours: %s',
    async (reason) => {
      bench.provider = () => ({ outcome: 'refused', reason });
      await run(put());
      expect(bench.reported).toEqual([]);
    },
  );
});

describe('a message for which there is no room', () => {
  it('comes back within seconds, however often, and does not wait longer for a provider because of it', async () => {
    bench.acquired = { outcome: 'rate-limit' };
    bench.deps = { ...bench.deps, random: () => 0.99 };
    let body = put();
    for (let round = 0; round < 12; round += 1) {
      await run(body);
      body = bench.requeued.at(-1)?.body ?? '';
    }
    expect(bench.requeued.map(({ delaySeconds }) => delaySeconds)).toEqual(Array(12).fill(5));
    expect(bench.sent).toEqual([]);
    bench.acquired = { outcome: 'acquired', isCharged: true };
    bench.provider = () => ({ outcome: 'try-later', reason: 'ThrottledException' });
    bench.deps = { ...bench.deps, random: () => 0 };
    await run(body);
    expect(bench.requeued.at(-1)?.delaySeconds).toBe(2);
    expect(bench.notifications.get(id)).toMatchObject({
      status: 'queued',
      isCharged: true,
      providerFailures: 1,
      unconfirmedAttempts: 0,
    });
  });

  it('fails for good when the establishment has spent what it may', async () => {
    bench.acquired = { outcome: 'spend-limit' };
    await run(put());
    expect(bench.sent).toEqual([]);
    expect(bench.settled).toEqual([{ id, status: 'failed', reason: 'spend-limit' }]);
    expect(bench.requeued).toEqual([]);
  });
});

describe('a daily message that has to be followed', () => {
  const failing = async () => {
    throw new Error('throttled');
  };
  const daily = () => {
    const row = notification({ id: randomUUID(), digestId: id, status: 'held' });
    bench.notifications.set(row.id, row);
    return put({
      about: undefined,
      text: undefined,
      content: {
        ...{ template: 'daily', establishmentId: ESTABLISHMENT, day: NOW.slice(0, 10), counts: { entry: 1 }, rows: [] },
        shown: [{ id: row.id, alert: 'entry' }],
      },
    });
  };

  it('is asked for before the message is moved on', async () => {
    const order: string[] = [];
    const { store } = bench.deps;
    bench.deps = {
      ...bench.deps,
      store: {
        ...store,
        transition: (...move) => {
          order.push('moved');
          return store.transition(...move);
        },
      },
      follow: async () => void order.push('followed'),
    };
    await run(daily());
    expect(order).toEqual(['followed', 'moved']);
  });

  it('is written as sent also where that cannot be asked for, so that it does not go out once more', async () => {
    await run(daily(), { ...bench.deps, follow: failing });
    expect(bench.settled).toEqual([{ id, status: 'sent', reason: undefined }]);
  });

  it('that was not sent comes again where that cannot be asked for', async () => {
    bench.provider = () => ({ outcome: 'refused', reason: 'provider-rejected' });
    await expect(run(daily(), { ...bench.deps, follow: failing })).rejects.toThrow('throttled');
    expect(bench.settled).toEqual([]);
  });
});

describe('a share of the spend that is reached', () => {
  const due = { establishmentId: ESTABLISHMENT, month: '2026-11', limit: 10, percents: [80] } as const;
  const failing = async () => {
    throw new Error('throttled');
  };

  it('is told before the message goes out, to the contacts that were read with it', async () => {
    bench.acquired = { outcome: 'acquired', isCharged: true, due };
    const order: string[] = [];
    const { send } = bench.deps;
    bench.deps = {
      ...bench.deps,
      tellOfSpend: async (contacts) => {
        order.push(`told ${contacts.map((one) => one.id).join()}`);
      },
      send: (outgoing) => {
        order.push('sent');
        return send(outgoing);
      },
    };
    await run(put());
    expect(order).toEqual([`told ${contact().id}`, 'sent']);
  });

  it('is told before a message is given up for it', async () => {
    bench.acquired = { outcome: 'spend-limit', due: { ...due, percents: [80, 100] } };
    await run(put());
    expect(bench.toldOfSpend).toEqual([80, 100]);
    expect(bench.settled).toEqual([{ id, status: 'failed', reason: 'spend-limit' }]);
  });

  it('keeps no message from going out, where it cannot be told', async () => {
    bench.acquired = { outcome: 'acquired', isCharged: true, due };
    bench.deps = { ...bench.deps, tellOfSpend: failing };
    await run(put());
    expect(bench.settled).toEqual([{ id, status: 'sent', reason: undefined }]);
  });

  it('holds up a message that is refused, where it cannot be told: the message comes again', async () => {
    bench.acquired = { outcome: 'spend-limit', due };
    bench.deps = { ...bench.deps, tellOfSpend: failing };
    await expect(run(put())).rejects.toThrow('throttled');
    expect(bench.settled).toEqual([]);
  });
});

describe('a message that is no job', () => {
  it.each(['{', '{}', '"text"', '{"notificationId":1,"establishmentId":"7000000101"}'])(
    'goes to the dead-letter queue as malformed: %s',
    async (body) => {
      await run(body);
      expect(bench.sendToDeadLetterQueue).toEqual([{ body, reason: 'malformed-job', detail: 'not a delivery job' }]);
    },
  );

  it('goes to the dead-letter queue when it names a notification that nobody recorded', async () => {
    const body = JSON.stringify({ notificationId: randomUUID(), establishmentId: ESTABLISHMENT });
    await run(body);
    expect(bench.sendToDeadLetterQueue).toEqual([{ body, reason: 'unknown-notification', detail: '/notificationId' }]);
    expect(bench.sent).toEqual([]);
  });
});

describe('a batch', () => {
  it('gives back only the record that failed; the others are sent', async () => {
    const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
    const bodies = [first, second, third].map((one) => put({ id: one }));
    bench.provider = (outgoing) => {
      if (outgoing.notification.id === second) throw new Error('our own bug');
      return { outcome: 'accepted' };
    };
    const answer = await createHandler(bench.deps)(sqsEvent(...bodies, '{'), lambdaContext());
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    expect(bench.settled.map((one) => [one.id, one.status])).toEqual([
      [first, 'sent'],
      [third, 'sent'],
    ]);
    expect(bench.sendToDeadLetterQueue).toHaveLength(1);
  });

  it('that fails as a whole gives back every record', async () => {
    const handler = sqsBatchHandler(silentLogger, async () => {
      throw new Error('down');
    });
    expect(await handler(sqsEvent('a', 'b'), lambdaContext())).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-0' }, { itemIdentifier: 'message-1' }],
    });
  });
});
