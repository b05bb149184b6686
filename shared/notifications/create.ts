import type { Contact } from '../domain/contacts.ts';
import type { MessageContent } from '../domain/message-content.ts';
import type { Notification } from '../domain/notification.ts';
import { renderText } from '../messages/render.ts';

/** What a new notification is made of. */
export interface NewNotification
  extends Pick<Notification, 'id' | 'establishmentId' | 'about' | 'receivedAt' | 'matchedAt'> {
  readonly contact: Pick<Contact, 'id' | 'channel' | 'address' | 'language'>;
  /** What the message says; absent where it must not be stored. */
  readonly content?: MessageContent | undefined;
  /** Why the contact gets it, where the subscription does not name the contact. */
  readonly reason?: 'contact-suppressed' | undefined;
  readonly now: Date;
}

/**
 * A notification in state `queued`, ready to be recorded: its text is rendered in the contact's language.
 *
 * @param notification.about absent for a message of the service itself, which no list shows
 */
export function createNotification({ contact, content, reason, now, ...notification }: NewNotification): Notification {
  const createdAt = now.toISOString();
  return {
    ...notification,
    contactId: contact.id,
    channel: contact.channel,
    address: contact.address,
    language: contact.language,
    ...(content && { content, text: renderText(content, contact) }),
    status: 'queued',
    history: [{ status: 'queued', at: createdAt, ...(reason && { reason }) }],
    attempts: 0,
    createdAt,
  };
}
