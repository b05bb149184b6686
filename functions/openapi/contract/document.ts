import * as z from 'zod/mini';
import type { Route } from '../../../shared/http/api.ts';
import { PROBLEMS, type ProblemSlug } from '../../../shared/http/problem-codes.ts';
import { MANAGE_SCOPE, needOf, READ_SCOPE, scopesFor } from '../../../shared/http/scopes.ts';
import { MAX_LIMIT } from '../../../shared/http/validation.ts';
import { OPERATIONS, type Operation, PARAMETERS, TAGS } from './operations.ts';
import { ROUTES } from './routes.ts';
import { documentation, gatewayView, problemType, problemView } from './schemas.ts';
import { CONTRACT_VERSION } from './version.ts';
import { webhookBodies, webhookOperations } from './webhooks.ts';

type Json = Record<string, unknown>;

/** An OpenAPI 3.1 document, as far as tools of ours look into it. */
export interface OpenApiDocument extends Json {
  readonly openapi: string;
  readonly info: { readonly version: string } & Json;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

const DESCRIPTION = `Establishments follow the passports, visas and border crossings of the people who belong to them.

A request reaches only the establishment that its token names. The API refuses unknown fields and query parameters.
Ignore fields of an answer that you do not know: a new version may add them.`;

/** The document of all routes that the functions declare. @throws Error for a route, a body or a parameter without words */
export function buildDocument(routes: Readonly<Record<string, Route>> = ROUTES): OpenApiDocument {
  const paths: Record<string, Record<string, Json>> = {};
  const failures: Record<string, Json> = {};
  for (const [routeKey, route] of Object.entries(routes)) {
    const [method = '', path = ''] = routeKey.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(routeKey, route, failures) };
  }
  const unknown = Object.keys(OPERATIONS).filter((routeKey) => !(routeKey in routes));
  if (unknown.length > 0) throw new Error(`no function declares ${unknown.join(', ')}`);
  return {
    openapi: '3.1.1',
    info: { title: 'Passport Notifications', version: CONTRACT_VERSION, description: DESCRIPTION },
    servers: [{ url: '/', description: 'The address that serves this document.' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    webhooks: webhookOperations((type) => componentOf(type, webhookBodies[type])),
    components: {
      schemas: componentSchemas(),
      parameters: SHARED_PARAMETERS,
      headers: HEADERS,
      responses: Object.fromEntries(Object.entries(failures).toSorted(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

const SECURITY_SCHEMES = {
  token: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: `An access token of the issuer that the deployment names, with the claim \`establishment_id\` and the scope \`${READ_SCOPE}\` or \`${MANAGE_SCOPE}\`, which includes the former.`,
  },
  signature: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Signature',
    description: '`sha256=` and the hexadecimal signature of the body and of `X-Timestamp`.',
  },
};

/** Headers of answers; those that are required are there whenever our functions answer with them. */
const HEADERS = {
  ETag: {
    description: 'Entity tag of the representation.',
    required: true,
    schema: { type: 'string', pattern: '^"[A-Za-z0-9_-]{22}"$' },
  },
  Location: { description: 'Where the new resource is.', required: true, schema: { type: 'string', pattern: '^/v1/' } },
  CacheControl: {
    description: 'Caches must not keep the answer.',
    required: true,
    schema: { type: 'string', const: 'no-store' },
  },
  PrivateCacheControl: {
    description: 'The caller may keep the answer, and asks before it uses it again. Shared caches must not keep it.',
    required: true,
    schema: { type: 'string', const: 'private, no-cache' },
  },
  PublicCacheControl: {
    description: 'How long caches may keep the answer.',
    required: true,
    schema: { type: 'string', pattern: '^public, max-age=[0-9]+$' },
  },
  // Not required: the gateway answers some of these statuses by itself, without.
  ContentLanguage: {
    description: 'The language of the texts, as `Accept-Language` asks.',
    schema: { type: 'string', enum: ['ar', 'en'] },
  },
  WwwAuthenticate: {
    description: 'What the token lacks. On 403, `scope` lists the scopes that the request needs.',
    schema: { type: 'string' },
  },
  RetryAfter: { description: 'Seconds to wait.', schema: { type: 'string', pattern: '^[1-9][0-9]*$' } },
};
const header = (name: keyof typeof HEADERS) => ({ $ref: `#/components/headers/${name}` });

const inHeader = (name: string, description: string, more: { required?: boolean; schema?: Json } = {}) => ({
  name,
  in: 'header',
  description,
  required: more.required ?? false,
  schema: { type: 'string', ...more.schema },
});
const SHARED_PARAMETERS = {
  AcceptLanguage: inHeader('Accept-Language', 'The language of problems: `ar` or `en`. The default is English.'),
  IfMatch: inHeader('If-Match', 'Entity tags, or `*`. The API answers 412 unless the resource has one of them.'),
  IfAbsent: inHeader('If-None-Match', '`*`. The API answers 412 if the resource exists.', { schema: { enum: ['*'] } }),
  IfChanged: inHeader('If-None-Match', 'Entity tags. The API answers 304 if the resource has one of them.'),
  Timestamp: inHeader('X-Timestamp', 'Now, in seconds since 1970.', {
    required: true,
    schema: { pattern: '^[0-9]{1,12}$' },
  }),
};
const CONDITIONS = { 'If-Match': 'IfMatch', 'If-None-Match: *': 'IfAbsent', 'If-None-Match': 'IfChanged' } as const;

/** Statuses that the gateway answers by itself, with words of its own. */
const GATEWAY_ANSWERS: Readonly<Record<string, string>> = {
  401: 'The request has no token, or the token is not valid.',
  403: 'The token has none of our scopes.',
  413: 'The request is larger than the gateway accepts.',
  429: 'The gateway receives too many requests.',
  500: 'Something went wrong on our side.',
  503: 'The API did not answer in time.',
};

function operationOf(routeKey: string, route: Route, failures: Record<string, Json>): Json {
  const words = OPERATIONS[routeKey];
  if (!words) throw new Error(`operations.ts does not describe ${routeKey}`);
  const { operationId, tag, summary, description } = words;
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description && { description }),
    security: securityOf(routeKey, route),
    parameters: parametersOf(routeKey, route, words),
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: componentOf(routeKey, route.body) } } },
    }),
    responses: responsesOf(routeKey, route, words, failures),
  };
}

function securityOf(routeKey: string, { isPublic, verify, need }: Route): Json[] {
  if (isPublic) return [];
  if (verify) return [{ signature: [] }];
  // Of several, any one will do: manage includes read.
  return scopesFor(needOf(routeKey, need)).map((scope) => ({ token: [scope] }));
}

function parametersOf(routeKey: string, route: Route, { conditions = [], parameters = {} }: Operation): Json[] {
  const from = (place: 'path' | 'query', schema: z.ZodMiniType | undefined) => {
    const { properties = {}, required = [] } = schema ? jsonSchema(schema) : {};
    return Object.entries(properties).map(([name, form]) => {
      const words = PARAMETERS[name];
      const description = parameters[name] ?? words?.description;
      if (!description) throw new Error(`operations.ts does not describe parameter ${name} of ${routeKey}`);
      const { example } = words ?? {};
      const isFilter = place === 'query' && !required.includes(name);
      return {
        name,
        in: place,
        // Tools that send requests fill examples in: a filter would find nothing but the example.
        description: isFilter && example !== undefined ? `${description} Such as \`${example}\`.` : description,
        required: place === 'path' || required.includes(name),
        schema: { ...(form as Json), ...words?.schema, ...(name === 'limit' && { maximum: MAX_LIMIT }) },
        ...(!isFilter && example !== undefined && { example }),
      };
    });
  };
  const names: (keyof typeof SHARED_PARAMETERS)[] = [
    ...conditions.map((condition) => CONDITIONS[condition]),
    ...(route.verify ? (['Timestamp'] as const) : []),
    'AcceptLanguage',
  ];
  return [
    ...from('path', route.params),
    ...from('query', route.query),
    ...names.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

function responsesOf(
  routeKey: string,
  route: Route,
  { responses, isPage, isCalendar, hasEntityTag, problems = [], conditions = [] }: Operation,
  failures: Record<string, Json>,
): Json {
  const described = Object.keys(responses).toSorted().join();
  if (described !== Object.keys(route.responses).toSorted().join()) {
    throw new Error(`operations.ts says of ${routeKey} that it answers ${described}`);
  }
  // What is open to all and the same for all.
  const isDocument = route.isPublic && Object.values(route.responses).some((schema) => schema !== null);
  const cacheControl = isDocument ? 'PublicCacheControl' : isCalendar ? 'PrivateCacheControl' : 'CacheControl';
  const successes = Object.entries(route.responses).map(([status, schema]) => {
    const isSingle = hasEntityTag ?? (schema !== null && !routeKey.match(/^GET [^{]*$/));
    const headers = {
      'Cache-Control': header(cacheControl),
      ...((isSingle || isDocument) && { ETag: header('ETag') }),
      ...(status === '201' && { Location: header('Location') }),
    };
    const isFile = isCalendar && status === '200';
    const content = (schema || isPage || isFile) && {
      content: {
        ...(schema && { 'application/json': { schema: componentOf(routeKey, schema) } }),
        ...(isPage && { 'text/html': { schema: { type: 'string' } } }),
        ...(isFile && { 'text/calendar': { schema: { type: 'string' } } }),
      },
    };
    return [status, { description: responses[status], headers, ...content }] as const;
  });
  const own = [...generalProblems(route, conditions), ...problems];
  const gateway = Object.keys(GATEWAY_ANSWERS).filter((status) => isFromGateway(status, route));
  const statuses = new Set([...own.map((slug) => String(PROBLEMS[slug])), ...gateway]);
  const refusals = [...statuses].toSorted().map((status) => {
    const slugs = own.filter((slug) => String(PROBLEMS[slug]) === status).toSorted();
    const name = [...slugs.map(pascalCase), ...(gateway.includes(status) ? [`Gateway${status}`] : [])].join('Or');
    failures[name] ??= failureOf(status, slugs, gateway.includes(status));
    return [status, { $ref: `#/components/responses/${name}` }] as const;
  });
  return Object.fromEntries([...successes, ...refusals]);
}

function pascalCase(slug: string): string {
  return slug.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

/** Problems that any request of a route can have, whatever it is about. */
function generalProblems(route: Route, conditions: Operation['conditions'] = []): ProblemSlug[] {
  const isConditional = conditions.some((condition) => condition !== 'If-None-Match');
  return [
    ...(route.isPublic ? [] : (['forbidden'] as const)),
    // Of an establishment; who signs has none.
    ...(route.isPublic || route.verify ? [] : (['too-many-requests'] as const)),
    ...(isConditional ? (['precondition-failed'] as const) : []),
    ...(route.body ? (['malformed-json', 'payload-too-large', 'unsupported-media-type'] as const) : []),
    'validation-failed',
    'internal',
  ];
}

function isFromGateway(status: string, route: Route): boolean {
  if (status === '401' || status === '403') return !route.isPublic && !route.verify;
  return status !== '413' || route.body !== undefined;
}

function failureOf(status: string, slugs: readonly ProblemSlug[], fromGateway: boolean): Json {
  const types = slugs.map(problemType);
  const problem = {
    allOf: [
      componentOf(status, problemView),
      { type: 'object', properties: { type: { type: 'string', enum: types }, status: { const: Number(status) } } },
    ],
  };
  return {
    description: [slugs.map((slug) => `\`${slug}\``).join(', '), fromGateway && GATEWAY_ANSWERS[status]]
      .filter(Boolean)
      .join('; of the gateway: '),
    headers: {
      ...(slugs.length > 0 && { 'Content-Language': header('ContentLanguage') }),
      ...(slugs.some((slug) => slug === 'too-many-requests' || slug === 'not-counted-yet') && {
        'Retry-After': header('RetryAfter'),
      }),
      ...(fromGateway && ['401', '403'].includes(status) && { 'WWW-Authenticate': header('WwwAuthenticate') }),
    },
    content: {
      ...(slugs.length > 0 && { 'application/problem+json': { schema: problem } }),
      ...(fromGateway && { 'application/json': { schema: componentOf(status, gatewayView) } }),
    },
  };
}

/** A reference to the component that a schema is. @throws Error when schemas.ts does not name it */
function componentOf(where: string, schema: z.ZodMiniType): Json {
  // A schema that goes on to transform what it took is named by what it takes.
  const named = [schema, schema instanceof z.ZodMiniPipe ? schema.def.in : undefined].find(
    (one) => one && documentation.get(one as z.ZodMiniType)?.id,
  );
  const id = named && documentation.get(named as z.ZodMiniType)?.id;
  if (!id) throw new Error(`a body of ${where} has no name in schemas.ts`);
  return { $ref: `#/components/schemas/${id}` };
}

const CONVERSION = { io: 'input', metadata: documentation, override: tidy } as const;

function jsonSchema(schema: z.ZodMiniType) {
  return z.toJSONSchema(schema, CONVERSION);
}

function componentSchemas(): Json {
  const { schemas } = z.toJSONSchema(documentation, { ...CONVERSION, uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema]),
  );
}

/** Corrects what the conversion leaves out or adds. */
function tidy({
  zodSchema,
  jsonSchema: schema,
}: {
  zodSchema: z.core.$ZodType;
  jsonSchema: z.core.JSONSchema.BaseSchema;
}) {
  // The limits of what JavaScript counts exactly are no part of the contract.
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  // Of what is transformed the conversion drops these: they might be meant after the transformation. Ours are not.
  const examples = documentation.get(zodSchema)?.examples;
  if (examples && schema.$ref === undefined) schema.examples = examples as unknown[];
  if (zodSchema instanceof z.ZodMiniDefault) schema.default = zodSchema.def.defaultValue;
}
