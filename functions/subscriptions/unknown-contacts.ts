import type { ContactId } from '../../shared/domain/ids.ts';
import { validationFailed } from '../../shared/http/problem.ts';
import { type ContactBook, holdsContact } from '../../shared/store/contacts.ts';

/** @throws Problem `unknown-contact` for each contact that the establishment does not have */
export function refuseUnknownContacts(contactIds: readonly ContactId[], book: ContactBook): void {
  const errors = contactIds.flatMap((id, index) =>
    holdsContact(book, id) ? [] : [{ path: `/contactIds/${index}`, code: 'unknown-contact' as const }],
  );
  if (errors.length > 0) throw validationFailed(...errors);
}
