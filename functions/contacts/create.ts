import type * as z from 'zod/mini';
import { type Contact, MAX_CONTACTS_PER_ESTABLISHMENT } from '../../shared/domain/contacts.ts';
import { contactIdSchema } from '../../shared/domain/ids.ts';
import type { ApiRequest } from '../../shared/http/api.ts';
import { validationFailed } from '../../shared/http/problem.ts';
import { sealSecret } from '../../shared/providers/webhook/secret.ts';
import { refuseKnownAddress } from './book.ts';
import { withNewCode } from './codes.ts';
import type { ContactsDeps } from './deps.ts';
import { type newContactSchema, parseAddress } from './schemas.ts';
import { addContact } from './write.ts';

/**
 * Creates a contact that waits for the code sent to its address or, for a system, for the answer to its challenge.
 *
 * @returns the contact, and the secret that signs for a system
 */
export async function createContact(
  deps: ContactsDeps,
  request: ApiRequest<unknown, unknown, z.output<typeof newContactSchema>>,
): Promise<{ readonly contact: Contact; readonly secret?: string }> {
  const { body } = request;
  const { channel, address } = body;
  if (channel === 'webhook') {
    const parsed = parseAddress(channel, address, deps.isLoopbackAllowed);
    if (!parsed.ok) throw validationFailed({ path: '/address', code: parsed.problem });
  }
  const id = contactIdSchema.parse(deps.newId());
  const secret = channel === 'webhook' ? deps.newSecret() : undefined;
  const signing = secret === undefined ? {} : { signing: { sealedSecret: sealSecret(deps.keys, id, secret) } };
  const contact = await addContact(deps, request, (book) => {
    refuseKnownAddress(book, channel, address);
    if (book.contacts.length >= MAX_CONTACTS_PER_ESTABLISHMENT)
      throw validationFailed({
        path: '',
        code: 'limit-reached',
        maximum: MAX_CONTACTS_PER_ESTABLISHMENT,
        unit: 'contacts',
      });
    const at = deps.now().toISOString();
    const created: Contact = {
      ...body,
      id,
      status: 'pending',
      createdAt: at,
      updatedAt: at,
      codesSentAt: [],
      ...signing,
    };
    return withNewCode(deps, book, created);
  });
  return { contact, ...(secret !== undefined && { secret }) };
}
