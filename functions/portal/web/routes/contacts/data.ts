import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query';
import { api, bodyOf, queries, type RequestRefused, type Schemas, versionedBodyOf } from '../../api.ts';

export type Contact = Schemas['Contact'];
export type Change = Schemas['ContactChange'];

export const STATUSES = ['verified', 'pending', 'suppressed'] as const satisfies readonly Contact['status'][];

/** What the list is narrowed by, and which contact is open in it. */
export interface ContactsSearch {
  readonly status?: Contact['status'];
  readonly contact?: string;
}

/** Reads the choices of an address, and leaves out what is none. */
export function contactsSearchOf(search: Record<string, unknown>): ContactsSearch {
  const status = STATUSES.find((one) => one === search.status);
  const contact = typeof search.contact === 'string' && search.contact !== '' ? search.contact : undefined;
  return { ...(status && { status }), ...(contact && { contact }) };
}

// The most that an establishment has, and a page holds: one page is all of them.
const PAGE = 100;

/** All contacts, the oldest first. */
export const contactsQuery = queryOptions({
  queryKey: ['contacts', 'list'],
  queryFn: async ({ signal }) =>
    bodyOf(await api.GET('/v1/contacts', { params: { query: { limit: PAGE } }, signal })).items,
});

/** One contact with its version, read as it is now, for a change of it. */
export const contactQuery = (contactId: string) =>
  queryOptions({
    queryKey: ['contacts', contactId],
    staleTime: 0,
    gcTime: 0,
    queryFn: async ({ signal }) =>
      versionedBodyOf(await api.GET('/v1/contacts/{contactId}', { params: { path: { contactId } }, signal })),
  });

/** The contacts by their ids, for lists that name them; empty until they are there. */
export function useContactsById(): ReadonlyMap<string, Contact> {
  const { data = [] } = useQuery(contactsQuery);
  return new Map(data.map((one) => [one.id, one]));
}

/** The subscriptions that send to a contact. */
export const usesQuery = (contactId: string) =>
  infiniteQueryOptions({
    queryKey: ['subscriptions', { contactId }],
    queryFn: async ({ pageParam: cursor, signal }) =>
      bodyOf(await api.GET('/v1/subscriptions', { params: { query: { contactId, limit: 10, cursor } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** The default subscription; null where there is none. */
export const defaultSubscriptionQuery = queryOptions({
  queryKey: ['default-subscription', 'users'],
  queryFn: async ({ signal }) => {
    const answered = await api.GET('/v1/default-subscription', { signal });
    return answered.response.status === 404 ? null : bodyOf(answered);
  },
});

/** Everything that shows contacts reads them again. */
export function forgetContacts(): void {
  for (const key of ['contacts', 'summary', 'audit', 'establishment'])
    void queries.invalidateQueries({ queryKey: [key] });
}

/** Changes the version of a contact that somebody saw. @throws RequestRefused 412 where there is a newer one */
export async function changeContact(id: string, etag: string, body: Change): Promise<Contact> {
  const params = { path: { contactId: id }, header: { 'If-Match': etag } };
  return bodyOf(await api.PATCH('/v1/contacts/{contactId}', { params, body }));
}

/** Deletes the version of a contact that somebody saw. @throws RequestRefused 409 while a subscription names it */
export async function deleteContact(id: string, etag: string): Promise<void> {
  const params = { path: { contactId: id }, header: { 'If-Match': etag } };
  bodyOf(await api.DELETE('/v1/contacts/{contactId}', { params }));
}

/** Whether somebody else was faster. */
export const isOvertaken = (error: RequestRefused | Error | null): boolean =>
  error !== null && 'status' in error && error.status === 412;
