import type * as z from 'zod';
import { changedFields } from '../../shared/domain/audit.ts';
import { type Contact, isBeingDeleted } from '../../shared/domain/contacts.ts';
import type { Clock } from '../../shared/domain/time.ts';
import type { AffiliationRecord, Subscription } from '../../shared/domain/traveller.ts';
import { type ApiRequest, type Route, resource, route } from '../../shared/http/api.ts';
import { type AuditDeps, audited, auditStore } from '../../shared/http/audit.ts';
import { cursorsOf } from '../../shared/http/cursor.ts';
import { checkPreconditions } from '../../shared/http/etag.ts';
import { Problem, validationFailed } from '../../shared/http/problem.ts';
import type { Keys } from '../../shared/keys.ts';
import { addContactEdges, readContacts, removeContactEdges, settleAffiliation } from '../../shared/store/contacts.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import { reserve } from '../../shared/store/subscription-quota.ts';
import type { Bound } from '../../shared/store/table.ts';
import { listSubscribed, readAffiliation, saveAffiliation } from '../../shared/store/travellers.ts';
import { API_CONFLICTS_MS } from '../../shared/timing.ts';
import {
  identityNumberParams,
  listSubscriptionsQuery,
  type NewSubscription,
  newSubscriptionSchema,
  refuseSilentReminders,
  type SUBSCRIPTION_STATUSES,
  type SubscriptionChange,
  subscriptionChangeSchema,
  subscriptionListView,
  subscriptionView,
} from './schemas.ts';

/** The store functions that the subscriptions API works with. */
export const subscriptionsStore = {
  readContacts,
  addContactEdges,
  removeContactEdges,
  readAffiliation,
  saveAffiliation,
  listSubscribed,
  takePlace: reserve,
  ...auditStore,
};

export interface SubscriptionsDeps extends AuditDeps {
  readonly store: Bound<typeof subscriptionsStore>;
  readonly keys: Keys;
  readonly now: Clock;
  /** Subscriptions that an establishment may have, ended ones left out. */
  readonly maxSubscriptions: number;
}

type Subscribed = AffiliationRecord & { readonly subscription: Subscription };
type OneTraveller = ApiRequest<{ identityNumber: string }>;

export function subscriptionRoutes(deps: SubscriptionsDeps): Record<string, Route> {
  const { store } = deps;
  return {
    'PUT /v1/subscriptions/{identityNumber}': route({
      watches: 'affiliation',
      params: identityNumberParams,
      body: newSubscriptionSchema,
      answers: { 200: subscriptionView, 201: subscriptionView },
      handle: async (request) => {
        const { link, contacts, isNew } = await writeSubscription(deps, request, 'subscription.put', (known) =>
          replaced(deps, known, request.body),
        );
        const location = `/v1/subscriptions/${link.identityNumber}`;
        return isNew ? resource(201, view(link, contacts), { location }) : resource(200, view(link, contacts));
      },
    }),
    'PATCH /v1/subscriptions/{identityNumber}': route({
      watches: 'affiliation',
      params: identityNumberParams,
      body: subscriptionChangeSchema,
      answers: { 200: subscriptionView },
      handle: async (request) => {
        const { link, contacts } = await writeSubscription(deps, request, 'subscription.change', (known) =>
          changed(deps, known, request.body),
        );
        return resource(200, view(link, contacts));
      },
    }),
    'GET /v1/subscriptions/{identityNumber}': route({
      params: identityNumberParams,
      answers: { 200: subscriptionView },
      handle: async ({ establishmentId, params }) => {
        const [link, { contacts }] = await Promise.all([
          store.readAffiliation(params.identityNumber, establishmentId),
          store.readContacts(establishmentId),
        ]);
        return resource(200, view(subscribed(link), contacts));
      },
    }),
    'DELETE /v1/subscriptions/{identityNumber}': route({
      params: identityNumberParams,
      answers: { 204: null },
      handle: async (request) => {
        await deleteSubscription(deps, request);
        return { status: 204 };
      },
    }),
    'GET /v1/subscriptions': route({
      query: listSubscriptionsQuery,
      answers: { 200: subscriptionListView },
      handle: async ({ establishmentId, query }) => {
        const cursors = cursorsOf(deps.keys, establishmentId, 'subscriptions', query);
        const after = cursors.open(query.cursor);
        const { contacts } = await store.readContacts(establishmentId);
        const page = await store.listSubscribed(establishmentId, {
          limit: query.limit,
          after,
          keep: ({ subscription, kind }) =>
            subscription !== undefined &&
            (query.kind === undefined || kind === query.kind) &&
            (query.alert === undefined || subscription.alerts.includes(query.alert)) &&
            (query.status === undefined || statusOf(subscription, contacts) === query.status),
        });
        return { status: 200, body: cursors.page(page, (link) => view(subscribed(link), contacts)) };
      },
    }),
  };
}

/** `active` and `awaiting-contact` follow from the contacts as they are now; only the end is stored. */
function statusOf(subscription: Subscription, contacts: readonly Contact[]): (typeof SUBSCRIPTION_STATUSES)[number] {
  if (subscription.ended) return 'ended';
  const isReceived = contacts.some(({ id, status }) => status === 'verified' && subscription.contactIds.includes(id));
  return isReceived ? 'active' : 'awaiting-contact';
}

/** A subscription as the API shows it. */
function view(
  { identityNumber, kind, subscription }: Subscribed,
  contacts: readonly Contact[],
): z.input<typeof subscriptionView> {
  const { alerts, contactIds, expiryLeadDays, label, ended, createdAt, updatedAt } = subscription;
  return {
    identityNumber,
    kind,
    alerts,
    contactIds,
    expiryLeadDays,
    label,
    status: statusOf(subscription, contacts),
    endedReason: ended?.reason,
    createdAt,
    updatedAt,
  };
}

/** A link that has a subscription. @throws Problem `not-found` when it has none */
function subscribed(link: AffiliationRecord | undefined): Subscribed {
  if (!link?.subscription) throw new Problem('not-found');
  return { ...link, subscription: link.subscription };
}

interface Decision {
  readonly link: Subscribed;
  /** Whether there was no subscription, or only an ended one. */
  readonly isNew: boolean;
}

/** What a PUT makes of a link. @throws Problem the same for a stranger and for a number that nobody has */
function replaced({ now }: SubscriptionsDeps, known: AffiliationRecord | undefined, wanted: NewSubscription): Decision {
  const underStart = known?.starts.at(-1);
  if (!known?.present || !underStart) throw new Problem('traveller-not-affiliated');
  const at = now().toISOString();
  const before = known.subscription?.ended ? undefined : known.subscription;
  const subscription = { ...wanted, underStart, createdAt: before?.createdAt ?? at, updatedAt: at };
  // A new subscription starts anew: it may be told what an earlier one was told before.
  const lastReminderSent = before && known.lastReminderSent;
  return { link: { ...known, subscription, lastReminderSent }, isNew: before === undefined };
}

/** What a PATCH makes of a link. */
function changed(
  { now }: SubscriptionsDeps,
  known: AffiliationRecord | undefined,
  change: SubscriptionChange,
): Decision {
  const link = subscribed(known);
  const { subscription } = link;
  if (subscription.ended) throw new Problem('traveller-not-affiliated');
  const { label, ...fields } = change;
  const result: Subscription = {
    ...subscription,
    ...fields,
    label: label === undefined ? subscription.label : (label ?? undefined),
    updatedAt: now().toISOString(),
  };
  refuseSilentReminders(result);
  return { link: { ...link, subscription: result }, isNew: false };
}

/** The fields of a subscription that somebody may change, as the audit trail names them. */
const FIELDS = ['alerts', 'contactIds', 'expiryLeadDays', 'label'] as const;

/**
 * Writes a subscription: the affiliation it was decided on and the write are one conditional update. The contacts it
 * names are noted before they are checked, so that a contact on its way out is seen here or sees this. What was noted for
 * nothing is forgotten.
 */
async function writeSubscription(
  deps: SubscriptionsDeps,
  request: OneTraveller,
  action: 'subscription.put' | 'subscription.change',
  decide: (link: AffiliationRecord | undefined) => Decision,
): Promise<Decision & { contacts: readonly Contact[] }> {
  const { store, now, maxSubscriptions } = deps;
  const { establishmentId, params, headers } = request;
  let hasPlace = false;
  const noted: Noted = { contactIds: new Set(), linkVersion: 0 };
  const written = audited(deps, request, (announce) =>
    withOptimisticRetry(async () => {
      const [known, before] = await Promise.all([
        store.readAffiliation(params.identityNumber, establishmentId),
        store.readContacts(establishmentId),
        request.refuseIfSlowed(),
      ]);
      const { link, isNew } = decide(known);
      const { identityNumber, subscription } = link;
      const { contactIds } = subscription;
      refuseUnknownContacts(contactIds, before.contacts);
      checkPreconditions(headers, known?.subscription && view(subscribed(known), before.contacts));
      if (isNew && !hasPlace) {
        hasPlace = await store.takePlace(establishmentId, { limit: maxSubscriptions, now: now() });
        if (!hasPlace) throw validationFailed({ path: '', code: 'limit-reached', maximum: maxSubscriptions });
      }

      noted.linkVersion = link.version + 1;
      for (const id of contactIds) noted.contactIds.add(id);
      await store.addContactEdges(link, contactIds, noted.linkVersion);
      const fields = changedFields(FIELDS, isNew ? undefined : known?.subscription, subscription);
      const [{ contacts }] = await Promise.all([
        store.readContacts(establishmentId),
        announce({ action, identityNumber, fields }),
      ]);
      refuseUnknownContacts(contactIds, contacts);
      // Whether the deletion goes through is not known yet: decide again when it is.
      if (contacts.some((contact) => contactIds.includes(contact.id) && isBeingDeleted(contact, now())))
        return undefined;
      const saved = await store.saveAffiliation(link);
      if (!saved) return undefined;
      // What earlier tries noted may be what somebody else has dropped since.
      const former = new Set([...noted.contactIds, ...(known?.subscription?.contactIds ?? [])]);
      const dropped = [...former].filter((id) => !contactIds.includes(id));
      await store.removeContactEdges(saved, dropped, saved.version);
      return { link: subscribed(saved), isNew, contacts };
    }, API_CONFLICTS_MS),
  );
  return written.catch(async (error: unknown) => {
    // The answer is the same, whether or not this works.
    await forgetNotes(deps, { establishmentId, ...params }, noted).catch(() => undefined);
    throw error;
  });
}

/** What a request has noted so far of the contacts that a subscription is to name. */
interface Noted {
  readonly contactIds: Set<string>;
  linkVersion: number;
}

/**
 * Forgets what a write noted that came to nothing. Another write of the same subscription may rely on the very same
 * notes; settling the link makes it note anew what is forgotten here.
 *
 * Notes stay behind where there is no link any more, whose version would tell whether they are newer, and where the
 * process dies before this. They are found by the contact, and go when it is deleted; only if it was deleted in between
 * nothing leads to them.
 */
async function forgetNotes(
  { store }: SubscriptionsDeps,
  traveller: Pick<AffiliationRecord, 'establishmentId' | 'identityNumber'>,
  { contactIds, linkVersion }: Noted,
): Promise<void> {
  if (contactIds.size === 0) return;
  const link = await settleAffiliation(store, traveller, linkVersion);
  if (!link) return;
  const unnamed = [...contactIds].filter((id) => !link.subscription?.contactIds.includes(id));
  await store.removeContactEdges(link, unnamed, link.version);
}

function refuseUnknownContacts(contactIds: readonly string[], contacts: readonly Contact[]): void {
  const errors = contactIds.flatMap((wanted, index) =>
    contacts.some(({ id }) => id === wanted)
      ? []
      : [{ path: `/contactIds/${index}`, code: 'unknown-contact' as const }],
  );
  if (errors.length > 0) throw validationFailed(...errors);
}

async function deleteSubscription(deps: SubscriptionsDeps, request: OneTraveller): Promise<void> {
  const { store } = deps;
  const { establishmentId, params, headers } = request;
  await audited(deps, request, (announce) =>
    withOptimisticRetry(async () => {
      const [known, { contacts }] = await Promise.all([
        store.readAffiliation(params.identityNumber, establishmentId),
        store.readContacts(establishmentId),
      ]);
      const link = subscribed(known);
      checkPreconditions(headers, view(link, contacts));
      await announce({ action: 'subscription.delete', identityNumber: link.identityNumber, fields: [] });
      const saved = await store.saveAffiliation({ ...link, subscription: undefined });
      if (saved) await store.removeContactEdges(saved, link.subscription.contactIds, saved.version);
      return saved;
    }, API_CONFLICTS_MS),
  );
}
