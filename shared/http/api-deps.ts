import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import type * as z from 'zod/mini';
import { type Clock, DAY_MS } from '../domain/time.ts';
import type { API_VARIABLES } from '../environment.ts';
import { type Keys, loadKeys } from '../keys.ts';
import { type Bound, connectTable, type StoreFunctions, withTable } from '../store/table.ts';
import { API_CONFLICTS_MS } from '../timing.ts';
import { createTenantLimits, type TenantLimits, tenantLimitsStore } from './tenant-limits.ts';

/** What every function works with whose routes take a token of an establishment. */
export interface ApiDeps<F extends StoreFunctions> {
  readonly store: Bound<F>;
  readonly keys: Keys;
  readonly now: Clock;
  readonly newId: () => string;
  readonly logger: Logger;
  readonly limits: TenantLimits;
  /** How long a request decides again while others write to the same item first. */
  readonly conflictsMs: number;
}

/** Connects to the table, loads the keys and sets up the limits of establishments, once at cold start. */
export async function createApiDeps<F extends StoreFunctions>(
  env: z.infer<z.ZodMiniObject<typeof API_VARIABLES>> & { readonly AUDIT_RETENTION_DAYS?: number },
  storeFunctions: F,
): Promise<ApiDeps<F>> {
  const logger = new Logger();
  const table = connectTable(env.TABLE_NAME, { logger });
  const own = { keys: await loadKeys(env.KEYS_SECRET_ID), now: () => new Date(), newId: randomUUID, logger };
  const limits = createTenantLimits({
    ...own,
    store: withTable(table, tenantLimitsStore),
    requestsPerSecond: env.REQUESTS_PER_SECOND,
    auditKeptMs: env.AUDIT_RETENTION_DAYS && env.AUDIT_RETENTION_DAYS * DAY_MS,
  });
  return { ...own, store: withTable(table, storeFunctions), limits, conflictsMs: API_CONFLICTS_MS };
}
