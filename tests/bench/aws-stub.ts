import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * An AWS endpoint that costs next to nothing: DynamoDB's answers come from a real engine while it records, and from
 * memory when it replays. Everything else is taken and answered in a friendly way.
 */
export interface AwsStub {
  readonly url: string;
  /** Answers from the engine, and remembers. */
  record(): void;
  /** Answers what it remembers; a request that was never recorded is refused and stands in `unknown`. */
  replay(): void;
  /** Requests since the last call of this, by action. */
  takeCounts(): Map<string, number>;
  readonly unknown: string[];
  stop(): Promise<void>;
}

/**
 * Starts the endpoint on a free port.
 *
 * @param engine address of the DynamoDB to record; absent where no table is used
 * @param secrets text of each secret by its id
 */
export async function startAwsStub(options: {
  engine?: string;
  secrets: Readonly<Record<string, string>>;
}): Promise<AwsStub> {
  const remembered = new Map<string, Answer>();
  const unknown: string[] = [];
  let counts = new Map<string, number>();
  let isRecording = true;

  const answerTo = async (request: IncomingMessage, body: string): Promise<Answer> => {
    const action = actionOf(request, body);
    counts.set(action, (counts.get(action) ?? 0) + 1);
    if (!action.startsWith('DynamoDB_')) return friendly(action, body, options.secrets);
    const signature = `${action} ${withoutChance(body)}`;
    if (isRecording) remembered.set(signature, await ask(options.engine, request, body));
    const answer = remembered.get(signature);
    if (answer) return answer;
    unknown.push(signature);
    return { status: 400, contentType: JSON_1_0, body: '{"__type":"ValidationException","message":"never recorded"}' };
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { status, contentType, body } = await answerTo(request, Buffer.concat(chunks).toString());
    response.writeHead(status, { 'content-type': contentType, 'x-amzn-requestid': randomUUID() }).end(body);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      unknown.push(String(error));
      response.writeHead(500).end();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    record: () => {
      isRecording = true;
    },
    replay: () => {
      isRecording = false;
    },
    takeCounts: () => {
      const taken = counts;
      counts = new Map();
      return taken;
    },
    unknown,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const JSON_1_0 = 'application/x-amz-json-1.0';

function actionOf(request: IncomingMessage, body: string): string {
  return String(request.headers['x-amz-target'] ?? new URLSearchParams(body).get('Action'));
}

/**
 * A request without what differs from one time to the next: instants, random ids, counters of a second, and how many messages are counted in
 * one write.
 */
function withoutChance(body: string): string {
  return body
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'INSTANT')
    .replace(/"N":"\d{10}"/g, '"N":"SECONDS"')
    .replace(/":(parts|room)":\{"N":"\d+"\}/g, '":$1":"PARTS"')
    .replace(/":lease":\{"S":"[0-9a-f]+"\}/g, '":lease":"RANDOM"')
    .replace(/RATE#([a-z-]+)#\d+/g, 'RATE#$1')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, 'RANDOM');
}

async function ask(engine: string | undefined, { headers }: IncomingMessage, body: string): Promise<Answer> {
  if (engine === undefined) throw new Error('there is no table here');
  const response = await fetch(engine, {
    method: 'POST',
    headers: {
      'content-type': JSON_1_0,
      'x-amz-target': String(headers['x-amz-target']),
      authorization: String(headers.authorization),
      'x-amz-date': String(headers['x-amz-date']),
    },
    body,
  });
  return { status: response.status, contentType: JSON_1_0, body: await response.text() };
}

function friendly(action: string, body: string, secrets: Readonly<Record<string, string>>): Answer {
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const json = (value: unknown): Answer => ({
    status: 200,
    contentType: 'application/x-amz-json-1.1',
    body: JSON.stringify(value),
  });
  switch (action) {
    case 'secretsmanager.GetSecretValue': {
      const { SecretId } = JSON.parse(body) as { SecretId: string };
      return json({ Name: SecretId, SecretString: secrets[SecretId] });
    }
    case 'AmazonSQS.SendMessage': {
      const { MessageBody } = JSON.parse(body) as { MessageBody: string };
      return json({ MessageId: randomUUID(), MD5OfMessageBody: md5(MessageBody) });
    }
    case 'AmazonSQS.SendMessageBatch': {
      const { Entries } = JSON.parse(body) as { Entries: { Id: string; MessageBody: string }[] };
      const taken = Entries.map(({ Id, MessageBody }) => ({
        Id,
        MessageId: randomUUID(),
        MD5OfMessageBody: md5(MessageBody),
      }));
      return json({ Successful: taken, Failed: [] });
    }
    case 'AWSEvents.PutEvents': {
      const { Entries } = JSON.parse(body) as { Entries: unknown[] };
      return json({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: randomUUID() })) });
    }
    case 'Publish':
    case 'SendEmail':
    case 'SendRawEmail': {
      const namespace =
        action === 'Publish' ? 'http://sns.amazonaws.com/doc/2010-03-31/' : 'http://ses.amazonaws.com/doc/2010-12-01/';
      const id = randomUUID();
      return {
        status: 200,
        contentType: 'text/xml',
        body: `<${action}Response xmlns="${namespace}"><${action}Result><MessageId>${id}</MessageId></${action}Result><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></${action}Response>`,
      };
    }
    default:
      throw new Error(`the stub knows no ${action}`);
  }
}
