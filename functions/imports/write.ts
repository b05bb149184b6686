import type * as z from 'zod/mini';
import type { EstablishmentId } from '../../shared/domain/ids.ts';
import { type Import, isOpen, overdue } from '../../shared/domain/imports.ts';
import type { ApiRequest } from '../../shared/http/api.ts';
import { auditTrail } from '../../shared/http/audit.ts';
import { Problem } from '../../shared/http/problem.ts';
import type { ApplyJob } from '../../shared/queue/import-jobs.ts';
import type { ImportsDeps } from './deps.ts';
import type { importParams, newImportSchema } from './schemas.ts';
import { timeOrderedId } from './time-ordered-id.ts';

type OneImport = ApiRequest<z.output<typeof importParams>>;

/** An import of the establishment. @throws Problem `not-found` when it has no such */
export async function findImport(
  { store }: Pick<ImportsDeps, 'store'>,
  establishmentId: EstablishmentId,
  id: string,
): Promise<Import> {
  const one = await store.readImport({ establishmentId, id });
  if (!one) throw new Problem('no-such-import');
  return one;
}

/** Makes an import that waits for its file. @throws Problem `import-in-progress` while another one is not over */
export function startImport(
  deps: ImportsDeps,
  request: ApiRequest<unknown, unknown, z.output<typeof newImportSchema>>,
): Promise<Import> {
  const { store, now, newId } = deps;
  const { establishmentId, language, body } = request;
  const id = timeOrderedId(now(), newId());
  return auditTrail(deps, request, async (recordEntry) => {
    const replaced = await freePlace(deps, establishmentId);
    await recordEntry({ action: 'import.create', importId: id, fields: ['fileName', 'mode'] });
    const createdAt = now().toISOString();
    // First the import: a place that names none would let two of them in.
    const created = await store.createImport({ ...body, id, establishmentId, language, createdAt });
    if (await store.takeImportPlace(created, replaced)) return created;
    await store.deleteImport(created);
    throw new Problem('import-in-progress');
  });
}

/** The import that has the place and is over; undefined where there never was one. @throws Problem `import-in-progress` */
async function freePlace({ store, now }: ImportsDeps, establishmentId: EstablishmentId): Promise<string | undefined> {
  const id = await store.readImportPlace(establishmentId);
  const one = id === undefined ? undefined : await store.readImport({ establishmentId, id });
  if (!one) return id;
  if (isOpen(one, now())) throw new Problem('import-in-progress');
  const reason = overdue(one, now());
  // Written down, so that its upload cannot start it while another one has the place.
  if (reason && !(await store.failImport(one, { reason }, now(), [one.status])))
    throw new Problem('import-in-progress');
  return id;
}

/** Has an import applied that is checked. @throws Problem `not-ready` where it is not */
export function applyImport(deps: ImportsDeps, request: OneImport): Promise<Import> {
  const { store, now, queue } = deps;
  const { establishmentId, actor, requestId, params } = request;
  return auditTrail(deps, request, async (recordEntry) => {
    const one = await findImport(deps, establishmentId, params.importId);
    if (one.status !== 'ready' || !isOpen(one, now())) throw new Problem('not-ready');
    await recordEntry({ action: 'import.apply', importId: one.id, fields: [] });
    const appliedBy = { actor, requestId, at: now().toISOString() };
    // First the queue: an import that says it is being applied must not wait for somebody who was cut off.
    const job: ApplyJob = { establishmentId, id: one.id, appliedBy };
    await queue([{ body: JSON.stringify(job), groupId: establishmentId }]);
    const applying = await store.beginApplying(one, appliedBy, now());
    if (applying) return applying;
    // Who took the message was quicker, or somebody cancelled it.
    const present = await findImport(deps, establishmentId, one.id);
    if (present.appliedBy?.requestId !== requestId) throw new Problem('not-ready');
    return present;
  });
}

/** Stops an import; again for one that is stopped. @throws Problem `not-ready` where it is over */
export function cancelImport(deps: ImportsDeps, request: OneImport): Promise<Import> {
  const { store, now } = deps;
  const { establishmentId, params } = request;
  return auditTrail(deps, request, async (recordEntry) => {
    const one = await findImport(deps, establishmentId, params.importId);
    if (one.status === 'cancelled') return one;
    if (!isOpen(one, now())) throw new Problem('not-ready');
    await recordEntry({ action: 'import.cancel', importId: one.id, fields: [] });
    const cancelled = await store.cancelImport(one, now());
    if (cancelled) return cancelled;
    // It came to an end meanwhile, or another request cancelled it.
    const present = await findImport(deps, establishmentId, one.id);
    if (present.status !== 'cancelled') throw new Problem('not-ready');
    return present;
  });
}
