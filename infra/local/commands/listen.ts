/** Plays the system of an establishment: `npm run listen -- 7000000001`. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type ApiClient, bodyOf, createApiClient } from '../../../shared/client/client.ts';
import { runCommand, UsageError, wholeNumber } from '../../../shared/command-line.ts';
import { MINUTE_MS, SECOND_MS } from '../../../shared/domain/time.ts';
import { runningAddresses } from '../addresses.ts';
import { explain } from '../clients.ts';
import { tokenRequestSchema } from '../services/oidc/token-request.ts';
import { readBody } from '../support/http.ts';

const HELP = `Plays the system of an establishment: makes a webhook on this machine, has it verified, checks the signature of what
comes, and prints it. Ctrl-C deletes the webhook, unless a subscription names it.

Usage: npm run listen -- <establishment number> [--port <number>] [--raw] [--help]

  --port  where it listens (default: a port that is free)
  --raw   prints each message as one line of JSON, with its headers and its body as they came

Environment: DATA_DIR (.local) of the running system`;

const LAST_PORT = 65_535;
/** A message is no older or newer than that, so that an overheard one is soon worth nothing. */
const MAX_AGE_MS = 5 * MINUTE_MS;
const LOOK_AGAIN_MS = 200;
const MAX_BODY_BYTES = 1024 * 1024;

await runCommand(
  {
    name: 'npm run listen',
    help: HELP,
    options: { port: { type: 'string' }, raw: { type: 'boolean' } },
    positionals: ['establishment number'],
  },
  async ({ values, positionals }) => {
    const asked = tokenRequestSchema.safeParse({ establishmentId: positionals[0] });
    if (!asked.success) throw new UsageError(asked.error.issues.map(({ message }) => message).join('\n'));
    const port = values.port === undefined ? 0 : wholeNumber('--port', values.port, 1024, LAST_PORT);
    const { api: baseUrl } = runningAddresses();
    const answer = await fetch(`${baseUrl}/_local/tokens`, { method: 'POST', body: JSON.stringify(asked.data) });
    const { token } = (await answer.json()) as { token: string };
    await listen(createApiClient({ baseUrl, token }), {
      port,
      isRaw: values.raw ?? false,
      portal: `${baseUrl}/portal`,
    });
  },
  explain,
);

async function listen(
  api: ApiClient,
  { port, isRaw, portal }: { port: number; isRaw: boolean; portal: string },
): Promise<void> {
  const known = Promise.withResolvers<string>();
  const server = createServer(async (request, response) => {
    const body = (await readBody(request, MAX_BODY_BYTES)).toString();
    // The challenge may come before the answer that brings the secret.
    if (!isSigned(await known.promise, request.headers, body)) {
      console.error('a request without a valid signature is refused');
      response.writeHead(401).end();
      return;
    }
    const { type, data } = JSON.parse(body) as { type: string; data: { challenge?: string } };
    response.end(data.challenge ?? 'taken');
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = request.headers;
    const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
    console.log(isRaw ? JSON.stringify({ headers, body }) : `${type} ${JSON.stringify(data)}`);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const created = bodyOf(
    await api.POST('/v1/contacts', { body: { channel: 'webhook', address, label: 'npm run listen' } }),
  );
  known.resolve(created.secret ?? '');
  const path = { contactId: created.id };
  console.log(`webhook ${created.id}\naddress ${address}\nsecret ${created.secret}`);
  for (;;) {
    const { status } = bodyOf(await api.GET('/v1/contacts/{contactId}', { params: { path } }));
    if (status === 'verified') break;
    await wait(LOOK_AGAIN_MS);
  }
  console.log('verified');
  if (!isRaw) console.log(`Waiting for messages. ${portal}/contacts sends a test. Ctrl-C ends it`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const { response } = await api.DELETE('/v1/contacts/{contactId}', { params: { path } });
  console.log(response.ok ? 'the webhook is deleted' : 'the webhook stays, because a subscription names it');
  server.closeAllConnections();
  server.close();
}

/** Whether a request bears a signature of Standard Webhooks by this secret, of this moment. */
function isSigned(secret: string, headers: IncomingHttpHeaders, body: string): boolean {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    String(headers[name] ?? ''),
  );
  if (Math.abs(Date.now() - Number(timestamp) * SECOND_MS) > MAX_AGE_MS) return false;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  return (signatures ?? '').split(' ').some((one) => {
    const given = Buffer.from(one.replace('v1,', ''), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
