import { changedFields } from '../../shared/domain/audit.ts';
import {
  type DefaultSubscription,
  defaultFor,
  INHERITABLE,
  type Inheritable,
} from '../../shared/domain/default-subscription.ts';
import { kindOf } from '../../shared/domain/identity-number.ts';
import type { ContactId, IdentityNumber } from '../../shared/domain/ids.ts';
import { DEFAULT_LEAD_DAYS } from '../../shared/domain/reminders.ts';
import type { AffiliationRecord, Subscription } from '../../shared/domain/traveller.ts';
import type { ApiRequest } from '../../shared/http/api.ts';
import { auditTrail, type NewEntry, type RecordEntry } from '../../shared/http/audit.ts';
import { checkPreconditions } from '../../shared/http/etag.ts';
import { inForceOf, type Subscribed } from '../../shared/http/list-subscriptions.ts';
import { Problem, validationFailed } from '../../shared/http/problem.ts';
import { type ContactBook, defaultOf, withoutGoneContacts } from '../../shared/store/contacts.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import { removeSubscription, saveSubscription } from '../../shared/store/subscription-writes.ts';
import type { SubscriptionsDeps } from './deps.ts';
import { type NewSubscription, refuseSilentReminders, type SubscriptionChange } from './schemas.ts';
import { refuseUnknownContacts } from './unknown-contacts.ts';
import { subscribed, view } from './view.ts';

/** A request about one traveller. */
export type OneTraveller<B = unknown> = ApiRequest<{ identityNumber: IdentityNumber }, unknown, B>;

/** What a request finds. */
interface Known {
  /** Undefined where the establishment never had the traveller. */
  readonly record: AffiliationRecord | undefined;
  readonly book: ContactBook;
  /** The contacts that the subscription names as stored, those that are gone included. */
  readonly storedContactIds: readonly ContactId[];
}

/** What a request makes of a record. */
interface Change {
  readonly record: Subscribed;
  /** Whether there was no subscription, or only an ended one. */
  readonly isNew: boolean;
}

/** Decides what becomes of a record, by the contacts and the default subscription as they are. */
type Decide = (record: AffiliationRecord | undefined, book: ContactBook) => Change;

type Written = Change & { readonly book: ContactBook };

export const putSubscription = (deps: SubscriptionsDeps, request: OneTraveller<NewSubscription>): Promise<Written> =>
  write(deps, request, 'subscription.put', (record, book) => replaced(deps, record, book, request));

export const patchSubscription = (
  deps: SubscriptionsDeps,
  request: OneTraveller<SubscriptionChange>,
): Promise<Written> =>
  write(deps, request, 'subscription.change', (record, book) => changed(deps, record, book, request.body));

export async function deleteSubscription(deps: SubscriptionsDeps, request: OneTraveller): Promise<void> {
  const { store } = deps;
  await auditTrail(deps, request, (recordEntry) =>
    withOptimisticRetry(async () => {
      const { book, storedContactIds, ...known } = await read(deps, request);
      const record = subscribed(known.record);
      checkPreconditions(request.headers, view(record, book));
      const { identityNumber } = record;
      return removeSubscription(store, record, { known: known.record, storedContactIds }, () =>
        recordEntry({ action: 'subscription.delete', identityNumber, fields: [] }),
      );
    }, deps.conflictsMs),
  );
}

/**
 * Writes a subscription: reads, decides and commits, again if another request wrote meanwhile. The affiliation that it is
 * decided on and the write are one conditional update.
 */
function write(
  deps: SubscriptionsDeps,
  request: OneTraveller,
  action: NewEntry['action'],
  change: Decide,
): Promise<Written> {
  const reserve = reservation(deps, request);
  return auditTrail(deps, request, (recordEntry) =>
    withOptimisticRetry(async () => {
      const known = await read(deps, request);
      const decision = decide(known, request, change);
      if (decision.isNew) await reserve();
      return commit(deps, known, decision, action, recordEntry);
    }, deps.conflictsMs),
  );
}

async function read({ store }: SubscriptionsDeps, request: OneTraveller): Promise<Known> {
  const { establishmentId, params } = request;
  const [record, book] = await Promise.all([
    store.readAffiliation(params.identityNumber, establishmentId),
    store.readContacts(establishmentId),
    request.refuseIfSlowed(),
  ]);
  return {
    record: record && withoutGoneContacts(record, book),
    book,
    storedContactIds: record?.subscription?.contactIds ?? [],
  };
}

/** What a request makes of what it finds: affiliation first, then contacts, then preconditions. */
function decide({ record: known, book }: Known, { headers }: OneTraveller, change: Decide): Change {
  const decision = change(known, book);
  refuseUnknownContacts(decision.record.subscription.contactIds ?? [], book);
  checkPreconditions(headers, known?.subscription && view(subscribed(known), book));
  return decision;
}

/** Saves a decision; undefined when another request wrote meanwhile. */
async function commit(
  { store }: SubscriptionsDeps,
  { record: known, book, storedContactIds }: Known,
  { record, isNew }: Change,
  action: NewEntry['action'],
  recordEntry: RecordEntry,
): Promise<Written | undefined> {
  const { identityNumber, subscription } = record;
  const fields = changedFields(FIELDS, isNew ? undefined : known?.subscription, subscription);
  const saved = await saveSubscription(store, record, { known, storedContactIds }, () =>
    recordEntry({ action, identityNumber, fields }),
  );
  if (!saved) return undefined;
  return { record: subscribed(saved), isNew, book };
}

/** Reserves a place in the quota of the establishment, once for all tries of a request. */
function reservation({ store, now, conflictsMs, maxSubscriptions: limit }: SubscriptionsDeps, request: OneTraveller) {
  let hasPlace = false;
  return async () => {
    hasPlace ||= await store.reserve(request.establishmentId, { limit, now: now(), conflictsMs });
    if (!hasPlace) throw validationFailed({ path: '', code: 'limit-reached', maximum: limit, unit: 'subscriptions' });
  };
}

/** The fields of a subscription that somebody may change, as the audit trail names them. */
const FIELDS = ['alerts', 'contactIds', 'expiryLeadDays', 'reference', 'label', 'excluded'] as const;

/** What a PUT makes of a record. @throws Problem the same for a stranger and for a number that nobody has */
function replaced(
  { now }: SubscriptionsDeps,
  known: AffiliationRecord | undefined,
  book: ContactBook,
  { params, body: { excluded, ...requested } }: OneTraveller<NewSubscription>,
): Change {
  // By the number alone, so that the answer is the same for a stranger.
  const covering = defaultFor(kindOf(params.identityNumber), defaultOf(book));
  const own = excluded ? { ...requested, excluded } : { ...requested, ...whole(requested, covering) };
  const underStart = known?.starts.at(-1);
  if (!known?.present || !underStart) throw new Problem('not-affiliated');
  const at = now().toISOString();
  const before = known.subscription?.ended ? undefined : known.subscription;
  const subscription: Subscription = {
    ...own,
    underStart,
    createdAt: before?.createdAt ?? at,
    updatedAt: at,
  };
  const record = { ...known, subscription };
  refuseSilentReminders(inForceOf(record, book));
  // A new subscription is told again what an earlier one was told; not so the contacts of the default, who were told.
  const isContinued = before !== undefined || (covering !== undefined && subscription.contactIds === undefined);
  const lastReminderSent = isContinued ? known.lastReminderSent : undefined;
  return { record: { ...record, lastReminderSent }, isNew: before === undefined };
}

/** What a PATCH makes of a record. */
function changed(
  { now }: SubscriptionsDeps,
  known: AffiliationRecord | undefined,
  book: ContactBook,
  change: SubscriptionChange,
): Change {
  const record = subscribed(known);
  const { subscription } = record;
  if (subscription.ended) throw new Problem('subscription-ended');
  const { reference, label, excluded = subscription.excluded ?? false, ...fields } = change;
  const { alerts, contactIds, expiryLeadDays, excluded: wasExcluded, ...who } = subscription;
  const result: Subscription = {
    ...who,
    ...(excluded
      ? { ...refuseFields(fields), excluded }
      : changedFollowing(
          { alerts, contactIds, expiryLeadDays },
          fields,
          defaultFor(record.kind, defaultOf(book)),
          wasExcluded === true,
        )),
    reference: reference === undefined ? subscription.reference : (reference ?? undefined),
    label: label === undefined ? subscription.label : (label ?? undefined),
    updatedAt: now().toISOString(),
  };
  const changedRecord = { ...record, subscription: result };
  refuseSilentReminders(inForceOf(changedRecord, book));
  return { record: changedRecord, isNew: false };
}

/** What a subscription says of following; what is absent is inherited. */
type Own = Pick<Subscription, Inheritable>;

/**
 * What a subscription says of following where no default subscription covers its person: it must be whole, but for the lead days.
 *
 * @throws Problem `required` for what is neither there nor inherited
 */
function whole(requested: Own, covering: DefaultSubscription | undefined): Own {
  if (covering) return requested;
  refuseMissing((['alerts', 'contactIds'] as const).filter((field) => requested[field] === undefined));
  return { ...requested, expiryLeadDays: requested.expiryLeadDays ?? [...DEFAULT_LEAD_DAYS] };
}

/** What a PATCH makes of it. @throws Problem `required` for what is null and not inherited */
function changedFollowing(
  own: Own,
  fields: Pick<SubscriptionChange, Inheritable>,
  covering: DefaultSubscription | undefined,
  wasExcluded: boolean,
): Own {
  const given = INHERITABLE.filter((field) => fields[field] !== undefined);
  if (!covering) refuseMissing(given.filter((field) => fields[field] === null));
  const result: Own = {
    alerts: fields.alerts === undefined ? own.alerts : (fields.alerts ?? undefined),
    contactIds: fields.contactIds === undefined ? own.contactIds : (fields.contactIds ?? undefined),
    expiryLeadDays: fields.expiryLeadDays === undefined ? own.expiryLeadDays : (fields.expiryLeadDays ?? undefined),
  };
  // One that inherits from a default that has gone meanwhile can still be changed in all else.
  return wasExcluded ? whole(result, covering) : result;
}

function refuseMissing(fields: readonly Inheritable[]): void {
  if (fields.length > 0)
    throw validationFailed(...fields.map((field) => ({ path: `/${field}`, code: 'required' as const })));
}

/** Beside an exclusion that stands nothing is offered. */
function refuseFields(fields: Pick<SubscriptionChange, Inheritable>): Own {
  const given = INHERITABLE.filter((field) => fields[field] !== undefined);
  if (given.length > 0)
    throw validationFailed(...given.map((field) => ({ path: `/${field}`, code: 'not-offered' as const })));
  return {};
}
