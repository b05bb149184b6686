import type { ContactId, EstablishmentId, IdentityNumber } from '../../shared/domain/ids.ts';
import type { ApiRequest } from '../../shared/http/api.ts';
import { auditTrail } from '../../shared/http/audit.ts';
import { checkPreconditions } from '../../shared/http/etag.ts';
import { Problem } from '../../shared/http/problem.ts';
import { defaultOf } from '../../shared/store/contacts.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import { find, view } from './book.ts';
import type { ContactsDeps } from './deps.ts';

/**
 * Deletes a contact that neither a subscription nor the default subscription names. A subscription that comes to name it meanwhile is read as if it did not:
 * the contact is gone, and its id is never used again.
 *
 * @throws Problem `contact-in-use`
 */
export async function deleteContact(deps: ContactsDeps, request: ApiRequest<{ contactId: ContactId }>): Promise<void> {
  const { store, logger } = deps;
  const { establishmentId, params, headers } = request;
  const { contactId } = params;
  const stale = await auditTrail(deps, request, (record) =>
    withOptimisticRetry(async () => {
      const book = await store.readContacts(establishmentId);
      checkPreconditions(headers, view(find(book, contactId)));
      // It stands in the item that is written, so no reference of it is needed.
      if (defaultOf(book)?.contactIds.includes(contactId)) throw new Problem('contact-in-use');
      const unused = await refuseInUse(deps, establishmentId, contactId);
      await record({ action: 'contact.delete', contactId, fields: [] });
      const contacts = book.contacts.filter(({ id }) => id !== contactId);
      return (await store.saveContacts({ ...book, contacts })) && unused;
    }, deps.conflictsMs),
  );
  await Promise.all([
    store.deleteEndpoint({ establishmentId, contactId }),
    ...stale.map((identityNumber) => store.removeContactReferences({ establishmentId, identityNumber }, [contactId])),
  ]).catch((error) => {
    // The contact is deleted, and that is the answer.
    logger.warn('references of a deleted contact are left', { establishmentId, contactId, error });
  });
}

/**
 * Refuses to delete a contact that a subscription names which has not ended. The affiliation record decides: a reference
 * may be left of a write that failed.
 *
 * @returns the travellers whose references stand for no such subscription
 */
async function refuseInUse(
  { store }: ContactsDeps,
  establishmentId: EstablishmentId,
  contactId: ContactId,
): Promise<IdentityNumber[]> {
  const stale: IdentityNumber[] = [];
  const isInUse = await store.someContactReference(establishmentId, contactId, async (identityNumber) => {
    const { subscription } = (await store.readAffiliation(identityNumber, establishmentId)) ?? {};
    const counts =
      subscription !== undefined && !subscription.ended && subscription.contactIds?.includes(contactId) === true;
    if (!counts) stale.push(identityNumber);
    return counts;
  });
  if (isInUse) throw new Problem('contact-in-use');
  return stale;
}
