/**
 * Signatures of Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
 * The tests check them with the library of the standard.
 */
import { createHmac } from 'node:crypto';
import { SECOND_MS } from '../../domain/time.ts';

const PREFIX = 'whsec_';
/** The standard asks for 24 to 64 bytes. */
export const SECRET_BYTES = 32;

/** A secret as an establishment sees it. */
export function webhookSecret(bytes: Buffer): string {
  return `${PREFIX}${bytes.toString('base64')}`;
}

/** The headers of a request: what it is about, when it is sent, and a signature by each secret. */
export function signedHeaders(
  secrets: readonly string[],
  { id, body, now }: { readonly id: string; readonly body: string; readonly now: Date },
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / SECOND_MS));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    // biome-ignore lint/plugin/secrets: it signs what goes out; the receiver compares.
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
