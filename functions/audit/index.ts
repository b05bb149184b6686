import { Logger } from '@aws-lambda-powertools/logger';
import { apiHandler } from '../../shared/http/api.ts';
import { loadKeys } from '../../shared/keys.ts';
import { connectTable, withTable } from '../../shared/store/table.ts';
import { env } from './env.ts';
import { auditRoutes, auditTrailStore } from './handler.ts';

const logger = new Logger();

export const handler = apiHandler(
  auditRoutes({
    store: withTable(connectTable(env.TABLE_NAME, { logger }), auditTrailStore),
    keys: await loadKeys(env.KEYS_SECRET_ID),
  }),
  logger,
);
