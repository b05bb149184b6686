import type { SQSRecord } from 'aws-lambda';
import { batchesOf } from '../../shared/batches.ts';
import type { Import } from '../../shared/domain/imports.ts';
import { FileGoneError, readJsonFile, writeJson, writeRefusals } from '../../shared/imports/files.ts';
import { checkedPieceSchema, importFiles, type RefusedRow } from '../../shared/imports/pieces.ts';
import { surroundingsOf } from '../../shared/imports/surroundings.ts';
import { readJson } from '../../shared/json.ts';
import { type ApplyJob, applyJobSchema } from '../../shared/queue/import-jobs.ts';
import { refuse } from '../../shared/queue/queue-deps.ts';
import { type SqsBatchHandler, sqsBatchHandler } from '../../shared/queue/sqs-batch-handler.ts';
import { type Applied, type Applying, applyRemoval, applyRow } from './apply.ts';
import type { ApplierDeps } from './deps.ts';
import { Pace } from './pace.ts';
import { tellOfImport } from './tell.ts';

/** After so many rows it is looked whether somebody cancelled the import. */
const ROWS_BETWEEN_LOOKS = 25;

/** The applier, fed by the queue of imports that are applied. */
export function createHandler(deps: ApplierDeps): SqsBatchHandler {
  return sqsBatchHandler(deps.logger, (record) => receive(deps, record));
}

/** Applies what a message is about. @throws Error when something failed that may work again */
async function receive(deps: ApplierDeps, record: SQSRecord): Promise<void> {
  const job = readJson(applyJobSchema, record.body);
  if (!job) {
    await refuse(deps, record, { reason: 'malformed-job', detail: 'no import to apply' });
    return;
  }
  try {
    if (job.piece === undefined) await fanOut(deps, job);
    else await applyPiece(deps, job, job.piece);
  } catch (error) {
    if (!(error instanceof FileGoneError)) throw error;
    await deps.store.failImport(job, { reason: 'expired' }, deps.now());
  }
}

/**
 * Queues a message for each piece. The request queued this message before it said so in the import: where it was cut off in
 * between, this says it.
 */
async function fanOut(deps: ApplierDeps, job: ApplyJob): Promise<void> {
  const { store, queue, now } = deps;
  await store.beginApplying(job, job.appliedBy, now());
  const one = await store.readImport(job);
  if (one?.status !== 'applying') return;
  const pieces = [...one.piecesToApply].filter((piece) => !one.piecesApplied.has(piece));
  if (pieces.length === 0) {
    await finish(deps, job);
    return;
  }
  const { establishmentId: groupId } = one;
  await queue(pieces.map((piece) => ({ body: JSON.stringify({ ...job, piece } satisfies ApplyJob), groupId })));
}

/**
 * Applies a piece. A row that was written by an earlier try counts, and is not written again. Of an import that was cancelled, only
 * what was written before is counted.
 */
async function applyPiece(deps: ApplierDeps, job: ApplyJob, piece: number): Promise<void> {
  const { store, now } = deps;
  const one = (await store.beginPiece(job, piece, now())) ?? (await store.readImport(job));
  if (!one) return;
  const isBegun = one.status === 'applying' || (one.status === 'cancelled' && one.piecesBegun.has(piece));
  if (isBegun && !one.piecesApplied.has(piece)) await writePiece(deps, one, job, piece);
  await finish(deps, job);
}

async function writePiece(deps: ApplierDeps, one: Import, { appliedBy }: ApplyJob, piece: number): Promise<void> {
  const { store, files, now } = deps;
  const { toApply, toRemove } = await readJsonFile(files, importFiles.checked(one, piece), checkedPieceSchema);
  const tasks = [
    ...toApply.map((row, index) => (applying: Applying) => applyRow(deps, applying, row, `${piece}/${index}`)),
    ...toRemove.map(
      (identityNumber, index) => (applying: Applying) =>
        applyRemoval(deps, applying, identityNumber, `${piece}/-${index}`),
    ),
  ];
  const pace = new Pace();
  let status = one.status;
  const results: Applied[] = [];
  for (const stretch of batchesOf(tasks, ROWS_BETWEEN_LOOKS)) {
    const around = surroundingsOf(await store.readContacts(one.establishmentId), now());
    const applying: Applying = { one, appliedBy, around, mayWrite: status === 'applying' };
    for (let next = 0; next < stretch.length; ) {
      const group = stretch.slice(next, next + pace.atOnce);
      const startedAt = now().getTime();
      results.push(...(await Promise.all(group.map((task) => task(applying)))));
      pace.record(now().getTime() - startedAt);
      next += group.length;
    }
    status = (await store.readImport(one))?.status ?? 'cancelled';
  }
  const refused = results.flatMap((result) => (typeof result === 'string' ? [] : [result]));
  if (refused.length > 0) await writeJson(files, importFiles.refusedLater(one, piece), refused satisfies RefusedRow[]);
  const applied = results.filter((result) => result === 'applied').length;
  await store.saveApplied(one, { piece, applied, refused: refused.length }, now());
}

/** Ends an import once all its pieces are written, and tells the establishment's systems; the latter also after a crash in between. */
async function finish(deps: ApplierDeps, job: ApplyJob): Promise<void> {
  const { store, files, now, logger } = deps;
  const one = await store.readImport(job);
  if (one?.status === 'applying') {
    if (one.piecesApplied.size < one.piecesToApply.size) return;
    await writeRefusals(files, one);
    await store.finishApplying(one, now());
    logger.info('import applied', { importId: one.id, applied: one.applied, refused: one.refused });
  } else if (one?.status !== 'done') return;
  await tellOfImport(deps, one);
}
