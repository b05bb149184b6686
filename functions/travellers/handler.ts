import * as z from 'zod';
import { TRAVELLER_KINDS } from '../../shared/domain/identity-number.ts';
import { type CalendarDate, daysBetween, riyadhDate } from '../../shared/domain/time.ts';
import type { AffiliationRecord } from '../../shared/domain/traveller.ts';
import { apiHandler, type Route, route } from '../../shared/http/api.ts';
import { cursorsOf } from '../../shared/http/cursor.ts';
import { listOf } from '../../shared/http/responses.ts';
import { booleanField, dateField, pageFields } from '../../shared/http/validation.ts';
import type { PresentAffiliation } from '../../shared/store/travellers.ts';
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

const listTravellersQuery = z.strictObject({
  ...pageFields,
  kind: z.enum(TRAVELLER_KINDS).optional(),
  subscribed: booleanField.optional(),
  passportExpiresBefore: dateField.optional(),
});

export const createHandler = (deps: TravellersDeps) => apiHandler(travellerRoutes(deps), deps.logger, deps.limits);

export function travellerRoutes({ store, keys, now }: TravellersDeps): Record<string, Route> {
  return {
    'GET /v1/travellers': route({
      query: listTravellersQuery,
      responses: { 200: travellerListView },
      handle: async ({ establishmentId, query }) => {
        const { kind, subscribed, passportExpiresBefore, limit } = query;
        const cursors = cursorsOf(keys, establishmentId, 'travellers', query);
        const wanted = {
          limit,
          after: cursors.open(query.cursor),
          keep: (record: AffiliationRecord) =>
            (kind === undefined || record.kind === kind) &&
            (subscribed === undefined || isSubscribed(record) === subscribed),
        };
        const page =
          passportExpiresBefore === undefined
            ? await store.listPresent(establishmentId, wanted)
            : await store.listByPassportExpiry(establishmentId, passportExpiresBefore, wanted);
        const today = riyadhDate(now());
        return { status: 200, body: cursors.page(page, (record) => view(record, today)) };
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
