import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '../../api.ts';
import { dayOf, fromOf, textOf, toOf } from '../../components/filters.ts';

export type Message = Schemas['Notification'];
export type Status = Message['status'];

const CHANNELS = ['sms', 'email', 'webhook'] as const satisfies readonly Message['channel'][];
export const ALERTS = [
  'entry',
  'exit',
  'passport-expiry',
  'passport-renewal',
  'visa-issued',
  'visa-status',
  'following-ended',
] as const satisfies readonly Message['alert'][];

/** Statuses that somebody looks for together. */
export const PRESETS = {
  failed: ['failed'],
  arrived: ['sent', 'delivered'],
  underWay: ['held', 'queued', 'sending'],
  cancelled: ['cancelled'],
} as const satisfies Record<string, readonly Status[]>;
export type Preset = keyof typeof PRESETS;
export const STATUSES: readonly Status[] = Object.values(PRESETS).flat();

/** What the list is narrowed by, as the API names it; days are those of Riyadh, the last one included. */
export interface MessagesSearch {
  /** One or several, with commas. */
  readonly status?: string;
  readonly alert?: Message['alert'];
  readonly channel?: Message['channel'];
  readonly contactId?: string;
  readonly identityNumber?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Reads the filters of an address, and leaves out what is none. */
export function messagesSearchOf(search: Record<string, unknown>): MessagesSearch {
  const asked = String(search.status ?? '').split(',');
  const status = STATUSES.filter((one) => asked.includes(one)).join();
  const alert = ALERTS.find((one) => one === search.alert);
  const channel = CHANNELS.find((one) => one === search.channel);
  const contactId = textOf(search.contactId);
  const identityNumber = textOf(search.identityNumber);
  const from = dayOf(search.from);
  const to = dayOf(search.to);
  return {
    ...(status && { status }),
    ...(alert && { alert }),
    ...(channel && { channel }),
    ...(contactId && { contactId }),
    ...(identityNumber && { identityNumber }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

/** The preset that an address asks for; undefined for all messages, or another choice. */
export function presetOf({ status }: MessagesSearch): Preset | undefined {
  const asked = status?.split(',').toSorted().join();
  return (Object.keys(PRESETS) as Preset[]).find((one) => [...PRESETS[one]].sort().join() === asked);
}

/** The filters as the API takes them. */
export const messageFiltersOf = ({ from, to, ...rest }: MessagesSearch) => ({
  ...rest,
  ...(from && { from: fromOf(from) }),
  ...(to && { to: toOf(to) }),
});

const PAGE = 25;

export const messagesQuery = (search: MessagesSearch) =>
  infiniteQueryOptions({
    queryKey: ['messages', search],
    queryFn: async ({ pageParam: cursor, signal }) =>
      bodyOf(
        await api.GET('/v1/notifications', {
          params: { query: { ...messageFiltersOf(search), limit: PAGE, cursor } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
