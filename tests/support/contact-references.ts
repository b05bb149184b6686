import type { EstablishmentId } from '../../shared/domain/ids.ts';
import { someContactReference } from '../../shared/store/contacts.ts';
import type { Table } from '../../shared/store/table.ts';
import { asId } from './ids.ts';

/** The travellers whose subscriptions may name a contact. */
export async function referencesOf(
  table: Table,
  establishmentId: EstablishmentId,
  contactId: string,
): Promise<string[]> {
  const identityNumbers: string[] = [];
  await someContactReference(table, establishmentId, asId(contactId), async (identityNumber) => {
    identityNumbers.push(identityNumber);
    return false;
  });
  return identityNumbers;
}
