import { Logger } from '@aws-lambda-powertools/logger';
import { apiHandler } from '../../shared/http/api.ts';
import document from './contract/openapi.json' with { type: 'json' };
import './env.ts';
import { openapiRoutes } from './handler.ts';

export const handler = apiHandler(openapiRoutes({ document }), new Logger());
