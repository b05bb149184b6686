import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '../../api.ts';

type Notification = Schemas['Notification'];

const PAGE = 25;

/** The messages about a person, newest first. */
export const toldQuery = (identityNumber: string) =>
  infiniteQueryOptions({
    queryKey: ['notifications', 'person', identityNumber],
    queryFn: async ({ pageParam: cursor, signal }) =>
      bodyOf(
        await api.GET('/v1/notifications', { params: { query: { identityNumber, limit: PAGE, cursor } }, signal }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** So many messages are about the newest event, or more: an establishment has few contacts for one person. */
const OF_ONE_EVENT = 10;

/** The messages about what happened last to a visa of a person; null where there are none. */
export const visaQuery = (identityNumber: string) =>
  queryOptions({
    queryKey: ['notifications', 'visa', identityNumber],
    queryFn: async ({ signal }): Promise<Told | null> => {
      const newest = await Promise.all(
        (['visa-issued', 'visa-status'] as const).map(async (alert) => {
          const query = { identityNumber, alert, limit: OF_ONE_EVENT };
          return bodyOf(await api.GET('/v1/notifications', { params: { query }, signal })).items;
        }),
      );
      const at = ({ event }: Notification) => event.occurredAt;
      return byEvent(newest.flat().toSorted((one, other) => at(other).localeCompare(at(one))))[0] ?? null;
    },
  });

/** One event, and the messages about it. */
export interface Told {
  readonly key: string;
  readonly messages: readonly [Notification, ...Notification[]];
}

/** Puts the messages about one event together, in the order in which they come. */
export function byEvent(messages: readonly Notification[]): Told[] {
  const events = new Map<string, [Notification, ...Notification[]]>();
  for (const message of messages) {
    const key = `${message.alert} ${message.event.id}`;
    const others = events.get(key);
    if (others) others.push(message);
    else events.set(key, [message]);
  }
  return [...events].map(([key, told]) => ({ key, messages: told }));
}
