import * as z from 'zod/mini';
import { MAX_CONTACTS_PER_ESTABLISHMENT, SHOW_NAMES } from '../../shared/domain/contacts.ts';
import { ESTABLISHMENT_ID } from '../../shared/domain/ids.ts';
import { MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT } from '../../shared/domain/traveller.ts';
import { CODES_PER_ESTABLISHMENT, recentCodes } from '../../shared/domain/verification.ts';
import { type ApiRequest, apiHandler, type Route, resource, route } from '../../shared/http/api.ts';
import { auditTrail } from '../../shared/http/audit.ts';
import { checkPreconditions } from '../../shared/http/etag.ts';
import type { ContactBook } from '../../shared/store/contacts.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import type { EstablishmentDeps } from './deps.ts';

/** A schema of its own for each field, because the contract describes each. */
const count = () => z.int().check(z.nonnegative());

/** An establishment as the API shows it. */
export const establishmentView = z.strictObject({
  id: z.string().check(z.regex(ESTABLISHMENT_ID)),
  role: z.enum(['manage', 'read']),
  showNames: z.enum(SHOW_NAMES),
  retentionDays: z.strictObject({ notifications: count(), audit: count() }),
  limits: z.strictObject({
    contacts: count(),
    subscriptions: count(),
    smsPartsPerMonth: count(),
    codesPerDay: count(),
  }),
  used: z.strictObject({ contacts: count(), smsPartsThisMonth: count(), codesLast24Hours: count() }),
});
type EstablishmentView = z.input<typeof establishmentView>;

export const establishmentChangeSchema = z.strictObject({ showNames: z.optional(z.enum(SHOW_NAMES)) });

export const createHandler = (deps: EstablishmentDeps) =>
  apiHandler(establishmentRoutes(deps), deps.logger, deps.limits);

export function establishmentRoutes(deps: EstablishmentDeps): Record<string, Route> {
  const responses = { 200: establishmentView };
  return {
    'GET /v1/establishment': route({
      responses,
      handle: async (request) => {
        const [book, spentParts] = await read(deps, request);
        return resource(200, view(deps, request, book, spentParts));
      },
    }),
    'PATCH /v1/establishment': route({
      body: establishmentChangeSchema,
      responses,
      handle: async (request) => resource(200, await change(deps, request)),
    }),
  };
}

function read({ store, now }: EstablishmentDeps, { establishmentId }: ApiRequest): Promise<[ContactBook, number]> {
  return Promise.all([store.readContacts(establishmentId), store.readSpentParts(establishmentId, now())]);
}

/** Saves a change under the preconditions of the request, again if another request wrote meanwhile. */
function change(
  deps: EstablishmentDeps,
  request: ApiRequest<unknown, unknown, z.output<typeof establishmentChangeSchema>>,
): Promise<EstablishmentView> {
  return auditTrail(deps, request, (recordEntry) =>
    withOptimisticRetry(async () => {
      const [book, spentParts] = await read(deps, request);
      checkPreconditions(request.headers, view(deps, request, book, spentParts));
      const { showNames = book.showNames } = request.body;
      const isUnchanged = showNames === book.showNames;
      await recordEntry(isUnchanged ? undefined : { action: 'establishment.change', fields: ['showNames'] });
      const saved = isUnchanged ? book : await deps.store.saveContacts({ ...book, showNames });
      return saved && view(deps, request, saved, spentParts);
    }, deps.conflictsMs),
  );
}

function view(
  { monthlyParts, retentionDays, now }: EstablishmentDeps,
  { establishmentId, role }: ApiRequest,
  { contacts, unreadable = [], codesSentAt, showNames }: ContactBook,
  spentParts: number,
): EstablishmentView {
  return {
    id: establishmentId,
    role,
    showNames,
    retentionDays,
    limits: {
      contacts: MAX_CONTACTS_PER_ESTABLISHMENT,
      subscriptions: MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT,
      smsPartsPerMonth: monthlyParts,
      codesPerDay: CODES_PER_ESTABLISHMENT,
    },
    used: {
      contacts: contacts.length + unreadable.length,
      smsPartsThisMonth: spentParts,
      codesLast24Hours: recentCodes(codesSentAt, now()).length,
    },
  };
}
