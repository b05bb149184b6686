import { Logger } from '@aws-lambda-powertools/logger';
import { apiHandler } from '../../shared/http/api.ts';
import { env } from './env.ts';
import { problemRoutes } from './handler.ts';

export const handler = apiHandler(problemRoutes({ methodsByPath: env.ROUTES }), new Logger());
