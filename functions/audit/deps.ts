import { type ApiDeps, createApiDeps } from '../../shared/http/api-deps.ts';
import { auditListStore } from '../../shared/http/list-audit.ts';
import type { Env } from './env.ts';

/** The store functions that the audit API works with. */
export const auditTrailStore = { ...auditListStore };

export type AuditTrailDeps = ApiDeps<typeof auditTrailStore>;

export const createDeps = (env: Env): Promise<AuditTrailDeps> => createApiDeps(env, auditTrailStore);
