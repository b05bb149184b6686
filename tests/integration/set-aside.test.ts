/** Setting messages aside, on the queues of the local system and with the client of the functions. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Queues, startQueues } from '../../infra/local/services/sqs/queues.ts';
import { REFUSED_BY_SQS, sendAll, sendToDeadLetterQueue } from '../../shared/queue/queues.ts';
import { NOW } from '../support/clock.ts';
import { resource, templateOf } from '../support/resources.ts';

const MAX_BYTES = 1024 * 1024;
const ACCOUNT = '000000000000';
const REGION = 'us-east-1';

let directory: string;
let queues: Queues;
let server: Server;
let client: SQSClient;
let url: string;

beforeAll(async () => {
  directory = mkdtempSync(`${tmpdir()}/set-aside-`);
  server = createServer((request, response) => queues.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const awsEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  queues = await startQueues({
    dataDir: directory,
    template: templateOf(resource('AWS::SQS::Queue', 'aside')),
    region: REGION,
    accountId: ACCOUNT,
    awsEndpoint,
  });
  url = `${awsEndpoint}/${ACCOUNT}/aside`;
  client = new SQSClient({
    endpoint: awsEndpoint,
    region: REGION,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
});
afterAll(async () => {
  client.destroy();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  await queues.stop();
  rmSync(directory, { recursive: true });
});

const why = (detail = '/detail/mode: invalid_value') => ({ reason: 'invalid-event', detail, failedAt: new Date(NOW) });

/** What lies on the queue, which is empty then. */
async function taken() {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
  );
  for (const { ReceiptHandle } of Messages)
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
  const [message, ...more] = Messages;
  expect(more).toEqual([]);
  const attributes = Object.entries(message?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [
    name,
    StringValue,
  ]);
  return { body: message?.Body, attributes: Object.fromEntries(attributes) };
}

/** A text inside JSON as a sender in another language may write it: nothing is escaped that JSON does not ask for. */
function asWritten(text: string): string {
  return text
    .split('')
    .map((unit) => (unit < ' ' || unit === '"' || unit === '\\' ? JSON.stringify(unit).slice(1, -1) : unit))
    .join('');
}

describe('a message gets to the dead-letter queue whatever it holds', () => {
  it.each([
    ['an emoji', '{"gate":"🛂 7"}'],
    ['letters of any script', '{"name":"سامر · Žofie · 三"}'],
    ['the last character of all', `{"x":"${String.fromCodePoint(0x10ffff)}${String.fromCodePoint(0x1fffe)}"}`],
    ['white space', '\t{\r\n}'],
    ['what is no JSON', '{not json'],
  ])('as received: %s', async (_what, body) => {
    await sendToDeadLetterQueue(client, url, body, why());
    expect(await taken()).toEqual({
      body,
      attributes: { reason: 'invalid-event', detail: '/detail/mode: invalid_value', failedAt: NOW },
    });
  });

  it.each([
    ['\uFFFE', '\\ufffe'],
    ['\uFFFF', '\\uffff'],
    ['\u0000', '\\u0000'],
    ['\u001b', '\\u001b'],
    ['\uD83D', '\\ud83d'],
    ['\uDEC2\uD83D', '\\udec2\\ud83d'],
  ])('with what SQS refuses as JSON escapes it: %j', async (character, escaped) => {
    // SQS, and what stands for it here, refuses it indeed. A lone surrogate never gets there: the client replaces it.
    if (!/\p{Surrogate}/u.test(character)) {
      const sent = client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: character }));
      await expect(sent).rejects.toThrow(/[Ii]nvalid/);
    }
    await sendToDeadLetterQueue(client, url, `{"gate":"${character}🛂"}`, why(`/detail/${character}`));
    expect(await taken()).toEqual({
      body: `{"gate":"${escaped}🛂"}`,
      attributes: {
        ...{ reason: 'invalid-event', detail: `/detail/${escaped}`, failedAt: NOW },
        escaped: expect.stringContaining('as in JSON'),
      },
    });
  });

  it('and means the same as before, when it is JSON', async () => {
    const wild = fc.string({ unit: 'binary', maxLength: 60 });
    const halves = fc.constantFrom('\uFFFE', '\uFFFF', '\uD83D', '\uDEC2', '🛂', '\u0000', 'a');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(wild, halves)), fc.string({ unit: 'binary' }), async (parts, detail) => {
        const value = parts.join('');
        const body = `{"v":"${asWritten(value)}"}`;
        await sendToDeadLetterQueue(client, url, body, why(detail));
        const { body: arrived = '', attributes } = await taken();
        expect(arrived).not.toMatch(REFUSED_BY_SQS);
        expect(JSON.parse(arrived)).toEqual({ v: value });
        expect(attributes.reason).toBe('invalid-event');
        if (!REFUSED_BY_SQS.test(body)) expect(arrived).toBe(body);
      }),
      { numRuns: 200 },
    );
  });

  it.each(['x', 'ي', '🛂'])('up to the longest message of all: full of %s', async (character) => {
    const size = Buffer.byteLength(character);
    for (const spare of [0, 1, 40, 120, 200, 400]) {
      const body = character.repeat(Math.floor((MAX_BYTES - spare) / size));
      await sendToDeadLetterQueue(client, url, body, why());
      const { body: arrived, attributes } = await taken();
      expect(arrived === body).toBe(true);
      // It goes without its reason where there is no room, and with it where there is.
      if (spare === 0) expect(attributes).toEqual({});
      if (spare === 400) expect(attributes.reason).toBe('invalid-event');
    }
  });

  it('also where escapes would make it too long: then such characters are marked', async () => {
    for (const character of ['\uFFFE', '\u0001']) {
      const body = `${'x'.repeat(MAX_BYTES - 10)}${character}`;
      await sendToDeadLetterQueue(client, url, body, why());
      const { body: arrived } = await taken();
      expect(arrived?.endsWith('x?') || arrived?.endsWith('x\\u0001') || arrived?.endsWith('x\\ufffe')).toBe(true);
    }
    const body = '\u0001'.repeat(MAX_BYTES);
    await sendToDeadLetterQueue(client, url, body, why());
    expect((await taken()).body === '?'.repeat(MAX_BYTES)).toBe(true);
  });

  it('or nothing: no body, no detail', async () => {
    await sendToDeadLetterQueue(client, url, '', { ...why(), detail: '' });
    expect(await taken()).toMatchObject({ body: ' ', attributes: { reason: 'invalid-event', detail: 'none' } });
  });

  it('with a detail that is cut between two characters', async () => {
    await sendToDeadLetterQueue(client, url, '{}', why('🛂'.repeat(2000)));
    expect((await taken()).attributes.detail).toBe('🛂'.repeat(1000));
  });
});

describe('a batch', () => {
  it('takes what SQS takes, an emoji too', async () => {
    await sendAll(client, url, [{ body: '🛂' }]);
    expect((await taken()).body).toBe('🛂');
  });
});
