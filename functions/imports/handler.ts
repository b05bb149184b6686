import { apiHandler, type Route, resource, route } from '../../shared/http/api.ts';
import { cursorsOf } from '../../shared/http/cursor.ts';
import type { ImportsDeps } from './deps.ts';
import { importListView, importParams, importView, listImportsQuery, newImportSchema } from './schemas.ts';
import { summary, view } from './view.ts';
import { applyImport, cancelImport, findImport, startImport } from './write.ts';

export const createHandler = (deps: ImportsDeps) => apiHandler(importRoutes(deps), deps.logger, deps.limits);

export function importRoutes(deps: ImportsDeps): Record<string, Route> {
  return {
    'POST /v1/imports': route({
      body: newImportSchema,
      responses: { 201: importView },
      handle: async (request) => {
        const one = await startImport(deps, request);
        return resource(201, await view(deps, one), { location: `/v1/imports/${one.id}` });
      },
    }),
    'GET /v1/imports': route({
      query: listImportsQuery,
      responses: { 200: importListView },
      handle: async ({ establishmentId, query }) => {
        const cursors = cursorsOf(deps.keys, establishmentId, 'imports', query);
        const page = await deps.store.listImports(establishmentId, {
          limit: query.limit,
          after: cursors.open(query.cursor),
        });
        return { status: 200, body: cursors.page(page, (one) => summary(one, deps.now())) };
      },
    }),
    'GET /v1/imports/{importId}': route({
      params: importParams,
      responses: { 200: importView },
      handle: async ({ establishmentId, params }) =>
        resource(200, await view(deps, await findImport(deps, establishmentId, params.importId))),
    }),
    'POST /v1/imports/{importId}/apply': route({
      params: importParams,
      responses: { 202: importView },
      handle: async (request) => resource(202, await view(deps, await applyImport(deps, request))),
    }),
    'POST /v1/imports/{importId}/cancel': route({
      params: importParams,
      responses: { 202: importView },
      handle: async (request) => resource(202, await view(deps, await cancelImport(deps, request))),
    }),
  };
}
