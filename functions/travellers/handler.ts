import * as z from 'zod';
import { TRAVELLER_KINDS } from '../../shared/domain/identity-number.ts';
import { isFoundBy, parseQuery, QUERY_LENGTH, searchedPerson } from '../../shared/domain/search.ts';
import { type CalendarDate, daysBetween, riyadhDate } from '../../shared/domain/time.ts';
import type { AffiliationRecord } from '../../shared/domain/traveller.ts';
import { apiHandler, type Route, resource, route } from '../../shared/http/api.ts';
import { cursorsOf } from '../../shared/http/cursor.ts';
import { Problem } from '../../shared/http/problem.ts';
import { listOf } from '../../shared/http/responses.ts';
import { booleanField, dateField, identityNumberField, pageFields, refuse } from '../../shared/http/validation.ts';
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
  q: searchField.optional(),
  passportExpiresFrom: dateField.optional(),
  passportExpiresBefore: dateField.optional(),
});

export const createHandler = (deps: TravellersDeps) => apiHandler(travellerRoutes(deps), deps.logger, deps.limits);

export function travellerRoutes({ store, keys, now }: TravellersDeps): Record<string, Route> {
  return {
    'GET /v1/travellers': route({
      query: listTravellersQuery,
      responses: { 200: travellerListView },
      handle: async ({ establishmentId, query }) => {
        const { kind, subscribed, q, passportExpiresFrom: from, passportExpiresBefore: to, limit } = query;
        const cursors = cursorsOf(keys, establishmentId, 'travellers', query);
        const keep = (record: AffiliationRecord) =>
          (kind === undefined || record.kind === kind) &&
          (subscribed === undefined || isSubscribed(record) === subscribed);
        const wanted = { limit, after: cursors.open(query.cursor), keep };
        const isByDate = from !== undefined || to !== undefined;
        const page = isByDate
          ? await store.listByPassportExpiry(
              establishmentId,
              { from, to },
              q ? { ...wanted, keep: (one) => isFoundBy(searchedPerson(one), q) && keep(one), maxQueries: 5 } : wanted,
            )
          : q
            ? await store.searchPresent(establishmentId, q, {
                ...wanted,
                isFiltered: kind !== undefined || subscribed !== undefined,
              })
            : await store.listPresent(establishmentId, wanted);
        const today = riyadhDate(now());
        return { status: 200, body: cursors.page(page, (record) => view(record, today)) };
      },
    }),
    'GET /v1/travellers/{identityNumber}': route({
      params: z.object({ identityNumber: identityNumberField }),
      responses: { 200: travellerView },
      handle: async ({ establishmentId, params }) => {
        const record = await store.readAffiliation(params.identityNumber, establishmentId);
        if (!record?.present) throw new Problem('no-such-traveller');
        return resource(200, view(presentAffiliationSchema.parse(record), riyadhDate(now())));
      },
    }),
  };
}

const isSubscribed = ({ subscription }: AffiliationRecord) => subscription !== undefined && !subscription.ended;

/** A traveller as the API shows one. */
function view(record: PresentAffiliation, today: CalendarDate): z.input<typeof travellerView> {
  const { identityNumber, kind, profile, passport } = record;
  return {
    identityNumber,
    kind,
    name: profile.name,
    nationality: profile.nationality,
    passport: { ...passport, daysLeft: daysBetween(today, passport.expiresOn) },
    subscribed: isSubscribed(record),
  };
}
