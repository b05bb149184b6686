import { createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Route } from './routes.ts';

/** Whether a request may pass, with the part of its token that the function gets. */
type Authorization =
  | { allowed: true; jwt?: { claims: Record<string, string>; scopes: string[] | null } }
  | { allowed: false; status: 401 | 403; challenge: string };

/** Checks the token of a request for a route. */
export type Authorizer = (route: Route, authorization: string | undefined) => Promise<Authorization>;

/** Makes the JWT authorizer of the HTTP API, with the keys of the issuer's discovery document, which it keeps. */
export function createAuthorizer(): Authorizer {
  const keysByIssuer = new Map<string, Promise<JWTVerifyGetKey>>();
  const keysOf = (issuer: string): Promise<JWTVerifyGetKey> => {
    const known = keysByIssuer.get(issuer);
    if (known) return known;
    const discovered = discoverKeys(issuer);
    keysByIssuer.set(issuer, discovered);
    // An issuer that does not answer now may do so for the next request.
    discovered.catch(() => keysByIssuer.delete(issuer));
    return discovered;
  };

  return async (route, authorization) => {
    if (!route.authorizer) return { allowed: true };
    const { issuer, audience } = route.authorizer;
    // API Gateway takes a token with or without the scheme.
    const token = authorization?.replace(/^Bearer\s+/i, '').trim();
    if (!token) return { allowed: false, status: 401, challenge: 'Bearer' };
    let claims: JWTPayload;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, await keysOf(issuer), {
        issuer,
        algorithms: ['RS256'],
        requiredClaims: ['exp'],
      });
      claims = payload;
      // jose takes a token without a key's name when the set has one key.
      if (protectedHeader.kid === undefined) throw new Error('the token names no key');
      if (!isMeantFor(claims, audience)) throw new Error('the token has an invalid audience');
      if (claims.iat !== undefined && claims.iat > Date.now() / 1000 + 1) throw new Error('issued in the future');
    } catch {
      return {
        allowed: false,
        status: 401,
        challenge: 'Bearer scope="" error="invalid_token" error_description="the token is not valid"',
      };
    }
    const scopes = scopesOf(claims);
    if (route.scopes.length > 0 && !route.scopes.some((scope) => scopes.includes(scope))) {
      return {
        allowed: false,
        status: 403,
        challenge: `Bearer scope="${route.scopes.join(' ')}" error="insufficient_scope"`,
      };
    }
    return { allowed: true, jwt: { claims: asStrings(claims), scopes: route.scopes.length > 0 ? scopes : null } };
  };
}

async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (!response.ok) throw new Error(`the issuer ${issuer} answered ${response.status}`);
  const { jwks_uri: uri } = (await response.json()) as { jwks_uri: string };
  return createRemoteJWKSet(new URL(uri));
}

/** The audience is `aud`, or `client_id` where a token has no `aud`. */
function isMeantFor({ aud, client_id: clientId }: JWTPayload, audience: string[]): boolean {
  const named = aud ?? clientId;
  return (Array.isArray(named) ? named : [named]).some((one) => audience.includes(String(one)));
}

function scopesOf({ scope, scp }: JWTPayload): string[] {
  const value = scope ?? scp;
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' ? value.split(' ').filter((one) => one !== '') : [];
}

function asStrings(claims: JWTPayload): Record<string, string> {
  const asString = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(asString).join(' ')}]`;
    return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value);
  };
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, asString(value)]));
}
