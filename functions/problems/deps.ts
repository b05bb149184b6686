import { Logger } from '@aws-lambda-powertools/logger';
import type { Env } from './env.ts';

export interface ProblemsDeps {
  /** The methods of every path of the API, such as `/v1/contacts` → `GET, POST`. */
  readonly methodsByPath: Readonly<Record<string, string>>;
  readonly logger: Logger;
}

export const createDeps = (env: Env): ProblemsDeps => ({ methodsByPath: env.ROUTES, logger: new Logger() });
