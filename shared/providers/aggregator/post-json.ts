import type { Agent as HttpAgent, IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { plainHttp } from '../plain-http.ts';

/** What came of a request. */
export type PostResult =
  /** `body` is undefined where it was cut off, too large, or in an encoding that is not known. */
  | { readonly status: number; readonly body: string | undefined }
  /** Nothing was sent. `code` is Node's, such as `ECONNREFUSED`, or `CONNECT_TIMEOUT`. */
  | { readonly status: 'no-connection'; readonly code: string }
  /** The request went out, at least in part, and no answer came: `ECONNRESET`, `ANSWER_TIMEOUT`. */
  | { readonly status: 'no-answer'; readonly code: string };

/** How long a request may take, in milliseconds. */
export interface PostLimits {
  /** Until there is a connection, TLS included. */
  readonly connectMs: number;
  /** Until the whole answer is there, a second try after a stale connection included. */
  readonly answerMs: number;
}

/** An answer holds a few fields; whatever is larger is not one. */
const MAX_ANSWER_BYTES = 16 * 1024;

// Idle connections are kept: a handshake for every message would take longer than the message.
const httpsAgent = new HttpsAgent({ keepAlive: true });
let httpAgent: HttpAgent | undefined;
function getHttpAgent(): HttpAgent {
  const { Agent } = plainHttp();
  httpAgent ??= new Agent({ keepAlive: true });
  return httpAgent;
}

/**
 * Posts JSON, once; follows no redirect and never throws.
 *
 * With Node's own client rather than `fetch`, which tells neither whether a request had gone out when it failed nor lets
 * the time for connecting be set: what was never sent can be given to another provider at once.
 */
export async function postJson(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: object,
  limits: PostLimits,
): Promise<PostResult> {
  const payload = Buffer.from(JSON.stringify(body));
  const startedAt = performance.now();
  try {
    const result = await postOnce(url, headers, payload, limits);
    if (result !== 'stale') return result;
    // An idle connection that the other side has closed says so only when it is used. Should the request have been taken
    // all the same, the receiver knows the second by its key.
    const answerMs = Math.max(1, limits.answerMs - (performance.now() - startedAt));
    const again = await postOnce(url, headers, payload, { ...limits, answerMs }, 'on a connection of its own');
    return again === 'stale' ? { status: 'no-answer', code: 'ECONNRESET' } : again;
  } catch (error) {
    // Node refuses a header that cannot be sent.
    return { status: 'no-connection', code: (error as NodeJS.ErrnoException).code ?? 'INVALID_REQUEST' };
  }
}

function postOnce(
  url: URL,
  headers: Readonly<Record<string, string>>,
  payload: Buffer,
  { connectMs, answerMs }: PostLimits,
  connection?: 'on a connection of its own',
): Promise<PostResult | 'stale'> {
  const isHttps = url.protocol === 'https:';
  return new Promise((resolve) => {
    let isConnected = false;
    const request = (isHttps ? requestHttps : plainHttp().request)(url, {
      method: 'POST',
      agent: connection ? false : isHttps ? httpsAgent : getHttpAgent(),
      headers: {
        ...headers,
        // A few fields are not worth compressing. Without this header any encoding would be allowed (RFC 9110, section 12.5.3).
        'accept-encoding': 'identity',
        'content-type': 'application/json',
        'content-length': payload.length,
      },
    });
    const answerTimer = setTimeout(() => request.destroy(new Error('ANSWER_TIMEOUT')), answerMs);
    let connectTimer: NodeJS.Timeout | undefined;
    const finish = (result: PostResult | 'stale') => {
      clearTimeout(answerTimer);
      clearTimeout(connectTimer);
      resolve(result);
    };

    request.on('socket', (socket) => {
      const isNew = socket.connecting || (isHttps && !request.reusedSocket);
      if (!isNew) {
        isConnected = true;
        return;
      }
      connectTimer = setTimeout(() => request.destroy(new Error('CONNECT_TIMEOUT')), connectMs);
      (socket as TLSSocket).once(isHttps ? 'secureConnect' : 'connect', () => {
        isConnected = true;
        clearTimeout(connectTimer);
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? error.message;
      if (request.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE')) finish('stale');
      else finish(isConnected ? { status: 'no-answer', code } : { status: 'no-connection', code });
    });
    request.on('response', (response) => {
      const { statusCode: status = 0 } = response;
      void readBody(response).then((bytes) => {
        const text = bytes && textOf(bytes, response.headers['content-encoding']);
        if (bytes === undefined) request.destroy();
        finish({ status, body: text });
      });
    });
    request.end(payload);
  });
}

/** The bytes of an answer; undefined where it is cut off or too large. */
function readBody(response: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) resolve(undefined);
      else chunks.push(chunk);
    });
    response.on('end', () => resolve(Buffer.concat(chunks)));
    response.on('error', () => resolve(undefined));
    // Also where the connection ends before the answer does.
    response.on('close', () => resolve(undefined));
  });
}

const DECODERS: Readonly<Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/** The text of an answer; undefined where it cannot be decoded. Some proxies compress what was not to be compressed. */
function textOf(bytes: Buffer, encoding = ''): string | undefined {
  const decode = DECODERS[encoding.trim().toLowerCase()];
  try {
    // Takes a byte order mark off.
    return new TextDecoder().decode(decode ? decode(bytes, { maxOutputLength: MAX_ANSWER_BYTES }) : bytes);
  } catch {
    return undefined;
  }
}
