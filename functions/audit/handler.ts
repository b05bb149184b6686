import * as z from 'zod/mini';
import { auditEntrySchema } from '../../shared/domain/audit.ts';
import { apiHandler, type Route, route } from '../../shared/http/api.ts';
import { cursorsOf } from '../../shared/http/cursor.ts';
import { auditFilters, readAuditPage } from '../../shared/http/list-audit.ts';
import { listOf } from '../../shared/http/responses.ts';
import { pageFields } from '../../shared/http/validation.ts';
import type { AuditTrailDeps } from './deps.ts';

/** An entry of the audit trail as the API shows it. */
export const auditEntryView = z.strictObject(auditEntrySchema.shape);
export const auditListView = listOf(auditEntryView);

const listAuditQuery = z.strictObject({ ...pageFields, ...auditFilters });

export const createHandler = (deps: AuditTrailDeps) => apiHandler(auditRoutes(deps), deps.logger, deps.limits);

export function auditRoutes({ store, keys }: AuditTrailDeps): Record<string, Route> {
  return {
    'GET /v1/audit': route({
      query: listAuditQuery,
      responses: { 200: auditListView },
      handle: async ({ establishmentId, query }) => {
        const { limit, cursor, ...filters } = query;
        const cursors = cursorsOf(keys, establishmentId, 'audit', query);
        const page = await readAuditPage(store, establishmentId, filters, { limit, after: cursors.open(cursor) });
        return { status: 200, body: cursors.page(page, (entry) => entry) };
      },
    }),
  };
}
