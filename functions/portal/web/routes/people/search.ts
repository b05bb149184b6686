import { dayAfter, dayOf, textOf, today } from '../../components/filters.ts';
import type { Schemas } from '../../words/catalogue.ts';

export type Traveller = Schemas['Traveller'];

export const FOLLOWING = ['own', 'default', 'none'] as const satisfies readonly Traveller['following'][];
export const KINDS = ['resident', 'visitor'] as const satisfies readonly Traveller['kind'][];
/** Passports that have expired, and those that do within so many days. */
export const EXPIRIES = ['expired', '30', '60', '90'] as const;
type Expiry = (typeof EXPIRIES)[number];

/** What the list is narrowed by; it stands in the address, and survives a reload and being passed on. */
export interface PeopleSearch {
  readonly q?: string;
  readonly following?: Traveller['following'];
  readonly kind?: Traveller['kind'];
  readonly expires?: Expiry;
  /** The first and the last day on which the passport expires: `YYYY-MM-DD`. */
  readonly from?: string;
  readonly to?: string;
  /** By the day on which the passport expires; absent: by the number, or by what fits the words best. */
  readonly sort?: 'expiry';
}

function oneOf<T extends string>(all: readonly T[], value: unknown): T | undefined {
  return all.find((one) => one === String(value));
}

/** Reads the filters of an address, and leaves out what is none. Dates and a preset of dates exclude each other. */
export function peopleSearchOf(search: Record<string, unknown>): PeopleSearch {
  const q = textOf(search.q);
  const following = oneOf(FOLLOWING, search.following);
  const kind = oneOf(KINDS, search.kind);
  const expires = oneOf(EXPIRIES, search.expires);
  const from = expires ? undefined : dayOf(search.from);
  const to = expires ? undefined : dayOf(search.to);
  return {
    ...(q && { q }),
    ...(following && { following }),
    ...(kind && { kind }),
    ...(expires && { expires }),
    ...(from && { from }),
    ...(to && { to }),
    ...(search.sort === 'expiry' && { sort: 'expiry' as const }),
  };
}

/** Before it there are no passports: a list from then on has everybody, sorted by expiry. */
const FIRST_DATE = '1950-01-01';

/** The filters as the API has them. */
export function apiFiltersOf({ q, following, kind, expires, from, to, sort }: PeopleSearch) {
  const [first, before] =
    expires === undefined
      ? [from, to && dayAfter(to, 1)]
      : expires === 'expired'
        ? [undefined, today()]
        : [today(), dayAfter(today(), Number(expires) + 1)];
  const passportExpiresFrom = first ?? (sort && !before ? FIRST_DATE : undefined);
  return {
    ...(q && { q }),
    ...(following && { following }),
    ...(kind && { kind }),
    ...(passportExpiresFrom && { passportExpiresFrom }),
    ...(before && { passportExpiresBefore: before }),
  };
}
