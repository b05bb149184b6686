import { type Contact, isBeingDeleted } from '../../shared/domain/contacts.ts';
import type { Clock } from '../../shared/domain/time.ts';
import type { Link, Subscription } from '../../shared/domain/traveller.ts';
import { type ApiRequest, type Route, resource, route } from '../../shared/http/api.ts';
import { cursorsOf } from '../../shared/http/cursor.ts';
import { checkPreconditions } from '../../shared/http/etag.ts';
import { Problem, validationFailed } from '../../shared/http/problem.ts';
import type { Keys } from '../../shared/keys.ts';
import { addContactEdges, readContacts, removeContactEdges } from '../../shared/store/contacts.ts';
import { untilWritten } from '../../shared/store/retry.ts';
import type { Bound } from '../../shared/store/table.ts';
import { listSubscribed, readLink, saveLink } from '../../shared/store/travellers.ts';
import {
  identityNumberParams,
  leadDayErrors,
  listSubscriptionsQuery,
  newSubscriptionSchema,
  type SUBSCRIPTION_STATUSES,
  subscriptionChangeSchema,
} from './schemas.ts';

/** The store functions that the subscriptions API works with. */
export const subscriptionsStore = {
  readContacts,
  addContactEdges,
  removeContactEdges,
  readLink,
  saveLink,
  listSubscribed,
};

export interface SubscriptionsDeps {
  readonly store: Bound<typeof subscriptionsStore>;
  readonly keys: Keys;
  readonly now: Clock;
}

type Subscribed = Link & { readonly subscription: Subscription };
type OneTraveller = ApiRequest<{ identityNumber: string }>;

export function subscriptionRoutes(deps: SubscriptionsDeps): Record<string, Route> {
  const { store } = deps;
  return {
    'PUT /v1/subscriptions/{identityNumber}': route({
      params: identityNumberParams,
      body: newSubscriptionSchema,
      handle: (request) => putSubscription(deps, request, request.body),
    }),
    'PATCH /v1/subscriptions/{identityNumber}': route({
      params: identityNumberParams,
      body: subscriptionChangeSchema,
      handle: async (request) => {
        const { alerts, contactIds, expiryLeadDays, label } = request.body;
        const { link, contacts } = await writeSubscription(deps, request, (known) => {
          const subscription = subscriptionOf(known);
          if (subscription.ended) throw new Problem('traveller-not-affiliated');
          const changed: Subscription = {
            ...subscription,
            alerts: alerts ?? subscription.alerts,
            contactIds: contactIds ?? subscription.contactIds,
            expiryLeadDays: expiryLeadDays ?? subscription.expiryLeadDays,
            label: label === undefined ? subscription.label : (label ?? undefined),
            updatedAt: deps.now().toISOString(),
          };
          return { ...(known as Subscribed), subscription: changed };
        });
        return resource(200, view(link, contacts));
      },
    }),
    'GET /v1/subscriptions/{identityNumber}': route({
      params: identityNumberParams,
      handle: async ({ establishmentId, params }) => {
        const [link, { contacts }] = await Promise.all([
          store.readLink(params.identityNumber, establishmentId),
          store.readContacts(establishmentId),
        ]);
        subscriptionOf(link);
        return resource(200, view(link as Subscribed, contacts));
      },
    }),
    'DELETE /v1/subscriptions/{identityNumber}': route({
      params: identityNumberParams,
      handle: async (request) => {
        await deleteSubscription(deps, request);
        return { status: 204 };
      },
    }),
    'GET /v1/subscriptions': route({
      query: listSubscriptionsQuery,
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
        return { status: 200, body: cursors.page(page, (link) => view(link as Subscribed, contacts)) };
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
function view({ identityNumber, kind, subscription }: Subscribed, contacts: readonly Contact[]) {
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

/** @throws Problem `not-found` when there is none */
function subscriptionOf(link: Link | undefined): Subscription {
  if (!link?.subscription) throw new Problem('not-found');
  return link.subscription;
}

async function putSubscription(
  deps: SubscriptionsDeps,
  request: OneTraveller,
  wanted: Pick<Subscription, 'alerts' | 'contactIds' | 'expiryLeadDays' | 'label'>,
) {
  let isNew = true;
  const silent = leadDayErrors(wanted);
  if (silent.length > 0) throw validationFailed(...silent);
  const { link, contacts } = await writeSubscription(deps, request, (known) => {
    // The same answer for a stranger and for a number that nobody has.
    if (!known?.present) throw new Problem('traveller-not-affiliated');
    const at = deps.now().toISOString();
    const replaced = known.subscription?.ended ? undefined : known.subscription;
    isNew = replaced === undefined;
    return {
      ...known,
      subscription: { ...wanted, createdAt: replaced?.createdAt ?? at, updatedAt: at },
      // A new subscription starts anew: it may be told what an earlier one was told before.
      toldReminder: isNew ? undefined : known.toldReminder,
    };
  });
  const location = `/v1/subscriptions/${link.identityNumber}`;
  return isNew ? resource(201, view(link, contacts), { location }) : resource(200, view(link, contacts));
}

/**
 * Writes a subscription: the affiliation it was decided on and the write are one conditional update. The contacts it
 * names are noted before they are checked, so that a contact on its way out is seen here or sees this.
 */
async function writeSubscription(
  { store, now }: SubscriptionsDeps,
  { establishmentId, params, headers }: OneTraveller,
  decide: (link: Link | undefined) => Subscribed,
): Promise<{ link: Subscribed; contacts: readonly Contact[] }> {
  return untilWritten(async () => {
    const [known, before] = await Promise.all([
      store.readLink(params.identityNumber, establishmentId),
      store.readContacts(establishmentId),
    ]);
    const link = decide(known);
    const { subscription } = link;
    refuseUnknownContacts(subscription, before.contacts, now());
    const silent = leadDayErrors(subscription);
    if (silent.length > 0) throw validationFailed(...silent);
    checkPreconditions(headers, known?.subscription && view(known as Subscribed, before.contacts));

    await store.addContactEdges(link, subscription.contactIds, link.version + 1);
    const { contacts } = await store.readContacts(establishmentId);
    refuseUnknownContacts(subscription, contacts, now());
    const saved = await store.saveLink(link);
    if (!saved) return undefined;
    const dropped = (known?.subscription?.contactIds ?? []).filter((id) => !subscription.contactIds.includes(id));
    await store.removeContactEdges(saved, dropped, saved.version);
    return { link: { ...saved, subscription }, contacts };
  });
}

function refuseUnknownContacts({ contactIds }: Subscription, contacts: readonly Contact[], now: Date): void {
  const isUsable = (wanted: string) =>
    contacts.some((contact) => contact.id === wanted && !isBeingDeleted(contact, now));
  const errors = contactIds.flatMap((id, index) =>
    isUsable(id) ? [] : [{ path: `/contactIds/${index}`, code: 'unknown-contact' as const }],
  );
  if (errors.length > 0) throw validationFailed(...errors);
}

async function deleteSubscription({ store }: SubscriptionsDeps, { establishmentId, params, headers }: OneTraveller) {
  await untilWritten(async () => {
    const [link, { contacts }] = await Promise.all([
      store.readLink(params.identityNumber, establishmentId),
      store.readContacts(establishmentId),
    ]);
    const { contactIds } = subscriptionOf(link);
    checkPreconditions(headers, view(link as Subscribed, contacts));
    const saved = await store.saveLink({ ...(link as Subscribed), subscription: undefined });
    if (saved) await store.removeContactEdges(saved, contactIds, saved.version);
    return saved;
  });
}
