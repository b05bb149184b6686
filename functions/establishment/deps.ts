import { DAY_MS } from '../../shared/domain/time.ts';
import { type ApiDeps, createApiDeps } from '../../shared/http/api-deps.ts';
import { type AuditDeps, auditStore } from '../../shared/http/audit.ts';
import { readContacts, saveContacts } from '../../shared/store/contacts.ts';
import { readSpentParts } from '../../shared/store/limits.ts';
import type { Env } from './env.ts';

/** The store functions that the establishment API works with. */
export const establishmentStore = { readContacts, saveContacts, readSpentParts, ...auditStore };

export interface EstablishmentDeps extends ApiDeps<typeof establishmentStore>, AuditDeps {
  readonly store: ApiDeps<typeof establishmentStore>['store'];
  /** SMS parts that an establishment may have sent in a calendar month. */
  readonly monthlyParts: number;
  readonly retentionDays: { readonly notifications: number; readonly audit: number };
}

export async function createDeps(env: Env): Promise<EstablishmentDeps> {
  return {
    ...(await createApiDeps(env, establishmentStore)),
    monthlyParts: env.MONTHLY_PARTS,
    retentionDays: { notifications: env.NOTIFICATION_RETENTION_DAYS, audit: env.AUDIT_RETENTION_DAYS },
    auditKeptMs: env.AUDIT_RETENTION_DAYS * DAY_MS,
  };
}
