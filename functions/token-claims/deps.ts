import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../../shared/log.ts';
import type { Env } from './env.ts';

export interface TokenClaimsDeps {
  /** The resource server whose scopes are establishments: `<it>/7000000001`. */
  readonly establishmentScopes: string;
  /** The group of the pool that makes a person a manager; everybody else is a reader. */
  readonly managerGroup: string;
  readonly logger: Pick<Log, 'warn'>;
}

export const createDeps = (env: Env): TokenClaimsDeps => ({
  establishmentScopes: env.ESTABLISHMENT_SCOPES,
  managerGroup: env.MANAGER_GROUP,
  logger: new Logger(),
});
