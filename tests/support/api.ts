import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { checkAnswer, checkRequestBody, operations, readBody } from './contract.ts';
import { ESTABLISHMENT } from './factories.ts';
import { lambdaContext } from './logger.ts';

/** A request, as far as a test says something about it. */
export interface TestRequest {
  params?: Record<string, string>;
  query?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  rawBody?: string;
  isBase64Encoded?: boolean;
  headers?: Record<string, string>;
  /** The claim of the token; `null` for a token without it. */
  establishmentId?: string | null;
  /** Method and path of a request that has no route. */
  path?: string;
  /** More claims of the token. */
  claims?: Record<string, string>;
}

/** An error inside a problem document. */
interface TestFieldError {
  path: string;
  code: string;
  message: string;
}
/** The body of an answer: a resource, a list or a problem, as the test expects it. */
interface TestBody extends Record<string, unknown> {
  id: string;
  items: TestBody[];
  nextCursor?: string;
  type: string;
  title: string;
  errors: TestFieldError[];
}

export interface TestResponse {
  status: number;
  headers: Record<string, string>;
  body: TestBody;
  /** The slug of a problem; undefined when the answer is none. */
  problem: string | undefined;
  /** `path code` of each error of a problem. */
  errors: string[];
}

export type Call = (routeKey: string, request?: TestRequest) => Promise<TestResponse>;

const PROBLEM_BASE = 'https://passport-notifications.example/problems/';

/** Whom the token was issued to. */
export const ACTOR = 'user-1';

/** A function of the API, as the gateway calls it. */
export type ApiHandler = (
  event: APIGatewayProxyEventV2WithJWTAuthorizer,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** Calls a handler as the gateway does; answers of routes that are in the contract keep to it. */
export function apiCaller(handler: ApiHandler, context: Context = lambdaContext()): Call {
  return async (routeKey, request = {}) => {
    const answer = await handler(gatewayEvent(routeKey, request), { ...context });
    const headers = Object.fromEntries(
      Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    const body = readBody(headers['content-type'], answer.body) as TestBody & Record<string, never>;
    const status = Number(answer.statusCode);
    if (operations.has(routeKey)) {
      checkAnswer(routeKey, { status, header: (name) => headers[name.toLowerCase()], body });
      if (status < 300) checkRequestBody(routeKey, bodyOf(request));
    }
    const isProblem = headers['content-type']?.startsWith('application/problem+json') ?? false;
    // A sentence whose wait or count was not given has a gap.
    if (isProblem && / {2}| \./.test(String(body.detail))) throw new Error(`nothing is filled in: ${body.detail}`);
    return {
      status,
      headers,
      body,
      problem: isProblem ? String(body.type).replace(PROBLEM_BASE, '') : undefined,
      errors: isProblem ? (body.errors ?? []).map(({ path, code }: TestFieldError) => `${path} ${code}`) : [],
    };
  };
}

function bodyOf({ body, rawBody, isBase64Encoded }: TestRequest): unknown {
  if (rawBody === undefined) return body;
  // As the API reads it: without a byte order mark.
  return JSON.parse(new TextDecoder().decode(Buffer.from(rawBody, isBase64Encoded ? 'base64' : 'utf8')));
}

/** What the gateway hands to a function for a request. */
export function gatewayEvent(routeKey: string, request: TestRequest): APIGatewayProxyEventV2WithJWTAuthorizer {
  const { params, query, body, rawBody, headers, isBase64Encoded = false, establishmentId = ESTABLISHMENT } = request;
  const claims = { sub: ACTOR, scope: 'passport-notifications/manage', ...request.claims };
  const text = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  const [method = 'GET', path = '/'] = request.path?.split(' ') ?? routeKey.split(' ');
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: { ...(text !== undefined && { 'content-type': 'application/json' }), ...headers },
    pathParameters: params,
    queryStringParameters: query,
    body: text,
    isBase64Encoded,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'api.example',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request',
      routeKey,
      stage: '$default',
      time: '22/Nov/2026:09:00:00 +0000',
      timeEpoch: 0,
      authorizer: {
        principalId: 'client',
        integrationLatency: 0,
        jwt: {
          claims: establishmentId === null ? claims : { ...claims, establishment_id: establishmentId },
          scopes: ['passport-notifications/manage'],
        },
      },
    },
  };
}
