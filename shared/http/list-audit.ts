import * as z from 'zod/mini';
import { AUDIT_ACTIONS, type AuditEntry } from '../domain/audit.ts';
import type { EstablishmentId } from '../domain/ids.ts';
import { listAudit } from '../store/audit.ts';
import type { Bound, Page } from '../store/table.ts';
import type { PageWanted } from './list-page.ts';
import { contactIdField, identityNumberField, instantField } from './validation.ts';

/** The filters of the audit trail. */
export const auditFilters = {
  from: z.optional(instantField),
  to: z.optional(instantField),
  action: z.optional(z.enum(AUDIT_ACTIONS)),
  contactId: z.optional(contactIdField),
  identityNumber: z.optional(identityNumberField),
  actor: z.optional(z.string()),
};
type Filters = z.output<z.ZodMiniObject<typeof auditFilters>>;

/** The store functions that the trail is read with. */
export const auditListStore = { listAudit };

/** A page of the audit trail, newest first. */
export function readAuditPage(
  store: Bound<typeof auditListStore>,
  establishmentId: EstablishmentId,
  { from, to, action, contactId, identityNumber, actor }: Filters,
  page: PageWanted,
): Promise<Page<AuditEntry>> {
  const keep = (entry: AuditEntry) =>
    (action === undefined || entry.action === action) &&
    (contactId === undefined || entry.contactId === contactId) &&
    (identityNumber === undefined || entry.identityNumber === identityNumber) &&
    (actor === undefined || entry.actor === actor);
  return store.listAudit({ establishmentId, from, to }, { ...page, keep });
}
