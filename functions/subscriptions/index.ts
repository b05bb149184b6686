import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { DAY_MS } from '../../shared/domain/time.ts';
import { MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT } from '../../shared/domain/traveller.ts';
import { apiHandler } from '../../shared/http/api.ts';
import { loadKeys } from '../../shared/keys.ts';
import { connectTable, withTable } from '../../shared/store/table.ts';
import { env } from './env.ts';
import { subscriptionRoutes, subscriptionsStore } from './handler.ts';

const logger = new Logger();

export const handler = apiHandler(
  subscriptionRoutes({
    store: withTable(connectTable(env.TABLE_NAME, { logger }), subscriptionsStore),
    keys: await loadKeys(env.KEYS_SECRET_ID),
    now: () => new Date(),
    newId: randomUUID,
    maxSubscriptions: MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT,
    auditKeptMs: env.AUDIT_RETENTION_DAYS * DAY_MS,
  }),
  logger,
);
