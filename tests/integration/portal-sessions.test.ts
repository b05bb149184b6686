/** How long sessions of the portal hold, and how their tokens are renewed: the real issuer of this machine, and the store on dynalite. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// biome-ignore lint/style/noRestrictedImports: a request that waits for the renewal of another gives it time.
import { setTimeout as sleep } from 'node:timers/promises';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { SESSION_COOKIE } from '../../functions/portal/cookies.ts';
import { type PortalDeps, portalStore } from '../../functions/portal/deps.ts';
import { createHandler } from '../../functions/portal/handler.ts';
import { createIssuer } from '../../functions/portal/issuer.ts';
import { openOidc } from '../../infra/local/services/oidc/issuer.ts';
import { createKeys } from '../../shared/keys.ts';
import { type Table, withTable } from '../../shared/store/table.ts';
import { SESSION_IDLE_MS, SESSION_LIFE_MS, SIGN_IN_LIFE_MS } from '../../shared/timing.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { lambdaContext, silentLogger } from '../support/logger.ts';

const ORIGIN = 'https://api.example';
const MINUTE_MS = 60_000;

let dynalite: Dynalite;
let server: Server;
let issuerUrl: string;
let table: Table;
let now: Date;
let renewals: number;
let handler: ReturnType<typeof createHandler>;
let deps: PortalDeps;

beforeAll(async () => {
  dynalite = await startDynalite();
  server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  issuerUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keyPath = join(mkdtempSync(join(tmpdir(), 'portal-')), 'key.json');
  const oidc = await openOidc({ issuer: issuerUrl, keyPath, audience: 'api' });
  server.on('request', oidc.requestHandler);
});
afterAll(async () => {
  server.close().closeAllConnections();
  await dynalite.stop();
});
beforeEach(async () => {
  table = await dynalite.newTable();
  now = new Date();
  renewals = 0;
  const issuer = createIssuer({ issuer: issuerUrl, clientId: 'portal', clientSecret: 'secret', origin: ORIGIN });
  deps = {
    store: withTable(table, portalStore),
    keys: createKeys('a secret of the test'),
    logger: silentLogger,
    issuer: {
      ...issuer,
      renew: (token) => {
        renewals += 1;
        return issuer.renew(token);
      },
    },
    files: { get: () => undefined },
    origin: ORIGIN,
    filesOrigin: 'https://files.example',
    // The API: it answers with the token that it was asked with.
    fetch: async (_url, { headers }) => Response.json({ token: new Headers(headers).get('authorization') }),
    now: () => now,
    newSessionId: randomUUID,
    sleep,
  };
  handler = createHandler(deps);
});

async function ask(routeKey: string, path: string, { cookie, query = '' }: { cookie?: string; query?: string } = {}) {
  const [method = '', route = ''] = routeKey.split(' ');
  const event = {
    routeKey,
    rawPath: path,
    rawQueryString: query,
    queryStringParameters: Object.fromEntries(new URLSearchParams(query)),
    headers: { 'x-portal': '1', host: 'api.example' },
    cookies: cookie ? [cookie] : [],
    pathParameters: route.includes('{proxy+}') ? { proxy: path.replace(/^\/portal\/(api\/)?/, '') } : {},
    requestContext: { http: { method: method === 'ANY' ? 'GET' : method } },
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2;
  return handler(event, lambdaContext());
}

const cookieOf = (cookies: readonly string[] = [], name: string) =>
  cookies.find((one) => one.startsWith(`${name}=`))?.split(';')[0];

/** Signs in over the issuer. @returns the cookie of the session */
async function signIn(role = 'manager'): Promise<string> {
  return finishSignIn(await ask('GET /portal/session/sign-in', '/portal/session/sign-in'), role);
}

async function finishSignIn(begun: Awaited<ReturnType<typeof ask>>, role = 'manager'): Promise<string> {
  const url = new URL(String(begun.headers?.location));
  url.searchParams.set('establishment', '7000000009');
  url.searchParams.set('role', role);
  const back = new URL((await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '');
  const cookie = cookieOf(begun.cookies, '__Host-signin') ?? '';
  const done = await ask('GET /portal/session/callback', back.pathname, { cookie, query: back.search.slice(1) });
  return cookieOf(done.cookies, SESSION_COOKIE) ?? '';
}

const session = (cookie: string) => ask('GET /portal/session', '/portal/session', { cookie });
const api = (cookie: string) => ask('ANY /portal/api/{proxy+}', '/portal/api/v1/contacts', { cookie });
const tokenOf = ({ body }: { body?: string | undefined }) => JSON.parse(body ?? '{}').token as string | undefined;

it('ends when nobody used it for half an hour; looking when it ends is no use', async () => {
  const cookie = await signIn();
  now = new Date(now.getTime() + SESSION_IDLE_MS - MINUTE_MS);
  expect((await session(cookie)).statusCode).toBe(200);
  now = new Date(now.getTime() + MINUTE_MS);
  expect((await session(cookie)).statusCode).toBe(401);
});

it('goes on while it is used, by the API or by a sign of life, up to twelve hours', async () => {
  const cookie = await signIn();
  const end = now.getTime() + SESSION_LIFE_MS;
  for (let turn = 0; now.getTime() + SESSION_IDLE_MS < end; turn += 1) {
    now = new Date(now.getTime() + SESSION_IDLE_MS - MINUTE_MS);
    const used =
      turn % 2 ? await api(cookie) : await ask('POST /portal/session/use', '/portal/session/use', { cookie });
    expect(used.statusCode).toBe(200);
  }
  now = new Date(end);
  expect((await session(cookie)).statusCode).toBe(401);
});

it('renews its token once, however many requests need it at once, and each gets the new one', async () => {
  const cookie = await signIn();
  const first = tokenOf(await api(cookie));
  expect(renewals).toBe(0);
  now = new Date(now.getTime() + 20 * MINUTE_MS);
  await api(cookie);
  now = new Date(now.getTime() + 20 * MINUTE_MS);
  await api(cookie);
  // An hour after the sign-in the token has ended; the issuer's own clock stands still.
  now = new Date(now.getTime() + 20 * MINUTE_MS);
  const answers = await Promise.all(Array.from({ length: 8 }, () => api(cookie)));
  const tokens = new Set(answers.map(tokenOf));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(200));
  expect(renewals).toBe(1);
  expect(tokens.size).toBe(1);
  expect(tokens.has(first)).toBe(false);
});

it('waits for nobody who renews a token that still holds', async () => {
  const cookie = await signIn();
  const first = tokenOf(await api(cookie));
  for (const minutes of [20, 20, 19.5]) {
    now = new Date(now.getTime() + minutes * MINUTE_MS);
    if (minutes === 20) await api(cookie);
  }
  const renewed = Promise.withResolvers<void>();
  handler = createHandler({
    ...deps,
    issuer: { ...deps.issuer, renew: (token) => renewed.promise.then(() => deps.issuer.renew(token)) },
    sleep: () => Promise.reject(new Error('it waits')),
  });
  const renewing = api(cookie);
  await deps.store.readSession(deps.keys.hash('portal-session', 'another'));
  expect(tokenOf(await api(cookie))).toBe(first);
  renewed.resolve();
  expect(tokenOf(await renewing)).not.toBe(first);
});

it('ends when the API no longer takes its token', async () => {
  const cookie = await signIn();
  handler = createHandler({ ...deps, fetch: async () => Response.json({ message: 'Unauthorized' }, { status: 401 }) });
  const answer = await api(cookie);
  expect([answer.statusCode, answer.headers?.['content-type']]).toEqual([401, expect.stringContaining('problem+json')]);
  handler = createHandler(deps);
  expect((await session(cookie)).statusCode).toBe(401);
});

it('is signed out where the issuer does not answer, too', async () => {
  const cookie = await signIn();
  const down = () => Promise.reject(new Error('no answer'));
  handler = createHandler({ ...deps, issuer: { ...deps.issuer, revoke: down, signOutUrl: down } });
  const answer = await ask('POST /portal/session/sign-out', '/portal/session/sign-out', { cookie });
  expect(JSON.parse(answer.body ?? '')).toEqual({ signOutUrl: `${ORIGIN}/portal` });
  expect(answer.cookies?.filter((line) => /max-age=0/i.test(line))).toHaveLength(2);
  handler = createHandler(deps);
  expect((await session(cookie)).statusCode).toBe(401);
});

it('is not begun by a sign-in that took more than ten minutes, although the browser kept its cookie', async () => {
  const begun = await ask('GET /portal/session/sign-in', '/portal/session/sign-in');
  now = new Date(now.getTime() + SIGN_IN_LIFE_MS);
  expect(await finishSignIn(begun)).toBe('');
});

it('ends when the issuer no longer takes its refresh token', async () => {
  const cookie = await signIn();
  const other = createHandler({
    ...deps,
    issuer: { ...deps.issuer, renew: (token) => deps.issuer.revoke(token).then(() => deps.issuer.renew(token)) },
  });
  handler = other;
  for (let step = 0; step < 3; step += 1) {
    now = new Date(now.getTime() + 20 * MINUTE_MS);
    if (step < 2) await api(cookie);
  }
  expect((await api(cookie)).statusCode).toBe(401);
  handler = createHandler(deps);
  expect((await session(cookie)).statusCode).toBe(401);
});

it('stores neither the cookie nor a token that could be read', async () => {
  const cookie = await signIn();
  const id = cookie.split('=')[1] ?? '';
  const hash = deps.keys.hash('portal-session', id);
  const stored = await deps.store.readSession(hash);
  expect(stored).toMatchObject({ establishmentId: '7000000009', role: 'manage' });
  const text = JSON.stringify(stored);
  expect(text).not.toContain(id);
  expect(text).not.toContain('eyJ');
  expect(text).not.toContain(tokenOf(await api(cookie))?.slice('Bearer '.length) ?? 'no token');
});

it('of one who belongs to no establishment is never begun', async () => {
  handler = createHandler({
    ...deps,
    issuer: {
      ...deps.issuer,
      finish: async (...args) => ({ ...(await deps.issuer.finish(...args)), establishmentId: undefined }),
    },
  });
  expect(await signIn()).toBe('');
});
