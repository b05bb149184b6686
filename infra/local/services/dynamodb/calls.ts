import { type AwsResponse, asAwsError, parseJson, sendJsonError } from '../../support/http.ts';
import type { Iam } from '../iam/iam.ts';
import type { Tables } from './tables.ts';

/** A call of a table as the SDK sends it, without what HTTP puts around it. */
export interface TableCall {
  /** With names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the table answers. */
export interface TableAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers calls of tables that come over no socket; never rejects. */
export type AnswerTableCall = (call: TableCall) => Promise<TableAnswer>;

/** Makes the calls of functions to tables, with the same permissions and errors as over HTTP. */
export function createTableCalls(tables: Pick<Tables, 'handle'>, iam: Pick<Iam, 'authorize'>): AnswerTableCall {
  return ({ headers, body }) =>
    new Promise((resolve) => {
      const response = new CollectedResponse(resolve);
      try {
        const bytes = Buffer.from(body);
        iam.authorize(headers.authorization, { target: headers['x-amz-target'] ?? '', body: parseJson(bytes) });
        tables.handle({ method: 'POST', url: '/', headers }, response, bytes);
      } catch (error) {
        sendJsonError(response, asAwsError(error));
      }
    });
}

/** Takes an answer in the place of a socket. */
class CollectedResponse implements AwsResponse {
  statusCode = 200;
  private readonly headers: Record<string, string> = {};
  private readonly done: (answer: TableAnswer) => void;

  constructor(done: (answer: TableAnswer) => void) {
    this.done = done;
  }

  setHeader(name: string, value: unknown): void {
    this.headers[name.toLowerCase()] = String(value);
  }

  writeHead(status: number, headers: Readonly<Record<string, unknown>> = {}): void {
    this.statusCode = status;
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
  }

  end(body = ''): void {
    this.done({ status: this.statusCode, headers: this.headers, body });
  }
}
