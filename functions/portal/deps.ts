import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Logger } from '@aws-lambda-powertools/logger';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { type Keys, loadKeys } from '../../shared/keys.ts';
import {
  claimRenewal,
  createSession,
  deleteSession,
  markUsed,
  readSession,
  saveRenewed,
} from '../../shared/store/portal-sessions.ts';
import { type Bound, connectTable, withTable } from '../../shared/store/table.ts';
import type { Env } from './env.ts';
import { createIssuer, type Issuer } from './issuer.ts';
import { type PageFiles, readPageFiles } from './page-files.ts';

/** The store functions that the portal works with. */
export const portalStore = { readSession, createSession, markUsed, claimRenewal, saveRenewed, deleteSession };

export interface PortalDeps {
  readonly store: Bound<typeof portalStore>;
  readonly keys: Keys;
  readonly logger: Logger;
  readonly issuer: Issuer;
  readonly files: PageFiles;
  /** Where the API and the portal are, without a path. */
  readonly origin: string;
  /** Where the page puts files by signed addresses. */
  readonly filesOrigin: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly now: () => Date;
  /** A new session id that nobody can guess. */
  readonly newSessionId: () => string;
  readonly sleep: (ms: number) => Promise<unknown>;
}

export async function createDeps(env: Env): Promise<PortalDeps> {
  const logger = new Logger();
  const secrets = new SecretsManagerClient(AWS_CLIENT);
  const [keys, { SecretString: clientSecret }] = await Promise.all([
    loadKeys(env.KEYS_SECRET_ID, secrets),
    secrets.send(new GetSecretValueCommand({ SecretId: env.CLIENT_SECRET_ID })),
  ]);
  if (!clientSecret) throw new Error('the secret of the client holds no text');
  const origin = new URL(env.API_URL).origin;
  return {
    store: withTable(connectTable(env.TABLE_NAME, { logger }), portalStore),
    keys,
    logger,
    issuer: createIssuer({ issuer: env.ISSUER, clientId: env.CLIENT_ID, clientSecret, origin }),
    files: readPageFiles(fileURLToPath(new URL('./web/', import.meta.url))),
    origin,
    filesOrigin: env.AWS_ENDPOINT_URL ?? env.FILES_ORIGIN,
    fetch,
    now: () => new Date(),
    newSessionId: () => randomBytes(32).toString('base64url'),
    sleep,
  };
}
