import * as z from 'zod/mini';
import { apiHandler, publicRoute, type Route } from '../../shared/http/api.ts';
import { etagOf, isKnown } from '../../shared/http/etag.ts';
import type { OpenapiDeps } from './deps.ts';

/** An OpenAPI document, the part of it that is looked into here. */
export const openapiView = z.looseObject({ openapi: z.string() });

/** Five minutes: a client that asks more often than that finds its copy good enough. */
const MAX_AGE_SECONDS = 300;

export const createHandler = (deps: OpenapiDeps) => apiHandler(openapiRoutes(deps), deps.logger);

export function openapiRoutes({ document }: Pick<OpenapiDeps, 'document'>): Record<string, Route> {
  const etag = etagOf(document);
  const headers = {
    etag,
    'cache-control': `public, max-age=${MAX_AGE_SECONDS}`,
    // There is nothing in it that a page of another site must not read.
    'access-control-allow-origin': '*',
  };
  return {
    'GET /v1/openapi.json': publicRoute({
      responses: { 200: openapiView, 304: null },
      handle: async (request) =>
        isKnown(request.headers['if-none-match'], etag)
          ? { status: 304, headers }
          : { status: 200, body: document, headers },
    }),
  };
}
