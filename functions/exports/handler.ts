import * as z from 'zod/mini';
import {
  EXPORT_STATUSES,
  EXPORTED,
  type Export,
  isKnown,
  newExport,
  statusOf,
  withNewExport,
} from '../../shared/domain/exports.ts';
import type { EstablishmentId } from '../../shared/domain/ids.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { type ApiRequest, apiHandler, type Route, route } from '../../shared/http/api.ts';
import { auditTrail } from '../../shared/http/audit.ts';
import { LIST_FILTERS } from '../../shared/http/list-filters.ts';
import { Problem, tryAgainLater, validationFailed } from '../../shared/http/problem.ts';
import { check, idField } from '../../shared/http/validation.ts';
import type { ExportJob } from '../../shared/queue/export-jobs.ts';
import { exportFileKey } from '../../shared/store/files.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import { calendarListView, createCalendar, newCalendarView, revokeCalendar, viewOf } from './calendars.ts';
import type { ExportsDeps } from './deps.ts';

/** More of a filter than this is none: the longest that is of use is the name of a caller. */
const MAX_FILTER = 255;

/** What is to be exported. The filters are those of the list's route, and checked as there. */
export const newExportSchema = z.strictObject({
  what: z.enum(EXPORTED),
  filters: z.optional(z.record(z.string(), z.string().check(z.maxLength(MAX_FILTER)))),
});
type NewExport = z.output<typeof newExportSchema>;

/** An export as the API shows it. */
export const exportView = z.strictObject({
  id: z.string(),
  what: z.enum(EXPORTED),
  status: z.enum(EXPORT_STATUSES),
  url: z.optional(z.string()),
  expiresAt: z.optional(z.string()),
  createdAt: z.string(),
});

export const createHandler = (deps: ExportsDeps) => apiHandler(exportRoutes(deps), deps.logger, deps.limits);

export function exportRoutes(deps: ExportsDeps): Record<string, Route> {
  return {
    'POST /v1/exports': route({
      // It shows what the lists show.
      need: 'read',
      body: newExportSchema,
      responses: { 202: exportView },
      handle: async (request) => {
        const one = await startExport(deps, request);
        return {
          status: 202,
          body: await view(deps, request.establishmentId, one),
          headers: { location: `/v1/exports/${one.id}` },
        };
      },
    }),
    'GET /v1/exports/{exportId}': route({
      params: z.object({ exportId: idField }),
      responses: { 200: exportView },
      handle: async ({ establishmentId, params }) => {
        const { exports } = await deps.store.readExports(establishmentId);
        const one = exports.find(({ id }) => id === params.exportId);
        if (!one || !isKnown(one, deps.now())) throw new Problem('no-such-export');
        return { status: 200, body: await view(deps, establishmentId, one) };
      },
    }),
    'GET /v1/calendars': route({
      responses: { 200: calendarListView },
      handle: async ({ establishmentId }) => {
        const { calendars } = await deps.store.readCalendars(establishmentId);
        return { status: 200, body: { items: calendars.map(viewOf) } };
      },
    }),
    'POST /v1/calendars': route({
      responses: { 201: newCalendarView },
      handle: async (request) => {
        const calendar = await createCalendar(deps, request);
        return { status: 201, body: calendar, headers: { location: `/v1/calendars/${calendar.id}` } };
      },
    }),
    'DELETE /v1/calendars/{calendarId}': route({
      params: z.object({ calendarId: idField }),
      responses: { 204: null },
      handle: async (request) => {
        await revokeCalendar(deps, request);
        return { status: 204 };
      },
    }),
  };
}

/** @throws Problem for filters that the list does not take, or while as many exports are being made as may be */
async function startExport(deps: ExportsDeps, request: ApiRequest<unknown, unknown, NewExport>): Promise<Export> {
  const { store, now, newId, queue } = deps;
  const { establishmentId, body } = request;
  const { what, filters = {} } = body;
  const checked = check(LIST_FILTERS[what], filters);
  if (!checked.ok) {
    throw validationFailed(...checked.errors.map((error) => ({ ...error, path: `/filters${error.path}` })));
  }
  const one = newExport({ id: newId(), what, filters }, now());
  return auditTrail(deps, request, async (record) => {
    await record({ action: 'export.create', fields: [what, ...Object.keys(filters)] });
    await withOptimisticRetry(async () => {
      const book = await store.readExports(establishmentId);
      const exports = withNewExport(book.exports, one, now());
      if (!exports) throw tryAgainLater('many-exports', MINUTE_MS);
      return (await store.saveExports(establishmentId, { ...book, exports }, now())) || undefined;
    }, deps.conflictsMs);
    const job: ExportJob = { establishmentId, exportId: one.id };
    try {
      await queue([{ body: JSON.stringify(job), groupId: establishmentId }]);
    } catch (error) {
      // Else it would keep a place until it counts as failed.
      await forget(deps, establishmentId, one).catch(() => undefined);
      throw error;
    }
    return one;
  });
}

/** Takes an export back that nobody will make. */
async function forget(
  { store, now }: Pick<ExportsDeps, 'store' | 'now'>,
  establishmentId: EstablishmentId,
  { id }: Export,
): Promise<void> {
  await withOptimisticRetry(async () => {
    const book = await store.readExports(establishmentId);
    const exports = book.exports.filter((other) => other.id !== id);
    return (await store.saveExports(establishmentId, { ...book, exports }, now())) || undefined;
  });
}

/** An export with an address of its file that is new at each request. */
async function view(
  { files, now }: Pick<ExportsDeps, 'files' | 'now'>,
  establishmentId: EstablishmentId,
  one: Export,
): Promise<z.input<typeof exportView>> {
  const { id, what, createdAt } = one;
  const status = statusOf(one, now());
  const link = status === 'ready' ? await files.signGet(exportFileKey(establishmentId, id)) : undefined;
  return { id, what, status, url: link?.url, expiresAt: link?.expiresAt.toISOString(), createdAt };
}
