import * as z from 'zod/mini';
import { ALERTS } from '../domain/alerts.ts';
import { type InForce, inForceByOwn } from '../domain/default-subscription.ts';
import { TRAVELLER_KINDS } from '../domain/identity-number.ts';
import type { EstablishmentId } from '../domain/ids.ts';
import type { AffiliationRecord, Subscription } from '../domain/traveller.ts';
import { type ContactBook, defaultOf, holdsContact, readContacts } from '../store/contacts.ts';
import type { Bound, Page } from '../store/table.ts';
import { listSubscribed } from '../store/travellers.ts';
import type { PageWanted } from './list-page.ts';
import { contactIdField } from './validation.ts';

export const SUBSCRIPTION_STATUSES = ['active', 'awaiting-contact', 'inactive', 'ended'] as const;
type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** The filters of the list of subscriptions. */
export const subscriptionFilters = {
  status: z.optional(z.enum(SUBSCRIPTION_STATUSES)),
  alert: z.optional(z.enum(ALERTS)),
  kind: z.optional(z.enum(TRAVELLER_KINDS)),
  contactId: z.optional(contactIdField),
};
type Filters = z.output<z.ZodMiniObject<typeof subscriptionFilters>>;

/** The store functions that subscriptions are listed with. */
export const subscriptionListStore = { listSubscribed, readContacts };

/** The record of an affiliation that has a subscription. */
export type Subscribed = AffiliationRecord & { readonly subscription: Subscription };

/** Whether a record has a subscription. */
export function hasSubscription(record: AffiliationRecord): record is Subscribed {
  return record.subscription !== undefined;
}

/** What is not `ended` follows from the contacts and the default subscription as they are now; only the end is stored. */
export function statusOf(
  { subscription }: Subscribed,
  { following, contactIds }: InForce,
  { contacts }: ContactBook,
): SubscriptionStatus {
  if (subscription.ended) return 'ended';
  if (following === 'none') return 'inactive';
  const isReceived = contacts.some(({ id, status }) => status === 'verified' && contactIds.includes(id));
  return isReceived ? 'active' : 'awaiting-contact';
}

/** What a subscription makes of itself and of the default, whether or not it has ended. A contact that is gone counts as not named. */
export function inForceOf(record: Subscribed, book: ContactBook): InForce {
  const inForce = inForceByOwn(record, record.subscription, defaultOf(book));
  return { ...inForce, contactIds: inForce.contactIds.filter((id) => holdsContact(book, id)) };
}

/** A page of an establishment's subscriptions, ended ones included. @param book its contacts, which decide the statuses */
export function readSubscriptionPage(
  store: Pick<Bound<typeof subscriptionListStore>, 'listSubscribed'>,
  establishmentId: EstablishmentId,
  { status, alert, kind, contactId }: Filters,
  { book, ...page }: PageWanted & { readonly book: ContactBook },
): Promise<Page<AffiliationRecord>> {
  const keep = (record: AffiliationRecord) => {
    if (!hasSubscription(record)) return false;
    const inForce = inForceOf(record, book);
    return (
      (kind === undefined || record.kind === kind) &&
      (alert === undefined || inForce.alerts.includes(alert)) &&
      (contactId === undefined || inForce.contactIds.includes(contactId)) &&
      (status === undefined || statusOf(record, inForce, book) === status)
    );
  };
  return store.listSubscribed(establishmentId, { ...page, keep });
}
