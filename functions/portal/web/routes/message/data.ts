import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '../../api.ts';

type Message = Schemas['Notification'];

const POLL_MS = 5000;
const UNDER_WAY: readonly Message['status'][] = ['queued', 'sending'];

/** One message, looked at again while it is under way. */
export const messageQuery = (notificationId: string) =>
  queryOptions({
    queryKey: ['messages', 'one', notificationId],
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/v1/notifications/{notificationId}', { params: { path: { notificationId } }, signal })),
    refetchInterval: ({ state }) => (state.data && UNDER_WAY.includes(state.data.status) ? POLL_MS : false),
  });
