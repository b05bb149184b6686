import type * as z from 'zod/mini';
import type { Channel, Contact } from '../../shared/domain/contacts.ts';
import type { ContactId } from '../../shared/domain/ids.ts';
import { Problem } from '../../shared/http/problem.ts';
import type { QueuedNotification } from '../../shared/notifications/jobs.ts';
import { type ContactBook, isUnreadable } from '../../shared/store/contacts.ts';
import { UnreadableItemError } from '../../shared/store/unreadable.ts';
import type { contactView } from './schemas.ts';

/** What becomes of one contact, and what is sent because of it. */
export interface Change {
  readonly contact: Contact;
  readonly messages?: readonly QueuedNotification[];
  /** The code among the messages. */
  readonly codeSent?: CodeSent;
  /** Thrown once the change is saved: a wrong code counts before its caller learns that it is wrong. */
  readonly problem?: Problem;
}

/** That a code is sent to an address. */
export interface CodeSent {
  readonly addressHash: string;
  readonly at: string;
}

/** A contact as the API shows it. */
export function view(contact: Contact): z.input<typeof contactView> {
  const { suppression, status } = contact;
  const { id, channel, address, pendingAddress, label, language, delivery, createdAt, updatedAt } = contact;
  const suppressionReason = status === 'suppressed' ? suppression?.reason : undefined;
  return {
    ...{ id, channel, address, pendingAddress, label, language, delivery },
    ...{ status, suppressionReason, createdAt, updatedAt },
  };
}

/** A contact of the establishment by its id. @throws Problem `not-found` */
export function find(book: ContactBook, contactId: ContactId): Contact {
  const contact = book.contacts.find(({ id }) => id === contactId);
  if (contact) return contact;
  // The contact is stored and cannot be read: 404 would say that there is none.
  if (isUnreadable(book, contactId)) throw new UnreadableItemError('a contact does not parse');
  throw new Problem('no-such-contact');
}

/** @throws Problem `contact-exists` where another contact than `except` has the address, or waits for it */
export function refuseKnownAddress(book: ContactBook, channel: Channel, address: string, except?: ContactId): void {
  const others = book.contacts.filter((contact) => contact.id !== except && contact.channel === channel);
  if (others.some((contact) => contact.address === address)) throw new Problem('contact-exists');
  if (others.some((contact) => contact.pendingAddress === address)) throw new Problem('address-awaited');
}
