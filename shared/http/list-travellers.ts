import * as z from 'zod/mini';
import { FOLLOWINGS, inForceNow } from '../domain/default-subscription.ts';
import { TRAVELLER_KINDS } from '../domain/identity-number.ts';
import type { EstablishmentId } from '../domain/ids.ts';
import { isFoundBy, parseQuery, QUERY_LENGTH, searchedPerson } from '../domain/search.ts';
import type { AffiliationRecord } from '../domain/traveller.ts';
import { type ContactBook, defaultOf } from '../store/contacts.ts';
import { searchPresent } from '../store/search.ts';
import type { Bound, Page } from '../store/table.ts';
import { listByPassportExpiry, listPresent, type PresentAffiliation } from '../store/travellers.ts';
import type { PageWanted } from './list-page.ts';
import { booleanField, dateField, refuse } from './validation.ts';

/** What somebody typed to find people, by its length once letters are folded. */
const searchField = z.pipe(
  z.string(),
  z.transform((typed, context) => {
    const query = parseQuery(typed);
    const { length } = [...query.text];
    const { minimum, maximum } = QUERY_LENGTH;
    if (length < minimum) refuse(context, 'too-short', { minimum, unit: 'characters' });
    if (length > maximum) refuse(context, 'too-long', { maximum, unit: 'characters' });
    return query;
  }),
);

/** The filters of the list of people. */
export const travellerFilters = {
  kind: z.optional(z.enum(TRAVELLER_KINDS)),
  subscribed: z.optional(booleanField),
  following: z.optional(z.enum(FOLLOWINGS)),
  q: z.optional(searchField),
  passportExpiresFrom: z.optional(dateField),
  passportExpiresBefore: z.optional(dateField),
};
type Filters = z.output<z.ZodMiniObject<typeof travellerFilters>>;

/** The store functions that people are listed with. */
export const travellerListStore = { listPresent, listByPassportExpiry, searchPresent };

/** Whether a person has a subscription that has not ended. */
export const isSubscribed = ({ subscription }: AffiliationRecord) => subscription !== undefined && !subscription.ended;

/** With a text a page takes so many queries at the most, whatever is asked. */
const MAX_QUERIES = 5;

/**
 * A page of the people who belong to an establishment: by expiry date where the filters name one, else by what a text matches,
 * else by number.
 *
 * @param wanted.book the contacts and the default subscription of the establishment, by which people are followed
 */
export function readTravellerPage(
  store: Bound<typeof travellerListStore>,
  establishmentId: EstablishmentId,
  { kind, subscribed, following, q, passportExpiresFrom: from, passportExpiresBefore: to }: Filters,
  { book, ...page }: PageWanted & { readonly book: ContactBook },
): Promise<Page<PresentAffiliation>> {
  const keep = (record: AffiliationRecord) =>
    (kind === undefined || record.kind === kind) &&
    (subscribed === undefined || isSubscribed(record) === subscribed) &&
    (following === undefined || inForceNow(record, defaultOf(book)).following === following);
  const wanted = { ...page, keep };
  if (from === undefined && to === undefined) {
    const isFiltered = subscribed !== undefined || following !== undefined;
    return q
      ? store.searchPresent(establishmentId, q, { ...wanted, isFiltered, kind })
      : store.listPresent(establishmentId, wanted);
  }
  if (!q) return store.listByPassportExpiry(establishmentId, { from, to }, wanted);
  const found = (record: AffiliationRecord) => isFoundBy(searchedPerson(record), q) && keep(record);
  const bounded = { ...wanted, keep: found, maxQueries: MAX_QUERIES };
  return store.listByPassportExpiry(establishmentId, { from, to }, bounded);
}
