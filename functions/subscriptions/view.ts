import type * as z from 'zod';
import type { AffiliationRecord, Subscription } from '../../shared/domain/traveller.ts';
import { Problem } from '../../shared/http/problem.ts';
import { type ContactBook, withoutGoneContacts } from '../../shared/store/contacts.ts';
import type { SUBSCRIPTION_STATUSES, subscriptionView } from './schemas.ts';

/** The record of an affiliation that has a subscription. */
export type Subscribed = AffiliationRecord & { readonly subscription: Subscription };

/** A record that has a subscription. @throws Problem `not-found` when it has none */
export function subscribed(record: AffiliationRecord | undefined): Subscribed {
  if (!record?.subscription) throw new Problem('no-such-subscription');
  return { ...record, subscription: record.subscription };
}

/** `active` and `awaiting-contact` follow from the contacts as they are now; only the end is stored. */
export function statusOf(
  subscription: Subscription,
  { contacts }: ContactBook,
): (typeof SUBSCRIPTION_STATUSES)[number] {
  if (subscription.ended) return 'ended';
  const isReceived = contacts.some(({ id, status }) => status === 'verified' && subscription.contactIds.includes(id));
  return isReceived ? 'active' : 'awaiting-contact';
}

/** A subscription as the API shows it. */
export function view(record: Subscribed, book: ContactBook): z.input<typeof subscriptionView> {
  const { identityNumber, kind, subscription } = withoutGoneContacts(record, book);
  const { alerts, contactIds, expiryLeadDays, reference, label, ended, createdAt, updatedAt } = subscription;
  return {
    identityNumber,
    kind,
    alerts,
    contactIds,
    expiryLeadDays,
    reference,
    label,
    status: statusOf(subscription, book),
    endedReason: ended?.reason,
    createdAt,
    updatedAt,
  };
}
