import { randomInt, timingSafeEqual } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeps } from '../../../../functions/contacts/deps.ts';
import { envSchema } from '../../../../functions/contacts/env.ts';
import { createHandler as createSmsReceipts } from '../../../../functions/sms-receipts/handler.ts';
import { createKeys } from '../../../../shared/keys.ts';
import { apiCaller } from '../../../support/api.ts';
import { fakeClock } from '../../../support/clock.ts';
import { notification } from '../../../support/factories.ts';
import { silentLogger } from '../../../support/logger.ts';
import { signedCallback } from '../../../support/sms-aggregator.ts';

// Files of a process share their modules: this one loads them again, over the functions that it watches, and so does the next.
vi.hoisted(() => vi.resetModules());
afterAll(() => {
  vi.doUnmock('node:crypto');
  vi.resetModules();
});
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  return { ...crypto, randomInt: vi.fn(crypto.randomInt), timingSafeEqual: vi.fn(crypto.timingSafeEqual) };
});

beforeEach(() => {
  vi.mocked(timingSafeEqual).mockClear();
});

describe('what nobody may guess', () => {
  it('is for codes a number of the system, all of the million alike', async () => {
    vi.stubEnv('AWS_REGION', 'us-east-1');
    const secrets = mockClient(SecretsManagerClient);
    secrets.on(GetSecretValueCommand).resolves({ SecretString: 'a secret for tests' });
    const deps = await createDeps(
      envSchema.parse({
        TABLE_NAME: 'table',
        KEYS_SECRET_ID: 'keys',
        SMS_URGENT_QUEUE_URL: 'https://queue.example/sms',
        EMAIL_URGENT_QUEUE_URL: 'https://queue.example/email',
        WEBHOOK_URGENT_QUEUE_URL: 'https://queue.example/webhook',
        WEBHOOK_REMINDER_QUEUE_URL: 'https://queue.example/webhook-reminder',
        NOTIFICATION_RETENTION_DAYS: '90',
        AUDIT_RETENTION_DAYS: '1826',
        REQUESTS_PER_SECOND: '50',
      }),
    );
    vi.mocked(randomInt).mockImplementationOnce(() => 7);
    expect(deps.newCode()).toBe('000007');
    expect(vi.mocked(randomInt).mock.calls).toEqual([[1_000_000]]);
    expect(deps.newCode()).toMatch(/^\d{6}$/);
  });
});

describe('secrets are compared in constant time', () => {
  it('where a text is held against its keyed hash', () => {
    const keys = createKeys('a secret for tests');
    const hash = keys.hash('verification-code', '123456');
    expect([
      keys.matches('verification-code', '123456', hash),
      keys.matches('verification-code', '123457', hash),
    ]).toEqual([true, false]);
    expect(timingSafeEqual).toHaveBeenCalledTimes(2);
  });

  it('where a callback bears a signature', async () => {
    const { now } = fakeClock();
    const key = 'k'.repeat(64);
    const call = apiCaller(createSmsReceipts({ callbackKey: key, queue: async () => {}, now, logger: silentLogger }));
    const statuses: number[] = [];
    for (const signer of [key, 'x'.repeat(64)]) {
      const { body, headers } = signedCallback({ reference: notification().id, status: 'delivered' }, signer, now());
      statuses.push((await call('POST /v1/receipts/sms', { rawBody: body, headers, establishmentId: null })).status);
    }
    expect(statuses).toEqual([204, 403]);
    expect(timingSafeEqual).toHaveBeenCalledTimes(2);
  });
});
