import {
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  ClientSecretBasic,
  calculatePKCECodeChallenge,
  discoveryRequest,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  processRefreshTokenResponse,
  processRevocationResponse,
  ResponseBodyError,
  refreshTokenGrantRequest,
  revocationRequest,
  type TokenEndpointResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import * as z from 'zod/mini';
import { type EstablishmentId, establishmentIdSchema } from '../../shared/domain/ids.ts';
import { grantedScopes, MANAGE_SCOPE, type Need, READ_SCOPE } from '../../shared/http/scopes.ts';
import { ISSUER_ANSWER_MS } from '../../shared/timing.ts';

/** What a sign-in has to know when the issuer leads back. */
interface SignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** What the issuer says of somebody who signed in. */
export interface SignedIn {
  readonly accessToken: string;
  /** Absent where the issuer gives none: then the session ends with the access token. */
  readonly refreshToken: string | undefined;
  /** For how long the access token holds, in seconds. */
  readonly tokenSeconds: number;
  /** Undefined for somebody who belongs to no establishment. */
  readonly establishmentId: EstablishmentId | undefined;
  /** Undefined for somebody whose token lets them see nothing. */
  readonly role: Need | undefined;
}

/** The issuer has ended a sign-in: its refresh token no longer holds. */
export class SignInEnded extends Error {
  override readonly name = 'SignInEnded';
}

/**
 * The issuer did not answer, or not as it must. It says what is wrong and no values: what the library gives as the cause holds
 * whole answers, tokens among them, and is not for logs.
 */
class IssuerFailed extends Error {
  override readonly name = 'IssuerFailed';

  constructor(error: unknown) {
    const { code, message, cause } = error as { code?: string; message?: string; cause?: { code?: unknown } };
    super([code, message, typeof cause?.code === 'string' && cause.code].filter(Boolean).join(': '));
  }
}

/** Does something with the issuer. @throws SignInEnded, IssuerFailed */
async function withIssuer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof SignInEnded ? error : new IssuerFailed(error);
  }
}

/** The issuer of tokens, as the portal speaks to it (OAuth 2.0 with PKCE, OpenID Connect). */
export interface Issuer {
  /** Where somebody signs in, and what is to be remembered until they come back. */
  begin(): Promise<{ url: string; signIn: SignIn }>;
  /** @throws Error for an answer that is forged, of another sign-in, or used before */
  finish(query: URLSearchParams, signIn: SignIn): Promise<SignedIn>;
  /** @throws SignInEnded when the issuer takes the refresh token no longer */
  renew(refreshToken: string): Promise<SignedIn>;
  /** Ends the sign-in at the issuer, so that its refresh token no longer holds. */
  revoke(refreshToken: string): Promise<void>;
  /** Where the issuer forgets who signed in, too; it leads back to the portal. */
  signOutUrl(): Promise<string>;
}

export interface IssuerOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where the API and the portal are. */
  readonly origin: string;
}

const SCOPES = ['openid', READ_SCOPE, MANAGE_SCOPE].join(' ');
const claimsSchema = z.looseObject({});

/** Connects to the issuer; its endpoints are looked up when they are first needed. */
export function createIssuer({ issuer, clientId, clientSecret, origin }: IssuerOptions): Issuer {
  const redirectUri = `${origin}/portal/session/callback`;
  const client: Client = { client_id: clientId };
  const authentication = ClientSecretBasic(clientSecret);
  const options = () => ({
    // Only the issuer on one's own machine has no TLS.
    [allowInsecureRequests]: new URL(issuer).hostname === '127.0.0.1',
    signal: AbortSignal.timeout(ISSUER_ANSWER_MS),
  });
  let found: Promise<AuthorizationServer> | undefined;
  const server = () => {
    found ??= discoveryRequest(new URL(issuer), options())
      .then((response) => processDiscoveryResponse(new URL(issuer), response))
      .catch((error: unknown) => {
        // The next request asks again.
        found = undefined;
        throw error;
      });
    return found;
  };

  const issuerOfTokens: Issuer = {
    begin: async () => {
      const { authorization_endpoint: endpoint } = await server();
      if (!endpoint) throw new Error('the issuer names no address to sign in at');
      const signIn = {
        state: generateRandomState(),
        nonce: generateRandomNonce(),
        verifier: generateRandomCodeVerifier(),
      };
      const url = new URL(endpoint);
      const parameters = {
        ...{ client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: SCOPES },
        ...{ state: signIn.state, nonce: signIn.nonce },
        code_challenge: await calculatePKCECodeChallenge(signIn.verifier),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return { url: url.href, signIn };
    },
    finish: async (query, { state, nonce, verifier }) => {
      const as = await server();
      const parameters = validateAuthResponse(as, client, query, state);
      const response = await authorizationCodeGrantRequest(
        as,
        client,
        authentication,
        parameters,
        redirectUri,
        verifier,
        options(),
      );
      const tokens = await processAuthorizationCodeResponse(as, client, response, {
        expectedNonce: nonce,
        requireIdToken: true,
      });
      return signedInOf(tokens);
    },
    renew: async (refreshToken) => {
      const as = await server();
      const response = await refreshTokenGrantRequest(as, client, authentication, refreshToken, options());
      try {
        // An issuer that gives no new refresh token takes the old one again.
        return signedInOf(await processRefreshTokenResponse(as, client, response), refreshToken);
      } catch (error) {
        if (error instanceof ResponseBodyError && error.error === 'invalid_grant') throw new SignInEnded();
        throw error;
      }
    },
    revoke: async (refreshToken) => {
      const as = await server();
      if (!as.revocation_endpoint) return;
      await processRevocationResponse(await revocationRequest(as, client, authentication, refreshToken, options()));
    },
    signOutUrl: async () => {
      const { end_session_endpoint: endpoint } = await server();
      if (!endpoint) return `${origin}/portal`;
      const url = new URL(endpoint);
      // OpenID Connect RP-Initiated Logout 1.0, and Cognito's own names:
      // https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
      for (const name of ['post_logout_redirect_uri', 'logout_uri']) url.searchParams.set(name, `${origin}/portal`);
      url.searchParams.set('client_id', clientId);
      return url.href;
    },
  };
  return {
    begin: () => withIssuer(issuerOfTokens.begin),
    finish: (...about) => withIssuer(() => issuerOfTokens.finish(...about)),
    renew: (refreshToken) => withIssuer(() => issuerOfTokens.renew(refreshToken)),
    revoke: (refreshToken) => withIssuer(() => issuerOfTokens.revoke(refreshToken)),
    signOutUrl: () => withIssuer(issuerOfTokens.signOutUrl),
  };
}

function signedInOf(tokens: TokenEndpointResponse, refreshToken = tokens.refresh_token): SignedIn {
  const { access_token: accessToken, expires_in: seconds = 0 } = tokens;
  const claims = claimsOf(accessToken);
  const establishment = establishmentIdSchema.safeParse(claims.establishment_id);
  const scopes = grantedScopes(claims);
  return {
    accessToken,
    refreshToken: tokens.refresh_token ?? refreshToken,
    tokenSeconds: seconds,
    establishmentId: establishment.data,
    role: scopes.includes(MANAGE_SCOPE) ? 'manage' : scopes.includes(READ_SCOPE) ? 'read' : undefined,
  };
}

/** What an access token says. It came from the issuer itself, and the gateway checks it whenever the API is asked. */
function claimsOf(accessToken: string): Record<string, unknown> {
  const [, payload = ''] = accessToken.split('.');
  return claimsSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
}
