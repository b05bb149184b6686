import * as z from 'zod/mini';
import { apiHandler, publicRoute, type Route } from '../../shared/http/api.ts';
import { etagOf } from '../../shared/http/etag.ts';
import { PROBLEM_TYPE_BASE, Problem } from '../../shared/http/problem.ts';
import { PROBLEMS, type ProblemSlug } from '../../shared/http/problem-codes.ts';
import { problemMeaning, problemTitle } from '../../shared/http/problem-texts.ts';
import type { ProblemsDeps } from './deps.ts';
import { pageOf } from './page.ts';

const inBothLanguages = z.strictObject({ en: z.string(), ar: z.string() });
/** What a problem means, whatever request has it. */
export const problemDescriptionView = z.strictObject({
  type: z.string(),
  status: z.int(),
  title: inBothLanguages,
  detail: inBothLanguages,
});
type ProblemDescription = z.infer<typeof problemDescriptionView>;

/** A day: the texts change with a deployment only. */
const MAX_AGE_SECONDS = 24 * 60 * 60;
/** A page that runs nothing, loads nothing and is shown in no frame. */
const PAGE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** Links get parameters on their way through mail and chat programs: here they change nothing. */
const anyQuery = z.record(z.string(), z.string());

export const createHandler = (deps: ProblemsDeps) => apiHandler(problemRoutes(deps), deps.logger);

/** What the `type` of a problem points to, and the answers to requests that no route takes. */
export function problemRoutes({ methodsByPath }: Pick<ProblemsDeps, 'methodsByPath'>): Record<string, Route> {
  return {
    'GET /problems/{slug}': publicRoute({
      params: z.object({ slug: z.string() }),
      query: anyQuery,
      responses: { 200: problemDescriptionView },
      handle: async ({ params, headers }) => {
        const description = descriptionOf(params.slug);
        const isPage = wantsPage(headers.accept);
        const common = {
          etag: etagOf([description, isPage]),
          'cache-control': `public, max-age=${MAX_AGE_SECONDS}`,
          vary: 'Accept',
        };
        if (!isPage) return { status: 200, body: description, headers: common };
        return {
          status: 200,
          text: pageOf(params.slug, description),
          headers: { ...common, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY },
        };
      },
    }),
    // The gateway would answer all of these with 404 and a body of its own.
    $default: publicRoute({
      query: anyQuery,
      responses: { 204: null },
      handle: async ({ method, path }) => {
        const methods = methodsOf(methodsByPath, path);
        if (!methods) throw new Problem('no-such-route');
        const allow = `${methods}, OPTIONS`;
        // Where CORS is configured the gateway adds its headers to this answer, or gives one itself.
        if (method === 'OPTIONS') return { status: 204, headers: { allow } };
        throw new Problem('method-not-allowed', { values: { methods: allow }, headers: { allow } });
      },
    }),
  };
}

function descriptionOf(slug: string): ProblemDescription {
  if (!Object.hasOwn(PROBLEMS, slug)) throw new Problem('no-such-problem');
  const known = slug as ProblemSlug;
  return {
    type: `${PROBLEM_TYPE_BASE}${slug}`,
    status: PROBLEMS[known],
    title: problemTitle(known),
    detail: problemMeaning(known),
  };
}

/** People click on a `type` in a browser, which names HTML first; JSON is for who asks for it and for no page. */
function wantsPage(accept = '*/*'): boolean {
  const types = accept.split(',').map((part) => part.split(';')[0]?.trim().toLowerCase() ?? '');
  const isJson = (type: string) => /^application\/([a-z0-9.+-]+\+)?json$/.test(type);
  return types.includes('text/html') || !types.some(isJson);
}

/** The methods of the route that has this path; undefined where none has. */
function methodsOf(methodsByPath: Readonly<Record<string, string>>, path: string): string | undefined {
  const segments = path.split('/');
  const known = Object.keys(methodsByPath).find((pattern) => {
    const parts = pattern.split('/');
    return (
      parts.length === segments.length &&
      parts.every((part, index) => part === segments[index] || (part.startsWith('{') && segments[index] !== ''))
    );
  });
  return known === undefined ? undefined : methodsByPath[known];
}
