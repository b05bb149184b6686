import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../../functions/problems/handler.ts';
import { FIELD_CODES, PROBLEM_CAUSES, PROBLEMS, type ProblemCause } from '../../../../shared/http/problem-codes.ts';
import { problemDetail, problemMeaning, problemTitle } from '../../../../shared/http/problem-texts.ts';
import { apiCaller } from '../../../support/api.ts';
import { silentLogger } from '../../../support/logger.ts';

const METHODS = {
  '/v1/things': 'GET, POST',
  '/v1/things/{thingId}': 'GET, DELETE',
  '/v1/things/{thingId}/part': 'POST',
  '/problems/{slug}': 'GET',
};
const call = apiCaller(createHandler({ methodsByPath: METHODS, logger: silentLogger }));
const PAGE = 'GET /problems/{slug}';

describe('the address that a problem names as its type', () => {
  it.each(Object.entries(PROBLEMS))('says what %s means, in both languages', async (slug, status) => {
    const json = await call(PAGE, { params: { slug }, headers: { accept: 'application/json' } });
    expect(json).toMatchObject({
      status: 200,
      body: { type: `https://passport-notifications.example/problems/${slug}`, status },
    });
    const page = await call(PAGE, { params: { slug }, headers: { accept: 'text/html' } });
    const { title, detail } = json.body as unknown as Record<'title' | 'detail', Record<'en' | 'ar', string>>;
    for (const text of [title.en, title.ar, detail.en.split('"')[0], detail.ar.split('"')[0], slug]) {
      expect(page.body).toContain(text);
    }
  });

  it.each([
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html; charset=utf-8'],
    ['*/*', 'text/html; charset=utf-8'],
    [undefined, 'text/html; charset=utf-8'],
    ['application/json', 'application/json; charset=utf-8'],
    ['application/problem+json, application/json;q=0.5', 'application/json; charset=utf-8'],
  ])('is a page, or JSON for who asks for that alone: %s', async (accept, type) => {
    const answer = await call(PAGE, { params: { slug: 'forbidden' }, headers: accept === undefined ? {} : { accept } });
    expect(answer.headers).toMatchObject({ 'content-type': type, vary: 'Accept' });
    expect(answer.headers['cache-control']).toBe('public, max-age=86400');
  });

  it('is a page that runs and loads nothing, whatever is on the link', async () => {
    const answer = await call(PAGE, { params: { slug: 'forbidden' }, query: { utm_source: 'mail' } });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(String(answer.body)).not.toMatch(/<(script|img|link|style|iframe)/);
  });

  it.each(['nothing', 'toString', '__proto__', '<script>', '', ...FIELD_CODES.slice(0, 2)])(
    'leads nowhere for what is no problem: %j',
    async (slug) => {
      expect(await call(PAGE, { params: { slug } })).toMatchObject({ status: 404, problem: 'not-found' });
    },
  );
});

describe('the examples of the guide', () => {
  const guide = readFileSync(new URL('../../../../docs/api.md', import.meta.url), 'utf8');

  it('word problems as the API does', () => {
    const said = (['en', 'ar'] as const).flatMap((language) => [
      ...(Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[]).flatMap((slug) => [
        problemTitle(slug)[language],
        problemMeaning(slug)[language],
      ]),
      // With the minute that a resend has to wait.
      ...(Object.keys(PROBLEM_CAUSES) as ProblemCause[]).map((cause) =>
        problemDetail(cause, { waitMs: 60_000 }, language),
      ),
    ]);
    const examples = [...guide.matchAll(/"(?:title|detail)": ("(?:[^"\\]|\\.)*")/g)].map(([, text = '']) =>
      JSON.parse(text),
    );
    expect(examples.length).toBeGreaterThan(8);
    for (const text of examples) expect(said).toContain(text);
  });
});

describe('a request that no route takes', () => {
  it.each(['GET /', 'GET /v1/thing', 'GET /v1/things/', 'GET /v1/things/1/parts', 'POST /V1/things', 'OPTIONS /x'])(
    'is not found: %s',
    async (path) => {
      expect(await call('$default', { path, query: { q: '1' } })).toMatchObject({ status: 404, problem: 'not-found' });
    },
  );

  it.each([
    ['PUT /v1/things', 'GET, POST, OPTIONS'],
    ['HEAD /v1/things', 'GET, POST, OPTIONS'],
    ['PATCH /v1/things/1', 'GET, DELETE, OPTIONS'],
    ['GET /v1/things/1/part', 'POST, OPTIONS'],
    ['POST /problems/x', 'GET, OPTIONS'],
  ])('has another method, which is said: %s', async (path, allow) => {
    const answer = await call('$default', { path, establishmentId: null });
    expect(answer).toMatchObject({ status: 405, problem: 'method-not-allowed', headers: { allow } });
  });

  it('is answered 204 where a browser or a client asks for the methods', async () => {
    const answer = await call('$default', { path: 'OPTIONS /v1/things' });
    expect(answer).toMatchObject({ status: 204, headers: { allow: 'GET, POST, OPTIONS' } });
    expect(answer.body).toBeUndefined();
  });
});
