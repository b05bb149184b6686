/** The local gateway with CORS as the stack configures it, in front of a function that does as it is told. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FunctionPool } from '../../infra/local/functions/function-pool.ts';
import { createHttpApi } from '../../infra/local/http-api/server.ts';
import type { ResolvedResource } from '../../infra/local/template/resolver.ts';
import { cleanUp, synthesizedWith } from '../support/template.ts';

const PORTAL = 'https://portal.example';
const SCOPE = 'passport-notifications/read';

let issuer: string;
let token: string;
const servers: Server[] = [];

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'key', alg: 'RS256' };
  issuer = await listen(
    createServer((request, response) => {
      const isDiscovery = request.url === '/.well-known/openid-configuration';
      response.end(JSON.stringify(isDiscovery ? { jwks_uri: `${issuer}/jwks` } : { keys: [jwk] }));
    }),
  );
  token = await new SignJWT({ scope: SCOPE })
    .setProtectedHeader({ alg: 'RS256', kid: 'key' })
    .setIssuer(issuer)
    .setAudience('api')
    .setExpirationTime('1h')
    .sign(privateKey);
});
afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
  cleanUp();
});

const resource = (logicalId: string, properties: Record<string, unknown>): ResolvedResource => ({
  ...{ logicalId, type: 'Test', name: logicalId, ref: logicalId, arn: `arn:aws:test:::${logicalId}`, properties },
});

/** A gateway with one route that takes a token; the function answers with what the query asks for. */
function gateway(corsOrigins: string | undefined): Promise<string> {
  const [api] = synthesizedWith(corsOrigins === undefined ? {} : { corsOrigins }).all('AWS::ApiGatewayV2::Api');
  const pool: FunctionPool = {
    ...{ name: 'things', arn: 'arn:aws:lambda:::function:things', maxConcurrency: 1 },
    warm: async () => undefined,
    stop: async () => undefined,
    invoke: async (payload) => {
      const { queryStringParameters = {}, requestContext } = JSON.parse(payload);
      const statusCode = Number(queryStringParameters.status ?? 200);
      return {
        payload: JSON.stringify({ statusCode, headers: { etag: '"1"' }, body: '{}' }),
        failed: statusCode === 599,
        requestId: requestContext.requestId,
      };
    },
  };
  return listen(
    createHttpApi({
      apis: [resource('Api', { ...api?.properties })],
      stages: [{ ...resource('Stage', {}), name: '$default' }],
      routes: [
        resource('Route', {
          RouteKey: 'GET /v1/things',
          Target: 'integrations/Integration',
          AuthorizationType: 'JWT',
          AuthorizerId: 'Authorizer',
          AuthorizationScopes: [SCOPE],
        }),
      ],
      integrations: [
        resource('Integration', {
          IntegrationType: 'AWS_PROXY',
          PayloadFormatVersion: '2.0',
          IntegrationUri: 'arn:aws:lambda:us-east-1:000000000000:function:things',
        }),
      ],
      authorizers: [
        resource('Authorizer', {
          AuthorizerType: 'JWT',
          IdentitySource: ['$request.header.Authorization'],
          JwtConfiguration: { Issuer: issuer, Audience: ['api'] },
        }),
      ],
      functions: new Map([['things', pool]]),
      accountId: '000000000000',
      localRoutes: () => false,
    }),
  );
}

/** What an answer says of CORS. */
async function ask(url: string, init: RequestInit = {}) {
  const response = await fetch(url, init);
  await response.text();
  const cors = [...response.headers].filter(([name]) => name.startsWith('access-control-'));
  return { status: response.status, cors: Object.fromEntries(cors) };
}

const preflight = (url: string, origin: string, path = '/v1/things') =>
  ask(`${url}${path}`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'if-match' },
  });
const get = (url: string, origin: string, { query = '', authorization = `Bearer ${token}` } = {}) =>
  ask(`${url}/v1/things${query}`, { headers: { origin, authorization } });

describe('where the deployment names origins', () => {
  let url: string;
  beforeAll(async () => {
    url = await gateway(`${PORTAL}, http://localhost:5173`);
  }, 60_000);

  it('a preflight of one of them is answered without a token, whatever the path', async () => {
    for (const path of ['/v1/things', '/v1/nowhere']) {
      expect(await preflight(url, PORTAL, path)).toEqual({
        status: 204,
        cors: {
          'access-control-allow-origin': PORTAL,
          'access-control-allow-methods': 'GET,POST,PUT,PATCH,DELETE',
          'access-control-allow-headers': 'authorization,content-type,if-match,if-none-match,accept-language',
          'access-control-max-age': '3600',
        },
      });
    }
    expect((await preflight(url, 'http://localhost:5173')).cors).toMatchObject({
      'access-control-allow-origin': 'http://localhost:5173',
    });
  });

  it('its page sees every answer, the refusals of the gateway and the failures too', async () => {
    const seen = {
      'access-control-allow-origin': PORTAL,
      'access-control-expose-headers': 'etag,location,retry-after,content-language,apigw-requestid',
    };
    expect(await get(url, PORTAL)).toEqual({ status: 200, cors: seen });
    for (const status of [404, 412, 429, 500]) {
      expect(await get(url, PORTAL, { query: `?status=${status}` })).toEqual({ status, cors: seen });
    }
    expect(await get(url, PORTAL, { query: '?status=599' })).toEqual({ status: 500, cors: seen });
    expect(await get(url, PORTAL, { authorization: 'Bearer x' })).toEqual({ status: 401, cors: seen });
  });

  it.each([
    'https://portal.example.evil.example',
    'https://evil.example',
    'http://portal.example',
    'https://portal.example:444',
    'https://PORTAL.example',
    'https://portal.example/',
    'null',
    '*',
  ])('a page of %s sees nothing', async (origin) => {
    expect((await preflight(url, origin)).cors).toEqual({});
    expect(await get(url, origin)).toEqual({ status: 200, cors: {} });
  });
});

describe('where it names none', () => {
  it('no answer speaks of CORS, and a preflight finds no route', { timeout: 60_000 }, async () => {
    const url = await gateway(undefined);
    expect(await preflight(url, PORTAL)).toEqual({ status: 404, cors: {} });
    expect(await get(url, PORTAL)).toEqual({ status: 200, cors: {} });
  });
});
