import * as z from 'zod';
import { ALERTS } from '../../shared/domain/alerts.ts';
import { FOLLOWINGS, inForceNow } from '../../shared/domain/default-subscription.ts';
import { TRAVELLER_KINDS } from '../../shared/domain/identity-number.ts';
import type { EstablishmentId } from '../../shared/domain/ids.ts';
import { isFoundBy, parseQuery, QUERY_LENGTH, searchedPerson } from '../../shared/domain/search.ts';
import { type CalendarDate, daysBetween, riyadhDate } from '../../shared/domain/time.ts';
import type { AffiliationRecord } from '../../shared/domain/traveller.ts';
import { apiHandler, type Route, resource, route } from '../../shared/http/api.ts';
import { cursorsOf } from '../../shared/http/cursor.ts';
import { Problem } from '../../shared/http/problem.ts';
import { listOf } from '../../shared/http/responses.ts';
import { booleanField, dateField, identityNumberField, pageFields, refuse } from '../../shared/http/validation.ts';
import { type ContactBook, defaultOf } from '../../shared/store/contacts.ts';
import type { Page } from '../../shared/store/table.ts';
import { type PresentAffiliation, presentAffiliationSchema } from '../../shared/store/travellers.ts';
import type { TravellersDeps } from './deps.ts';

/** A traveller as the API shows one. */
export const travellerView = z.strictObject({
  identityNumber: z.string(),
  kind: z.enum(TRAVELLER_KINDS),
  name: z.strictObject({ ar: z.string(), en: z.string() }),
  nationality: z.string(),
  passport: z.strictObject({ numberMasked: z.string(), expiresOn: z.string(), daysLeft: z.int() }),
  subscribed: z.boolean(),
  following: z.enum(FOLLOWINGS),
  reference: z.string().optional(),
  label: z.string().optional(),
  alerts: z.array(z.enum(ALERTS)),
});
export const travellerListView = listOf(travellerView);

/** What somebody typed to find people, by its length once letters are folded. */
const searchField = z.string().transform((typed, context) => {
  const query = parseQuery(typed);
  const { length } = [...query.text];
  const { minimum, maximum } = QUERY_LENGTH;
  if (length < minimum) refuse(context, 'too-short', { minimum, unit: 'characters' });
  if (length > maximum) refuse(context, 'too-long', { maximum, unit: 'characters' });
  return query;
});

const listTravellersQuery = z.strictObject({
  ...pageFields,
  kind: z.enum(TRAVELLER_KINDS).optional(),
  subscribed: booleanField.optional(),
  following: z.enum(FOLLOWINGS).optional(),
  q: searchField.optional(),
  passportExpiresFrom: dateField.optional(),
  passportExpiresBefore: dateField.optional(),
});

export const createHandler = (deps: TravellersDeps) => apiHandler(travellerRoutes(deps), deps.logger, deps.limits);

export function travellerRoutes(deps: TravellersDeps): Record<string, Route> {
  const { store, keys, now } = deps;
  return {
    'GET /v1/travellers': route({
      query: listTravellersQuery,
      responses: { 200: travellerListView },
      handle: async ({ establishmentId, query }) => {
        const { kind, subscribed, following, limit } = query;
        const cursors = cursorsOf(keys, establishmentId, 'travellers', query);
        const after = cursors.open(query.cursor);
        const book = await store.readContacts(establishmentId);
        const page = await listed(deps, establishmentId, query, {
          limit,
          after,
          isFiltered: subscribed !== undefined || following !== undefined,
          kind,
          keep: (record) =>
            (kind === undefined || record.kind === kind) &&
            (subscribed === undefined || isSubscribed(record) === subscribed) &&
            (following === undefined || inForceNow(record, defaultOf(book)).following === following),
        });
        const today = riyadhDate(now());
        return { status: 200, body: cursors.page(page, (record) => view(record, book, today)) };
      },
    }),
    'GET /v1/travellers/{identityNumber}': route({
      params: z.object({ identityNumber: identityNumberField }),
      responses: { 200: travellerView },
      handle: async ({ establishmentId, params }) => {
        const [record, book] = await Promise.all([
          store.readAffiliation(params.identityNumber, establishmentId),
          store.readContacts(establishmentId),
        ]);
        if (!record?.present) throw new Problem('no-such-traveller');
        return resource(200, view(presentAffiliationSchema.parse(record), book, riyadhDate(now())));
      },
    }),
  };
}

/** With a text a page takes so many queries at the most, whatever is asked. */
const MAX_QUERIES = 5;

/** A page of the people that a query asks for: by expiry date where it names one, else by what a text matches, else by number. */
function listed(
  { store }: TravellersDeps,
  establishmentId: EstablishmentId,
  { q, passportExpiresFrom: from, passportExpiresBefore: to }: z.output<typeof listTravellersQuery>,
  page: Parameters<TravellersDeps['store']['searchPresent']>[2],
): Promise<Page<PresentAffiliation>> {
  const { isFiltered: _filtered, kind: _kind, ...wanted } = page;
  if (from === undefined && to === undefined) {
    return q ? store.searchPresent(establishmentId, q, page) : store.listPresent(establishmentId, wanted);
  }
  if (!q) return store.listByPassportExpiry(establishmentId, { from, to }, wanted);
  const keep = (record: AffiliationRecord) => isFoundBy(searchedPerson(record), q) && wanted.keep(record);
  return store.listByPassportExpiry(establishmentId, { from, to }, { ...wanted, keep, maxQueries: MAX_QUERIES });
}

const isSubscribed = ({ subscription }: AffiliationRecord) => subscription !== undefined && !subscription.ended;

/** A traveller as the API shows one. */
function view(record: PresentAffiliation, book: ContactBook, today: CalendarDate): z.input<typeof travellerView> {
  const { identityNumber, kind, profile, passport } = record;
  const { following, reference, label, alerts } = inForceNow(record, defaultOf(book));
  return {
    identityNumber,
    kind,
    name: profile.name,
    nationality: profile.nationality,
    passport: { ...passport, daysLeft: daysBetween(today, passport.expiresOn) },
    subscribed: isSubscribed(record),
    following,
    reference,
    label,
    alerts: [...alerts],
  };
}
