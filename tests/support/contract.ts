/** The contract of the API as the committed document has it, and answers and requests checked against it. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import document from '../../functions/openapi/contract/openapi.json' with { type: 'json' };

type Json = Record<string, unknown>;
interface Referable {
  readonly $ref?: string;
}
interface Header extends Referable {
  readonly required?: boolean;
}
interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}
interface Answer extends Referable, Content {
  readonly headers?: Readonly<Record<string, Header>>;
}
/** An operation of the document. */
export interface Operation {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Answer>>;
}

/** What was answered, as far as the contract has a say. */
export interface CheckedAnswer {
  readonly status: number;
  readonly header: (name: string) => string | null | undefined;
  readonly body: unknown;
}

const ID = 'openapi.json';
const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats.default(ajv);
ajv.addSchema(document, ID);
const validators = new Map<string, ValidateFunction>();

/** Every operation, by route key. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [
      `${method.toUpperCase()} ${path}`,
      operation as unknown as Operation,
    ]),
  ),
);

/** The route key of a request; undefined where the contract has no such route. */
export function routeKeyOf(method: string, pathname: string): string | undefined {
  const segments = pathname.split('/');
  return [...operations.keys()].find((routeKey) => {
    const [known, path = ''] = routeKey.split(' ');
    const parts = path.split('/');
    return (
      known === method &&
      parts.length === segments.length &&
      parts.every((part, index) => part === segments[index] || (part.startsWith('{') && segments[index] !== ''))
    );
  });
}

/** Checks an answer. @throws Error with everything that the contract does not say so */
export function checkAnswer(routeKey: string, answer: CheckedAnswer): void {
  const { status, header, body } = answer;
  const fail = (what: string): never => {
    throw new Error(
      `${routeKey} answered ${status} against the contract: ${what}\n${JSON.stringify(body, undefined, 2)}`,
    );
  };
  const operation = operations.get(routeKey) ?? fail('there is no such route');
  const declared = operation.responses[status] ?? fail('there is no such status');
  const [where, response] = resolve(declared, `${placeOf(routeKey)}/responses/${status}`);

  for (const [name, one] of Object.entries(response.headers ?? {})) {
    const value = header(name) ?? undefined;
    const [at, described] = resolve(one, `${where}/headers/${pointerPart(name)}`);
    if (value === undefined && described.required) fail(`header ${name} is missing`);
    const errors = value === undefined ? undefined : errorsOf(`${at}/schema`, value);
    if (errors) fail(`header ${name}: ${value}: ${errors}`);
  }
  const contentType = header('content-type')?.split(';')[0]?.trim();
  if (!response.content) {
    if (body !== undefined) fail('there is a body');
    return;
  }
  if (!contentType || !response.content[contentType]) fail(`there is no media type ${contentType}`);
  if (contentType === 'application/problem+json' && !header('content-language')) fail('content-language is missing');
  const errors = errorsOf(`${where}/content/${pointerPart(contentType ?? '')}/schema`, body);
  if (errors) fail(errors);
}

/** Checks the body of a request that was answered as right. @throws Error when the contract refuses it */
export function checkRequestBody(routeKey: string, body: unknown): void {
  const operation = operations.get(routeKey);
  if (!operation?.requestBody) return;
  const errors = errorsOf(`${placeOf(routeKey)}/requestBody/content/application~1json/schema`, body);
  if (errors) throw new Error(`${routeKey} took what the contract refuses: ${errors}\n${JSON.stringify(body)}`);
}

/** Fetches, and holds the request and its answer against the contract where it has the route. @throws Error unless they keep to it */
export async function checkedFetch(input: string | Request, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  const sent = await request.clone().text();
  const response = await fetch(request);
  const routeKey = routeKeyOf(request.method, new URL(request.url).pathname);
  if (!routeKey) return response;
  const answered = await response.clone().text();
  const { status, headers } = response;
  checkAnswer(routeKey, {
    status,
    header: (name) => headers.get(name),
    body: readBody(headers.get('content-type'), answered),
  });
  if (response.ok && sent !== '') checkRequestBody(routeKey, JSON.parse(sent));
  return response;
}

/** The body of an answer: JSON read, a page as it is. */
export function readBody(contentType: string | null | undefined, text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined;
  return contentType?.startsWith('text/') ? text : JSON.parse(text);
}

/** Where an operation stands in the document. */
function placeOf(routeKey: string): string {
  const [method = '', path = ''] = routeKey.split(' ');
  return `/paths/${pointerPart(path)}/${method.toLowerCase()}`;
}

/** A part of a path in the document, as a URI fragment has it (RFC 6901, section 6). */
function pointerPart(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** Where something stands, and what stands there, once its reference has been followed. */
function resolve<T extends Referable>(value: T, at: string): [at: string, value: T] {
  if (value.$ref === undefined) return [at, value];
  const place = value.$ref.replace(/^#/, '');
  const found = place
    .split('/')
    .slice(1)
    .reduce<unknown>((current, name) => (current as Json | undefined)?.[name], document);
  if (!found) throw new Error(`the contract has nothing at ${place}`);
  return [place, found as T];
}

/** What is wrong with a value by the schema at a place of the document; undefined when nothing is. */
function errorsOf(at: string, value: unknown): string | undefined {
  const validate = validators.get(at) ?? ajv.compile({ $ref: `${ID}#${at}` });
  validators.set(at, validate);
  if (validate(value)) return undefined;
  return ajv.errorsText(validate.errors, { dataVar: '' });
}
