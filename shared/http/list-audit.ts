import * as z from 'zod';
import { AUDIT_ACTIONS, type AuditEntry } from '../domain/audit.ts';
import type { EstablishmentId } from '../domain/ids.ts';
import { listAudit } from '../store/audit.ts';
import type { Bound, Page } from '../store/table.ts';
import type { PageWanted } from './list-page.ts';
import { contactIdField, identityNumberField, instantField } from './validation.ts';

/** The filters of the audit trail. */
export const auditFilters = {
  from: instantField.optional(),
  to: instantField.optional(),
  action: z.enum(AUDIT_ACTIONS).optional(),
  contactId: contactIdField.optional(),
  identityNumber: identityNumberField.optional(),
  actor: z.string().optional(),
};
type Filters = z.output<z.ZodObject<typeof auditFilters>>;

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
