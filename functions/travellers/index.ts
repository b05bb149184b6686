import { Logger } from '@aws-lambda-powertools/logger';
import { apiHandler } from '../../shared/http/api.ts';
import { loadKeys } from '../../shared/keys.ts';
import { connectTable, withTable } from '../../shared/store/table.ts';
import { env } from './env.ts';
import { travellerRoutes, travellersStore } from './handler.ts';

const logger = new Logger();

export const handler = apiHandler(
  travellerRoutes({
    store: withTable(connectTable(env.TABLE_NAME, { logger }), travellersStore),
    keys: await loadKeys(env.KEYS_SECRET_ID),
    now: () => new Date(),
  }),
  logger,
);
