import { type LookupAddress, lookup } from 'node:dns';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { hostOf, isAllowedAddress, parseWebhookAddress } from '../../domain/webhook-address.ts';
import type { EndpointFailure } from '../../domain/webhooks.ts';
import { plainHttp } from '../plain-http.ts';

/** What came of a request. */
export type WebhookAnswer =
  /** `text` is what was read of the answer, cut off where it is long. */
  { readonly status: number; readonly text: string } | { readonly failure: EndpointFailure };

/** How requests reach the systems of establishments. */
export interface WebhookRoute {
  /** On a machine that runs the whole system: loopback may be reached. */
  readonly isLoopbackAllowed: boolean;
  /** From the first look-up to the end of the answer. */
  readonly answerMs: number;
  /** Looks names up; tests hand in one that answers as they like. */
  readonly lookUp?: LookUp;
}
/** Posts a body to a system, once; never throws for what the system does. */
export type PostWebhook = (
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<WebhookAnswer>;

export type LookUp = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** More of an answer is not read. */
const MAX_ANSWER_BYTES = 64 * 1024;
const NOT_PUBLIC = 'NOT_PUBLIC';
const ANSWER_TIMEOUT = 'ANSWER_TIMEOUT';

/**
 * Posts a body to the system of an establishment, once. It follows no redirect, and never throws.
 *
 * Every request has a connection of its own, whose address is looked up and checked for it alone: a name that leads inside by now
 * is refused, however often it led outside. The address that the connection has in the end is checked once more.
 */
export function postWebhook(
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  { isLoopbackAllowed, answerMs, lookUp = lookup }: WebhookRoute,
): Promise<WebhookAnswer> {
  // As it was read when it was stored; what was stored by other rules is refused here too.
  const parsed = parseWebhookAddress(address, isLoopbackAllowed);
  if (!parsed.ok) return Promise.resolve({ failure: 'not-public' });
  const url = new URL(parsed.address);
  const isAllowed = (ip: string) => isAllowedAddress(ip, isLoopbackAllowed);
  const payload = Buffer.from(body);
  return new Promise((resolve) => {
    const request = (url.protocol === 'https:' ? requestHttps : plainHttp().request)({
      protocol: url.protocol,
      hostname: hostOf(url),
      port: url.port || undefined,
      path: `${url.pathname}${url.search}`,
      method: 'POST',
      agent: false,
      lookup: guarded(lookUp, isAllowed),
      headers: {
        ...headers,
        accept: 'application/json, text/plain',
        'accept-encoding': 'identity',
        'content-type': 'application/json',
        'content-length': payload.length,
        'user-agent': 'Passport-Notifications',
      },
    });
    const timer = setTimeout(() => request.destroy(failed(ANSWER_TIMEOUT)), answerMs);
    const finish = (answer: WebhookAnswer) => {
      clearTimeout(timer);
      resolve(answer);
      request.destroy();
    };
    request.on('socket', (socket) => {
      socket.once('connect', () => {
        if (!isAllowed(socket.remoteAddress ?? '')) request.destroy(failed(NOT_PUBLIC));
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => finish({ failure: failureOf(error) }));
    request.on('response', (response) => {
      const { statusCode: status = 0 } = response;
      const chunks: Buffer[] = [];
      let bytes = 0;
      // The status says what became of the request, also where the rest of the answer is cut off or does not come in time.
      const end = () => finish({ status, text: textOf(Buffer.concat(chunks)) });
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk.subarray(0, MAX_ANSWER_BYTES - bytes));
        bytes += chunk.length;
        if (bytes >= MAX_ANSWER_BYTES) end();
      });
      response.on('end', end);
      response.on('error', end);
      response.on('close', end);
    });
    request.end(payload);
  });
}

/** A look-up whose answer is refused whole where one of the addresses is not allowed. */
function guarded(lookUp: LookUp, isAllowed: (ip: string) => boolean): LookupFunction {
  return (hostname, { all }, callback) =>
    lookUp(hostname, { all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error) callback(error, '', 0);
      else if (!first || !addresses.every(({ address }) => isAllowed(address))) callback(failed(NOT_PUBLIC), '', 0);
      else if (all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
}

function failed(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

/** Node names what is wrong with a certificate by OpenSSL's words. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|SSL|TLS|EPROTO/;
const NO_CONNECTION = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_|EADDRNOTAVAIL)/;

function failureOf({ code = '' }: NodeJS.ErrnoException): EndpointFailure {
  if (code === NOT_PUBLIC) return 'not-public';
  if (CERTIFICATE.test(code)) return 'bad-certificate';
  return NO_CONNECTION.test(code) ? 'no-connection' : 'no-answer';
}

/** Takes a byte order mark off, and replaces what is not UTF-8. */
function textOf(bytes: Buffer): string {
  return new TextDecoder().decode(bytes);
}
