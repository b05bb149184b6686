import type { Contact } from '../../shared/domain/contacts.ts';
import {
  DEAD_ADDRESS_REASONS,
  type FailureReason,
  type Notification,
  notificationId,
} from '../../shared/domain/notification.ts';
import { maskAddress } from '../../shared/messages/mask.ts';
import { createNotification } from '../../shared/notifications/create.ts';
import { recordAndQueue } from '../../shared/notifications/record-and-queue.ts';
import type { ContactBook } from '../../shared/store/contacts.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import type { ReceiptsDeps } from './deps.ts';

/** Where a failure says that the address is dead: suppresses the contact, and tells the establishment's others once. */
export async function suppress(deps: ReceiptsDeps, notification: Notification, reason: FailureReason): Promise<void> {
  if (!DEAD_ADDRESS_REASONS.includes(reason)) return;
  const { store, now } = deps;
  const { establishmentId, contactId } = notification;
  const book = await withOptimisticRetry(async () => {
    const before = await store.readContacts(establishmentId);
    const contact = before.contacts.find(({ id }) => id === contactId);
    if (!contact || !speaksOf(notification, contact)) return before;
    const at = now().toISOString();
    const suppressed: Contact = {
      ...contact,
      status: 'suppressed',
      // Of a contact that received once, what it was first found dead by stands until it is verified again.
      suppression: contact.suppression?.wasVerified
        ? contact.suppression
        : { at, reason, notificationId: notification.id, wasVerified: contact.status === 'verified' },
      updatedAt: at,
    };
    const contacts = before.contacts.map((one) => (one === contact ? suppressed : one));
    return store.saveContacts({ ...before, contacts });
  });
  const contact = book.contacts.find(({ id }) => id === contactId);
  // Also when it was suppressed by an earlier try at this receipt, which may have ended before the others were told.
  if (contact?.suppression?.notificationId !== notification.id || !contact.suppression.wasVerified) return;
  deps.logger.info('contact suppressed', { notificationId: notification.id, contactId, reason });
  await recordAndQueue(deps, suppressionNotices(deps, book, contact, contact.suppression.at));
}

/** Whether what became of a notification says anything of the contact as it is now. */
function speaksOf({ address, createdAt }: Notification, contact: Contact): boolean {
  const wasVerifiedSince = contact.verifiedAt !== undefined && contact.verifiedAt > createdAt;
  return contact.status !== 'suppressed' && contact.address === address && !wasVerifiedSince;
}

/** The notices to the other verified contacts, under ids that are the same at every try. */
function suppressionNotices(
  { now }: ReceiptsDeps,
  { establishmentId, contacts }: ContactBook,
  suppressed: Contact,
  since: string,
): Notification[] {
  return contacts
    .filter((contact) => wasVerifiedAt(contact, since))
    .map((contact) =>
      createNotification({
        id: notificationId({ source: 'contact-suppressed', eventId: `${suppressed.id}:${since}` }, contact.id),
        establishmentId,
        contact,
        content: {
          template: 'contact-suppressed',
          establishmentId,
          channel: suppressed.channel,
          addressMasked: maskAddress(suppressed.channel, suppressed.address),
        },
        now: now(),
      }),
    );
}

/** Whether a contact received at a moment that is past, so that a repetition finds the same ones as the first try. */
function wasVerifiedAt({ status, verifiedAt = '', suppression }: Contact, at: string): boolean {
  if (status === 'suppressed') return suppression?.wasVerified === true && suppression.at > at;
  return status === 'verified' && verifiedAt <= at;
}
