import { randomUUID } from 'node:crypto';
import type { Logger } from '@aws-lambda-powertools/logger';
import middy, { type Request as MiddyRequest } from '@middy/core';
import httpContentNegotiation from '@middy/http-content-negotiation';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Language } from '../domain/contacts.ts';
import { type EstablishmentId, establishmentIdSchema } from '../domain/ids.ts';
import type { RefusalKind } from '../domain/refusals.ts';
import { SECOND_MS } from '../domain/time.ts';
import { TooManyWriters } from '../store/optimistic-retry.ts';
import { etagOf } from './etag.ts';
import { type FieldError, Problem, problemDocument, tryAgainLater, validationFailed } from './problem.ts';
import { PROBLEMS } from './problem-codes.ts';
import type { ApiStatus, ResponseOf, Responses } from './responses.ts';
import { grantedScopes, MANAGE_SCOPE, type Need, needOf, scopesFor } from './scopes.ts';
import { COUNTED_PROBLEMS, type TenantLimits, UNLIMITED } from './tenant-limits.ts';
import { check } from './validation.ts';

/** A checked request. */
export interface ApiRequest<P = unknown, Q = unknown, B = unknown> {
  /** The establishment that the token stands for: nothing outside it exists for this request. */
  readonly establishmentId: EstablishmentId;
  /** Who asks, as the token's issuer names them: for the audit trail, never for a log. */
  readonly actor: string;
  /** What the token lets its bearer do. */
  readonly role: Need;
  /** Names the request in our logs and to its caller. */
  readonly requestId: string;
  /** The language in which the caller reads. */
  readonly language: Language;
  readonly method: string;
  readonly path: string;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /**
   * Refuses the request while too many of the establishment's were refused for what the route watches. The handler awaits it with
   * the first read, before it decides, so that the answer tells nothing.
   *
   * @throws Problem `too-many-requests`
   */
  readonly refuseIfSlowed: () => Promise<void>;
}

interface ApiResponse {
  readonly status: ApiStatus;
  readonly body?: object;
  /** Instead of a body in JSON: a text, whose media type stands in the headers. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the signature of a request is made over. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body, byte for byte as it was sent. */
  readonly rawBody: Buffer;
}

/** One route: the schemas that its request must pass, its responses, and its handler. */
export interface Route {
  /** Open to all, so that its request belongs to no establishment. */
  readonly isPublic?: boolean;
  /** What it requires of a token; where absent, `read` for a GET and `manage` for all else. */
  readonly need?: Need;
  /** How its refusals are counted: an establishment that probes is slowed down. */
  readonly watches?: RefusalKind;
  /** For callers without a token, who sign their requests; throws a problem unless the signature is valid. */
  readonly verify?: (request: SignedRequest) => void;
  readonly params?: z.ZodMiniType;
  readonly query?: z.ZodMiniType;
  /** Absent: the route takes no body, and ignores one. */
  readonly body?: z.ZodMiniType;
  /** Its successful responses: the compiler checks them here, and tests check every answer against them. */
  readonly responses: Responses;
  readonly handle: (request: ApiRequest) => Promise<ApiResponse>;
}

/** Declares a route so that its handler sees the types of its schemas. */
export function route<
  P extends z.ZodMiniType,
  Q extends z.ZodMiniType,
  B extends z.ZodMiniType,
  A extends Responses,
>(definition: {
  params?: P;
  query?: Q;
  body?: B;
  watches?: RefusalKind;
  need?: Need;
  responses: A;
  handle: (request: ApiRequest<z.output<P>, z.output<Q>, z.output<B>>) => Promise<ResponseOf<A>>;
}): Route {
  return definition as Route;
}

/** Declares a route that is open to all. */
export function publicRoute<P extends z.ZodMiniType, A extends Responses>(definition: {
  params?: P;
  query?: z.ZodMiniType;
  responses: A;
  handle: (
    request: Pick<ApiRequest<z.output<P>>, 'headers' | 'method' | 'path' | 'params' | 'requestId'>,
  ) => Promise<ResponseOf<A>>;
}): Route {
  return { isPublic: true, ...definition } as Route;
}

/** Declares a route that no token opens but a signature, so that its request belongs to no establishment. */
export function signedRoute<B extends z.ZodMiniType, A extends Responses>(definition: {
  verify: (request: SignedRequest) => void;
  body: B;
  responses: A;
  handle: (request: Pick<ApiRequest<unknown, unknown, z.output<B>>, 'body'>) => Promise<ResponseOf<A>>;
}): Route {
  return definition as Route;
}

/** A single resource, with its entity tag. */
export function resource<S extends ApiStatus, B extends object>(
  status: S,
  body: B,
  headers: Record<string, string> = {},
) {
  return { status, body, headers: { etag: etagOf(body), ...headers } };
}

/** A JSON body may have this many bytes. */
const MAX_BODY_BYTES = 64 * 1024;
const JSON_TYPE = /^application\/([a-z0-9.+-]+\+)?json\s*(;|$)/i;
/** Stands for the establishment of a public or a signed request: no establishment has this number. */
const NOBODY = '' as EstablishmentId;
/** A misspelt parameter is refused on every route, those that take none included. */
const NO_QUERY = z.strictObject({});
/** The headers of every answer. What guards pages is not among them: JSON is rendered by no browser. */
export const COMMON_HEADERS = {
  // Identity numbers and addresses must not stay in caches on the way.
  'cache-control': 'no-store',
  'strict-transport-security': `max-age=${365 * 24 * 60 * 60}; includeSubDomains`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
};

const DEFAULT_LANGUAGE: Language = 'en';

type Event = APIGatewayProxyEventV2WithJWTAuthorizer;
type AnswerContext = Context & { preferredLanguage?: Language };
type Step = MiddyRequest<unknown, APIGatewayProxyStructuredResultV2, Error, AnswerContext>;

/**
 * The Lambda handler of one resource of the API. Checks run in the order of the contract: token, how many requests the
 * establishment makes, scope, path, media type, size, signature (where it stands for the token), JSON, schema; then the route
 * decides on existence, affiliation, contacts and preconditions.
 *
 * @param routes by route key of the gateway, such as `GET /v1/contacts`
 * @param limits of establishments; none where no route takes a token
 */
export function apiHandler(routes: Readonly<Record<string, Route>>, logger: Logger, limits: TenantLimits = UNLIMITED) {
  const answer = async (event: Event, context: AnswerContext): Promise<APIGatewayProxyStructuredResultV2> => {
    logger.addContext(context);
    logger.appendKeys({ routeKey: event.routeKey });
    const matched = routes[event.routeKey];
    if (!matched) throw new Problem('no-such-route');
    const caller = {
      establishmentId: matched.isPublic || matched.verify ? NOBODY : callerOf(event, limits),
      actor: actorOf(event),
      role: roleOf(event),
      requestId: context.awsRequestId,
      language: context.preferredLanguage ?? DEFAULT_LANGUAGE,
    };
    const { establishmentId } = caller;
    if (establishmentId !== NOBODY) {
      await limits.admit(establishmentId);
      const refusal = scopeRefusal(event, needOf(event.routeKey, matched.need));
      if (refusal) throw await limits.refused(caller, 'scope', refusal);
    }
    const params = checked(matched.params, decodeAll(event.pathParameters ?? {}));
    let json: unknown;
    if (matched.body) {
      checkMediaTypeAndSize(event);
      const rawBody = rawBodyOf(event);
      matched.verify?.({ headers: event.headers, rawBody });
      json = parseJson(rawBody);
    }
    const query = check(matched.query ?? NO_QUERY, event.queryStringParameters ?? {});
    const body = matched.body && check(matched.body, json);
    const errors: FieldError[] = [query, body].flatMap((result) => (result && !result.ok ? result.errors : []));
    if (errors.length > 0) throw validationFailed(...errors);

    const { watches } = matched;
    let slowed: Promise<void> | undefined;
    const handled = matched.handle({
      ...caller,
      method: event.requestContext.http.method,
      path: event.rawPath,
      params,
      query: query.ok ? query.value : undefined,
      body: body?.ok ? body.value : undefined,
      headers: event.headers,
      // Once a request: its tries are about the same.
      refuseIfSlowed: async () => {
        if (watches) slowed ??= limits.refuseIfSlowed(establishmentId, watches);
        await slowed;
      },
    });
    const response = await handled.catch(async (error: unknown) => {
      const isCounted = watches && error instanceof Problem && COUNTED_PROBLEMS[watches].includes(error.slug);
      throw isCounted ? await limits.refused(caller, watches, error) : error;
    });
    return {
      statusCode: response.status,
      headers: {
        ...COMMON_HEADERS,
        ...(response.body && { 'content-type': 'application/json; charset=utf-8' }),
        ...response.headers,
      },
      body: response.text ?? (response.body && JSON.stringify(response.body)),
    };
  };

  return problemAnswering<Event>((event, _language, context) => answer(event, context), logger);
}

/** Makes a Lambda handler whose refusals are problem documents in the caller's language. */
export function problemAnswering<E>(
  answer: (event: E, language: Language, context: AnswerContext) => Promise<APIGatewayProxyStructuredResultV2>,
  logger: Logger,
) {
  return middy<E, APIGatewayProxyStructuredResultV2, Error, Context>()
    .use(
      httpContentNegotiation({
        parseCharsets: false,
        parseEncodings: false,
        parseMediaTypes: false,
        availableLanguages: ['en', 'ar'],
        defaultToFirstLanguage: true,
        failOnMismatch: false,
      }),
    )
    .use({
      onError: (request) => {
        request.response = problemResponse(request as Step, logger);
      },
    })
    .handler((event, context: AnswerContext) => answer(event, context.preferredLanguage ?? DEFAULT_LANGUAGE, context));
}

function problemResponse({ error, context }: Step, logger: Logger): APIGatewayProxyStructuredResultV2 {
  const problem = asProblem(error, logger);
  const language = context.preferredLanguage ?? DEFAULT_LANGUAGE;
  // Lambda's request id is a UUID; anything else would make the URN a lie.
  const requestId = /^[0-9a-f-]{36}$/i.test(context.awsRequestId) ? context.awsRequestId : randomUUID();
  return {
    statusCode: PROBLEMS[problem.slug],
    headers: {
      ...COMMON_HEADERS,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-language': language,
      ...problem.headers,
    },
    body: JSON.stringify(problemDocument(problem, language, requestId)),
  };
}

function asProblem(error: unknown, logger: Logger): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TooManyWriters) {
    logger.warn('too many writers of one item');
    return tryAgainLater('many-writers', SECOND_MS);
  }
  logger.error('request failed', { error: error as Error });
  return new Problem('internal');
}

/** The establishment that the token names. @throws Problem `forbidden` when it names none */
function callerOf(event: Event, limits: TenantLimits): EstablishmentId {
  const claim = establishmentIdSchema.safeParse(event.requestContext.authorizer?.jwt?.claims.establishment_id);
  if (claim.success) return claim.data;
  limits.refusedToken(actorOf(event));
  throw new Problem('no-establishment');
}

/**
 * The gateway lets through any token with a scope of ours; whether it reaches for the route is decided here, so that the
 * refusal is a problem document and leaves a trace.
 */
function scopeRefusal(event: Event, need: Need): Problem | undefined {
  const granted = grantedScopes(event.requestContext.authorizer?.jwt?.claims);
  const sufficient = scopesFor(need);
  if (sufficient.some((scope) => granted.includes(scope))) return undefined;
  // RFC 6750, section 3.1
  const challenge = `Bearer scope="${sufficient.join(' ')}" error="insufficient_scope"`;
  return new Problem('insufficient-scope', { headers: { 'www-authenticate': challenge } });
}

function roleOf(event: Event): Need {
  return grantedScopes(event.requestContext.authorizer?.jwt?.claims).includes(MANAGE_SCOPE) ? 'manage' : 'read';
}

/** More of a name than this is not kept; subjects of OpenID Connect have 255 characters at most. */
const MAX_ACTOR = 255;

/** The person or machine client that the token was issued to. */
function actorOf(event: Event): string {
  const claims = event.requestContext.authorizer?.jwt?.claims;
  const names = [claims?.sub, claims?.client_id].filter((name) => typeof name === 'string' && name !== '');
  return String(names[0] ?? 'unknown').slice(0, MAX_ACTOR);
}

function checked(schema: z.ZodMiniType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const result = check(schema, value);
  if (!result.ok) throw validationFailed(...result.errors);
  return result.value;
}

/** Path parameters come decoded from some gateways and encoded from others. */
function decodeAll(params: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      try {
        return [name, value && decodeURIComponent(value)];
      } catch {
        return [name, value];
      }
    }),
  );
}

function rawBodyOf({ body = '', isBase64Encoded }: Event): Buffer {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

/** Refuses what is not UTF-8, and drops a byte order mark (RFC 8259, section 8.1, lets a reader ignore it). */
const UTF_8 = new TextDecoder('utf-8', { fatal: true });
/** What stands in a text for bytes that its decoder could not read. */
const UNREADABLE = '\ufffd';

/**
 * A key such as `__proto__` is a field like any other here; the schema refuses it as unknown.
 *
 * The gateway hands a body over as a text, where bytes that were not UTF-8 are replaced by U+FFFD, or in base64. So a body
 * with that character is refused too: what it stood for is lost, and would be stored and sent as `�`.
 */
function parseJson(rawBody: Buffer): unknown {
  if (rawBody.length === 0) throw new Problem('empty-body');
  const text = textOf(rawBody);
  if (text === undefined || text.includes(UNREADABLE)) throw new Problem('not-utf-8');
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('not-json');
  }
}

function textOf(rawBody: Buffer): string | undefined {
  try {
    return UTF_8.decode(rawBody);
  } catch {
    return undefined;
  }
}

function checkMediaTypeAndSize({ headers, body, isBase64Encoded }: Event): void {
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) throw new Problem('unsupported-media-type');
  const bytes = Buffer.byteLength(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  if (bytes > MAX_BODY_BYTES) throw new Problem('payload-too-large');
}
