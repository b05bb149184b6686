import { Logger } from '@aws-lambda-powertools/logger';
import document from '../../contract/openapi.json' with { type: 'json' };
import { apiHandler } from '../../shared/http/api.ts';
import './env.ts';
import { openapiRoutes } from './handler.ts';

export const handler = apiHandler(openapiRoutes({ document }), new Logger());
