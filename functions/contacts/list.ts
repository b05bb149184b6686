import type * as z from 'zod/mini';
import type { Contact } from '../../shared/domain/contacts.ts';
import type { ApiRequest } from '../../shared/http/api.ts';
import { cursorsOf } from '../../shared/http/cursor.ts';
import { view } from './book.ts';
import type { ContactsDeps } from './deps.ts';
import type { contactListView, listContactsQuery } from './schemas.ts';

/** Contacts are listed by age; ids settle ties. */
const order = ({ createdAt, id }: Contact) => `${createdAt}#${id}`;

/** One page of the contacts of an establishment. */
export async function listContacts(
  { store, keys }: ContactsDeps,
  { establishmentId, query }: ApiRequest<unknown, z.output<typeof listContactsQuery>>,
): Promise<z.input<typeof contactListView>> {
  const { contacts } = await store.readContacts(establishmentId);
  const cursors = cursorsOf(keys, establishmentId, 'contacts', query);
  const position = cursors.open(query.cursor);
  const sorted = contacts.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  const rest = position ? sorted.filter((contact) => order(contact) > `${position.after}`) : sorted;
  const items = rest.slice(0, query.limit);
  const last = items.at(-1);
  const next = last && rest.length > items.length ? { after: order(last) } : undefined;
  return cursors.page({ items, next }, view);
}
