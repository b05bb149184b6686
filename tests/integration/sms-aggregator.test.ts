import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OutgoingNotification, SendOutcome } from '../../shared/notifications/provider.ts';
import { type Aggregator, sendThroughAggregator } from '../../shared/providers/aggregator/send.ts';
import { HALF_OPEN_AFTER_MS, withFailover } from '../../shared/providers/sms-failover.ts';
import { sendThroughSns } from '../../shared/providers/sns/send.ts';
import { MOBILE, notification } from '../support/factories.ts';
import { freePort } from '../support/local-system.ts';
import { silence } from '../support/logger.ts';
import { behaviours, SmsAggregator } from '../support/sms-aggregator.ts';

/** Enough on a machine that is busy with other tests. */
const LIMITS = { connectMs: 30_000, answerMs: 60_000 };
/** For what is waited for in vain. */
const IMPATIENT = { connectMs: 30_000, answerMs: 300 };
const OUR_FIELDS = { to: 'to', from: 'from', text: 'text', reference: 'reference', class: 'class', code: 'code' };
const accepted: SendOutcome = { outcome: 'accepted' };

let aggregator: SmsAggregator;
beforeEach(async () => {
  aggregator = await SmsAggregator.start();
});
afterEach(async () => {
  vi.useRealTimers();
  await aggregator.stop();
});

function outgoing(id: string = notification().id): OutgoingNotification {
  const one = notification({ id });
  if (!one.content) throw new Error('no content');
  return { notification: one, content: one.content, text: String(one.text) };
}

function send(message = outgoing(), others: Partial<Aggregator> = {}): Promise<SendOutcome> {
  return sendThroughAggregator(
    {
      url: new URL(aggregator.url),
      authentication: { header: 'Authorization', value: 'Bearer the-key' },
      senderId: 'Passports',
      fields: OUR_FIELDS,
      limits: LIMITS,
      ...others,
    },
    message,
  );
}

describe('an aggregator', () => {
  it('gets number, sender name, text, reference and class, with the key and what a repetition is known by', async () => {
    expect(await send()).toEqual(accepted);
    const [request] = aggregator.requests;
    const { id } = notification();
    expect(request?.fields).toEqual({
      to: MOBILE,
      from: 'Passports',
      text: 'Exit of 0006',
      reference: id,
      class: 'service',
    });
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer the-key',
      'idempotency-key': id,
      'content-type': 'application/json',
    });
  });

  it('gets them under names of its own', async () => {
    const fields = { ...OUR_FIELDS, to: 'recipient', text: 'body', class: 'type' };
    await send(outgoing(), { fields, authentication: { header: 'X-Api-Key', value: 'the-key' } });
    const [request] = aggregator.requests;
    expect(Object.keys(request?.fields ?? {}).toSorted()).toEqual(['body', 'from', 'recipient', 'reference', 'type']);
    expect(request?.headers['x-api-key']).toBe('the-key');
    expect(request?.headers).not.toHaveProperty('authorization');
  });

  it('gets Arabic as it is', async () => {
    const one = outgoing();
    await send({ ...one, text: 'خروج مقيم (هوية تنتهي بـ 0006)' });
    expect(aggregator.requests[0]?.fields.text).toBe('خروج مقيم (هوية تنتهي بـ 0006)');
  });

  it.each([
    '{}',
    '{"id":"m-1","status":"queued"}',
    '\ufeff{"id":"m-1"}',
    '{"success":true,"code":0,"errors":[],"error":null}',
    '{"code":"ok"}',
    '{"code":null}',
    '{"error":"0","errors":"none"}',
    '{"status":200,"data":{"status":"queued","to":"+966512345678"}}',
    '{"messages":[{"status":{"id":26,"name":"PENDING_ACCEPTED"}}]}',
  ])('has taken a message that it answers with success and %s', async (body) => {
    aggregator.behaviour = behaviours.says(body);
    expect(await send()).toEqual(accepted);
  });
});

/** The aggregator first, and SNS, which takes everything. */
const bothProviders = () =>
  withFailover(
    [
      { name: 'aggregator', send: (one) => send(one) },
      { name: 'sns', send: async () => accepted },
    ],
    silence,
  )(outgoing());

describe('an answer that is compressed', () => {
  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('though we ask for none is read: %s', async (encoding, compress) => {
    aggregator.behaviour = ({ response }) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(compress('{"success":false}'));
    };
    expect(await send()).toMatchObject({ outcome: 'try-later', reason: 'not-accepted' });
    aggregator.behaviour = ({ response }) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(compress('{"id":"m-1"}'));
    };
    expect(await send()).toEqual(accepted);
    expect(aggregator.requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  it.each([
    ['broken', Buffer.from('{"id":"m-1"}')],
    ['larger than an answer is', gzipSync(JSON.stringify({ id: 'x'.repeat(1_000_000) }))],
  ])('and %s says nothing', async (_, body) => {
    aggregator.behaviour = ({ response }) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(body);
    expect(await send()).toEqual({ outcome: 'try-later', reason: 'unreadable-answer', maybeAccepted: true });
  });
});

describe('an aggregator that misbehaves', () => {
  const maybe = (reason: string): SendOutcome => ({ outcome: 'try-later', reason, maybeAccepted: true });
  const later = (reason: string): SendOutcome => ({ outcome: 'try-later', reason });

  it('and is slow may have taken the message', async () => {
    aggregator.behaviour = behaviours.slow;
    expect(await send(outgoing(), { limits: IMPATIENT })).toEqual(maybe('ANSWER_TIMEOUT'));
  });

  it('and is slow in the middle of its answer may have taken the message', async () => {
    aggregator.behaviour = ({ response }) => {
      response.writeHead(200);
      response.write('{');
    };
    expect(await send(outgoing(), { limits: IMPATIENT })).toMatchObject({ outcome: 'try-later', maybeAccepted: true });
  });

  it('and hangs up may have taken the message, whether it did or not', async () => {
    aggregator.behaviour = behaviours.dropsBeforeTaking;
    expect(await send()).toEqual(maybe('ECONNRESET'));
    aggregator.behaviour = behaviours.dropsAfterTaking;
    expect(await send()).toEqual(maybe('ECONNRESET'));
    aggregator.behaviour = behaviours.cutsAnswer;
    expect(await send()).toEqual(maybe('unreadable-answer'));
  });

  it('and closed an idle connection is asked once more at once, on a new one', async () => {
    expect(await send()).toEqual(accepted);
    let resets = 0;
    aggregator.behaviour = (exchange) => {
      // The first that comes by the connection which was kept.
      if (resets === 0) {
        resets += 1;
        exchange.response.destroy();
      } else behaviours.good(exchange);
    };
    expect(await send(outgoing('0b7d6a2e-5a0c-8f7e-9d3b-1f2a3b4c5d6f'))).toEqual(accepted);
    expect(aggregator.requests).toHaveLength(3);
  });

  it('never gets a key that no header can hold', async () => {
    expect(await send(outgoing(), { authentication: { header: 'Authorization', value: 'Bearer key\n' } })).toEqual({
      outcome: 'try-later',
      reason: 'ERR_INVALID_CHAR',
    });
    expect(aggregator.requests).toEqual([]);
  });

  it.each(['', '<html>OK</html>', '[]', '"ok"', 'null', '{"id":', JSON.stringify({ id: 'x'.repeat(20_000) })])(
    'and answers nonsense may have taken the message: %.30s',
    async (body) => {
      aggregator.behaviour = behaviours.says(body);
      expect(await send()).toEqual(maybe('unreadable-answer'));
    },
  );

  it.each([
    '{"success":false}',
    '{"success":"false"}',
    '{"code":"1060"}',
    '{"code":1060}',
    '\ufeff{"code":"1060"}',
    '{"status":"FAILED"}',
    '{"status":"rejected","id":"m-1"}',
    '{"error":"no credit"}',
    '{"errors":[{"code":"x"}]}',
    '{"ok":false}',
    '{"status":false}',
    '{"status":400,"message":"no credit"}',
    '{"statusCode":402}',
    '{"Success":"False","data":{}}',
    '{"data":{"Status":"Failed","status_code":"402"}}',
    '{"data":{"success":false}}',
    '{"messages":[{"to":"x","status":"rejected"}]}',
    '{"messages":[{"status":{"id":6,"name":"REJECTED"}}]}',
  ])('and says no in the words of a success did not take the message: %s', async (body) => {
    aggregator.behaviour = ({ response }) => void response.writeHead(200).end(body);
    expect(await send()).toEqual({ outcome: 'try-later', reason: 'not-accepted', concernsMessage: true });
    expect(await bothProviders()).toEqual({ outcome: 'accepted', provider: 'sns' });
  });

  const HTML = '<html><body>Request blocked</body></html>';
  it.each(
    [400, 411, 413, 414, 415, 417, 418, 421, 422, 426, 428, 431, 444, 451, 494, 499].flatMap((status) =>
      [HTML, '', '[]', '"no"', '{"code":'].map((body) => [status, body] as const),
    ),
  )('and has a proxy in front that answers %d %j did not take it: SNS is asked at once', async (status, body) => {
    aggregator.behaviour = ({ response }) => void response.writeHead(status).end(body);
    expect(await send()).toEqual(later(`http-${status}`));
    expect(await bothProviders()).toEqual({ outcome: 'accepted', provider: 'sns' });
  });

  it.each(['{"code":"something-else"}', '{"code":"constructor"}', '{}', '{"message":"bad request"}'])(
    'and refuses by no code of its interface did not take this message: 422 %s',
    async (body) => {
      aggregator.behaviour = behaviours.status(422, body);
      expect(await send()).toEqual({ ...later('http-422'), concernsMessage: true });
      expect(await bothProviders()).toEqual({ outcome: 'accepted', provider: 'sns' });
    },
  );

  it.each([
    [401, 'http-401'],
    [402, 'http-402'],
    [403, 'http-403'],
    [404, 'http-404'],
    [405, 'http-405'],
    [408, 'http-408'],
    [425, 'http-425'],
    [429, 'throttled'],
    [500, 'http-500'],
    [503, 'http-503'],
    [301, 'http-301'],
    [307, 'http-307'],
  ])('and answers %d did not take it: it is tried again', async (status, reason) => {
    aggregator.behaviour = ({ response }) => {
      response.writeHead(status, { location: '/elsewhere', 'retry-after': '1' }).end('{"code":"opted-out"}');
    };
    expect(await send()).toEqual(later(reason));
    expect(aggregator.requests).toHaveLength(1);
  });

  it.each([
    [409, 'in-progress'],
    [502, 'http-502'],
    [504, 'http-504'],
    [520, 'http-520'],
    [524, 'http-524'],
  ])('and answers %d may have taken it', async (status, reason) => {
    aggregator.behaviour = behaviours.status(status);
    expect(await send()).toEqual(maybe(reason));
  });

  it('and is not there did not take it', async () => {
    const nobody = new URL(`http://127.0.0.1:${await freePort()}/`);
    expect(await send(outgoing(), { url: nobody })).toEqual(later('ECONNREFUSED'));
  });

  it('and opens no secure connection did not take it, and costs no more than the time for connecting', async () => {
    const mute: Server = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const address = mute.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const outcome = await send(outgoing(), {
      url: new URL(`https://127.0.0.1:${port}/`),
      limits: { connectMs: 150, answerMs: 60_000 },
    });
    expect(outcome).toEqual(later('CONNECT_TIMEOUT'));
    mute.close();
  });

  it.each([
    [400, '{"code":"invalid-number"}', 'invalid-destination'],
    [422, '{"code":"unknown-number","message":"…"}', 'invalid-destination'],
    [422, '{"code":"not-a-mobile"}', 'invalid-destination'],
    [422, '{"code":"opted-out"}', 'opted-out'],
    [422, '{"code":"blocked-by-recipient"}', 'opted-out'],
    [422, '{"code":"content-rejected"}', 'provider-rejected'],
    [422, '\ufeff{"code":"OPTED_OUT"}', 'opted-out'],
    [200, '{"code":"invalid-number"}', 'invalid-destination'],
  ])('no more than its interface allows refuses for good: %d %s', async (status, body, reason) => {
    aggregator.behaviour = behaviours.status(status, body);
    expect(await send()).toEqual({ outcome: 'refused', reason });
  });

  it('has its own name for the code of a refusal', async () => {
    aggregator.behaviour = behaviours.status(422, { error: 'opted-out' });
    expect(await send(outgoing(), { fields: { ...OUR_FIELDS, code: 'error' } })).toEqual({
      outcome: 'refused',
      reason: 'opted-out',
    });
  });

  it('is sent the same key again, so that the phone rings once', async () => {
    aggregator.behaviour = behaviours.dropsAfterTaking;
    await send();
    aggregator.behaviour = behaviours.good;
    expect(await send()).toEqual(accepted);
    expect(aggregator.requests).toHaveLength(2);
    expect([...aggregator.taken.keys()]).toEqual([notification().id]);
  });

  it('gives away nothing of a message by what we note', async () => {
    for (const behaviour of [behaviours.slow, behaviours.dropsAfterTaking, behaviours.says('+966512345678 Exit')]) {
      aggregator.behaviour = behaviour;
      expect(JSON.stringify(await send(outgoing(), { limits: IMPATIENT }))).not.toMatch(/\+966|966512|Exit/);
    }
  });
});

describe('two providers in front of a real aggregator', () => {
  it('cost seconds when it hangs, and come back to it', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    let { answerMs } = IMPATIENT;
    const bySecond: string[] = [];
    const port = withFailover(
      [
        { name: 'aggregator', send: (one) => send(one, { limits: { ...LIMITS, answerMs } }) },
        {
          name: 'sns',
          send: async ({ notification: { id } }) => {
            bySecond.push(id);
            return accepted;
          },
        },
      ],
      silence,
    );
    aggregator.behaviour = behaviours.slow;
    const batch = await Promise.all(Array.from({ length: 10 }, (_, index) => port(outgoing(`slow-${index}`))));
    expect(batch).toMatchObject(
      Array(10).fill({ outcome: 'try-later', reason: 'ANSWER_TIMEOUT', maybeAccepted: true }),
    );

    const next = await Promise.all(Array.from({ length: 100 }, (_, index) => port(outgoing(`next-${index}`))));
    expect(next).toMatchObject(Array(100).fill(accepted));
    expect(bySecond).toHaveLength(100);
    expect(aggregator.requests).toHaveLength(10);

    aggregator.behaviour = behaviours.good;
    ({ answerMs } = LIMITS);
    vi.advanceTimersByTime(HALF_OPEN_AFTER_MS);
    expect(await port(outgoing('probe'))).toMatchObject(accepted);
    expect(await port(outgoing('after'))).toMatchObject(accepted);
    expect(aggregator.requests.map(({ key }) => key).slice(10)).toEqual(['probe', 'after']);
  });
});

describe('SNS, by its own client', () => {
  const throughSns = (requestTimeout = LIMITS.answerMs, endpoint = aggregator.url) =>
    sendThroughSns(
      new SNSClient({
        endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
        maxAttempts: 1,
        requestHandler: { connectionTimeout: LIMITS.connectMs, requestTimeout, throwOnRequestTimeout: true },
      }),
      'Passports',
      outgoing(),
    );

  it.each([
    ['is slow', behaviours.slow, 'TimeoutError'],
    ['hangs up', behaviours.dropsBeforeTaking, 'TimeoutError'],
    ['hangs up in its answer', behaviours.cutsAnswer, 'ECONNRESET'],
    ['answers nonsense', behaviours.says('<html'), 'http-200'],
  ] as const)('may have taken a message when it %s', async (_, behaviour, reason) => {
    aggregator.behaviour = behaviour;
    const requestTimeout = behaviour === behaviours.slow ? IMPATIENT.answerMs : LIMITS.answerMs;
    expect(await throughSns(requestTimeout)).toEqual({ outcome: 'try-later', reason, maybeAccepted: true });
  });

  it.each([
    ['an error of its own', behaviours.status(500, 'nonsense'), 'http-500'],
    [
      'that it is too much',
      behaviours.status(400, '<ErrorResponse><Error><Code>Throttled</Code></Error></ErrorResponse>'),
      'ThrottledException',
    ],
  ] as const)('did not take one when it answers %s', async (_, behaviour, reason) => {
    aggregator.behaviour = behaviour;
    expect(await throughSns()).toEqual({ outcome: 'try-later', reason });
  });

  it('did not take one when it is not there', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    expect(await throughSns(LIMITS.answerMs, nobody)).toEqual({ outcome: 'try-later', reason: 'ECONNREFUSED' });
  });
});
