import type { AffiliationRecord } from '../domain/traveller.ts';
import { type ContactBook, defaultOf, holdsContact, withoutGoneContacts } from '../store/contacts.ts';
import type { Surroundings } from './decide.ts';

/** What rows are decided on, by the contacts and the default subscription as they are. */
export function surroundingsOf(
  book: ContactBook,
  now: Date,
): Surroundings & { readonly seen: (record: AffiliationRecord) => AffiliationRecord } {
  return {
    defaults: defaultOf(book),
    holdsContact: (contactId) => holdsContact(book, contactId),
    at: now.toISOString(),
    // A contact that is gone counts as not named.
    seen: (record) => withoutGoneContacts(record, book),
  };
}
