import type { Contact } from '../../shared/domain/contacts.ts';
import { auditTrail, type RecordEntry } from '../../shared/http/audit.ts';
import { suppressContact } from '../../shared/notifications/suppress.ts';
import { isAddressOf, type Unsubscription } from '../../shared/notifications/unsubscribe-token.ts';
import type { ContactBook } from '../../shared/store/contacts.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import type { UnsubscribeDeps } from './deps.ts';

/** Stands for the recipient in the audit trail: the token does not say which person used it. */
const RECIPIENT = 'recipient';

/** The contact of a token, and the address of it that the e-mail went to. */
interface Standing {
  readonly contact: Contact;
  readonly address: string;
  /** The address waits to be verified, while the contact is told at another one. */
  readonly isPending: boolean;
}

/** What a token is about now; undefined where the contact is gone or has another address. */
export function standingOf(
  { keys }: Pick<UnsubscribeDeps, 'keys'>,
  book: ContactBook,
  asked: Unsubscription,
): Standing | undefined {
  const contact = book.contacts.find(({ id }) => id === asked.contactId);
  if (!contact) return undefined;
  const { channel, address, pendingAddress } = contact;
  if (isAddressOf(keys, asked, { channel, address })) return { contact, address, isPending: false };
  if (pendingAddress === undefined || !isAddressOf(keys, asked, { channel, address: pendingAddress })) return undefined;
  return { contact, address: pendingAddress, isPending: true };
}

/**
 * Ends e-mails at the wish of their recipient: suppresses the contact, or drops an address that only waits to be verified.
 * Safe to repeat.
 *
 * @returns false where the token stands for no contact any more
 */
export async function optOut(deps: UnsubscribeDeps, asked: Unsubscription, requestId: string): Promise<boolean> {
  const { establishmentId } = asked;
  return auditTrail(deps, { establishmentId, actor: RECIPIENT, requestId }, async (record) => {
    const standing = standingOf(deps, await deps.store.readContacts(establishmentId), asked);
    if (!standing) return false;
    if (standing.isPending) await dropPendingAddress(deps, asked, record);
    else await suppress(deps, asked, record);
    return true;
  });
}

async function suppress(deps: UnsubscribeDeps, asked: Unsubscription, record: RecordEntry): Promise<void> {
  const { contactId } = asked;
  await suppressContact(deps, {
    ...asked,
    reason: 'opted-out',
    concerns: ({ channel, address }) => isAddressOf(deps.keys, asked, { channel, address }),
    beforeSave: () => record({ action: 'contact.unsubscribe', contactId, fields: ['status'] }),
    conflictsMs: deps.conflictsMs,
  });
}

async function dropPendingAddress(deps: UnsubscribeDeps, asked: Unsubscription, record: RecordEntry): Promise<void> {
  const { store, now, conflictsMs } = deps;
  await withOptimisticRetry(async () => {
    const book = await store.readContacts(asked.establishmentId);
    const standing = standingOf(deps, book, asked);
    if (!standing?.isPending) return book;
    await record({ action: 'contact.unsubscribe', contactId: asked.contactId, fields: ['pendingAddress'] });
    const { contact } = standing;
    const kept: Contact = { ...contact, pendingAddress: undefined, code: undefined, updatedAt: now().toISOString() };
    return store.saveContacts({ ...book, contacts: book.contacts.map((one) => (one === contact ? kept : one)) });
  }, conflictsMs);
}
