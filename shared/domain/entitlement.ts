import { type Affiliation, holderAt } from './affiliation.ts';
import type { CancelReason, Notification } from './notification.ts';
import type { AffiliationRecord } from './traveller.ts';

/**
 * Why a message that has waited must not go out any more, by everything that is known of the traveller now; undefined while
 * its establishment is entitled to it. Facts may have come in meanwhile: an end of the affiliation before the event, a start
 * elsewhere, an erasure.
 *
 * - The establishment held the traveller at the instant of the event.
 * - Its subscription is there, asks for the alert, names the contact, and if it has ended, did so at the event or later. A
 *   contact that is told in place of dead ones is named by no subscription.
 *
 * That following has ended is news of another kind: it holds while the subscription stands as ended.
 */
export function lostEntitlement(
  { establishmentId, about, contactId, history }: Notification,
  records: readonly AffiliationRecord[],
  /** Of records that do not parse too: a start there ends the earlier period. */
  affiliations: readonly Affiliation[] = records,
): CancelReason | undefined {
  if (!about) return undefined;
  const subscription = records.find((record) => record.establishmentId === establishmentId)?.subscription;
  if (about.alert === 'following-ended') {
    if (!subscription) return 'unsubscribed';
    return subscription.ended ? undefined : 'superseded';
  }
  const { occurredAt } = about.event;
  if (holderAt(affiliations, occurredAt)?.establishmentId !== establishmentId) return 'affiliation-ended';
  if (!subscription?.alerts.includes(about.alert)) return 'unsubscribed';
  if (subscription.ended && subscription.ended.at < occurredAt) return 'affiliation-ended';
  const isInPlaceOfOthers = history[0]?.reason === 'contact-suppressed';
  return isInPlaceOfOthers || subscription.contactIds.includes(contactId) ? undefined : 'unsubscribed';
}
