import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT } from './aws-client.ts';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What keys are for. A purpose is never renamed: what was hashed or sealed under it would be lost. */
type KeyPurpose =
  | 'calendar-entry'
  | 'calendar-token'
  | 'calendar-token-hash'
  | 'contact-address'
  | 'cursor'
  | 'expiry-event-id'
  | 'log-actor'
  | 'portal-session'
  | 'portal-sign-in'
  | 'portal-tokens'
  | 'sealed-content'
  | 'unsubscribe-token'
  | 'verification-code'
  | 'webhook-challenge'
  | 'webhook-secret';

/** Keyed hashes and sealed texts, each purpose under a key of its own derived from one secret (HKDF, RFC 5869). */
export interface Keys {
  /** A keyed hash, hexadecimal. */
  hash(purpose: KeyPurpose, text: string): string;
  /** Whether a text has this keyed hash; compared in constant time. */
  matches(purpose: KeyPurpose, text: string, hash: string): boolean;
  /** Encrypts a text, bound to its purpose and context (AES-256-GCM), as base64url. */
  seal(purpose: KeyPurpose, context: string, text: string): string;
  /** Opens what {@link Keys.seal} made; undefined when it is forged, cut, or of another purpose or context. */
  open(purpose: KeyPurpose, context: string, sealed: string): string | undefined;
}

export function createKeys(secret: string): Keys {
  const derived = new Map<KeyPurpose, Buffer>();
  const keyFor = (purpose: KeyPurpose): Buffer => {
    let key = derived.get(purpose);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
      derived.set(purpose, key);
    }
    return key;
  };
  // biome-ignore lint/plugin/secrets: this is the place; matches compares by timingSafeEqual.
  const hash = (purpose: KeyPurpose, text: string) => createHmac('sha256', keyFor(purpose)).update(text).digest('hex');
  return {
    hash,
    matches(purpose, text, expected) {
      const actual = Buffer.from(hash(purpose, text));
      const wanted = Buffer.from(expected);
      return actual.length === wanted.length && timingSafeEqual(actual, wanted);
    },
    seal(purpose, context, text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, keyFor(purpose), iv).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open(purpose, context, sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < IV_BYTES + TAG_BYTES || bytes.toString('base64url') !== sealed) return undefined;
      try {
        const decipher = createDecipheriv(CIPHER, keyFor(purpose), bytes.subarray(0, IV_BYTES), {
          authTagLength: TAG_BYTES,
        })
          .setAAD(Buffer.from(context))
          .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        const opened = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
        return opened.toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

/** Reads the service's secret, once at cold start. @throws Error when the secret has no text */
export async function loadKeys(secretId: string, client = new SecretsManagerClient(AWS_CLIENT)): Promise<Keys> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  if (!SecretString) throw new Error('the key secret holds no text');
  return createKeys(SecretString);
}
