import { type Affiliation, holderAt } from './affiliation.ts';
import { type DefaultSubscription, inForceFor } from './default-subscription.ts';
import type { EventId } from './ids.ts';
import type { CancelReason, Notification } from './notification.ts';
import type { AffiliationRecord } from './traveller.ts';

/**
 * Why a message that has waited must not go out any more, by everything that is known of the traveller now; undefined while
 * its establishment is entitled to it. Facts may have come in meanwhile: an end of the affiliation before the event, a start
 * elsewhere, an erasure.
 *
 * - The establishment held the traveller at the instant of the event.
 * - Its subscription, or its default where there is none that counts, asks for the alert and names the contact. A subscription
 *   that has ended counts for events up to its end. A contact that is told in place of dead ones is named by none.
 *
 * That following has ended is news of another kind: it holds while the subscription stands as ended; by the default, while the
 * traveller is not back.
 *
 * @param defaults the default subscription of the establishment
 * @param affiliations of records that do not parse too: a start there ends the earlier period
 */
export function lostEntitlement(
  { establishmentId, about, contactId, history }: Notification,
  records: readonly AffiliationRecord[],
  defaults: DefaultSubscription | undefined,
  affiliations: readonly Affiliation[] = records,
): CancelReason | undefined {
  if (!about) return undefined;
  const record = records.find((one) => one.establishmentId === establishmentId);
  const { alert, event } = about;
  if (alert === 'following-ended') {
    const superseded = record && supersededEnd(record, event.id);
    if (superseded) return superseded;
  } else if (holderAt(affiliations, event.occurredAt)?.establishmentId !== establishmentId) {
    return 'affiliation-ended';
  }
  const inForce = record && inForceFor(record, about, defaults);
  if (!inForce || inForce.following === 'none')
    return hasEndedBefore(record, about) ? 'affiliation-ended' : 'unsubscribed';
  if (alert !== 'following-ended' && !inForce.alerts.includes(alert)) return 'unsubscribed';
  const isInPlaceOfOthers = history[0]?.reason === 'contact-suppressed';
  return isInPlaceOfOthers || inForce.contactIds.includes(contactId) ? undefined : 'unsubscribed';
}

/** Whether something newer stands in the place of an end that a message tells of: another end, a return, another subscription. */
function supersededEnd(
  { subscription, lastDeparture, present }: AffiliationRecord,
  eventId: EventId,
): 'superseded' | undefined {
  if (subscription?.ended?.eventId === eventId) return undefined;
  const isNewer = lastDeparture !== undefined && (present || lastDeparture.eventId !== eventId);
  return isNewer || (subscription && !subscription.ended) ? 'superseded' : undefined;
}

function hasEndedBefore(
  record: AffiliationRecord | undefined,
  { alert, event }: NonNullable<Notification['about']>,
): boolean {
  const ended = record?.subscription?.ended;
  return alert !== 'following-ended' && ended !== undefined && ended.at < event.occurredAt;
}
