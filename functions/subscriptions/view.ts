import type * as z from 'zod/mini';
import { inheritedBy } from '../../shared/domain/default-subscription.ts';
import type { AffiliationRecord } from '../../shared/domain/traveller.ts';
import { hasSubscription, inForceOf, type Subscribed, statusOf } from '../../shared/http/list-subscriptions.ts';
import { Problem } from '../../shared/http/problem.ts';
import type { ContactBook } from '../../shared/store/contacts.ts';
import type { subscriptionView } from './schemas.ts';

/** A record that has a subscription. @throws Problem `not-found` when it has none */
export function subscribed(record: AffiliationRecord | undefined): Subscribed {
  if (!record || !hasSubscription(record)) throw new Problem('no-such-subscription');
  return record;
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
