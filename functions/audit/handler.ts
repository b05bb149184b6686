import * as z from 'zod';
import { AUDIT_ACTIONS, type AuditEntry, auditEntrySchema } from '../../shared/domain/audit.ts';
import { apiHandler, type Route, route } from '../../shared/http/api.ts';
import { cursorsOf } from '../../shared/http/cursor.ts';
import { listOf } from '../../shared/http/responses.ts';
import { contactIdField, identityNumberField, instantField, pageFields } from '../../shared/http/validation.ts';
import type { AuditTrailDeps } from './deps.ts';

/** An entry of the audit trail as the API shows it. */
export const auditEntryView = auditEntrySchema.strict();
export const auditListView = listOf(auditEntryView);

const listAuditQuery = z.strictObject({
  ...pageFields,
  from: instantField.optional(),
  to: instantField.optional(),
  action: z.enum(AUDIT_ACTIONS).optional(),
  contactId: contactIdField.optional(),
  identityNumber: identityNumberField.optional(),
  actor: z.string().optional(),
});

export const createHandler = (deps: AuditTrailDeps) => apiHandler(auditRoutes(deps), deps.logger, deps.limits);

export function auditRoutes({ store, keys }: AuditTrailDeps): Record<string, Route> {
  return {
    'GET /v1/audit': route({
      query: listAuditQuery,
      responses: { 200: auditListView },
      handle: async ({ establishmentId, query }) => {
        const { from, to, limit, cursor, ...wanted } = query;
        const cursors = cursorsOf(keys, establishmentId, 'audit', query);
        const page = await store.listAudit(
          { establishmentId, from, to },
          { limit, after: cursors.open(cursor), keep: (entry) => isWanted(entry, wanted) },
        );
        return { status: 200, body: cursors.page(page, (entry) => entry) };
      },
    }),
  };
}

type Wanted = Pick<z.output<typeof listAuditQuery>, 'action' | 'contactId' | 'identityNumber' | 'actor'>;

function isWanted(entry: AuditEntry, { action, contactId, identityNumber, actor }: Wanted): boolean {
  return (
    (action === undefined || entry.action === action) &&
    (contactId === undefined || entry.contactId === contactId) &&
    (identityNumber === undefined || entry.identityNumber === identityNumber) &&
    (actor === undefined || entry.actor === actor)
  );
}
