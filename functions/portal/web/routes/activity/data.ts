import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '../../api.ts';
import { dayOf, fromOf, textOf, toOf } from '../../components/filters.ts';

export type Entry = Schemas['AuditEntry'];

export const ACTIONS = [
  'subscription.put',
  'subscription.change',
  'subscription.delete',
  'default-subscription.put',
  'default-subscription.delete',
  'contact.create',
  'contact.verify',
  'contact.change',
  'contact.send-code',
  'contact.unsubscribe',
  'contact.delete',
  'import.create',
  'import.apply',
  'import.cancel',
  'export.create',
  'calendar.create',
  'calendar.delete',
  'establishment.change',
  'request.refused',
] as const satisfies readonly Entry['action'][];

/** What the list is narrowed by, as the API names it; days are those of Riyadh, the last one included. */
export interface ActivitySearch {
  readonly action?: Entry['action'];
  readonly contactId?: string;
  readonly identityNumber?: string;
  readonly actor?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Reads the filters of an address, and leaves out what is none. */
export function activitySearchOf(search: Record<string, unknown>): ActivitySearch {
  const action = ACTIONS.find((one) => one === search.action);
  const contactId = textOf(search.contactId);
  const identityNumber = textOf(search.identityNumber);
  const actor = textOf(search.actor);
  const from = dayOf(search.from);
  const to = dayOf(search.to);
  return {
    ...(action && { action }),
    ...(contactId && { contactId }),
    ...(identityNumber && { identityNumber }),
    ...(actor && { actor }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

/** The filters as the API takes them. */
export const activityFiltersOf = ({ from, to, ...rest }: ActivitySearch) => ({
  ...rest,
  ...(from && { from: fromOf(from) }),
  ...(to && { to: toOf(to) }),
});

const PAGE = 25;

export const activityQuery = (search: ActivitySearch) =>
  infiniteQueryOptions({
    queryKey: ['audit', search],
    queryFn: async ({ pageParam: cursor, signal }) =>
      bodyOf(
        await api.GET('/v1/audit', {
          params: { query: { ...activityFiltersOf(search), limit: PAGE, cursor } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
