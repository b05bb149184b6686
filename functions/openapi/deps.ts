import { Logger } from '@aws-lambda-powertools/logger';
import document from './contract/openapi.json' with { type: 'json' };
import type { Env } from './env.ts';

export interface OpenapiDeps {
  /** The OpenAPI document, as it is answered. */
  readonly document: { readonly openapi: string };
  readonly logger: Logger;
}

export const createDeps = (_env: Env): OpenapiDeps => ({ document, logger: new Logger() });
