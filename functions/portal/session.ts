import * as z from 'zod/mini';
import type { EstablishmentId } from '../../shared/domain/ids.ts';
import { SECOND_MS } from '../../shared/domain/time.ts';
import { Problem } from '../../shared/http/problem.ts';
import type { PortalSession } from '../../shared/store/portal-sessions.ts';
import {
  RENEWAL_CLAIM_MS,
  SESSION_IDLE_MS,
  SESSION_LIFE_MS,
  SESSION_NOTED_MS,
  TOKEN_RENEWED_BEFORE_MS,
} from '../../shared/timing.ts';
import { SESSION_COOKIE } from './cookies.ts';
import type { PortalDeps } from './deps.ts';
import { type SignedIn, SignInEnded } from './issuer.ts';
import type { PortalRequest } from './request.ts';

/** A session that holds. */
export interface Session {
  readonly hash: string;
  readonly stored: PortalSession;
}

const tokensSchema = z.object({ accessToken: z.string(), refreshToken: z.optional(z.string()) });
type Tokens = z.infer<typeof tokensSchema>;

/** How long a request waits for another that renews the tokens, look by look. */
const PAUSES_MS = [200, 400, 800, 1600, 2000];

const hashOf = ({ keys }: Pick<PortalDeps, 'keys'>, id: string) => keys.hash('portal-session', id);

const seal = ({ keys }: Pick<PortalDeps, 'keys'>, hash: string, { accessToken, refreshToken }: SignedIn) =>
  keys.seal('portal-tokens', hash, JSON.stringify({ accessToken, refreshToken } satisfies Tokens));

const tokenEndOf = ({ now }: Pick<PortalDeps, 'now'>, { tokenSeconds }: SignedIn) =>
  new Date(now().getTime() + tokenSeconds * SECOND_MS).toISOString();

function tokensOf({ keys }: Pick<PortalDeps, 'keys'>, { hash, stored }: Session): Tokens {
  const opened = keys.open('portal-tokens', hash, stored.sealedTokens);
  if (opened === undefined) throw new Problem('not-signed-in');
  return tokensSchema.parse(JSON.parse(opened));
}

/**
 * Begins a session for somebody who signed in.
 *
 * @returns its id, for the cookie; undefined for somebody who belongs to no establishment, or may see nothing
 */
export async function beginSession(deps: PortalDeps, signedIn: SignedIn): Promise<string | undefined> {
  const { establishmentId, role } = signedIn;
  if (!establishmentId || !role) return undefined;
  const id = deps.newSessionId();
  const hash = hashOf(deps, id);
  const now = deps.now();
  await deps.store.createSession(hash, {
    ...{ establishmentId, role, sealedTokens: seal(deps, hash, signedIn) },
    tokenEndsAt: tokenEndOf(deps, signedIn),
    usedAt: now.toISOString(),
    endsAt: new Date(now.getTime() + SESSION_LIFE_MS).toISOString(),
  });
  return id;
}

/** When a session ends unless it is used before. */
function idleEndOf({ usedAt, endsAt }: PortalSession): Date {
  return new Date(Math.min(Date.parse(usedAt) + SESSION_IDLE_MS, Date.parse(endsAt)));
}

/** Reads the session of a request from the table, so that a session that was ended elsewhere is refused. @throws Problem `not-signed-in` */
export async function requireSession(deps: PortalDeps, { cookies }: PortalRequest): Promise<Session> {
  const id = cookies[SESSION_COOKIE];
  if (!id) throw new Problem('not-signed-in');
  const hash = hashOf(deps, id);
  const stored = await deps.store.readSession(hash);
  if (!stored || idleEndOf(stored) <= deps.now()) throw new Problem('not-signed-in');
  return { hash, stored };
}

/** Notes that somebody uses a session, once a minute. @returns the session as it is then */
export async function useSession(deps: PortalDeps, { hash, stored }: Session): Promise<Session> {
  const now = deps.now();
  if (now.getTime() - Date.parse(stored.usedAt) < SESSION_NOTED_MS) return { hash, stored };
  await deps.store.markUsed(hash, now);
  return { hash, stored: { ...stored, usedAt: now.toISOString() } };
}

/** A token of the API for this session, renewed where it is about to end. @throws Problem `not-signed-in` */
export async function accessTokenOf(deps: PortalDeps, session: Session): Promise<string> {
  const { store, sleep, now } = deps;
  const { accessToken, refreshToken } = tokensOf(deps, session);
  if (isFresh(deps, session)) return accessToken;
  const holds = Date.parse(session.stored.tokenEndsAt) > now().getTime();
  if (refreshToken === undefined) {
    if (holds) return accessToken;
    throw await forgetSession(deps, session);
  }
  const at = now();
  const claim = {
    tokenEndsAt: session.stored.tokenEndsAt,
    now: at,
    until: new Date(at.getTime() + RENEWAL_CLAIM_MS),
  };
  if (await store.claimRenewal(session.hash, claim)) return renew(deps, session, refreshToken);
  // Somebody else renews it; it holds until then.
  if (holds) return accessToken;
  for (const pause of PAUSES_MS) {
    await sleep(pause);
    const stored = await store.readSession(session.hash);
    if (!stored) throw new Problem('not-signed-in');
    const current = { hash: session.hash, stored };
    if (isFresh(deps, current)) return tokensOf(deps, current).accessToken;
  }
  throw new Problem('internal');
}

const isFresh = ({ now }: Pick<PortalDeps, 'now'>, { stored }: Session) =>
  Date.parse(stored.tokenEndsAt) - now().getTime() > TOKEN_RENEWED_BEFORE_MS;

async function renew(deps: PortalDeps, session: Session, refreshToken: string): Promise<string> {
  const { hash, stored } = session;
  let signedIn: SignedIn;
  try {
    signedIn = await deps.issuer.renew(refreshToken);
  } catch (error) {
    if (error instanceof SignInEnded) throw await forgetSession(deps, session);
    throw error;
  }
  const { role, accessToken } = signedIn;
  // An operator moved the person, or took their rights: what the session shows is not theirs any more.
  if (signedIn.establishmentId !== stored.establishmentId || !role) throw await forgetSession(deps, session);
  const renewed = { role, sealedTokens: seal(deps, hash, signedIn), tokenEndsAt: tokenEndOf(deps, signedIn) };
  if (!(await deps.store.saveRenewed(hash, renewed))) throw new Problem('not-signed-in');
  return accessToken;
}

/** Ends a session whose tokens hold no longer. @returns what the request is answered with */
export async function forgetSession({ store }: PortalDeps, { hash }: Session): Promise<Problem> {
  await store.deleteSession(hash);
  return new Problem('not-signed-in');
}

/**
 * Ends the session of a request here and at the issuer, an idle one too. What the issuer does not take now ends with the token: the
 * session is gone all the same.
 */
export async function endSession(deps: PortalDeps, { cookies }: PortalRequest): Promise<void> {
  const { store, keys, issuer, logger } = deps;
  const id = cookies[SESSION_COOKIE];
  if (!id) return;
  const hash = hashOf(deps, id);
  const stored = await store.readSession(hash);
  await store.deleteSession(hash);
  const opened = stored && keys.open('portal-tokens', hash, stored.sealedTokens);
  if (opened === undefined) return;
  const { refreshToken } = tokensSchema.parse(JSON.parse(opened));
  if (refreshToken === undefined) return;
  await issuer.revoke(refreshToken).catch((error: unknown) => {
    logger.warn('a refresh token was not revoked', { error: error as Error });
  });
}

/** Where the issuer forgets who signed in, or the portal itself where the issuer does not say. */
export async function signOutUrl({ issuer, logger, origin }: PortalDeps): Promise<string> {
  return issuer.signOutUrl().catch((error: unknown) => {
    logger.warn('the issuer does not say where to sign out', { error: error as Error });
    return `${origin}/portal`;
  });
}

/** What the page knows of its session. */
export interface SessionView {
  readonly establishmentId: EstablishmentId;
  readonly role: PortalSession['role'];
  /** When it ends unless it is used before, and when it ends in any case. */
  readonly idleEndsAt: string;
  readonly endsAt: string;
}

export function sessionView({ stored }: Session): SessionView {
  const { establishmentId, role, endsAt } = stored;
  return { establishmentId, role, idleEndsAt: idleEndOf(stored).toISOString(), endsAt };
}
