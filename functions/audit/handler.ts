import * as z from 'zod';
import { AUDIT_ACTIONS, type AuditEntry, auditEntrySchema } from '../../shared/domain/audit.ts';
import { type Route, route } from '../../shared/http/api.ts';
import { cursorsOf } from '../../shared/http/cursor.ts';
import { listOf } from '../../shared/http/responses.ts';
import { identityNumberField, idField, instantField, pageFields } from '../../shared/http/validation.ts';
import type { Keys } from '../../shared/keys.ts';
import { listAudit } from '../../shared/store/audit.ts';
import type { Bound } from '../../shared/store/table.ts';

/** The store functions that the audit API works with. */
export const auditTrailStore = { listAudit };

export interface AuditTrailDeps {
  readonly store: Bound<typeof auditTrailStore>;
  readonly keys: Keys;
}

/** An entry of the audit trail as the API shows it. */
export const auditEntryView = auditEntrySchema.strict();
export const auditListView = listOf(auditEntryView);

const listAuditQuery = z.strictObject({
  ...pageFields,
  from: instantField.optional(),
  to: instantField.optional(),
  action: z.enum(AUDIT_ACTIONS).optional(),
  contactId: idField.optional(),
  identityNumber: identityNumberField.optional(),
  actor: z.string().optional(),
});

export function auditRoutes({ store, keys }: AuditTrailDeps): Record<string, Route> {
  return {
    'GET /v1/audit': route({
      query: listAuditQuery,
      answers: { 200: auditListView },
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
