import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { OAuth2Server } from 'oauth2-mock-server';
import { writeFileAtomically } from './files.ts';

/** Twelve hours: a working day of trying things by hand. */
const DEFAULT_VALIDITY_SECONDS = 12 * 60 * 60;
/** What a token may do unless it is asked for less. */
export const DEFAULT_SCOPE = 'passport-notifications/read passport-notifications/manage';

/** What a token says; `undefined` leaves a claim out. */
export interface TokenRequest {
  establishmentId?: unknown;
  scope?: string;
  expiresIn?: number;
  audience?: string;
  issuer?: string;
}

/** The OIDC issuer on this machine. */
export interface Oidc {
  readonly issuer: string;
  issueToken(request: TokenRequest): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the issuer with a key that is kept, so that tokens stay valid over restarts. */
export async function startOidc(options: { port: number; keyPath: string; audience: string }): Promise<Oidc> {
  const issuer = `http://127.0.0.1:${options.port}`;
  const server = new OAuth2Server();
  await server.issuer.keys.add(loadKey(options.keyPath));
  server.issuer.url = issuer;
  await server.start(options.port, '127.0.0.1');
  return {
    issuer,
    issueToken: ({
      establishmentId,
      scope = DEFAULT_SCOPE,
      expiresIn = DEFAULT_VALIDITY_SECONDS,
      audience,
      ...other
    }) =>
      server.issuer.buildToken({
        expiresIn,
        scopesOrTransform: (_header, payload) => {
          Object.assign(payload, {
            sub: `local-${establishmentId}`,
            aud: audience ?? options.audience,
            scope,
            establishment_id: establishmentId,
            jti: randomUUID(),
          });
          if (other.issuer) payload.iss = other.issuer;
        },
      }),
    stop: () => server.stop(),
  };
}

function loadKey(path: string): Record<string, unknown> {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
  writeFileAtomically(path, JSON.stringify(key), 0o600);
  return key;
}
