import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { ROUTES } from '../../../../functions/openapi/contract/routes.ts';
import { apiHandler, type Route, resource, route } from '../../../../shared/http/api.ts';
import { labelField } from '../../../../shared/http/label.ts';
import { tryAgainLater } from '../../../../shared/http/problem.ts';
import { FIELD_CODES } from '../../../../shared/http/problem-codes.ts';
import {
  booleanField,
  dateField,
  distinct,
  identityNumberField,
  instantField,
  pageFields,
} from '../../../../shared/http/validation.ts';
import { apiCaller, type TestRequest } from '../../../support/api.ts';
import { lambdaContext, REQUEST_ID, silentLogger } from '../../../support/logger.ts';

const PUT = 'PUT /v1/things/{identityNumber}';
const LIST = 'GET /v1/things';

const TEST_ROUTES: Readonly<Record<string, Route>> = {
  [PUT]: route({
    params: z.object({ identityNumber: identityNumberField }),
    body: z.strictObject({
      name: z.string().check(z.maxLength(5)),
      tags: z.optional(z.array(z.enum(['a', 'b', 'c'])).check(z.minLength(1), z.maxLength(2), z.superRefine(distinct))),
      inner: z.optional(z.strictObject({ 'a/b~c': z.optional(z.number()) })),
      label: z.optional(labelField),
    }),
    responses: { 200: z.unknown() },
    handle: async ({ establishmentId, params, body }) => resource(200, { establishmentId, params, body }),
  }),
  [LIST]: route({
    query: z.strictObject({
      ...pageFields,
      day: z.optional(dateField),
      at: z.optional(instantField),
      flag: z.optional(booleanField),
      kind: z.optional(z.enum(['x', 'y'])),
    }),
    responses: { 200: z.unknown() },
    handle: async ({ query }) => ({ status: 200, body: { query } }),
  }),
  'DELETE /v1/things': route({ responses: { 204: null }, handle: async () => ({ status: 204 }) }),
  'GET /v1/problem': route({
    responses: {},
    handle: async () => {
      throw tryAgainLater('request-rate', 6_001, { requests: 20 });
    },
  }),
  'GET /v1/bug': route({
    responses: {},
    handle: async () => {
      throw new Error('secret: 2000000006');
    },
  }),
};
const call = apiCaller(apiHandler(TEST_ROUTES, silentLogger));

const put = (request: TestRequest) => call(PUT, { params: { identityNumber: '2000000006' }, ...request });

describe('a request that is right', () => {
  it('is handled for the establishment of the token, its fields normalised', async () => {
    const answer = await put({ params: { identityNumber: '٢٠٠٠٠٠٠٠٠٦' }, body: { name: 'x' } });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      establishmentId: '7000000101',
      params: { identityNumber: '2000000006' },
      body: { name: 'x' },
    });
  });

  it('is answered in JSON that no cache on the way may keep', async () => {
    const { headers } = await put({ body: { name: 'x' } });
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
    expect(headers.etag).toMatch(/^"[\w-]+"$/);
  });

  it('may come percent-encoded in the path and in base64', async () => {
    const answer = await put({
      params: { identityNumber: encodeURIComponent('٢٠٠٠٠٠٠٠٠٦') },
      rawBody: Buffer.from('{"name":"نور"}').toString('base64'),
      isBase64Encoded: true,
      headers: { 'content-type': 'application/json; charset=utf-8' },
    });
    expect(answer.body).toMatchObject({ params: { identityNumber: '2000000006' }, body: { name: 'نور' } });
  });

  it('may be answered without a body', async () => {
    const answer = await call('DELETE /v1/things');
    expect(answer.status).toBe(204);
    expect(answer.body).toBeUndefined();
  });
});

describe('the order of checks', () => {
  /** Wrong in every way; each step corrects the first of them. */
  const steps: [problem: string, request: TestRequest][] = [
    ['forbidden', { establishmentId: null }],
    ['validation-failed', { params: { identityNumber: '2000000007' } }],
    ['unsupported-media-type', { headers: { 'content-type': 'text/plain' } }],
    ['payload-too-large', { rawBody: `{${' '.repeat(65536)}` }],
    ['malformed-json', { rawBody: '{' }],
    ['validation-failed', { rawBody: '{"name":1}' }],
  ];

  it.each(steps.map(([problem], index) => ({ problem, index })))(
    'refuses as $problem before anything later (step $index)',
    async ({ problem, index }) => {
      const request = steps.slice(index).reduceRight<TestRequest>((wrong, [, one]) => Object.assign(wrong, one), {});
      expect((await put(request)).problem).toBe(problem);
    },
  );
});

describe('a token', () => {
  it.each([null, '', '700000010', '70000001011', '8000000101', '7000000101 '])(
    'that names %j as its establishment is forbidden',
    async (establishmentId) => {
      expect(await put({ body: { name: 'x' }, establishmentId })).toMatchObject({ status: 403, problem: 'forbidden' });
    },
  );
});

describe('a body', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'of type %j is an unsupported media type',
    async (type) => {
      const answer = await put({ rawBody: '{"name":"x"}', headers: { 'content-type': type } });
      expect(answer).toMatchObject({ status: 415, problem: 'unsupported-media-type' });
    },
  );

  it.each(['application/json', 'Application/JSON', 'application/json;charset=UTF-8', 'application/merge-patch+json'])(
    'of type %j is read',
    async (type) => {
      expect((await put({ rawBody: '{"name":"x"}', headers: { 'content-type': type } })).status).toBe(200);
    },
  );

  it('may have 64 KiB and not a byte more, counted in UTF-8', async () => {
    const padded = (bytes: number) => {
      const text = '{"name":"ن"}';
      return text + ' '.repeat(bytes - Buffer.byteLength(text));
    };
    const base64 = (bytes: number): TestRequest => ({
      rawBody: Buffer.from(padded(bytes)).toString('base64'),
      isBase64Encoded: true,
    });
    expect((await put({ rawBody: padded(65536) })).status).toBe(200);
    expect(await put({ rawBody: padded(65537) })).toMatchObject({ status: 413, problem: 'payload-too-large' });
    expect((await put(base64(65536))).status).toBe(200);
    expect((await put(base64(65537))).status).toBe(413);
  });

  it.each(['', '{', '{"name":"x",}', 'name=x', '\u0000'])('that is not JSON is malformed: %j', async (rawBody) => {
    expect(await put({ rawBody })).toMatchObject({ status: 400, problem: 'malformed-json' });
  });

  it('that is missing is malformed JSON', async () => {
    const answer = await put({ headers: { 'content-type': 'application/json' } });
    expect(answer).toMatchObject({ status: 400, problem: 'malformed-json' });
  });

  it.each([
    ['null', [' wrong-type']],
    ['[]', [' wrong-type']],
    ['"text"', [' wrong-type']],
    ['{}', ['/name required']],
    ['{"name":null}', ['/name wrong-type']],
    ['{"name":1}', ['/name wrong-type']],
    ['{"name":"too long"}', ['/name too-long']],
    ['{"name":"x","tags":[]}', ['/tags too-short']],
    ['{"name":"x","tags":["a","b","c"]}', ['/tags too-long']],
    ['{"name":"x","tags":["a","z"]}', ['/tags/1 not-offered']],
    ['{"name":"x","tags":["a",1]}', ['/tags/1 wrong-type']],
    ['{"name":"x","tags":["b","b"]}', ['/tags/1 duplicate']],
    ['{"name":"x","nmae":"y"}', ['/nmae unknown-field']],
    ['{"name":"x","inner":{"a/b~c":"1"}}', ['/inner/a~1b~0c wrong-type']],
    ['{"name":"x","inner":{"other":1}}', ['/inner/other unknown-field']],
    ['{"name":"x","label":" "}', ['/label too-short']],
    [`{"name":"x","label":"${'ض'.repeat(41)}"}`, ['/label too-long']],
    ['{"name":"x","label":"a\\u0007b"}', ['/label control-character']],
    ['{"name":"x","label":"a\\u202eb"}', ['/label control-character']],
    ['{"name":"x","label":"a\\n"}', ['/label control-character']],
    ['{"name":"x","label":"\\ta"}', ['/label control-character']],
    ['{"name":"x","label":"a\\u2028"}', ['/label control-character']],
    ['{"name":"x","label":"\\t"}', ['/label control-character']],
    ['{"name":"x","label":"a\\ud800"}', ['/label control-character']],
    ['{"name":"x","label":"\\udc00\\ud800"}', ['/label control-character']],
    ['{"name":1,"inner":3,"b":4}', ['/b unknown-field', '/inner wrong-type', '/name wrong-type']],
  ])('%s is refused with %j', async (rawBody, errors) => {
    const answer = await put({ rawBody });
    expect(answer).toMatchObject({ status: 422, problem: 'validation-failed' });
    expect(answer.errors.toSorted()).toEqual(errors);
  });

  it('counts a label in characters, not in UTF-16 units', async () => {
    const label = '𝒙'.repeat(40);
    expect((await put({ body: { name: 'x', label: ` ${label}\u00a0` } })).body).toMatchObject({ body: { label } });
  });

  it.each([
    ['{"name":"x","__proto__":{"admin":true}}', '/__proto__'],
    ['{"name":"x","constructor":{"prototype":{"admin":true}}}', '/constructor'],
    ['{"name":"x","inner":{"__proto__":{"admin":true}}}', '/inner/__proto__'],
  ])('that reaches for a prototype has an unknown field, and changes nothing: %s', async (rawBody, path) => {
    expect(await put({ rawBody })).toMatchObject({ status: 422, errors: [`${path} unknown-field`] });
    expect({}).not.toHaveProperty('admin');
  });
});

describe('query parameters', () => {
  it.each<[Record<string, string>, string]>([
    [{ limti: '5' }, '/limti unknown-field'],
    [{ limit: '0' }, '/limit not-offered'],
    [{ limit: '101' }, '/limit not-offered'],
    [{ limit: '-5' }, '/limit not-offered'],
    [{ limit: '99999999999' }, '/limit not-offered'],
    [{ limit: '2.5' }, '/limit wrong-type'],
    [{ limit: '2 5' }, '/limit wrong-type'],
    [{ limit: 'ten' }, '/limit wrong-type'],
    [{ limit: '' }, '/limit wrong-type'],
    [{ day: '2026-02-29' }, '/day bad-date'],
    [{ day: 'tomorrow' }, '/day bad-date'],
    [{ day: '20260228' }, '/day bad-date'],
    [{ at: '2026-11-22' }, '/at bad-date'],
    [{ at: '2026-11-22T10:00:00' }, '/at bad-date'],
    [{ at: '2026-11-31T10:00:00Z' }, '/at bad-date'],
    [{ at: '9999-12-31T23:59:59-01:00' }, '/at bad-date'],
    [{ at: '0001-01-01T00:00:00+01:00' }, '/at bad-date'],
    [{ at: '0000-06-01T00:00:00Z' }, '/at bad-date'],
    [{ flag: 'yes' }, '/flag not-offered'],
    [{ kind: 'z' }, '/kind not-offered'],
  ])('%j is refused as %s', async (query, error) => {
    const answer = await call(LIST, { query });
    expect(answer).toMatchObject({ status: 422, problem: 'validation-failed', errors: [error] });
  });

  it('are read in digits of any script, and instants in any offset', async () => {
    const query = { limit: '١٠٠', day: '٢٠٢٦-١١-٢٢', at: '2026-11-22T10:00:00 03:00', flag: 'false' };
    expect((await call(LIST, { query })).body.query).toEqual({
      limit: 100,
      day: '2026-11-22',
      at: '2026-11-22T07:00:00.000Z',
      flag: false,
    });
    expect((await call(LIST)).body.query).toEqual({ limit: 25 });
  });

  it.each([
    ['9999-12-31T23:59:59+01:00', '9999-12-31T22:59:59.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('may name an instant as far away as %s', async (at, utc) => {
    expect((await call(LIST, { query: { at } })).body.query).toMatchObject({ at: utc });
  });

  it('that are misspelt are refused even where a route takes none', async () => {
    expect(await call('DELETE /v1/things', { query: { force: 'true' } })).toMatchObject({
      status: 422,
      errors: ['/force unknown-field'],
    });
  });
});

describe('a problem document', () => {
  it('names its type, the request, and each field with a pointer, a code and a message', async () => {
    const answer = await put({ body: {} });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      'content-language': 'en',
    });
    expect(answer.body).toEqual({
      type: 'https://passport-notifications.example/problems/validation-failed',
      title: 'Some data is not valid',
      status: 422,
      detail: expect.any(String),
      instance: `urn:uuid:${REQUEST_ID}`,
      errors: [{ path: '/name', code: 'required', message: 'This field is required. Please fill it in.' }],
    });
  });

  it.each([
    [undefined, 'en'],
    ['ar', 'ar'],
    ['ar-SA', 'ar'],
    ['AR-eg', 'ar'],
    ['ar-SA,ar;q=0.9,en;q=0.8', 'ar'],
    ['en-GB,ar;q=0.5', 'en'],
    ['fr, ar;q=0.3', 'ar'],
    ['fr', 'en'],
    ['*', 'en'],
    ['ar;q=0.1, en;q=0.9', 'en'],
    [';;;', 'en'],
  ])('answers Accept-Language %j in %s', async (accepted, language) => {
    const answer = await put({ rawBody: '{}', headers: accepted === undefined ? {} : { 'accept-language': accepted } });
    expect(answer.headers['content-language']).toBe(language);
    expect(answer.body.title).toBe(language === 'ar' ? 'بيانات غير صحيحة' : 'Some data is not valid');
    expect(answer.body.errors[0]?.message).toBe(
      language === 'ar' ? 'هذا الحقل مطلوب. يُرجى تعبئته.' : 'This field is required. Please fill it in.',
    );
  });

  it('names a bad path parameter as a field of its own', async () => {
    const answer = await put({ params: { identityNumber: '1000000008' }, body: { name: 'x' } });
    expect(answer).toMatchObject({ status: 422, errors: ['/identityNumber citizen-number'] });
  });

  it('says how long to wait to programs, in its headers, and to people, in its detail', async () => {
    const answer = await call('GET /v1/problem');
    expect(answer).toMatchObject({ status: 429, problem: 'too-many-requests', headers: { 'retry-after': '7' } });
    expect(answer.body.detail).toContain('20 requests a second');
    expect(answer.body.detail).toContain('in 7 seconds');
  });

  it('says whether the data is missing, is not JSON, or has characters that cannot be read', async () => {
    const details = await Promise.all(
      [
        { rawBody: '' },
        { rawBody: '{' },
        { rawBody: Buffer.from([0xff]).toString('base64'), isBase64Encoded: true },
      ].map(async (request) => (await put(request)).body.detail),
    );
    expect(details).toEqual([
      expect.stringContaining('no data'),
      expect.stringContaining('not correct JSON'),
      expect.stringContaining('UTF-8'),
    ]);
  });

  it('tells nothing of an error of ours', async () => {
    const answer = await call('GET /v1/bug');
    expect(answer).toMatchObject({ status: 500, problem: 'internal' });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('names a UUID even where the request id is none', async () => {
    const other = apiCaller(apiHandler({}, silentLogger), lambdaContext({ awsRequestId: 'not a uuid' }));
    expect((await other('GET /v1/nowhere')).body.instance).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
  });
});

describe('an error of a field', () => {
  const LONG = 'x'.repeat(41);
  it.each<[string, TestRequest, Record<string, unknown>]>([
    ['a text that is too long', { body: { name: 'too long' } }, { code: 'too-long', maximum: 5 }],
    ['a list that is too long', { body: { name: 'x', tags: ['a', 'b', 'c'] } }, { code: 'too-long', maximum: 2 }],
    ['a list that is too short', { body: { name: 'x', tags: [] } }, { code: 'too-short', minimum: 1 }],
    ['a label that is too long', { body: { name: 'x', label: LONG } }, { code: 'too-long', maximum: 40 }],
    ['a label with nothing to see', { body: { name: 'x', label: ' ' } }, { code: 'too-short', minimum: 1 }],
    ['a value of none', { body: { name: 'x', tags: ['z'] } }, { code: 'not-offered', allowed: ['a', 'b', 'c'] }],
    ['a value of another type', { body: { name: 'x', tags: [1] } }, { code: 'wrong-type', allowed: ['a', 'b', 'c'] }],
    [
      'a name that is not known',
      { body: { name: 'x', lable: 'x' } },
      { code: 'unknown-field', allowed: ['name', 'tags', 'inner', 'label'] },
    ],
    [
      'a name that is not known further in',
      { body: { name: 'x', inner: { c: 1 } } },
      { code: 'unknown-field', allowed: ['a/b~c'] },
    ],
    [
      'a number that is too short',
      { params: { identityNumber: '200000000' } },
      { code: 'bad-length', minimum: 10, maximum: 10 },
    ],
    [
      'a number of nobody',
      { params: { identityNumber: '9000000006' } },
      { code: 'bad-prefix', allowed: ['2', '3', '4', '5', '6'] },
    ],
    [
      'a number of a citizen',
      { params: { identityNumber: '1000000008' } },
      { code: 'citizen-number', allowed: ['2', '3', '4', '5', '6'] },
    ],
  ])('names what would be right for %s, in its members and in both languages', async (_what, request, members) => {
    for (const language of ['en', 'ar']) {
      const { body } = await put({ body: { name: 'x' }, ...request, headers: { 'accept-language': language } });
      const [error] = body.errors;
      expect(error).toMatchObject(members);
      const { code, ...limits } = members;
      expect(Object.keys(error ?? {}).toSorted()).toEqual(
        ['path', 'code', 'message', ...Object.keys(limits)].toSorted(),
      );
      for (const value of Object.values(limits).flat()) {
        const inArabic = new Map<unknown, string>([
          [1, 'واحد'],
          [2, 'عنصران'],
        ]).get(value);
        expect(error?.message).toContain((language === 'ar' && inArabic) || String(value));
      }
    }
  });

  it('names them for parameters too', async () => {
    expect((await call(LIST, { query: { limit: '101' } })).body.errors[0]).toMatchObject({ minimum: 1, maximum: 100 });
    expect((await call(LIST, { query: { kind: 'z' } })).body.errors[0]).toMatchObject({ allowed: ['x', 'y'] });
    expect((await call(LIST, { query: { limti: '1' } })).body.errors[0]).toMatchObject({
      allowed: ['limit', 'cursor', 'day', 'at', 'flag', 'kind'],
    });
  });
});

describe('the codes of fields', () => {
  it('are the closed list of the contract', () => {
    expect([...FIELD_CODES].toSorted()).toEqual(
      (
        'required unknown-field wrong-type too-long too-short citizen-number bad-check-digit bad-prefix bad-length ' +
        'not-saudi-mobile bad-email unknown-contact duplicate limit-reached not-offered bad-cursor bad-date control-character ' +
        'holds-link holds-number bad-reference bad-url not-https holds-credentials bad-port not-public too-early'
      )
        .split(' ')
        .toSorted(),
    );
  });
});

describe('a body in other bytes', () => {
  const sent = (bytes: Uint8Array | number[]): TestRequest => ({
    rawBody: Buffer.from(bytes).toString('base64'),
    isBase64Encoded: true,
    headers: { 'content-type': 'application/json' },
  });
  const JSON_BYTES = [...Buffer.from('{"name":"نور"}')];

  it('may begin with a byte order mark, whether the gateway hands it over as a text or in base64', async () => {
    const name = { body: { name: 'نور' } };
    expect((await put(sent([0xef, 0xbb, 0xbf, ...JSON_BYTES]))).body).toMatchObject(name);
    expect((await put({ rawBody: '\ufeff{"name":"نور"}' })).body).toMatchObject(name);
  });

  it.each<[string, number[]]>([
    ['Windows-1256', [...Buffer.from('{"name":"'), 0xe4, 0xe6, 0xd1, ...Buffer.from('"}')]],
    ['UTF-16 with its mark', [0xff, 0xfe, ...Buffer.from('{"name":"x"}', 'utf16le')]],
    ['a sequence that is cut off', [...Buffer.from('{"name":"'), 0xd9, ...Buffer.from('"}')]],
    ['a surrogate in three bytes', [...Buffer.from('{"name":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')]],
    ['an overlong form', [...Buffer.from('{"name":"'), 0xc0, 0xaf, ...Buffer.from('"}')]],
    ['two marks', [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf, ...JSON_BYTES]],
  ])('that are not UTF-8 is malformed: %s', async (_what, bytes) => {
    expect(await put(sent(bytes))).toMatchObject({ status: 400, problem: 'malformed-json' });
    // As the gateway hands a text over: what it could not read is replaced.
    expect(await put({ rawBody: Buffer.from(bytes).toString() })).toMatchObject({ status: 400 });
  });

  it('is malformed exactly where it is no UTF-8, whatever the bytes', async () => {
    const isUtf8 = (bytes: Uint8Array) => Buffer.compare(Buffer.from(Buffer.from(bytes).toString()), bytes) === 0;
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 5 }), async (bytes) => {
        const printable = bytes.filter((byte) => byte >= 0x20 && byte !== 0x22 && byte !== 0x5c);
        const { problem } = await put(
          sent([...Buffer.from('{"name":"x","label":"a'), ...printable, ...Buffer.from('"}')]),
        );
        if (!isUtf8(printable)) expect(problem).toBe('malformed-json');
        else expect(problem).not.toBe('malformed-json');
      }),
    );
  });
});

describe('a scope', () => {
  const scoped = (routeKey: string, claims: Record<string, string>) =>
    call(routeKey, { claims, params: { identityNumber: '2000000006' }, body: { name: 'x' } });
  const MANAGE = 'passport-notifications/manage';
  const READ = 'passport-notifications/read';

  it('to read opens what only looks, and nothing that changes something', async () => {
    expect((await scoped(LIST, { scope: READ })).status).toBe(200);
    const refused = await scoped(PUT, { scope: `openid ${READ}` });
    expect(refused).toMatchObject({ status: 403, problem: 'forbidden' });
    expect(refused.headers['www-authenticate']).toBe(`Bearer scope="${MANAGE}" error="insufficient_scope"`);
  });

  it.each([`x ${MANAGE}`, `[${READ} ${MANAGE}]`])(
    'to manage opens both, in whatever form it comes: %s',
    async (scope) => {
      expect([(await scoped(LIST, { scope })).status, (await scoped(PUT, { scope })).status]).toEqual([200, 200]);
    },
  );

  it.each(['', 'manage', `${MANAGE}r`, `${READ},${MANAGE}`])(
    'that is none of ours opens nothing: %j',
    async (scope) => {
      expect([(await scoped(LIST, { scope })).status, (await scoped(PUT, { scope })).status]).toEqual([403, 403]);
    },
  );

  it('is asked for by every route of the API that takes a token, of who changes something the one to manage', async () => {
    const all = apiCaller(apiHandler(ROUTES, silentLogger));
    // They change nothing, and are POST for their bodies.
    const readersPosts = ['POST /v1/message-previews', 'POST /v1/exports'];
    for (const [routeKey, { isPublic, verify }] of Object.entries(ROUTES)) {
      if (isPublic || verify) continue;
      const none = await all(routeKey, { claims: { scope: '' } });
      expect([routeKey, none.status, none.problem]).toEqual([routeKey, 403, 'forbidden']);
      if (routeKey.startsWith('GET ') || readersPosts.includes(routeKey)) continue;
      const reader = await all(routeKey, { claims: { scope: READ } });
      expect([routeKey, reader.status, reader.problem]).toEqual([routeKey, 403, 'forbidden']);
    }
  });
});
