import { LANGUAGES, type Language } from '../../shared/domain/contacts.ts';
import { Problem } from '../../shared/http/problem.ts';
import { LANGUAGE_COOKIE, languageCookie, SESSION_COOKIE, SIGNED_IN_COOKIE, signedInCookie } from './cookies.ts';
import type { PortalDeps } from './deps.ts';
import type { PageFile } from './page-files.ts';
import type { PortalAnswer, PortalRequest } from './request.ts';

/** Readers of Arabic come first: who wants English says so once. */
const FIRST_LANGUAGE: Language = 'ar';
const FOREVER = 'public, max-age=31536000, immutable';

const languageIn = (text: string | undefined): Language | undefined => LANGUAGES.find((one) => one === text);

/** `GET /portal` and all below it: a file of the page, or the page itself, which knows what to show at its address. */
export function pageAnswer(deps: PortalDeps, { event, cookies }: PortalRequest): PortalAnswer {
  const path = event.pathParameters?.proxy ?? '';
  const file = deps.files.get(path);
  if (file) return fileAnswer(event.headers, file, { 'cache-control': FOREVER });
  // What looks like a file and is none is no page either.
  if (path.split('/').at(-1)?.includes('.')) throw new Problem('no-such-route');
  const chosen = languageIn(event.queryStringParameters?.lang);
  const language = chosen ?? languageIn(cookies[LANGUAGE_COOKIE]) ?? FIRST_LANGUAGE;
  const page = deps.files.get(`index.${language}.html`);
  if (!page) throw new Error('the page was not built');
  return {
    ...fileAnswer(event.headers, page, {
      ...pageHeaders(deps.filesOrigin),
      'cache-control': 'no-cache',
      vary: 'Cookie',
    }),
    cookies: [
      ...(chosen ? [languageCookie(chosen)] : []),
      ...(cookies[SESSION_COOKIE] && !cookies[SIGNED_IN_COOKIE] ? [signedInCookie()] : []),
    ],
  };
}

/** A file in the best encoding that the browser takes, unless it has it. */
function fileAnswer(
  headers: Readonly<Record<string, string | undefined>>,
  { type, etag, bodies }: PageFile,
  more: Record<string, string>,
): PortalAnswer {
  const common = { ...more, etag, vary: [more.vary, 'Accept-Encoding'].filter(Boolean).join(', ') };
  if (headers['if-none-match']?.split(/,\s*/).includes(etag)) return { statusCode: 304, headers: common };
  const taken = (headers['accept-encoding'] ?? '').split(/\s*,\s*/).map((one) => one.split(';')[0]);
  const encoding = ['br', 'gzip'].find((one) => taken.includes(one) && bodies[one]);
  const body = bodies[encoding ?? 'identity'] ?? Buffer.alloc(0);
  return {
    statusCode: 200,
    headers: { ...common, 'content-type': type, ...(encoding && { 'content-encoding': encoding }) },
    body: body.toString('base64'),
    isBase64Encoded: true,
  };
}

/** What a browser may do for the page: run and load the portal's own files, ask the portal, put files into the bucket; nothing else. */
function pageHeaders(filesOrigin: string): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      `connect-src 'self' ${filesOrigin}`,
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
}
