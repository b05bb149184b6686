import { Problem } from '../../shared/http/problem.ts';
import { API_TIMEOUT_MS, ISSUER_ANSWER_MS } from '../../shared/timing.ts';
import type { PortalDeps } from './deps.ts';
import type { PortalAnswer, PortalRequest } from './request.ts';

/** What the page may ask of the API: every route that takes a token. A test compares them with the contract. */
export const PROXIED_ROUTES: Readonly<Record<string, readonly string[]>> = {
  '/v1/establishment': ['GET', 'PATCH'],
  '/v1/summary': ['GET'],
  '/v1/contacts': ['GET', 'POST'],
  '/v1/contacts/{contactId}': ['GET', 'PATCH', 'DELETE'],
  '/v1/contacts/{contactId}/verification': ['POST'],
  '/v1/contacts/{contactId}/verification-code': ['POST'],
  '/v1/contacts/{contactId}/secret': ['POST'],
  '/v1/contacts/{contactId}/test': ['POST'],
  '/v1/contacts/{contactId}/replay': ['POST'],
  '/v1/contacts/{contactId}/answers': ['GET'],
  '/v1/default-subscription': ['GET', 'PUT', 'DELETE'],
  '/v1/subscriptions': ['GET'],
  '/v1/subscriptions/{identityNumber}': ['GET', 'PUT', 'PATCH', 'DELETE'],
  '/v1/travellers': ['GET'],
  '/v1/travellers/{identityNumber}': ['GET'],
  '/v1/notifications': ['GET'],
  '/v1/notifications/{notificationId}': ['GET'],
  '/v1/message-previews': ['POST'],
  '/v1/imports': ['GET', 'POST'],
  '/v1/imports/{importId}': ['GET'],
  '/v1/imports/{importId}/apply': ['POST'],
  '/v1/imports/{importId}/cancel': ['POST'],
  '/v1/exports': ['POST'],
  '/v1/exports/{exportId}': ['GET'],
  '/v1/calendars': ['GET', 'POST'],
  '/v1/calendars/{calendarId}': ['DELETE'],
  '/v1/audit': ['GET'],
};

const PATTERNS = Object.entries(PROXIED_ROUTES).map(([path, methods]) => ({
  // A parameter is an id: nothing that could be read as another path.
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[\\w-]{1,64}')}$`),
  methods,
}));

const SENT_HEADERS = ['accept-language', 'content-type', 'if-match', 'if-none-match'];
const RETURNED_HEADERS = ['content-language', 'content-type', 'etag', 'location', 'retry-after'];

/** What of these headers there is. */
function pick(names: readonly string[], textOf: (name: string) => string | null | undefined): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = textOf(name);
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

/** Asks the API in the name of a session, and hands its answer on as it is. @throws Problem for a route that the page has no use for */
export async function askApi(deps: PortalDeps, { event }: PortalRequest, token: string): Promise<PortalAnswer> {
  const path = `/${event.pathParameters?.proxy ?? ''}`;
  const { method } = event.requestContext.http;
  const route = PATTERNS.find(({ pattern }) => pattern.test(path));
  if (!route?.methods.includes(method)) throw new Problem('no-such-route');
  const query = event.rawQueryString ? `?${event.rawQueryString}` : '';
  const { body, isBase64Encoded } = event;
  const response = await deps.fetch(`${deps.origin}${path}${query}`, {
    method,
    headers: { ...pick(SENT_HEADERS, (name) => event.headers[name]), authorization: `Bearer ${token}` },
    ...(body && { body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') }),
    redirect: 'manual',
    signal: AbortSignal.timeout(API_TIMEOUT_MS + ISSUER_ANSWER_MS),
  });
  return {
    statusCode: response.status,
    headers: pick(RETURNED_HEADERS, (name) => response.headers.get(name)),
    body: await response.text(),
  };
}
