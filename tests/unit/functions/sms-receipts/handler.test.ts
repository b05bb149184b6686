import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../../functions/sms-receipts/handler.ts';
import type { DeliveryReport } from '../../../../shared/notifications/delivery-report.ts';
import { apiCaller, type Call, type TestRequest } from '../../../support/api.ts';
import { type FakeClock, fakeClock, NOW } from '../../../support/clock.ts';
import { notification } from '../../../support/factories.ts';
import { listening } from '../../../support/logger.ts';
import { signedCallback } from '../../../support/sms-aggregator.ts';

const ROUTE = 'POST /v1/receipts/sms';
const KEY = 'k'.repeat(64);
const { id: reference } = notification();

let clock: FakeClock;
let queued: DeliveryReport[];
let lines: [message: string, ids: unknown][];
let call: Call;
let queueFails: boolean;

beforeEach(() => {
  clock = fakeClock();
  queued = [];
  lines = [];
  queueFails = false;
  call = apiCaller(
    createHandler({
      callbackKey: KEY,
      queue: async (receipt) => {
        if (queueFails) throw new Error('queue refused 1 of 1 messages');
        queued.push(receipt);
      },
      now: clock.now,
      logger: listening(lines),
    }),
  );
});

/** A callback as the gateway hands it over: without a token. */
function callback(body: object | string, { key = KEY, at = clock.now() } = {}): TestRequest {
  const signed = signedCallback(body, key, at);
  return { rawBody: signed.body, headers: signed.headers, establishmentId: null };
}
const delivered = { reference, status: 'delivered' };
const receive = (request: TestRequest) => call(ROUTE, request);

describe('a signed callback', () => {
  it('is answered once its receipt is on the queue', async () => {
    expect(await receive(callback(delivered))).toMatchObject({ status: 204, body: undefined });
    const from = { channel: 'sms', provider: 'aggregator' };
    expect(queued).toEqual([{ notificationId: reference, ...from, outcome: { status: 'delivered' }, receivedAt: NOW }]);
    queueFails = true;
    expect(await receive(callback(delivered))).toMatchObject({ status: 500, problem: 'internal' });
  });

  it.each([
    ['invalid-number', 'bounced'],
    ['unknown-number', 'bounced'],
    ['not-a-mobile', 'bounced'],
    ['opted-out', 'opted-out'],
    ['blocked-by-recipient', 'opted-out'],
    ['content-rejected', 'provider-rejected'],
    ['expired', 'provider-rejected'],
    ['undeliverable', 'provider-rejected'],
    ['something-else', 'provider-rejected'],
    ['constructor', 'provider-rejected'],
    ['OPTED_OUT', 'opted-out'],
    [' Invalid Number ', 'bounced'],
    [404, 'provider-rejected'],
    ['', 'provider-rejected'],
    [null, 'provider-rejected'],
    [undefined, 'provider-rejected'],
  ])('that a message failed by %s tells: %s', async (code, reason) => {
    expect((await receive(callback({ reference, status: 'failed', code }))).status).toBe(204);
    expect(queued.map(({ outcome }) => outcome)).toEqual([{ status: 'failed', reason }]);
  });

  it.each(['Delivered', 'DELIVERED', ' delivered '])('of status %j is of a delivery', async (status) => {
    const capitals = reference.toUpperCase();
    expect((await receive(callback({ reference: capitals, status, code: null }))).status).toBe(204);
    expect(queued).toMatchObject([{ notificationId: reference, outcome: { status: 'delivered' } }]);
  });

  it('may begin with a byte order mark, which its signature covers', async () => {
    expect((await receive(callback(`\ufeff${JSON.stringify(delivered)}`))).status).toBe(204);
    expect(queued).toHaveLength(1);
  });

  it.each(['sent', 'queued', 'expired', 'undelivered'])('of status %s is taken and tells nothing', async (status) => {
    expect((await receive(callback({ reference, status }))).status).toBe(204);
    expect(queued).toEqual([]);
  });

  it('may hold more than we know, and Arabic', async () => {
    const more = { ...delivered, operator: 'اتصالات', parts: 1, at: { zone: 'Asia/Riyadh' } };
    expect((await receive(callback(more))).status).toBe(204);
    expect(queued).toHaveLength(1);
  });

  it('that comes twice is queued twice: applying it is what happens once', async () => {
    const twice = callback(delivered);
    expect([(await receive(twice)).status, (await receive(twice)).status]).toEqual([204, 204]);
    expect(queued).toEqual([queued[0], queued[0]]);
  });

  it('may come in base64, signed over what was sent', async () => {
    const { rawBody = '', ...others } = callback({ ...delivered, operator: 'اتصالات' });
    const encoded = { ...others, rawBody: Buffer.from(rawBody).toString('base64'), isBase64Encoded: true };
    expect((await receive(encoded)).status).toBe(204);
    expect(queued).toHaveLength(1);
  });

  it('may have its signature in capitals, and holds for five minutes before and after its timestamp', async () => {
    const request = callback(delivered);
    const signature = request.headers?.['x-signature']?.slice('sha256='.length).toUpperCase();
    const capitals = { ...request, headers: { ...request.headers, 'x-signature': `sha256=${signature}` } };
    clock.advance(5 * 60_000);
    expect((await receive(capitals)).status).toBe(204);
    clock.advance(-10 * 60_000);
    expect((await receive(request)).status).toBe(204);
  });

  it('is logged by the id alone', async () => {
    await receive(callback({ ...delivered, to: '+966512345678', text: 'Exit' }));
    expect(lines).toEqual([['receipt of an SMS', { notificationId: reference, outcome: 'delivered' }]]);
  });
});

describe('a callback that is not to be believed', () => {
  const changed = (headers: Record<string, string | undefined>): TestRequest => {
    const request = callback(delivered);
    const all = Object.entries({ ...request.headers, ...headers });
    return {
      ...request,
      headers: Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    };
  };
  const wrong: Record<string, () => TestRequest> = {
    'has no signature': () => changed({ 'x-signature': undefined }),
    'has no timestamp': () => changed({ 'x-timestamp': undefined }),
    'is signed with another key': () => callback(delivered, { key: 'other' }),
    'has a body that was changed': () => ({ ...callback(delivered), rawBody: JSON.stringify({ ...delivered, x: 1 }) }),
    'has a body with one more space': () => ({ ...callback(delivered), rawBody: `${JSON.stringify(delivered)} ` }),
    'has another timestamp': () => changed({ 'x-timestamp': String(Date.parse(NOW) / 1000 + 1) }),
    'has a timestamp in milliseconds': () => changed({ 'x-timestamp': String(Date.parse(NOW)) }),
    'has a timestamp that is none': () => changed({ 'x-timestamp': 'now' }),
    'has a signature of another form': () => changed({ 'x-signature': 'sha256=' }),
    'has a signature without its scheme': () =>
      changed({ 'x-signature': callback(delivered).headers?.['x-signature']?.slice(7) }),
    'has a shorter signature': () =>
      changed({ 'x-signature': callback(delivered).headers?.['x-signature']?.slice(0, -2) }),
    'is older than five minutes': () => callback(delivered, { at: new Date(Date.parse(NOW) - 301_000) }),
    'comes from the future': () => callback(delivered, { at: new Date(Date.parse(NOW) + 301_000) }),
    'is not JSON, and not signed': () => ({ ...callback(delivered), rawBody: '{' }),
  };

  it.each(Object.keys(wrong))('and %s is forbidden, whatever was wrong', async (what) => {
    const answer = await receive(wrong[what]?.() ?? {});
    expect(answer).toMatchObject({ status: 403, problem: 'forbidden' });
    const { instance: _, ...body } = answer.body;
    const other = await receive(callback(delivered, { key: 'other' }));
    expect(other.body).toMatchObject(body);
    expect(queued).toEqual([]);
  });

  it('but bears a token is forbidden too', async () => {
    const token = { rawBody: JSON.stringify(delivered), establishmentId: '7000000101' };
    expect((await receive(token)).problem).toBe('forbidden');
  });
});

describe('a callback that cannot be read', () => {
  it('is refused by type, size, signature, JSON and schema, in this order', async () => {
    const signed = (body: string) => callback(body);
    const large = `{${' '.repeat(65_536)}`;
    const plain = signed(large);
    plain.headers = { ...plain.headers, 'content-type': 'text/plain' };
    expect((await receive(plain)).problem).toBe('unsupported-media-type');
    expect((await receive(callback(large, { key: 'other' }))).problem).toBe('payload-too-large');
    expect((await receive(callback('{', { key: 'other' }))).problem).toBe('forbidden');
    expect(await receive(signed('{'))).toMatchObject({ status: 400, problem: 'malformed-json' });
    expect(await receive(signed('{}'))).toMatchObject({
      status: 422,
      errors: ['/reference required', '/status required'],
    });
  });

  it.each([
    [{ reference: 'message-17', status: 'delivered' }, ['/reference wrong-type']],
    [{ reference, status: 1 }, ['/status wrong-type']],
    [{ reference, status: 'failed', code: {} }, ['/code wrong-type']],
    [[], [' wrong-type']],
  ])('is refused with the path of what is wrong: %j', async (body, errors) => {
    expect(await receive(callback(body))).toMatchObject({ status: 422, errors });
    expect(queued).toEqual([]);
  });

  it('is refused in Arabic for who asks for it', async () => {
    const request = callback(delivered, { key: 'other' });
    const answer = await receive({ ...request, headers: { ...request.headers, 'accept-language': 'ar' } });
    expect(answer.headers['content-language']).toBe('ar');
    expect(answer.body.detail).toContain('توقيع');
  });
});
