import type { Contact } from '../domain/contacts.ts';
import type { MessageContent } from '../domain/message-content.ts';
import type { Notification } from '../domain/notification.ts';
import { renderText } from '../messages/render.ts';

/**
 * A message of the service itself, which no list shows, ready to be recorded.
 *
 * @param message.content absent where it must not be stored
 */
export function systemMessage(message: {
  id: string;
  establishmentId: string;
  contact: Contact;
  /** Where it goes, which need not be the contact's present address. */
  address: string;
  content?: MessageContent;
  now: Date;
}): Notification {
  const { id, establishmentId, contact, address, content } = message;
  const at = message.now.toISOString();
  return {
    id,
    establishmentId,
    contactId: contact.id,
    channel: contact.channel,
    address,
    language: contact.language,
    ...(content && { content, text: renderText(content, contact) }),
    status: 'queued',
    history: [{ status: 'queued', at }],
    attempts: 0,
    createdAt: at,
  };
}
