import type * as z from 'zod/mini';
import { type Contact, MAX_CONTACTS_PER_ESTABLISHMENT } from '../../shared/domain/contacts.ts';
import { contactIdSchema } from '../../shared/domain/ids.ts';
import type { ApiRequest } from '../../shared/http/api.ts';
import { validationFailed } from '../../shared/http/problem.ts';
import { refuseKnownAddress } from './book.ts';
import { withNewCode } from './codes.ts';
import type { ContactsDeps } from './deps.ts';
import type { newContactSchema } from './schemas.ts';
import { addContact } from './write.ts';

/** Creates a contact that waits for the code sent to its address. */
export function createContact(
  deps: ContactsDeps,
  request: ApiRequest<unknown, unknown, z.output<typeof newContactSchema>>,
): Promise<Contact> {
  const { body } = request;
  const id = contactIdSchema.parse(deps.newId());
  return addContact(deps, request, (book) => {
    refuseKnownAddress(book, body.channel, body.address);
    if (book.contacts.length >= MAX_CONTACTS_PER_ESTABLISHMENT)
      throw validationFailed({
        path: '',
        code: 'limit-reached',
        maximum: MAX_CONTACTS_PER_ESTABLISHMENT,
        unit: 'contacts',
      });
    const at = deps.now().toISOString();
    return withNewCode(deps, book, { ...body, id, status: 'pending', createdAt: at, updatedAt: at, codesSentAt: [] });
  });
}
