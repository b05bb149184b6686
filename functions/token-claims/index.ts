import { Logger } from '@aws-lambda-powertools/logger';
import { env } from './env.ts';
import { claimEstablishment } from './handler.ts';

export const handler = claimEstablishment.bind(undefined, {
  establishmentScopes: env.ESTABLISHMENT_SCOPES,
  managerGroup: env.MANAGER_GROUP,
  logger: new Logger(),
});
