import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LookUp, postWebhook, type WebhookRoute } from '../../../../../shared/providers/webhook/post.ts';
import {
  type Answering,
  answering,
  certificateFor,
  type Receiver,
  startReceiver,
  taking,
} from '../../../../support/receiver.ts';

const LOCAL: WebhookRoute = { isLoopbackAllowed: true, answerMs: 2_000 };
/** As in a deployment, with names that lead where a test likes. */
const leadingTo = (...addresses: string[]): WebhookRoute & { asked: number } => {
  const route = {
    isLoopbackAllowed: false,
    answerMs: 2_000,
    asked: 0,
    lookUp: ((_hostname, _options, callback) => {
      const address = addresses[Math.min(route.asked, addresses.length - 1)] ?? '';
      route.asked += 1;
      callback(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
    }) as LookUp,
  };
  return route;
};
const post = (url: string, route = LOCAL) => postWebhook(url, { 'webhook-id': 'one' }, '{"type":"test"}', route);

async function receiver(how: Answering = taking, tls?: { key: string; cert: string }): Promise<Receiver> {
  const started = await startReceiver(how, tls);
  onTestFinished(() => started.stop());
  return started;
}

describe('a request', () => {
  it('is posted once, with its headers and body, and answered', async () => {
    const { url, received } = await receiver(answering(200, 'thank you'));
    expect(await post(`${url}?token=1`)).toEqual({ status: 200, text: 'thank you' });
    expect(received).toMatchObject([
      { id: 'one', body: '{"type":"test"}', headers: { 'content-type': 'application/json' } },
    ]);
  });

  it('follows no redirect', async () => {
    const other = await receiver();
    const { url } = await receiver(answering(307, '', { location: other.url }));
    expect(await post(url)).toMatchObject({ status: 307 });
    expect(other.received).toEqual([]);
  });

  it('reads 64 KiB of an answer, and knows its status', async () => {
    const { url } = await receiver(answering(200, 'x'.repeat(10 * 1024 * 1024)));
    const answer = await post(url);
    expect(answer).toMatchObject({ status: 200, text: 'x'.repeat(64 * 1024) });
  });

  it('ends where nothing answers in time, or the connection drops', async () => {
    const { url } = await receiver(() => undefined);
    expect(await post(url, { ...LOCAL, answerMs: 100 })).toEqual({ failure: 'no-answer' });
    const dropping = await receiver((response) => void response.destroy());
    expect(await post(dropping.url)).toEqual({ failure: 'no-answer' });
    const gone = await startReceiver();
    await gone.stop();
    expect(await post(gone.url)).toEqual({ failure: 'no-connection' });
  });

  it('counts by its status where the rest of the answer does not come', async () => {
    const { url } = await receiver((response) => void response.writeHead(200).write('beginning'));
    expect(await post(url, { ...LOCAL, answerMs: 200 })).toEqual({ failure: 'no-answer' });
    const cutting = await receiver((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('beginning', () => setImmediate(() => response.destroy()));
    });
    expect(await post(cutting.url)).toEqual({ status: 200, text: 'beginning' });
  });
});

describe('a connection', () => {
  const INSIDE = [
    '127.0.0.1',
    '169.254.169.254',
    '10.0.0.1',
    '100.64.0.1',
    '::1',
    'fe80::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::1',
  ];

  it.each(INSIDE)('is not made where a name leads to %s', async (ip) => {
    expect(await post('https://hr.example.com/', leadingTo(ip))).toEqual({ failure: 'not-public' });
  });

  it('is not made where one of several addresses leads inside', async () => {
    const lookUp: LookUp = (_hostname, _options, callback) =>
      callback(null, [
        { address: '203.0.113.1', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    expect(await post('https://hr.example.com/', { ...LOCAL, isLoopbackAllowed: false, lookUp })).toEqual({
      failure: 'not-public',
    });
  });

  it('is looked up for itself: a name that led outside and leads inside now reaches nothing', async () => {
    const { port, received } = await receiver();
    const route = leadingTo('127.0.0.1');
    for (let tries = 1; tries <= 3; tries += 1) {
      expect(await post(`https://rebinding.example.com:${port}/`, route)).toEqual({ failure: 'not-public' });
      expect(route.asked).toBe(tries);
    }
    expect(received).toEqual([]);
  });

  it('is not made to an address that is written as such, nor to a stored one that no rule allows', async () => {
    const { port, received } = await receiver();
    const route = leadingTo('127.0.0.1');
    for (const url of [
      `http://127.0.0.1:${port}/`,
      `https://127.0.0.1:${port}/`,
      'https://user@hr.example.com/',
      'https://hr.example.com:22/',
    ]) {
      expect([url, await post(url, route)]).toEqual([url, { failure: 'not-public' }]);
    }
    expect([route.asked, received]).toEqual([0, []]);
  });
});

describe('a certificate', () => {
  const valid = certificateFor(10);
  const expired = certificateFor(-1);
  const before = getCACertificates('default');
  beforeAll(() => setDefaultCACertificates([...before, valid.authority, expired.authority]));
  afterAll(() => setDefaultCACertificates(before));

  it('has to be valid', async () => {
    const { url, received } = await receiver(taking, valid);
    expect(await post(url)).toMatchObject({ status: 200 });
    expect(received).toHaveLength(1);
  });

  it('that has run out, or is for another name, is refused before anything is sent', async () => {
    const late = await receiver(taking, expired);
    expect(await post(late.url)).toEqual({ failure: 'bad-certificate' });
    const other = await receiver(taking, valid);
    expect(await post(`https://127.0.0.1:${other.port}/`)).toEqual({ failure: 'bad-certificate' });
    expect([late.received, other.received]).toEqual([[], []]);
  });

  it('of an authority that nobody knows is refused', async () => {
    const { url } = await receiver(taking, certificateFor(5));
    expect(await post(url)).toEqual({ failure: 'bad-certificate' });
  });
});
