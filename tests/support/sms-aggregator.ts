import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkedFetch } from './contract.ts';

/** A message as the aggregator took it. */
export interface TakenMessage {
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A request as it came in. */
export interface SeenRequest extends TakenMessage {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What the aggregator does with a request. `take` delivers the message, once for a key. */
export type Behaviour = (exchange: {
  response: ServerResponse;
  request: SeenRequest;
  take: () => void;
}) => void | Promise<void>;

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

/** How an aggregator behaves, and misbehaves. */
export const behaviours: Readonly<{
  good: Behaviour;
  /** Answers a status, and takes nothing. */
  status: (status: number, body?: unknown) => Behaviour;
  /** Takes the message, and says something. */
  says: (body: string, status?: number) => Behaviour;
  /** Takes the message, and never answers. */
  slow: Behaviour;
  dropsBeforeTaking: Behaviour;
  dropsAfterTaking: Behaviour;
  /** Takes the message, and hangs up in the middle of its answer. */
  cutsAnswer: Behaviour;
}> = {
  good: ({ request, response, take }) => {
    take();
    answer(response, 202, { id: `aggregator-${request.key}` });
  },
  status:
    (status, body = {}) =>
    ({ response }) =>
      answer(response, status, body),
  says:
    (body, status = 200) =>
    ({ response, take }) => {
      take();
      answer(response, status, body);
    },
  slow: ({ take }) => take(),
  dropsBeforeTaking: ({ response }) => void response.destroy(),
  dropsAfterTaking: ({ response, take }) => {
    take();
    response.destroy();
  },
  cutsAnswer: ({ response, take }) => {
    take();
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
    response.write('{"id":', () => response.destroy());
  },
};

/** An aggregator of SMS, on a port of this machine. */
export class SmsAggregator {
  /** Every request, in the order in which they came. */
  readonly requests: SeenRequest[] = [];
  /** What went out to phones: one message a key. */
  readonly taken = new Map<string, TakenMessage>();
  behaviour: Behaviour = behaviours.good;
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
  }

  static async start(): Promise<SmsAggregator> {
    const server = createServer();
    const self = new SmsAggregator(server);
    server.on('request', (request, response) => void self.handle(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return self;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v2/messages`;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  /** Calls back on what became of a message. */
  async callBack(receiptsUrl: string, callbackKey: string, callback: object): Promise<Response> {
    return checkedFetch(receiptsUrl, { method: 'POST', ...signedCallback(callback, callbackKey, new Date()) });
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    const key = String(request.headers['idempotency-key']);
    const fields = request.headers['content-type'] === 'application/json' ? JSON.parse(body) : {};
    const seen = { key, fields, headers: request.headers, body };
    this.requests.push(seen);
    const take = () => {
      if (!this.taken.has(key)) this.taken.set(key, { key, fields: seen.fields });
    };
    await this.behaviour({ request: seen, response, take });
  }
}

/** The headers and the body of a callback, signed as docs/sms-aggregator.md asks. */
export function signedCallback(
  callback: object | string,
  callbackKey: string,
  at: Date,
): { headers: Record<string, string>; body: string } {
  const body = typeof callback === 'string' ? callback : JSON.stringify(callback);
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', callbackKey).update(`${timestamp}.${body}`).digest('hex');
  return {
    headers: {
      'content-type': 'application/json',
      'x-timestamp': timestamp,
      'x-signature': `sha256=${signature}`,
    },
    body,
  };
}
