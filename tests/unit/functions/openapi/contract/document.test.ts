import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { buildDocument, type OpenApiDocument } from '../../../../../functions/openapi/contract/document.ts';
import {
  digestOf,
  printDocument,
  printTypes,
  refusalOf,
  type Versions,
} from '../../../../../functions/openapi/contract/release.ts';
import { ROUTES } from '../../../../../functions/openapi/contract/routes.ts';
import { route } from '../../../../../shared/http/api.ts';

const made = (path: string) => readFileSync(new URL(`../../../../../${path}`, import.meta.url), 'utf8');
const committed = (name: string) => made(`functions/openapi/contract/${name}`);
const document = buildDocument();
const versions: Versions = JSON.parse(committed('versions.json'));
const { version } = document.info;

/** The document with one place changed. */
function changed(change: (copy: OpenApiDocument) => void): OpenApiDocument {
  const copy = structuredClone(document);
  change(copy);
  return copy;
}
/** Whatever stands at a path of a document. */
// biome-ignore lint/suspicious/noExplicitAny: any part of a document
const at = (copy: OpenApiDocument, ...path: string[]): any => path.reduce<any>((value, name) => value[name], copy);

describe('the committed contract', () => {
  it('is the one that the schemas make, else: npm run openapi', () => {
    expect(JSON.parse(committed('openapi.json'))).toEqual(JSON.parse(printDocument(document)));
    expect(committed('openapi.json')).toBe(printDocument(document));
  });

  it('has the types of the client that the document makes, else: npm run openapi', async () => {
    expect(made('shared/client/api-types.ts')).toBe(await printTypes(document));
  });

  it('is the one of its version, else: raise CONTRACT_VERSION in version.ts, and npm run openapi', () => {
    expect(refusalOf(document, versions)).toBeUndefined();
    expect(versions).toHaveProperty([version], digestOf(document));
  });
});

describe('a contract under a version that has another one', () => {
  const changes: Record<string, (copy: OpenApiDocument) => void> = {
    'a route that is gone': (copy) => delete at(copy, 'paths')['/v1/travellers'],
    'a field more': (copy) => {
      at(copy, 'components', 'schemas', 'Contact', 'properties').nickname = { type: 'string' };
    },
    'a field of this name': (copy) => {
      at(copy, 'components', 'schemas', 'Contact', 'properties').description = { type: 'string' };
    },
    'a field that may be absent': (copy) => at(copy, 'components', 'schemas', 'Contact', 'required').pop(),
    'a value more': (copy) => at(copy, 'components', 'schemas', 'Contact', 'properties', 'status', 'enum').push('new'),
    'a status more': (copy) => {
      at(copy, 'paths', '/v1/travellers', 'get', 'responses')['418'] = { description: 'a teapot' };
    },
    'another scope': (copy) => at(copy, 'paths', '/v1/travellers', 'get', 'security').pop(),
  };

  it.each(Object.entries(changes))('is refused for %s', (_what, change) => {
    expect(refusalOf(changed(change), versions)).toContain('raise CONTRACT_VERSION');
  });

  it.each(Object.entries(changes))('is taken with a version of its own, with %s', (_what, change) => {
    const raised = changed(change);
    expect(refusalOf({ ...raised, info: { ...raised.info, version: '99.0.0' } }, versions)).toBeUndefined();
  });

  it('is taken where only words differ', () => {
    const reworded = changed((copy) => {
      at(copy, 'components', 'schemas', 'Contact').description = 'Something else.';
      at(copy, 'components', 'schemas', 'Contact', 'properties', 'address').description = 'Something else.';
      at(copy, 'paths', '/v1/travellers', 'get').summary = 'Something else';
    });
    expect(refusalOf(reworded, versions)).toBeUndefined();
  });
});

describe('a route is documented, or there is no document', () => {
  const A_LIST = 'GET /v1/contacts';
  const handle = async () => ({ status: 204 as const });

  it('whose operation has no words', () => {
    const routes = { ...ROUTES, 'GET /v1/secrets': route({ responses: { 204: null }, handle }) };
    expect(() => buildDocument(routes)).toThrow('operations.ts does not describe GET /v1/secrets');
  });

  it('that nobody declares any more', () => {
    const { [A_LIST]: _gone, ...routes } = ROUTES;
    expect(() => buildDocument(routes)).toThrow(`no function declares ${A_LIST}`);
  });

  it('whose answers are others', () => {
    const routes = { ...ROUTES, [A_LIST]: route({ responses: { 204: null }, handle }) };
    expect(() => buildDocument(routes)).toThrow(`says of ${A_LIST} that it answers 200`);
  });

  it('whose body has no name', () => {
    const nameless = route({ responses: { 200: z.strictObject({}) }, handle: async () => ({ status: 200, body: {} }) });
    expect(() => buildDocument({ ...ROUTES, [A_LIST]: nameless })).toThrow('has no name');
  });

  it('whose parameter has no words', () => {
    const list = ROUTES[A_LIST];
    if (!list) throw new Error('no such route');
    const routes = { ...ROUTES, [A_LIST]: { ...list, query: z.strictObject({ colour: z.string() }) } };
    expect(() => buildDocument(routes)).toThrow('operations.ts does not describe parameter colour');
  });
});

describe('the document', () => {
  const schema = (name: string) => at(document, 'components', 'schemas', name);

  it('refuses fields that are not known, as the schemas do', () => {
    const bodies = ['NewContact', 'ContactChange', 'Verification', 'NewSubscription', 'SubscriptionChange'];
    for (const name of bodies) expect([name, schema(name).additionalProperties]).toEqual([name, false]);
  });

  it('says in what is answered exactly what there is', () => {
    const answers = ['Contact', 'Subscription', 'Traveller', 'Passport', 'Notification', 'Problem', 'ContactList'];
    for (const name of answers) expect([name, schema(name).additionalProperties]).toEqual([name, false]);
  });

  it('has the defaults of the schemas', () => {
    expect(schema('NewContact').properties.language.default).toBe('ar');
    expect(schema('NewDefaultSubscription').properties.expiryLeadDays.default).toEqual([90, 60, 30, 14, 7, 1, 0]);
    const [limit] = at(document, 'paths', '/v1/travellers', 'get', 'parameters');
    expect(limit).toMatchObject({ name: 'limit', schema: { type: 'integer', minimum: 1, maximum: 100, default: 25 } });
  });

  it('lets identity numbers have digits of any kind', () => {
    const [parameter] = at(document, 'paths', '/v1/subscriptions/{identityNumber}', 'get', 'parameters');
    expect(parameter).toMatchObject({ name: 'identityNumber', in: 'path', required: true, schema: { type: 'string' } });
    expect(parameter.schema).not.toHaveProperty('pattern');
    expect(parameter.description).toContain('Arabic-Indic');
  });
});
