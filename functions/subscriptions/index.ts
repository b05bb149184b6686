import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { DAY_MS } from '../../shared/domain/time.ts';
import { MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT } from '../../shared/domain/traveller.ts';
import { apiHandler } from '../../shared/http/api.ts';
import { createTenantLimits, tenantLimitsStore } from '../../shared/http/tenant-limits.ts';
import { loadKeys } from '../../shared/keys.ts';
import { appendAudit } from '../../shared/store/audit.ts';
import { connectTable, withTable } from '../../shared/store/table.ts';
import { env } from './env.ts';
import { subscriptionRoutes, subscriptionsStore } from './handler.ts';

const logger = new Logger();

const table = connectTable(env.TABLE_NAME, { logger });
const keys = await loadKeys(env.KEYS_SECRET_ID);
const limits = createTenantLimits({
  store: withTable(table, { ...tenantLimitsStore, appendAudit }),
  keys,
  now: () => new Date(),
  newId: randomUUID,
  logger,
  requestsPerSecond: env.REQUESTS_PER_SECOND,
  auditKeptMs: env.AUDIT_RETENTION_DAYS * DAY_MS,
});

export const handler = apiHandler(
  subscriptionRoutes({
    store: withTable(table, subscriptionsStore),
    keys,
    now: () => new Date(),
    newId: randomUUID,
    maxSubscriptions: MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT,
    auditKeptMs: env.AUDIT_RETENTION_DAYS * DAY_MS,
  }),
  logger,
  limits,
);
