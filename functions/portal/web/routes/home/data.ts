import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf, RequestRefused, type Schemas } from '../../api.ts';

const RECOUNT_MS = 2000;

/** Whether the establishment is large, and is being counted for the first time. */
export function isBeingCounted(error: unknown): error is RequestRefused {
  return error instanceof RequestRefused && error.slug === 'not-counted-yet';
}

export const summaryQuery = queryOptions({
  queryKey: ['summary'],
  queryFn: async ({ signal }) => bodyOf(await api.GET('/v1/summary', { signal })),
  refetchInterval: ({ state: { error } }) =>
    isBeingCounted(error) ? Math.max(RECOUNT_MS, (error.retryAt?.getTime() ?? 0) - Date.now()) : false,
});

const SHOWN = 5;

/** The newest messages, or the newest of those with a status. */
export const lastMessagesQuery = (status?: Schemas['Notification']['status']) =>
  queryOptions({
    queryKey: ['messages', 'last', status ?? 'all'],
    queryFn: async ({ signal }) => {
      const query = { limit: SHOWN, ...(status && { status }) };
      return bodyOf(await api.GET('/v1/notifications', { params: { query }, signal })).items;
    },
  });
