import { createHmac, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { importJWK, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { checkAnswer, routeKeyOf } from '../support/contract.ts';
import { Client } from '../support/local-system.ts';
import { newEmail, newEstablishment } from '../support/passport-events.ts';

const system = new Client(inject('addresses'));
const ESTABLISHMENT_ID = newEstablishment();
const READ = 'passport-notifications/read';
const MANAGE = 'passport-notifications/manage';

let key: JWK;
/** The claims of a token that holds, and its header. */
let good: JWTPayload;
let header: JWTHeaderParameters;

const epochSeconds = (fromNow = 0) => Math.floor(Date.now() / 1000) + fromNow;
const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const partsOf = (token: string) => token.split('.').map((part) => Buffer.from(part, 'base64url').toString());

beforeAll(async () => {
  key = JSON.parse(readFileSync(join(system.addresses.dataDir, 'oidc-key.json'), 'utf8'));
  const [head = '', body = ''] = partsOf(await system.token(ESTABLISHMENT_ID));
  header = JSON.parse(head);
  good = JSON.parse(body);
});

/** A token signed with the issuer's own key; claims that are undefined are left out. */
async function signed(
  claims: JWTPayload = {},
  head: Partial<JWTHeaderParameters> = {},
  by: JWK = key,
): Promise<string> {
  const payload = Object.fromEntries(Object.entries({ ...good, ...claims }).filter(([, value]) => value !== undefined));
  const protectedHeader = { ...header, ...head };
  return new SignJWT(payload).setProtectedHeader(protectedHeader).sign(await importJWK(by, protectedHeader.alg));
}

const publicJwk = (): JWK => ({ kty: key.kty, n: key.n, e: key.e });

/** What a shared secret signs: the verifier must not take the public key for one. */
function hmac(secret: string | Buffer): string {
  const text = `${segment({ ...header, alg: 'HS256' })}.${segment(good)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

interface Answer {
  readonly status: number;
  readonly challenge: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/**
 * Calls the API with these `Authorization` headers, as they are: `fetch` would make one of two.
 *
 * @throws Error unless the answer keeps to the contract
 */
async function call(
  authorization: string | string[] | undefined,
  { method = 'GET', path = '/v1/contacts', body = undefined as object | undefined } = {},
): Promise<Answer> {
  const url = new URL(path, system.addresses.api);
  const sent = request(url, {
    method,
    headers: {
      ...(authorization !== undefined && { authorization: authorization as string }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
  }).end(body && JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const { statusCode: status = 0, headers } = response;
  const answered = await json(response);
  checkAnswer(routeKeyOf(method, url.pathname) ?? path, {
    status,
    header: (name) => headers[name.toLowerCase()]?.toString(),
    body: answered,
  });
  return { status, challenge: headers['www-authenticate'], headers, body: answered as Answer['body'] };
}

const bearer = (token: string, more?: Parameters<typeof call>[1]) => call(`Bearer ${token}`, more);

/** The gateway's own refusal: nothing of ours was asked. */
function expectUnauthorized({ status, body, challenge, headers }: Answer): void {
  expect({ status, body }).toEqual({ status: 401, body: { message: 'Unauthorized' } });
  expect(challenge).toMatch(/^Bearer/);
  expect(headers['apigw-requestid']).toEqual(expect.any(String));
}

describe('a token that holds', () => {
  it.each<[string, JWTPayload]>([
    ['as the issuer makes it', {}],
    ['for several audiences', { aud: ['another', 'passport-notifications'] }],
    ['of a client, without an audience', { aud: undefined, client_id: 'passport-notifications' }],
    ['whose audience is right, whatever its client', { client_id: 'another' }],
    ['with its scopes under the other name', { scope: undefined, scp: [READ] }],
    ['that has begun, and ends in a while', { nbf: epochSeconds(-60), exp: epochSeconds(3600) }],
  ])('opens the API: %s', async (_what, claims) => {
    expect(await bearer(await signed(claims))).toMatchObject({ status: 200, body: { items: [] } });
  });

  it('may come with the scheme in any case, or without', async () => {
    const token = await signed();
    for (const text of [token, `bearer ${token}`, `BEARER  ${token}`])
      expect(await call(text)).toMatchObject({ status: 200 });
  });
});

describe('the gateway refuses with 401', () => {
  it.each<[string, JWTPayload]>([
    ['of another issuer', { iss: 'https://issuer.example' }],
    ['of an issuer that only begins alike', { iss: `${system.addresses.oidc}/` }],
    ['without an issuer', { iss: undefined }],
    ['for another audience', { aud: 'another' }],
    ['for no audience', { aud: undefined }],
    ['of another client, without an audience', { aud: undefined, client_id: 'another' }],
    ['for another audience, whatever its client', { aud: 'another', client_id: 'passport-notifications' }],
    ['that has expired', { exp: epochSeconds(-1) }],
    ['that never expires', { exp: undefined }],
    ['that is not valid yet', { nbf: epochSeconds(60) }],
    ['that was issued in the future', { iat: epochSeconds(60) }],
    ['whose times are no numbers', { exp: 'tomorrow' as unknown as number }],
  ])('a token %s', async (_what, claims) => {
    expectUnauthorized(await bearer(await signed(claims)));
  });

  it('a token that nobody signed', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) {
      expectUnauthorized(await bearer(`${segment({ ...header, alg })}.${segment(good)}.`));
      const [, , signature] = (await signed()).split('.');
      expectUnauthorized(await bearer(`${segment({ ...header, alg })}.${segment(good)}.${signature}`));
    }
  });

  it('a token signed with the public key as if that were a secret', async () => {
    const spki = String(createPublicKey({ key: publicJwk(), format: 'jwk' }).export({ type: 'spki', format: 'pem' }));
    for (const secret of [
      spki,
      spki.trim(),
      JSON.stringify(publicJwk()),
      Buffer.from(String(key.n), 'base64url'),
      '',
    ]) {
      expectUnauthorized(await bearer(hmac(secret)));
    }
  });

  it('a token signed with another key, under any name', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const other: JWK = privateKey.export({ format: 'jwk' });
    const brought = publicKey.export({ format: 'jwk' }) as JWK;
    const heads: Partial<JWTHeaderParameters>[] = [
      {},
      { kid: randomUUID() },
      { jwk: { ...brought, kid: header.kid } as JWK },
      { jku: 'https://issuer.example/jwks' },
      { alg: 'RS384' },
      { alg: 'PS256' },
    ];
    for (const head of heads) expectUnauthorized(await bearer(await signed({}, head, other)));
  });

  it('a token that names no key, or one that the issuer does not have', async () => {
    for (const kid of [undefined, randomUUID()]) {
      const { kid: _kid, ...rest } = header;
      const token = await new SignJWT(good)
        .setProtectedHeader({ ...rest, ...(kid && { kid }) })
        .sign(await importJWK(key, 'RS256'));
      expectUnauthorized(await bearer(token));
    }
  });

  it('a token that was changed after it was signed', async () => {
    const [head, body = '', signature] = (await signed()).split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    for (const change of [{ establishment_id: newEstablishment() }, { exp: claims.exp + 1 }]) {
      expectUnauthorized(await bearer(`${head}.${segment({ ...claims, ...change })}.${signature}`));
    }
    expectUnauthorized(await bearer(`${head}.${body}.${signature?.slice(0, -4)}AAAA`));
    expectUnauthorized(await bearer(`${head}.${body}`));
  });

  it('nothing, or what is no token', async () => {
    const token = await signed();
    for (const text of [undefined, '', 'Bearer', 'Bearer ', 'Bearer x.y.z', 'Basic dXNlcjpwYXNz', `Basic ${token}`]) {
      expectUnauthorized(await call(text));
    }
    for (const text of [`Bearer Bearer ${token}`, `Bearer ${token} ${token}`, `Token ${token}`]) {
      expectUnauthorized(await call(text));
    }
  });

  it('two tokens at once, even if both hold', async () => {
    const token = `Bearer ${await signed()}`;
    for (const both of [[token, token], [token, 'Bearer x'], ['Bearer x', token], [`${token}, ${token}`]]) {
      expectUnauthorized(await call(both));
    }
  });

  it('a token anywhere but in its header', async () => {
    const token = await signed();
    for (const name of ['access_token', 'token', 'authorization', 'Authorization']) {
      expectUnauthorized(
        await call(undefined, { path: `/v1/contacts?${name}=${encodeURIComponent(`Bearer ${token}`)}` }),
      );
    }
  });
});

describe('the gateway refuses with 403', () => {
  it.each<[string, JWTPayload]>([
    ['none', { scope: undefined }],
    ['nothing in it', { scope: '' }],
    ['another one', { scope: 'openid profile' }],
    ['one that only begins alike', { scope: `${READ}-only` }],
    ['one in capitals', { scope: READ.toUpperCase() }],
    ['several, parted by commas', { scope: `${READ},${MANAGE}` }],
  ])('a token without a scope of ours: %s', async (_what, claims) => {
    const answer = await bearer(await signed(claims));
    expect(answer).toMatchObject({ status: 403, body: { message: 'Forbidden' } });
    expect(answer.challenge).toContain('insufficient_scope');
  });
});

describe('the API refuses with 403', () => {
  it('read alone, wherever something is changed', async () => {
    const reader = await signed({ scope: READ });
    const manager = await signed({ scope: MANAGE });
    const id = randomUUID();
    const changes = [
      { method: 'POST', path: '/v1/contacts', body: { channel: 'email', address: newEmail() } },
      { method: 'PATCH', path: `/v1/contacts/${id}`, body: {} },
      { method: 'DELETE', path: `/v1/contacts/${id}` },
      { method: 'POST', path: `/v1/contacts/${id}/verification`, body: { code: '000000' } },
      { method: 'POST', path: `/v1/contacts/${id}/verification-code` },
      { method: 'POST', path: `/v1/contacts/${id}/secret` },
      { method: 'POST', path: `/v1/contacts/${id}/test` },
      { method: 'POST', path: `/v1/contacts/${id}/replay`, body: { from: new Date().toISOString() } },
      { method: 'PUT', path: '/v1/subscriptions/3000000004', body: { alerts: ['exit'], contactIds: [id] } },
      { method: 'PATCH', path: '/v1/subscriptions/3000000004', body: {} },
      { method: 'DELETE', path: '/v1/subscriptions/3000000004' },
    ];
    for (const change of changes) {
      const refused = await bearer(reader, change);
      expect(refused).toMatchObject({ status: 403, body: { title: 'No permission' } });
      expect(refused.challenge).toBe(`Bearer scope="${MANAGE}" error="insufficient_scope"`);
      expect(String((await bearer(manager, change)).challenge)).not.toContain('insufficient_scope');
    }
    for (const path of ['contacts', 'subscriptions', 'travellers', 'notifications'].map((list) => `/v1/${list}`)) {
      for (const token of [reader, manager]) expect(await bearer(token, { path })).toMatchObject({ status: 200 });
    }
  });

  it.each<[string, unknown]>([
    ['none', undefined],
    ['nothing in it', ''],
    ['null', null],
    ['nine digits', '700000000'],
    ['eleven digits', '70000000011'],
    ['another first digit', '1000000001'],
    ['a line break behind it', '7000000001\n'],
    ['a space before it', ' 7000000001'],
    ['Arabic digits', '٧٠٠٠٠٠٠٠٠١'],
    ['a list of one', ['7000000001']],
    ['a list of two', ['7000000001', '7000000002']],
    ['an object', { id: '7000000001' }],
    ['true', true],
    ['a key of the table', '7000000001#CONTACTS'],
  ])('a token whose establishment is %s', async (_what, establishment_id) => {
    const token = await signed({ establishment_id });
    for (const path of ['/v1/contacts', '/v1/travellers', '/v1/subscriptions', '/v1/notifications']) {
      const { status, body, headers } = await bearer(token, { path });
      expect({ status, body }).toEqual({
        status: 403,
        body: {
          type: 'https://passport-notifications.example/problems/forbidden',
          title: expect.any(String),
          status: 403,
          detail: expect.any(String),
          instance: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
        },
      });
      expect(headers).toMatchObject({
        'content-type': 'application/problem+json; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
    }
  });
});
