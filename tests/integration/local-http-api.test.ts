/** The local gateway with CORS as the stack configures it, in front of a function that does as it is told, and of ours. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/openapi/handler.ts';
import { createHttpApi } from '../../infra/local/services/api-gateway/server.ts';
import type { FunctionPool } from '../../infra/local/services/lambda/function-pool.ts';
import { lambdaContext, silentLogger } from '../support/logger.ts';
import { resource, templateOf } from '../support/resources.ts';
import { synthesizedWith } from '../support/template.ts';

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
});

function pool(name: string, answer: (payload: string) => Promise<{ payload: unknown; failed?: boolean }>) {
  return {
    ...{ name, arn: `arn:aws:lambda:::function:${name}`, maxConcurrency: 1 },
    stop: async () => undefined,
    invoke: async (event) => {
      const { payload, failed = false } = await answer(event);
      return { payload: JSON.stringify(payload), failed, requestId: 'request' };
    },
  } satisfies FunctionPool;
}

/** Answers with what the query asks for. */
const things = pool('things', async (payload) => {
  const { queryStringParameters = {}, headers } = JSON.parse(payload);
  const statusCode = Number(queryStringParameters.status ?? 200);
  const body = JSON.stringify({ queryStringParameters, headers });
  return { payload: { statusCode, headers: { etag: '"1"' }, body }, failed: statusCode === 599 };
});
const describeApi = createHandler({ document: { openapi: '3.1.0' }, logger: silentLogger });
const openapi = pool('openapi', async (payload) => ({
  payload: await describeApi(JSON.parse(payload), lambdaContext()),
}));

const integration = (name: string) =>
  resource('AWS::ApiGatewayV2::Integration', `${name}-integration`, {
    IntegrationType: 'AWS_PROXY',
    PayloadFormatVersion: '2.0',
    IntegrationUri: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  });

/** A gateway with one route that takes a token, and the public one of the description. */
function gateway(corsOrigins: string | undefined): Promise<string> {
  const [api] = synthesizedWith(corsOrigins === undefined ? {} : { corsOrigins }).all('AWS::ApiGatewayV2::Api');
  return listen(
    createServer(
      createHttpApi({
        template: templateOf(
          resource('AWS::ApiGatewayV2::Api', 'Api', api?.properties),
          resource('AWS::ApiGatewayV2::Stage', '$default'),
          resource('AWS::ApiGatewayV2::Route', 'Route', {
            RouteKey: 'GET /v1/things',
            Target: 'integrations/things-integration',
            AuthorizationType: 'JWT',
            AuthorizerId: 'Authorizer',
            AuthorizationScopes: [SCOPE],
          }),
          resource('AWS::ApiGatewayV2::Route', 'PublicRoute', {
            RouteKey: 'GET /v1/openapi.json',
            Target: 'integrations/openapi-integration',
            AuthorizationType: 'NONE',
          }),
          integration('things'),
          integration('openapi'),
          resource('AWS::ApiGatewayV2::Authorizer', 'Authorizer', {
            AuthorizerType: 'JWT',
            IdentitySource: ['$request.header.Authorization'],
            JwtConfiguration: { Issuer: issuer, Audience: ['api'] },
          }),
        ),
        functions: new Map([things, openapi].map((one) => [one.name, one])),
        accountId: '000000000000',
        localRoutes: () => false,
      }),
    ),
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
  });

  it('a preflight of one of them is answered without a token, on any path', async () => {
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

  it('its page can read every answer, also refusals of the gateway and failures', async () => {
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

  it('the CORS headers of a function are dropped', async () => {
    const described = `${url}/v1/openapi.json`;
    expect(await ask(described)).toEqual({ status: 200, cors: {} });
    expect(await ask(described, { headers: { origin: 'https://evil.example' } })).toEqual({ status: 200, cors: {} });
    expect((await ask(described, { headers: { origin: PORTAL } })).cors).toMatchObject({
      'access-control-allow-origin': PORTAL,
    });
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
  let url: string;
  beforeAll(async () => {
    url = await gateway(undefined);
  });

  it('only a function sets CORS headers, and a preflight finds no route', async () => {
    expect(await preflight(url, PORTAL)).toEqual({ status: 404, cors: {} });
    expect(await get(url, PORTAL)).toEqual({ status: 200, cors: {} });
    expect(await ask(`${url}/v1/openapi.json`)).toEqual({ status: 200, cors: { 'access-control-allow-origin': '*' } });
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'a parameter or a header %s is one like any other',
    async (name) => {
      // Not by fetch, which drops a header of the first name.
      const asked = request(`${url}/v1/things?${name}=1&${name}=2`, {
        headers: { authorization: `Bearer ${token}`, [name]: '3' },
      }).end();
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      const { queryStringParameters, headers } = (await json(response)) as Record<string, Record<string, string>>;
      expect(Object.entries(queryStringParameters ?? {})).toEqual([[name, '1,2']]);
      expect(Object.entries(headers ?? {})).toContainEqual([name.toLowerCase(), '3']);
      expect((await ask(`${url}/v1/openapi.json?${name}=1`)).status).toBe(422);
    },
  );
});
