import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query';
import { api, bodyOf, queries, type RequestRefused, type Schemas, versionedBodyOf } from '../../api.ts';

export type Contact = Schemas['Contact'];
export type Change = Schemas['ContactChange'];
export type WebhookAnswer = Schemas['WebhookAnswer'];

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

/** How often what systems do meanwhile is read again. */
const LOOK_AGAIN_MS = 4000;
const awaitsSystem = ({ channel, status, pendingAddress }: Contact) =>
  channel === 'webhook' && (status === 'pending' || pendingAddress !== undefined);

// The most that an establishment has, and a page holds: one page is all of them.
const PAGE = 100;

/** All contacts, the oldest first. */
export const contactsQuery = queryOptions({
  queryKey: ['contacts', 'list'],
  queryFn: async ({ signal }) =>
    bodyOf(await api.GET('/v1/contacts', { params: { query: { limit: PAGE } }, signal })).items,
  // A system verifies itself, while somebody looks.
  refetchInterval: ({ state }) => (state.data?.some(awaitsSystem) ? LOOK_AGAIN_MS : false),
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

/** What the system of a contact answered last, read again as long as it is shown. */
export const answersQuery = (contactId: string) =>
  queryOptions({
    queryKey: ['contacts', contactId, 'answers'],
    staleTime: 0,
    refetchInterval: LOOK_AGAIN_MS,
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/v1/contacts/{contactId}/answers', { params: { path: { contactId } }, signal })),
  });

/** Has the answers of a system read again. */
export function forgetAnswers(contactId: string): void {
  void queries.invalidateQueries({ queryKey: ['contacts', contactId, 'answers'] });
  void queries.invalidateQueries({ queryKey: ['audit'] });
}

const pathOf = (contactId: string) => ({ params: { path: { contactId } } });

export const sendTest = async (contactId: string) =>
  bodyOf(await api.POST('/v1/contacts/{contactId}/test', pathOf(contactId)));

export const newSecret = async (contactId: string) =>
  bodyOf(await api.POST('/v1/contacts/{contactId}/secret', pathOf(contactId)));

export const REPLAYED = ['hour', 'day', 'week', 'month'] as const;
export type Replayed = (typeof REPLAYED)[number];
const HOUR_MS = 60 * 60 * 1000;
/** How far each goes back. The longest is a little less than the 30 days of the service, whose clock may be ahead. */
const REPLAYED_MS: Readonly<Record<Replayed, number>> = {
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
  month: 30 * 24 * HOUR_MS - HOUR_MS / 4,
};

/** Has a system told again what it was told of late. */
export async function startReplay(contactId: string, replayed: Replayed) {
  const from = new Date(Date.now() - REPLAYED_MS[replayed]).toISOString();
  return bodyOf(await api.POST('/v1/contacts/{contactId}/replay', { ...pathOf(contactId), body: { from } }));
}

/** Whether somebody else was faster. */
export const isOvertaken = (error: RequestRefused | Error | null): boolean =>
  error !== null && 'status' in error && error.status === 412;
