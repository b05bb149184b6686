import type * as z from 'zod';
import { type InForce, inForceByOwn, inheritedBy } from '../../shared/domain/default-subscription.ts';
import type { AffiliationRecord, Subscription } from '../../shared/domain/traveller.ts';
import { Problem } from '../../shared/http/problem.ts';
import { type ContactBook, defaultOf, holdsContact } from '../../shared/store/contacts.ts';
import type { SUBSCRIPTION_STATUSES, subscriptionView } from './schemas.ts';

/** The record of an affiliation that has a subscription. */
export type Subscribed = AffiliationRecord & { readonly subscription: Subscription };

/** A record that has a subscription. @throws Problem `not-found` when it has none */
export function subscribed(record: AffiliationRecord | undefined): Subscribed {
  if (!record?.subscription) throw new Problem('no-such-subscription');
  return { ...record, subscription: record.subscription };
}

/** What a subscription makes of itself and of the default, whether or not it has ended. A contact that is gone counts as not named. */
export function inForceOf(record: Subscribed, book: ContactBook): InForce {
  const inForce = inForceByOwn(record, record.subscription, defaultOf(book));
  return { ...inForce, contactIds: inForce.contactIds.filter((id) => holdsContact(book, id)) };
}

/** What is not `ended` follows from the contacts and the default subscription as they are now; only the end is stored. */
export function statusOf(
  { subscription }: Subscribed,
  { following, contactIds }: InForce,
  { contacts }: ContactBook,
): (typeof SUBSCRIPTION_STATUSES)[number] {
  if (subscription.ended) return 'ended';
  if (following === 'none') return 'inactive';
  const isReceived = contacts.some(({ id, status }) => status === 'verified' && contactIds.includes(id));
  return isReceived ? 'active' : 'awaiting-contact';
}

/** A subscription as the API shows it: what is in force, and what of it is inherited. */
export function view(record: Subscribed, book: ContactBook): z.input<typeof subscriptionView> {
  const { identityNumber, kind, subscription } = record;
  const inForce = inForceOf(record, book);
  const { reference, label, excluded, ended, createdAt, updatedAt } = subscription;
  return {
    identityNumber,
    kind,
    alerts: [...inForce.alerts],
    contactIds: [...inForce.contactIds],
    expiryLeadDays: [...inForce.expiryLeadDays],
    reference,
    label,
    excluded,
    inherited: [...inheritedBy(subscription)],
    status: statusOf(record, inForce, book),
    endedReason: ended?.reason,
    createdAt,
    updatedAt,
  };
}
