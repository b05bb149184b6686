import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Provider } from '../../../../shared/domain/notification.ts';
import type { OutgoingNotification, Send, SendOutcome } from '../../../../shared/notifications/provider.ts';
import { HALF_OPEN_AFTER_MS, PROVIDERS_UNAVAILABLE, withFailover } from '../../../../shared/providers/sms-failover.ts';
import { NOW } from '../../../support/clock.ts';
import { notification } from '../../../support/factories.ts';
import { silence } from '../../../support/logger.ts';

const accepted: SendOutcome = { outcome: 'accepted' };
const broken: SendOutcome = { outcome: 'try-later', reason: 'http-500' };
const unheard: SendOutcome = { outcome: 'try-later', reason: 'ANSWER_TIMEOUT', maybeAccepted: true };
const throttled: SendOutcome = { outcome: 'try-later', reason: 'throttled' };
const unavailable: SendOutcome = { outcome: 'try-later', reason: PROVIDERS_UNAVAILABLE };

const outgoing = { notification: notification(), content: notification().content } as OutgoingNotification;

/** A provider that answers what a test says, and counts how often it was asked. */
function provider(name: Provider, answer: SendOutcome) {
  const self = { name, answer, asked: 0, send: async () => self.answer };
  const send: Send = async () => {
    self.asked += 1;
    return self.send();
  };
  return { self, port: { name, send } };
}

let first: ReturnType<typeof provider>;
let second: ReturnType<typeof provider>;
let send: () => Promise<SendOutcome>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(NOW) });
  first = provider('aggregator', accepted);
  second = provider('sns', accepted);
  const port = withFailover([first.port, second.port], silence);
  send = () => port(outgoing);
});
afterEach(() => vi.useRealTimers());

const asked = () => [first.self.asked, second.self.asked];
const sendTimes = async (times: number) => {
  const answers: SendOutcome[] = [];
  for (let time = 0; time < times; time += 1) answers.push(await send());
  return answers;
};

describe('two providers', () => {
  it('leave everything to the first while it takes it', async () => {
    expect(await sendTimes(3)).toMatchObject([accepted, accepted, accepted]);
    expect(asked()).toEqual([3, 0]);
  });

  it('stand in for each other at once where the first certainly did not take a message', async () => {
    first.self.answer = broken;
    expect(await send()).toMatchObject(accepted);
    expect(asked()).toEqual([1, 1]);
  });

  it('are not both asked where the first may have taken it: it comes again by the queue', async () => {
    first.self.answer = unheard;
    expect(await send()).toMatchObject(unheard);
    expect(asked()).toEqual([1, 0]);
  });

  it('change places for a message that the first did not answer twice', async () => {
    const twice = { ...outgoing, notification: { ...outgoing.notification, unconfirmedAttempts: 2 } };
    const port = withFailover([first.port, second.port], silence);
    expect(await port(twice)).toEqual({ outcome: 'accepted', provider: 'sns' });
    second.self.answer = broken;
    expect(await port(twice)).toEqual({ outcome: 'accepted', provider: 'aggregator' });
    expect(asked()).toEqual([1, 2]);
  });

  it('are not both asked where the first refuses for good', async () => {
    first.self.answer = { outcome: 'refused', reason: 'opted-out' };
    expect(await send()).toEqual({ outcome: 'refused', reason: 'opted-out', provider: 'aggregator' });
    expect(asked()).toEqual([1, 0]);
  });

  it('that both do not take it leave it to the queue, with the reason of the last', async () => {
    first.self.answer = broken;
    second.self.answer = throttled;
    expect(await send()).toMatchObject(throttled);
  });

  it('are not both asked where the first took so long to fail that the function would run out of its time', async () => {
    const failAfter = (ms: number) => async () => {
      vi.advanceTimersByTime(ms);
      return broken;
    };
    first.self.send = failAfter(5000);
    expect(await send()).toMatchObject(accepted);
    first.self.send = failAfter(5001);
    expect(await send()).toMatchObject(broken);
    expect(asked()).toEqual([2, 1]);
  });

  it('that are both left alone are not asked at all', async () => {
    first.self.answer = broken;
    second.self.answer = broken;
    await sendTimes(5);
    expect(await send()).toMatchObject(unavailable);
    expect(asked()).toEqual([5, 5]);
  });

  it('let through what is a bug of ours', async () => {
    first.self.send = () => Promise.reject(new Error('our own bug'));
    await expect(send()).rejects.toThrow('our own bug');
    expect(asked()).toEqual([1, 0]);
  });
});

describe('a provider that fails', () => {
  it.each([
    ['answers errors', broken],
    ['does not answer', unheard],
  ])('and %s is left alone after five messages, and the second takes over', async (_, answer) => {
    first.self.answer = answer;
    await sendTimes(5);
    const taken = second.self.asked;
    expect(await sendTimes(20)).toMatchObject(Array(20).fill(accepted));
    expect(asked()).toEqual([5, taken + 20]);
  });

  it('now and then is not left alone', async () => {
    for (let time = 0; time < 10; time += 1) {
      first.self.answer = time % 5 === 4 ? accepted : broken;
      await send();
    }
    expect(first.self.asked).toBe(10);
  });

  it('gets one message after half a minute, and everything again once it takes that one', async () => {
    first.self.answer = broken;
    await sendTimes(5);
    vi.advanceTimersByTime(HALF_OPEN_AFTER_MS - 1);
    await send();
    expect(first.self.asked).toBe(5);
    vi.advanceTimersByTime(1);
    await send();
    await send();
    expect(first.self.asked).toBe(6);

    first.self.answer = accepted;
    vi.advanceTimersByTime(HALF_OPEN_AFTER_MS);
    const before = second.self.asked;
    await sendTimes(10);
    expect(asked()).toEqual([16, before]);
  });

  it('keeps nobody waiting who comes while that one message is out', async () => {
    first.self.answer = broken;
    await sendTimes(5);
    vi.advanceTimersByTime(HALF_OPEN_AFTER_MS);
    const probe = Promise.withResolvers<SendOutcome>();
    first.self.send = () => probe.promise;
    const probing = send();
    expect(await sendTimes(3)).toMatchObject([accepted, accepted, accepted]);
    expect(first.self.asked).toBe(6);
    probe.resolve(accepted);
    expect(await probing).toMatchObject(accepted);
    first.self.send = async () => accepted;
    await send();
    expect(first.self.asked).toBe(7);
  });

  it.each([
    ['throttles', throttled],
    ['throttles as SNS does', { outcome: 'try-later', reason: 'ThrottledException' }],
    ['is still at the message', { outcome: 'try-later', reason: 'in-progress', maybeAccepted: true }],
    [
      'does not take this message',
      { outcome: 'try-later', reason: 'InvalidParameterException', concernsMessage: true },
    ],
  ] as [string, SendOutcome][])('is none that %s: it works', async (_, answer) => {
    first.self.answer = answer;
    await sendTimes(20);
    expect(first.self.asked).toBe(20);
  });
});

describe('a single provider', () => {
  it('is left alone too, so that nobody waits for it', async () => {
    const only = provider('sns', unheard);
    const port = withFailover([only.port], silence);
    for (let time = 0; time < 5; time += 1) expect(await port(outgoing)).toMatchObject(unheard);
    expect(await port(outgoing)).toMatchObject(unavailable);
    expect(only.self.asked).toBe(5);
    only.self.answer = accepted;
    vi.advanceTimersByTime(HALF_OPEN_AFTER_MS);
    expect(await port(outgoing)).toMatchObject(accepted);
  });
});

describe('operators', () => {
  it('are told when a circuit opens and when it closes, and of every message that it did not take', async () => {
    const lines: [string, Record<string, unknown>][] = [];
    const log = (message: string, ids: Record<string, unknown>) => lines.push([message, ids]);
    const port = withFailover([first.port, second.port], { info: log, warn: log });
    first.self.answer = broken;
    for (let time = 0; time < 6; time += 1) await port(outgoing);
    first.self.answer = accepted;
    vi.advanceTimersByTime(HALF_OPEN_AFTER_MS);
    await port(outgoing);
    const { id: notificationId } = outgoing.notification;
    const passedOver = [
      'provider did not take the message',
      { notificationId, provider: 'aggregator', reason: 'http-500' },
    ];
    expect(lines.filter(([message]) => message.startsWith('provider did'))).toEqual(Array(5).fill(passedOver));
    expect(lines.filter(([message]) => message.startsWith('circuit'))).toEqual([
      ['circuit open', { provider: 'aggregator' }],
      ['circuit closed', { provider: 'aggregator' }],
    ]);
  });
});
