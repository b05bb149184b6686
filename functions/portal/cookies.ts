import { parseCookie, stringifySetCookie } from 'cookie';
import { SECOND_MS } from '../../shared/domain/time.ts';
import { SESSION_LIFE_MS, SIGN_IN_LIFE_MS } from '../../shared/timing.ts';

/**
 * Names that begin so are bound to the host that set them, and to TLS:
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes. Browsers take 127.0.0.1 for safe too.
 */
export const SESSION_COOKIE = '__Host-portal';
export const SIGN_IN_COOKIE = '__Host-signin';
/** Remembers the language of the page; it names nobody. */
export const LANGUAGE_COOKIE = 'portal-language';
/** Says to the page that there is a session to ask for; it names nobody, and opens nothing. */
export const SIGNED_IN_COOKIE = 'portal-signed-in';
const LANGUAGE_LIFE_SECONDS = 365 * 24 * 60 * 60;

/** A cookie that comes with requests of the page alone, never with those that other sites cause. */
export function sessionCookie(value: string): string {
  return hostCookie(SESSION_COOKIE, value, 'strict', SESSION_LIFE_MS);
}

/** A cookie that is there when the issuer leads back, which is another site. */
export function signInCookie(value: string): string {
  return hostCookie(SIGN_IN_COOKIE, value, 'lax', SIGN_IN_LIFE_MS);
}

/** Takes a cookie away again. */
export function removedCookie(name: typeof SESSION_COOKIE | typeof SIGN_IN_COOKIE | typeof SIGNED_IN_COOKIE): string {
  if (name === SIGNED_IN_COOKIE) return pageCookie(name, '', 0);
  return hostCookie(name, '', name === SESSION_COOKIE ? 'strict' : 'lax', 0);
}

function hostCookie(name: string, value: string, sameSite: 'strict' | 'lax', lifeMs: number): string {
  return stringifySetCookie({
    ...{ name, value, sameSite, path: '/', secure: true, httpOnly: true },
    maxAge: lifeMs / SECOND_MS,
  });
}

/** The page reads it too. */
export function languageCookie(language: string): string {
  return pageCookie(LANGUAGE_COOKIE, language, LANGUAGE_LIFE_SECONDS);
}

/** The page reads it, so that it asks for no session where there is none: browsers report every answer of 401 as an error. */
export function signedInCookie(): string {
  return pageCookie(SIGNED_IN_COOKIE, '1', SESSION_LIFE_MS / SECOND_MS);
}

function pageCookie(name: string, value: string, maxAge: number): string {
  return stringifySetCookie({ name, value, maxAge, path: '/portal', sameSite: 'lax', secure: true });
}

/** The cookies of a request by name. @param cookies as the gateway hands them over, one each */
export function cookiesOf(cookies: readonly string[] = []): Readonly<Record<string, string | undefined>> {
  return parseCookie(cookies.join('; '));
}
