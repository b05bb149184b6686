import type { Contact } from '../domain/contacts.ts';
import type { Notification } from '../domain/notification.ts';
import type { Keys } from '../keys.ts';

const PURPOSE = 'unsubscribe-token';
/** A token is bound to nothing but itself: whoever opens it knows no more. */
const CONTEXT = '';

const hashOf = (keys: Keys, { channel, address }: Pick<Contact, 'channel' | 'address'>) =>
  keys.hash('contact-address', `${channel}:${address}`);

/**
 * The token by which the recipient of an e-mail unsubscribes. It is sealed, so that nobody reads or makes one, and nothing is
 * stored for it. It serves the contact of the e-mail alone, as long as it has the address that the e-mail went to.
 */
export function unsubscribeToken(keys: Keys, notification: Notification): string {
  const { establishmentId, contactId, id } = notification;
  return keys.seal(PURPOSE, CONTEXT, JSON.stringify([establishmentId, contactId, id, hashOf(keys, notification)]));
}
