import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { BodyTooLargeError, readBody } from '../../support/http.ts';
import type { Resources } from '../../template/resource.ts';
import { TemplateError } from '../../template/template.ts';
import type { FunctionPool } from '../lambda/function-pool.ts';
import { createAuthorizer } from './authorizer.ts';
import { applyCors, type CorsConfiguration } from './cors.ts';
import { sendAnswer, sendMessage, toEvent } from './payload.ts';
import { matchRoute, readRoutes } from './routes.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const INTEGRATION_TIMEOUT_MS = 30_000;

/** Answers a request that is not for the API; false when it is. */
export type LocalRoutes = (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;

/** Makes the request handler of the template's HTTP API. */
export function createHttpApi(options: {
  template: Resources;
  functions: ReadonlyMap<string, FunctionPool>;
  accountId: string;
  localRoutes: LocalRoutes;
  /** How many times longer than on AWS a request may take; 1 when absent. */
  timeFactor?: number | undefined;
}): RequestListener {
  const { template, functions, accountId, localRoutes, timeFactor = 1 } = options;
  const [api, ...others] = template.resources('AWS::ApiGatewayV2::Api');
  if (others.length > 0) throw new TemplateError('only one HTTP API is supported locally');
  for (const { name } of template.resources('AWS::ApiGatewayV2::Stage')) {
    if (name !== '$default')
      throw new TemplateError(`only the $default stage of an HTTP API is supported locally, not ${name}`);
  }
  const routes = readRoutes(template, functions);
  const cors = api?.properties.CorsConfiguration as CorsConfiguration | undefined;
  const authorize = createAuthorizer();

  const answer = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const requestId = randomUUID();
    response.setHeader('apigw-requestid', requestId);
    if (applyCors(request, response, cors)) return;
    const match = matchRoute(routes, request.method ?? 'GET', url.pathname);
    if (!match) {
      sendMessage(response, 404, 'Not Found');
      return;
    }
    // Node drops a second header; the gateway joins the two, and two tokens are not a valid one.
    const authorization = await authorize(match.route, request.headersDistinct.authorization?.join(','));
    if (!authorization.allowed) {
      const message = authorization.status === 401 ? 'Unauthorized' : 'Forbidden';
      sendMessage(response, authorization.status, message, { 'www-authenticate': authorization.challenge });
      return;
    }
    const body = await readBody(request, MAX_BODY_BYTES);
    const event = toEvent({
      request,
      url,
      body,
      match,
      jwt: authorization.jwt,
      requestId,
      api: {
        apiId: api?.ref ?? '',
        accountId,
        domainName: request.headers.host ?? '127.0.0.1',
        stage: '$default',
      },
    });
    const pool = functions.get(match.route.functionName) as FunctionPool;
    const result = await withinTime(
      pool.invoke(JSON.stringify(event), { caller: authorization.jwt?.claims.establishment_id, timeFactor }),
      INTEGRATION_TIMEOUT_MS * timeFactor,
    );
    if (result === 'late') sendMessage(response, 503, 'Service Unavailable');
    else sendAnswer(request, response, result, { isCorsConfigured: cors !== undefined });
  };

  return (request, response) => {
    let url: URL;
    try {
      // By hand, because a path that begins with two slashes would be read as a host.
      url = new URL(`http://127.0.0.1${request.url?.startsWith('/') ? request.url : '/'}`);
    } catch {
      sendMessage(response, 400, 'Bad Request');
      return;
    }
    if (localRoutes(request, response, url)) return;
    answer(request, response, url).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else if (error instanceof BodyTooLargeError) sendMessage(response, 413, 'Request Entity Too Large');
      else sendMessage(response, 500, 'Internal Server Error');
    });
  };
}

async function withinTime<T>(work: Promise<T>, timeoutMs: number): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
