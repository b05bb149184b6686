import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { apiHandler } from '../../shared/http/api.ts';
import { createTenantLimits, tenantLimitsStore } from '../../shared/http/tenant-limits.ts';
import { loadKeys } from '../../shared/keys.ts';
import { connectTable, withTable } from '../../shared/store/table.ts';
import { env } from './env.ts';
import { notificationRoutes, notificationsStore } from './handler.ts';

const logger = new Logger();

const table = connectTable(env.TABLE_NAME, { logger });
const keys = await loadKeys(env.KEYS_SECRET_ID);
const limits = createTenantLimits({
  store: withTable(table, tenantLimitsStore),
  keys,
  now: () => new Date(),
  newId: randomUUID,
  logger,
  requestsPerSecond: env.REQUESTS_PER_SECOND,
});

export const handler = apiHandler(
  notificationRoutes({
    store: withTable(table, notificationsStore),
    keys,
  }),
  logger,
  limits,
);
