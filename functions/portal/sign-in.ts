import * as z from 'zod/mini';
import { SIGN_IN_LIFE_MS } from '../../shared/timing.ts';
import { removedCookie, SIGN_IN_COOKIE, sessionCookie, signedInCookie, signInCookie } from './cookies.ts';
import type { PortalDeps } from './deps.ts';
import { type PortalAnswer, type PortalRequest, redirect } from './request.ts';
import { beginSession } from './session.ts';

const HOME = '/portal';
/** Where the page says that a sign-in came to nothing, and why. */
const failed = (why: 'failed' | 'no-establishment') =>
  redirect(`${HOME}?sign-in=${why}`, [removedCookie(SIGN_IN_COOKIE)]);

const signInSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  /** The browser forgets the cookie then; who kept it elsewhere has no use for it. */
  endsAt: z.iso.datetime(),
});

/**
 * The page that somebody wanted before they signed in: a path of the portal, else its home. Browsers take `\` for `/` and drop
 * control characters, so the address is read as they read it.
 */
export function returnPath(wanted: string | undefined, origin: string): string {
  if (wanted === undefined || !wanted.startsWith('/') || !URL.canParse(wanted, origin)) return HOME;
  const url = new URL(wanted, origin);
  const isPage = url.origin === origin && /^\/portal(\/(?!session(\/|$)|api(\/|$))|$)/.test(url.pathname);
  return isPage ? `${url.pathname}${url.search}` : HOME;
}

/** `GET /portal/session/sign-in`: leads to the issuer. */
export async function signIn(deps: PortalDeps, { event }: PortalRequest): Promise<PortalAnswer> {
  const { origin, issuer, keys, now } = deps;
  const returnTo = returnPath(event.queryStringParameters?.return, origin);
  // The cookie must be set by the host that the issuer leads back to.
  const { host } = event.headers;
  if (host !== undefined && host !== new URL(origin).host) {
    return redirect(`${origin}/portal/session/sign-in?return=${encodeURIComponent(returnTo)}`);
  }
  const { url, signIn: begun } = await issuer.begin();
  const endsAt = new Date(now().getTime() + SIGN_IN_LIFE_MS).toISOString();
  const remembered: z.infer<typeof signInSchema> = { ...begun, returnTo, endsAt };
  const sealed = keys.seal('portal-sign-in', '', JSON.stringify(remembered));
  return redirect(url, [signInCookie(sealed)]);
}

/** `GET /portal/session/callback`: where the issuer leads back to. Forged and repeated answers begin no session. */
export async function callback(deps: PortalDeps, { event, cookies }: PortalRequest): Promise<PortalAnswer> {
  const { issuer, keys, logger, now } = deps;
  const opened = keys.open('portal-sign-in', '', cookies[SIGN_IN_COOKIE] ?? '');
  if (opened === undefined) return failed('failed');
  const begun = signInSchema.parse(JSON.parse(opened));
  if (Date.parse(begun.endsAt) <= now().getTime()) return failed('failed');
  const query = new URLSearchParams(event.rawQueryString);
  const signedIn = await issuer.finish(query, begun).catch((error: unknown) => {
    logger.warn('a sign-in failed', { error: error as Error });
    return undefined;
  });
  if (!signedIn) return failed('failed');
  const id = await beginSession(deps, signedIn);
  if (id === undefined) return failed('no-establishment');
  return redirect(begun.returnTo, [sessionCookie(id), signedInCookie(), removedCookie(SIGN_IN_COOKIE)]);
}
