import { randomInt, randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import { channelQueuesOf } from '../../shared/environment.ts';
import { apiHandler } from '../../shared/http/api.ts';
import { createTenantLimits, tenantLimitsStore } from '../../shared/http/tenant-limits.ts';
import { loadKeys } from '../../shared/keys.ts';
import { queueNotifications } from '../../shared/notifications/jobs.ts';
import { appendAudit } from '../../shared/store/audit.ts';
import { connectTable, withTable } from '../../shared/store/table.ts';
import { env } from './env.ts';
import { contactRoutes, contactsStore } from './handler.ts';

const logger = new Logger();
const sqs = new SQSClient(AWS_CLIENT);

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
  contactRoutes({
    store: withTable(table, contactsStore),
    keys,
    queueNotifications: queueNotifications.bind(undefined, sqs, channelQueuesOf(env)),
    now: () => new Date(),
    newId: randomUUID,
    notificationKeptMs: env.NOTIFICATION_RETENTION_DAYS * DAY_MS,
    auditKeptMs: env.AUDIT_RETENTION_DAYS * DAY_MS,
    logger,
    newCode: () => String(randomInt(1_000_000)).padStart(6, '0'),
  }),
  logger,
  limits,
);
