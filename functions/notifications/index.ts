import { Logger } from '@aws-lambda-powertools/logger';
import { apiHandler } from '../../shared/http/api.ts';
import { loadKeys } from '../../shared/keys.ts';
import { connectTable, withTable } from '../../shared/store/table.ts';
import { env } from './env.ts';
import { notificationRoutes, notificationsStore } from './handler.ts';

const logger = new Logger();

export const handler = apiHandler(
  notificationRoutes({
    store: withTable(connectTable(env.TABLE_NAME, { logger }), notificationsStore),
    keys: await loadKeys(env.KEYS_SECRET_ID),
  }),
  logger,
);
