import { EventEmitter } from 'node:events';
import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Readable } from 'node:stream';
import type { TableAnswer, TableCall } from '../dynamodb/calls.ts';

/** The way of a worker's calls to the tables, which are in another thread of the same process. */
export interface TableChannel {
  /** From now on `http.request` sends calls of tables over the channel; all other requests go over a socket as before. */
  insert(): void;
  /** Hands the answer of a call to who waits for it, if somebody does still. */
  take(id: number, answer: TableAnswer): void;
}

/**
 * Opens the channel. The SDK does what it does on AWS, and Node's HTTP alone is left out: client, socket and server take more of
 * a processor than the table itself.
 *
 * @param send hands a call to the other thread
 */
export function openTableChannel(send: (id: number, call: TableCall) => void): TableChannel {
  const waiting = new Map<number, TableRequest>();
  let last = 0;
  return {
    insert: () => {
      const bySocket = http.request;
      const request = (options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest => {
        const headers = smallNames(options.headers ?? {});
        if (!headers['x-amz-target']?.startsWith('DynamoDB_')) return bySocket(options, onResponse);
        last += 1;
        const id = last;
        const call = new TableRequest({
          send: (body) => send(id, { headers, body }),
          onResponse,
          onEnd: () => waiting.delete(id),
        });
        waiting.set(id, call);
        // What the SDK asks of a request is there.
        return call as unknown as ClientRequest;
      };
      Object.assign(http, { request });
    },
    take: (id, answer) => waiting.get(id)?.take(answer),
  };
}

function smallNames(headers: RequestOptions['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** A connection that is there and never waits. */
const SOCKET = Object.assign(new EventEmitter(), {
  connecting: false,
  setKeepAlive: () => undefined,
  setTimeout: () => undefined,
});

/** A request as the SDK sees it: it takes one body, and answers once or is given up. */
class TableRequest extends EventEmitter {
  readonly socket = SOCKET;
  private readonly to: {
    readonly send: (body: string) => void;
    readonly onResponse: (response: IncomingMessage) => void;
    readonly onEnd: () => void;
  };

  constructor(to: TableRequest['to']) {
    super();
    this.to = to;
  }

  setTimeout(): this {
    return this;
  }

  end(body: string | Buffer = ''): void {
    this.to.send(String(body));
  }

  take({ status, headers, body }: TableAnswer): void {
    this.to.onEnd();
    const response = Object.assign(new Readable({ read: () => undefined }), {
      ...{ statusCode: status, statusMessage: '', headers },
    });
    response.push(body);
    response.push(null);
    this.to.onResponse(response as unknown as IncomingMessage);
    this.emit('response', response);
    this.emit('close');
  }

  /** The SDK waits no longer. What the table does by then, it does. */
  destroy(): this {
    this.to.onEnd();
    this.emit('close');
    return this;
  }
}
