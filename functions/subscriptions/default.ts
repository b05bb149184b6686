import type * as z from 'zod/mini';
import { changedFields } from '../../shared/domain/audit.ts';
import type { DefaultSubscription } from '../../shared/domain/default-subscription.ts';
import type { ApiRequest } from '../../shared/http/api.ts';
import { auditTrail } from '../../shared/http/audit.ts';
import { checkPreconditions } from '../../shared/http/etag.ts';
import { Problem } from '../../shared/http/problem.ts';
import { defaultOf } from '../../shared/store/contacts.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import type { SubscriptionsDeps } from './deps.ts';
import type { defaultSubscriptionView, NewDefaultSubscription } from './schemas.ts';
import { refuseUnknownContacts } from './unknown-contacts.ts';

type DefaultView = z.input<typeof defaultSubscriptionView>;

/** The fields of the default subscription that somebody may change, as the audit trail names them. */
const FIELDS = ['kinds', 'alerts', 'contactIds', 'expiryLeadDays'] as const;

/** The default subscription of the establishment. @throws Problem `not-found` where it has none */
export async function getDefault({ store }: SubscriptionsDeps, { establishmentId }: ApiRequest): Promise<DefaultView> {
  const defaults = defaultOf(await store.readContacts(establishmentId));
  if (!defaults) throw new Problem('no-default-subscription');
  return view(defaults);
}

/** Makes or replaces the default subscription: one write of one item, however many people are followed by it. */
export function putDefault(
  deps: SubscriptionsDeps,
  request: ApiRequest<unknown, unknown, NewDefaultSubscription>,
): Promise<{ readonly shown: DefaultView; readonly isNew: boolean }> {
  const { store, now } = deps;
  return auditTrail(deps, request, (recordEntry) =>
    withOptimisticRetry(async () => {
      const book = await store.readContacts(request.establishmentId);
      const known = defaultOf(book);
      refuseUnknownContacts(request.body.contactIds, book);
      checkPreconditions(request.headers, known && view(known));
      const at = now().toISOString();
      const defaultSubscription = { ...request.body, createdAt: known?.createdAt ?? at, updatedAt: at };
      const fields = changedFields(FIELDS, known, defaultSubscription);
      await recordEntry({ action: 'default-subscription.put', fields });
      const saved = await store.saveContacts({ ...book, defaultSubscription });
      return saved && { shown: view(defaultSubscription), isNew: known === undefined };
    }, deps.conflictsMs),
  );
}

/** Deletes the default subscription. @throws Problem `not-found` where there is none */
export async function deleteDefault(deps: SubscriptionsDeps, request: ApiRequest): Promise<void> {
  const { store } = deps;
  await auditTrail(deps, request, (recordEntry) =>
    withOptimisticRetry(async () => {
      const book = await store.readContacts(request.establishmentId);
      const known = defaultOf(book);
      if (!known) throw new Problem('no-default-subscription');
      checkPreconditions(request.headers, view(known));
      await recordEntry({ action: 'default-subscription.delete', fields: [] });
      return store.saveContacts({ ...book, defaultSubscription: undefined });
    }, deps.conflictsMs),
  );
}

function view({ kinds, alerts, contactIds, expiryLeadDays, createdAt, updatedAt }: DefaultSubscription): DefaultView {
  return { kinds, alerts, contactIds, expiryLeadDays, createdAt, updatedAt };
}
