import { DAY_MS } from '../../shared/domain/time.ts';
import { MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT } from '../../shared/domain/traveller.ts';
import { type ApiDeps, createApiDeps } from '../../shared/http/api-deps.ts';
import { type AuditDeps, auditStore } from '../../shared/http/audit.ts';
import {
  addContactReferences,
  readContacts,
  removeContactReferences,
  saveContacts,
} from '../../shared/store/contacts.ts';
import { saveSearchedAffiliation } from '../../shared/store/search.ts';
import { reserve } from '../../shared/store/subscription-quota.ts';
import { listSubscribed, readAffiliation } from '../../shared/store/travellers.ts';
import type { Env } from './env.ts';

/** The store functions that the subscriptions API works with. */
export const subscriptionsStore = {
  readContacts,
  saveContacts,
  addContactReferences,
  removeContactReferences,
  readAffiliation,
  listSubscribed,
  reserve,
  saveSearchedAffiliation,
  ...auditStore,
};

export interface SubscriptionsDeps extends ApiDeps<typeof subscriptionsStore>, AuditDeps {
  readonly store: ApiDeps<typeof subscriptionsStore>['store'];
  /** Subscriptions that an establishment may have, ended ones left out. */
  readonly maxSubscriptions: number;
}

export async function createDeps(env: Env): Promise<SubscriptionsDeps> {
  return {
    ...(await createApiDeps(env, subscriptionsStore)),
    maxSubscriptions: MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT,
    auditKeptMs: env.AUDIT_RETENTION_DAYS * DAY_MS,
  };
}
