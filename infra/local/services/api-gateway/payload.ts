import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InvocationResult } from '../lambda/function-pool.ts';
import { decode, type RouteMatch } from './routes.ts';

/** The parts of an event of payload format 2.0. */
export interface ApiRequest {
  request: IncomingMessage;
  url: URL;
  body: Buffer;
  match: RouteMatch;
  jwt?: { claims: Record<string, string>; scopes: string[] | null };
  requestId: string;
  api: { apiId: string; accountId: string; domainName: string; stage: string };
}

/**
 * Builds the event that a function gets.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function toEvent({ request, url, body, match, jwt, requestId, api }: ApiRequest): Record<string, unknown> {
  const now = new Date();
  // HTTP APIs decode the path, although it is called raw.
  const path = decode(url.pathname);
  const { cookie, ...headers } = headersOf(request);
  const query = queryOf(url);
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  const isText = isTextType(headers['content-type']);
  return {
    version: '2.0',
    routeKey: match.route.routeKey,
    rawPath: path,
    rawQueryString: url.search.replace(/^\?/, ''),
    ...(cookie !== undefined && { cookies: cookie.split(';').map((one) => one.trim()) }),
    headers: {
      ...headers,
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': String(request.socket.localPort),
      'x-forwarded-proto': 'http',
    },
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    requestContext: {
      accountId: api.accountId,
      apiId: api.apiId,
      ...(jwt && { authorizer: { jwt } }),
      domainName: api.domainName,
      domainPrefix: api.apiId,
      http: {
        method: request.method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: match.route.routeKey,
      stage: api.stage,
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

interface FunctionAnswer {
  statusCode?: number;
  headers?: Record<string, string | number | boolean>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
}

/**
 * Answers with what the function returned.
 *
 * @param options.isCorsConfigured whether the gateway sets the CORS headers; then it drops those of the function:
 *   https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  result: InvocationResult,
  { isCorsConfigured }: { isCorsConfigured: boolean },
): void {
  const answer = result.failed ? undefined : readAnswer(result.payload);
  if (!answer) {
    sendMessage(response, 500, 'Internal Server Error');
    return;
  }
  const body = Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8');
  response.statusCode = answer.statusCode ?? 200;
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    const isDropped = isCorsConfigured && name.toLowerCase().startsWith('access-control-');
    if (!isDropped) response.setHeader(name, String(value));
  }
  if (!response.hasHeader('content-type') && body.length > 0) {
    response.setHeader('content-type', 'text/plain; charset=utf-8');
  }
  if (answer.cookies && answer.cookies.length > 0) response.setHeader('set-cookie', answer.cookies);
  const bodyless = response.statusCode === 204 || response.statusCode === 304;
  if (bodyless) response.removeHeader('content-length');
  else response.setHeader('content-length', body.length);
  response.end(bodyless || request.method === 'HEAD' ? undefined : body);
}

/** Answers a message of the gateway itself. */
export function sendMessage(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ message }));
}

/** The answer of a function: a value without a status is the body of a 200. */
function readAnswer(payload: string): FunctionAnswer | undefined {
  const value: unknown = JSON.parse(payload);
  if (value !== null && typeof value === 'object' && 'statusCode' in value) {
    const answer = value as FunctionAnswer;
    const status = Number(answer.statusCode);
    if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
    if (answer.body !== undefined && answer.body !== null && typeof answer.body !== 'string') return undefined;
    return { ...answer, statusCode: status };
  }
  if (value === null) return { statusCode: 200 };
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body };
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const headers = emptyRecord();
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (values) headers[name] = values.join(name === 'cookie' ? ';' : ',');
  }
  return headers;
}

function queryOf(url: URL): Record<string, string> {
  const query = emptyRecord();
  for (const [name, value] of url.searchParams) {
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  }
  return query;
}

/** Without a prototype: callers choose the names, `__proto__` and `constructor` among them. */
function emptyRecord(): Record<string, string> {
  return Object.create(null);
}

function isTextType(contentType = ''): boolean {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  return (
    type.startsWith('text/') ||
    /^application\/(json|xml|javascript)$/.test(type) ||
    type.endsWith('+json') ||
    type.endsWith('+xml')
  );
}

/** `22/Nov/2026:08:15:30 +0000` */
function commonLogTime(instant: Date): string {
  const [, day, month, year, time] = instant.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
