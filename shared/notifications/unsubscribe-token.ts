import * as z from 'zod/mini';
import type { Contact } from '../domain/contacts.ts';
import { contactIdSchema, establishmentIdSchema, notificationIdSchema } from '../domain/ids.ts';
import type { Notification } from '../domain/notification.ts';
import type { Keys } from '../keys.ts';

/** What an unsubscribe token stands for. */
export interface Unsubscription extends Pick<Notification, 'establishmentId' | 'contactId'> {
  /** The notification whose e-mail brought the token. */
  readonly notificationId: Notification['id'];
  /** Keyed hash of the address that the e-mail went to. */
  readonly addressHash: string;
}

const PURPOSE = 'unsubscribe-token';
/** A token comes back without anything beside it, so there is no context that it could be bound to. */
const CONTEXT = '';

const tokenSchema = z.tuple([establishmentIdSchema, contactIdSchema, notificationIdSchema, z.string()]);

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

/** What a token stands for; undefined for one that we did not make. */
export function openUnsubscribeToken(keys: Keys, token: string): Unsubscription | undefined {
  const opened = keys.open(PURPOSE, CONTEXT, token);
  if (opened === undefined) return undefined;
  const [establishmentId, contactId, notificationId, addressHash] = tokenSchema.parse(JSON.parse(opened));
  return { establishmentId, contactId, notificationId, addressHash };
}

/** Whether an address of a contact is the one that the e-mail of a token went to. */
export function isAddressOf(
  keys: Keys,
  { addressHash }: Unsubscription,
  address: Pick<Contact, 'channel' | 'address'>,
): boolean {
  return hashOf(keys, address) === addressHash;
}
