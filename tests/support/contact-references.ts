import { someContactReference } from '../../shared/store/contacts.ts';
import type { Table } from '../../shared/store/table.ts';

/** The travellers whose subscriptions may name a contact. */
export async function referencesOf(table: Table, establishmentId: string, contactId: string): Promise<string[]> {
  const identityNumbers: string[] = [];
  await someContactReference(table, establishmentId, contactId, async (identityNumber) => {
    identityNumbers.push(identityNumber);
    return false;
  });
  return identityNumbers;
}
