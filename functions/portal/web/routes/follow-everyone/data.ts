import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf, queries, type Schemas, type Versioned, versionedBodyOf } from '../../api.ts';

export type Everyone = Schemas['DefaultSubscription'];
export type Kind = Everyone['kinds'][number];

export const KINDS = ['resident', 'visitor'] as const satisfies readonly Kind[];

/** What somebody chooses for everyone. */
export type EveryoneDraft = Pick<Everyone, 'kinds' | 'alerts' | 'contactIds' | 'expiryLeadDays'>;

/** Reads what is stored for everyone, with its version; null where there is nothing. */
export async function readEveryone(signal?: AbortSignal): Promise<Versioned<Everyone> | null> {
  const answered = await api.GET('/v1/default-subscription', { ...(signal && { signal }) });
  return answered.response.status === 404 ? null : versionedBodyOf(answered);
}

export const everyoneQuery = queryOptions({
  queryKey: ['default-subscription', 'versioned'],
  queryFn: ({ signal }) => readEveryone(signal),
});

/** Stores what is chosen for everyone, unless somebody else has changed it since `base` was read. */
export async function saveEveryone(
  base: Versioned<Everyone> | null,
  { alerts, contactIds, kinds, expiryLeadDays }: EveryoneDraft,
): Promise<Versioned<Everyone>> {
  const header = base ? { 'If-Match': base.etag } : ({ 'If-None-Match': '*' } as const);
  const reminds = alerts.includes('passport-expiry');
  const body = { kinds, alerts, contactIds, ...(reminds && { expiryLeadDays }) };
  return versionedBodyOf(await api.PUT('/v1/default-subscription', { params: { header }, body }));
}

/** Follows nobody by default any more, unless somebody else has changed it since `base` was read. */
export async function stopEveryone(base: Versioned<Everyone>): Promise<void> {
  bodyOf(await api.DELETE('/v1/default-subscription', { params: { header: { 'If-Match': base.etag } } }));
}

/** Everything that shows how people are followed reads it again. */
export function forgetEveryone(now: Versioned<Everyone> | null): void {
  queries.setQueryData(everyoneQuery.queryKey, now);
  void queries.invalidateQueries({
    predicate: ({ queryKey: [first, second] }) =>
      first !== 'session' && first !== 'imports' && !(first === 'default-subscription' && second === 'versioned'),
  });
}

/** How many people there are of some kinds. */
export function coveredBy(
  kinds: Everyone['kinds'],
  { residents, visitors }: { residents: number; visitors: number },
): number {
  return (kinds.includes('resident') ? residents : 0) + (kinds.includes('visitor') ? visitors : 0);
}
