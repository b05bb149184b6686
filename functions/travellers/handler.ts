import * as z from 'zod/mini';
import { ALERTS } from '../../shared/domain/alerts.ts';
import { FOLLOWINGS, inForceNow } from '../../shared/domain/default-subscription.ts';
import { TRAVELLER_KINDS } from '../../shared/domain/identity-number.ts';
import { type CalendarDate, daysBetween, riyadhDate } from '../../shared/domain/time.ts';
import { apiHandler, type Route, resource, route } from '../../shared/http/api.ts';
import { cursorsOf } from '../../shared/http/cursor.ts';
import { isSubscribed, readTravellerPage, travellerFilters } from '../../shared/http/list-travellers.ts';
import { Problem } from '../../shared/http/problem.ts';
import { listOf } from '../../shared/http/responses.ts';
import { identityNumberField, pageFields } from '../../shared/http/validation.ts';
import { type ContactBook, defaultOf } from '../../shared/store/contacts.ts';
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
  reference: z.optional(z.string()),
  label: z.optional(z.string()),
  alerts: z.array(z.enum(ALERTS)),
});
export const travellerListView = listOf(travellerView);

const listTravellersQuery = z.strictObject({ ...pageFields, ...travellerFilters });

export const createHandler = (deps: TravellersDeps) => apiHandler(travellerRoutes(deps), deps.logger, deps.limits);

export function travellerRoutes({ store, keys, now }: TravellersDeps): Record<string, Route> {
  return {
    'GET /v1/travellers': route({
      query: listTravellersQuery,
      responses: { 200: travellerListView },
      handle: async ({ establishmentId, query }) => {
        const { limit, cursor, ...filters } = query;
        const cursors = cursorsOf(keys, establishmentId, 'travellers', query);
        const after = cursors.open(cursor);
        const book = await store.readContacts(establishmentId);
        const page = await readTravellerPage(store, establishmentId, filters, { book, limit, after });
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
