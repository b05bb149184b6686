import { type ContactEdge, someContactEdge } from '../../shared/store/contacts.ts';
import type { Table } from '../../shared/store/table.ts';

/** All notes on who may name a contact. */
export async function edgesOf(table: Table, establishmentId: string, contactId: string): Promise<ContactEdge[]> {
  const edges: ContactEdge[] = [];
  await someContactEdge(table, establishmentId, contactId, async (edge) => {
    edges.push(edge);
    return false;
  });
  return edges;
}
