import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { OAuth2Issuer, OAuth2Service } from 'oauth2-mock-server';
import * as z from 'zod';
import { writeFileAtomically } from '../../support/atomic-file.ts';
import { BrokenDataError, readDataFile } from '../../support/data-files.ts';
import type { Running } from '../../support/service.ts';
import { withSignIn } from './sign-in.ts';
import { DEFAULT_SCOPE, type TokenRequest } from './token-request.ts';

/** Twelve hours: a working day of trying things by hand. */
const DEFAULT_VALIDITY_SECONDS = 12 * 60 * 60;

/** The OIDC issuer on this machine. */
export interface Oidc extends Running {
  readonly issuer: string;
  readonly requestHandler: RequestListener;
  issueToken(request: TokenRequest): Promise<string>;
}

const keySchema = z.looseObject({ kty: z.literal('RSA'), kid: z.string().min(1), d: z.string().min(1) });
const KEY_LOSS = 'a new key is made, and tokens that were issued before hold no longer';

/** Opens the issuer with a key that is kept, so that tokens stay valid over restarts. */
export async function openOidc(options: { issuer: string; keyPath: string; audience: string }): Promise<Oidc> {
  const issuer = new OAuth2Issuer();
  issuer.url = options.issuer;
  const key = loadKey(options.keyPath);
  try {
    createPrivateKey({ key, format: 'jwk' });
    await issuer.keys.add(key);
  } catch {
    throw new BrokenDataError(options.keyPath, 'it holds no key', KEY_LOSS);
  }
  return {
    issuer: options.issuer,
    requestHandler: withSignIn(new OAuth2Service(issuer), options.audience),
    issueToken: ({ establishmentId, scope = DEFAULT_SCOPE, expiresIn = DEFAULT_VALIDITY_SECONDS }) =>
      issuer.buildToken({
        expiresIn,
        scopesOrTransform: (_header, payload) => {
          Object.assign(payload, {
            sub: `local-${establishmentId}`,
            aud: options.audience,
            scope,
            establishment_id: establishmentId,
            jti: randomUUID(),
          });
        },
      }),
    stop: () => undefined,
  };
}

function loadKey(path: string): Record<string, unknown> {
  const kept = readDataFile(path, keySchema, KEY_LOSS);
  if (kept) return kept;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
  writeFileAtomically(path, JSON.stringify(key), 0o600);
  return key;
}
