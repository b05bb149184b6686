import type { Contact } from '../domain/contacts.ts';
import type { StoredContent } from '../domain/message-content.ts';
import type { Notification } from '../domain/notification.ts';

/** What a new notification is made of. */
export interface NewNotification
  extends Pick<Notification, 'id' | 'establishmentId' | 'about' | 'receivedAt' | 'matchedAt'> {
  readonly contact: Pick<Contact, 'id' | 'channel' | 'address' | 'language' | 'delivery'>;
  /** What the message says; absent where it must not be stored. */
  readonly content?: StoredContent | undefined;
  /** The content in the contact's language; absent where it has no words, must not be stored, or is rendered when it is sent. */
  readonly text?: string;
  /** Why the contact gets it, where the subscription does not name the contact. */
  readonly reason?: 'contact-suppressed' | undefined;
  /** It waits for the contact's next daily message, whatever the contact chose. */
  readonly isHeld?: boolean;
  readonly now: Date;
}

/**
 * A notification that is ready to be recorded. An alert to a contact that chose
 * one message a day is `held`, everything else `queued`.
 *
 * @param notification.about absent for a message of the service itself, which no list shows
 */
export function createNotification({
  contact,
  content,
  reason,
  isHeld = false,
  now,
  ...notification
}: NewNotification): Notification {
  const createdAt = now.toISOString();
  const isDaily = contact.delivery === 'daily' && content?.template === 'alert';
  const status = isHeld || isDaily ? 'held' : 'queued';
  return {
    ...notification,
    contactId: contact.id,
    channel: contact.channel,
    address: contact.address,
    language: contact.language,
    ...(content && { content }),
    status,
    history: [{ status, at: createdAt, ...(reason && { reason }) }],
    attempts: 0,
    createdAt,
  };
}
