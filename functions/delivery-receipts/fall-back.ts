import { receiversOf } from '../../shared/domain/contacts.ts';
import { inForceFor } from '../../shared/domain/default-subscription.ts';
import { type EventIdentity, isEventType, sourceOf } from '../../shared/domain/events.ts';
import type { ContactId } from '../../shared/domain/ids.ts';
import { contentForPerson, isWorded } from '../../shared/domain/message-content.ts';
import { type Notification, notificationId, UNTOLD_REASONS } from '../../shared/domain/notification.ts';
import { renderText } from '../../shared/messages/render.ts';
import { createNotification } from '../../shared/notifications/create.ts';
import { recordAndQueue } from '../../shared/notifications/record-and-queue.ts';
import { type ContactBook, defaultOf } from '../../shared/store/contacts.ts';
import type { ReceiptsDeps } from './deps.ts';

/**
 * Tells another contact what one whose address is dead was not told, unless somebody was told of the same event: the
 * establishment's oldest verified contact, or one of those in force that is verified by now.
 */
export async function fallBack(deps: ReceiptsDeps, notification: Notification): Promise<void> {
  const { store } = deps;
  const { establishmentId, about, content, failureReason } = notification;
  if (!about || !content || !isWorded(content)) return;
  if (!(UNTOLD_REASONS as readonly (string | undefined)[]).includes(failureReason)) return;
  const [record, book] = await Promise.all([
    store.readAffiliation(about.identityNumber, establishmentId),
    store.readContacts(establishmentId),
  ]);
  const inForce = record && inForceFor(record, about, defaultOf(book));
  if (!inForce || inForce.following === 'none') return;
  // Decided once: a try that is repeated must not leave what it recorded for one contact and turn to another.
  const recipient =
    notification.fallbackContactId ?? (await chooseFallbackRecipient(deps, notification, inForce.contactIds, book));
  if (recipient === 'told') return;
  const contact = book.contacts.find(({ id }) => id === recipient);
  if (!contact) {
    deps.logger.warn('nobody is left to be told', { notificationId: notification.id });
    return;
  }
  const { receivedAt, matchedAt } = notification;
  const fallback = createNotification({
    id: notificationId(eventOf(about), contact.id),
    ...{ establishmentId, about, contact, receivedAt, matchedAt },
    content: contact.channel === 'webhook' ? content : contentForPerson(content),
    text: renderText(content, contact),
    reason: 'contact-suppressed',
    // What was one row of a daily message does not come to a person as a message of its own: there may be thousands. A system has
    // no daily message.
    isHeld: notification.digestId !== undefined && contact.channel !== 'webhook',
    now: deps.now(),
  });
  await recordAndQueue(deps, [fallback]);
}

/** The contact to tell instead; `told` where another contact has the news already, undefined where nobody is left. */
async function chooseFallbackRecipient(
  { store }: ReceiptsDeps,
  { id, about }: Notification,
  named: readonly ContactId[],
  { contacts }: ContactBook,
): Promise<ContactId | 'told' | undefined> {
  const own = receiversOf(named, contacts).contacts;
  const others = contacts.filter((contact) => contact.status === 'verified' && !own.includes(contact));
  for (const contact of [...own, ...others]) {
    const known = about && (await store.readNotification(notificationId(eventOf(about), contact.id)));
    // One that is queued may be a choice of another try at this receipt that could not queue it: once more does no harm, a
    // sender knows it.
    if (!known || known.status === 'queued') return store.saveFallbackRecipient(id, contact.id);
    if (known.status !== 'failed') return 'told';
  }
  return undefined;
}

/** The event that a notification tells of. */
function eventOf({ event: { id, type } }: NonNullable<Notification['about']>): EventIdentity {
  return { source: isEventType(type) ? sourceOf(type) : type, eventId: id };
}
