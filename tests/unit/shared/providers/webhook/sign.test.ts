import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { SECRET_BYTES, signedHeaders, webhookSecret } from '../../../../../shared/providers/webhook/sign.ts';

const newSecret = () => webhookSecret(randomBytes(SECRET_BYTES));
const body = JSON.stringify({ type: 'test', timestamp: '2026-11-22T09:00:00.000Z', data: { label: 'محمد' } });

describe('the signature of a request', () => {
  it('is one that the library of the standard takes, for this body, id and time alone', () => {
    const [secret, id] = [newSecret(), randomUUID()];
    const headers = signedHeaders([secret], { id, body, now: new Date() });
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
    expect(() => new Webhook(secret).verify(body, { ...headers, 'webhook-id': randomUUID() })).toThrow();
    expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow();
    const old = signedHeaders([secret], { id, body, now: new Date(Date.now() - 60 * 60 * 1000) });
    expect(() => new Webhook(secret).verify(body, old)).toThrow();
  });

  it('is taken by who has the new secret and by who still has the former one', () => {
    const [present, former] = [newSecret(), newSecret()];
    const headers = signedHeaders([present, former], { id: randomUUID(), body, now: new Date() });
    for (const secret of [present, former]) expect(new Webhook(secret).verify(body, headers)).toBeDefined();
  });
});
