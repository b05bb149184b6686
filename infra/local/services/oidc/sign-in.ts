/** Signing in at the local issuer: nobody has a password here, everybody chooses who they are. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import {
  Events,
  type MutableRedirectUri,
  type MutableResponse,
  type MutableToken,
  type OAuth2Service,
} from 'oauth2-mock-server';
import { normaliseNumber } from '../../../../shared/domain/digits.ts';
import { ESTABLISHMENT_ID } from '../../../../shared/domain/ids.ts';
import { MANAGE_SCOPE, READ_SCOPE } from '../../../../shared/http/scopes.ts';
import { readBody } from '../../support/http.ts';
import { chooserPage } from './chooser.ts';
import { type Person, ROLES } from './person.ts';

/** What the token of a person says. */
function claimsOf({ establishmentId, role }: Person): Record<string, string> {
  return {
    sub: `local-${role}-${establishmentId}`,
    establishment_id: establishmentId,
    scope: role === 'manager' ? `${READ_SCOPE} ${MANAGE_SCOPE}` : READ_SCOPE,
  };
}

const MAX_BODY_BYTES = 64 * 1024;

/** What a client sends for tokens. */
type Grant = Partial<Record<'grant_type' | 'code' | 'refresh_token', string>>;

/** Reads what the page of choice sends; undefined for anything else. */
function personOf(query: URLSearchParams): Person | undefined {
  const establishmentId = normaliseNumber(query.get('establishment') ?? '');
  const role = ROLES.find((one) => one === query.get('role'));
  return role && ESTABLISHMENT_ID.test(establishmentId) ? { establishmentId, role } : undefined;
}

/**
 * Puts a page of choice in front of the issuer's endpoint of authorization, and its outcome into codes and tokens. A code holds
 * once, and a refresh token until it is revoked.
 *
 * @param audience of access tokens
 */
export function withSignIn(service: OAuth2Service, audience: string): RequestListener {
  const byCode = new Map<string, Person>();
  const byRefreshToken = new Map<string, Person>();

  service.on(Events.BeforeAuthorizeRedirect, ({ url }: MutableRedirectUri, request: IncomingMessage) => {
    const person = personOf(queryOf(request));
    const code = url.searchParams.get('code');
    if (person && code !== null) byCode.set(code, person);
  });
  service.on(Events.BeforeTokenSigning, ({ payload }: MutableToken, { body }: { body: Grant }) => {
    const person = personOfGrant(body);
    // An identity token names its client as its audience, and bears no scope.
    if (!person) return;
    const { sub, establishment_id, scope } = claimsOf(person);
    Object.assign(
      payload,
      'scope' in payload
        ? { sub, establishment_id, scope, aud: audience, jti: randomUUID() }
        : // The issuer reads the name of the client as it stands in the header, where it is encoded (RFC 6749, section 2.3.1).
          { sub, aud: decodeURIComponent(String(payload.aud)) },
    );
  });
  service.on(Events.BeforeResponse, (response: MutableResponse, { body }: { body: Grant }) => {
    const person = personOfGrant(body);
    if (!isOfPerson(body)) return;
    if (!person) {
      Object.assign(response, { statusCode: 400, body: { error: 'invalid_grant' } });
      return;
    }
    if (body.code !== undefined) byCode.delete(body.code);
    if (body.refresh_token !== undefined) byRefreshToken.delete(body.refresh_token);
    const answer = response.body as Record<string, unknown>;
    const { scope } = claimsOf(person);
    byRefreshToken.set(String(answer.refresh_token), person);
    Object.assign(answer, { scope });
  });
  const isOfPerson = (body: Grant) => body.grant_type === 'authorization_code' || body.grant_type === 'refresh_token';
  const personOfGrant = ({ grant_type, code = '', refresh_token = '' }: Grant) =>
    grant_type === 'authorization_code' ? byCode.get(code) : byRefreshToken.get(refresh_token);

  const { requestHandler } = service;
  return (request, response) => {
    if (request.method === 'POST' && request.url === '/revoke') {
      // The issuer itself does not look which token it is.
      readBody(request, MAX_BODY_BYTES).then(
        (body) => {
          byRefreshToken.delete(new URLSearchParams(body.toString()).get('token') ?? '');
          response.writeHead(200).end();
        },
        () => response.writeHead(400).end(),
      );
      return;
    }
    const query = queryOf(request);
    const isAuthorization = request.method === 'GET' && request.url?.startsWith('/authorize?');
    if (!isAuthorization || personOf(query)) {
      requestHandler(request, response);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(chooserPage(query));
  };
}

function queryOf(request: IncomingMessage): URLSearchParams {
  return new URL(request.url ?? '/', 'http://127.0.0.1').searchParams;
}
