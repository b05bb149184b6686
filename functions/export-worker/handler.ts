import type { SQSRecord } from 'aws-lambda';
import { afterStep, claimed, type Export, type ExportProgress } from '../../shared/domain/exports.ts';
import type { EstablishmentId } from '../../shared/domain/ids.ts';
import { BYTE_ORDER_MARK, csvLine } from '../../shared/domain/people-file.ts';
import { msBetween } from '../../shared/domain/time.ts';
import { readJson } from '../../shared/json.ts';
import { type ExportJob, exportJobSchema } from '../../shared/queue/export-jobs.ts';
import { refuse } from '../../shared/queue/queue-deps.ts';
import { type SqsBatchHandler, sqsBatchHandler } from '../../shared/queue/sqs-batch-handler.ts';
import { exportFileKey, exportRestKey, type FileStore, UploadGoneError } from '../../shared/store/files.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import { EXPORT_LEASE_MS } from '../../shared/timing.ts';
import type { ExportWorkerDeps } from './deps.ts';
import { openSource } from './source.ts';

/** The worker, fed by the export queue. */
export function createHandler(deps: ExportWorkerDeps): SqsBatchHandler {
  return sqsBatchHandler(deps.logger, (record) => makeStep(deps, record));
}

/**
 * Makes one step of an export: reads on in the list and stores a part of the file, or what is too short for one. Then the
 * progress is saved, and the rest is a message of its own. A step that was cut short is made again from its beginning: it
 * writes over the part that it had stored.
 *
 * One worker has an export to itself for the time of a step. A message that finds another one at it is dropped, because the
 * message of that one is still in the queue.
 *
 * @throws Error when the table, the bucket or the queue failed: the message comes again
 */
async function makeStep(deps: ExportWorkerDeps, record: SQSRecord): Promise<void> {
  const job = readJson(exportJobSchema, record.body);
  if (!job) return refuse(deps, record, { reason: 'malformed-job', detail: 'not an export job' });
  const { exportId } = job;
  const one = await change(deps, job, (stored) => claimed(stored, deps.now(), EXPORT_LEASE_MS));
  if (!one) {
    deps.logger.info('nothing to do for an export', { exportId });
    return;
  }
  const { progress, isLast } = await readOn(deps, job.establishmentId, one);
  if (isLast) await complete(deps, exportFileKey(job.establishmentId, exportId), progress);
  const status = isLast ? 'ready' : 'making';
  // Another worker may have taken it over, where this one was held up for longer than its lease.
  const saved = await change(deps, job, (stored) =>
    stored.leasedUntil === one.leasedUntil && stored.status === 'making'
      ? afterStep(stored, { status, progress }, deps.now())
      : undefined,
  );
  if (saved && !isLast) await deps.queue([{ body: JSON.stringify(job), groupId: job.establishmentId }]);
  deps.logger.info('export step made', { exportId, what: one.what, rows: progress.rows, status });
}

/** Changes an export as it is stored; undefined where it is gone, or there is nothing to change. */
async function change(
  { store, now }: Pick<ExportWorkerDeps, 'store' | 'now'>,
  { establishmentId, exportId }: ExportJob,
  changeOne: (stored: Export) => Export | undefined,
): Promise<Export | undefined> {
  const { changed } = await withOptimisticRetry(async () => {
    const book = await store.readExports(establishmentId);
    const stored = book.exports.find(({ id }) => id === exportId);
    const changed = stored && changeOne(stored);
    if (!changed) return { changed: undefined };
    const exports = book.exports.map((other) => (other === stored ? changed : other));
    return (await store.saveExports(establishmentId, { ...book, exports }, now())) ? { changed } : undefined;
  });
  return changed;
}

/** Reads on until there is enough for a part, or the time of the step is over, and stores what was read. */
async function readOn(
  deps: ExportWorkerDeps,
  establishmentId: EstablishmentId,
  one: Export,
): Promise<{ progress: ExportProgress; isLast: boolean }> {
  const { files, now, stepMs, pageSize, partBytes } = deps;
  const { progress } = one;
  const { parts } = progress;
  const key = exportFileKey(establishmentId, one.id);
  const source = await openSource(deps, establishmentId, one);
  const startedAt = now();
  const chunks: Buffer[] = [];
  if (progress.rest !== undefined) chunks.push(await contentOf(files, progress.rest));
  else if (parts.length === 0) chunks.push(Buffer.from(BYTE_ORDER_MARK + csvLine(source.columns)));
  let bytes = lengthOf(chunks);
  let { after, rows } = progress;
  let isLast: boolean;
  // One page at least, so that a step that begins late gets on too.
  do {
    const page = await source.read({ limit: pageSize, after });
    const chunk = Buffer.from(page.items.map((cells) => csvLine(cells)).join(''));
    chunks.push(chunk);
    bytes += chunk.length;
    rows += page.items.length;
    after = page.next;
    isLast = after === undefined;
  } while (!isLast && bytes < partBytes && msBetween(startedAt, now()) < stepMs);
  const content = Buffer.concat(chunks);
  const steps = progress.steps + 1;
  const uploadId = progress.uploadId ?? (await files.beginParts(key, { ...CSV, fileName: fileNameOf(one) }));
  const read = { uploadId, steps, rows, ...(after && { after }) };
  if (!isLast && bytes < partBytes) {
    // S3 takes no part as short as this, except for the last.
    const rest = exportRestKey(establishmentId, one.id, steps);
    await files.put(rest, content, CSV);
    return { progress: { ...read, parts, rest }, isLast };
  }
  try {
    const part = await files.putPart(key, uploadId, parts.length + 1, content);
    return { progress: { ...read, parts: [...parts, part] }, isLast };
  } catch (error) {
    // A worker before this one completed the file and was cut short before it could say so.
    if (isLast && error instanceof UploadGoneError) return { progress: { ...read, parts }, isLast };
    throw error;
  }
}

/** Completes the file; again for one that is complete. */
async function complete(
  { files }: Pick<ExportWorkerDeps, 'files'>,
  key: string,
  { uploadId = '', parts }: ExportProgress,
): Promise<void> {
  try {
    await files.completeParts(key, uploadId, parts);
  } catch (error) {
    if (!(error instanceof UploadGoneError) || (await files.lengthOf(key)) === undefined) throw error;
  }
}

const CSV = { contentType: 'text/csv; charset=utf-8' };

/** What a browser saves the file as: it names what is in it and the day, and nobody. */
function fileNameOf({ what, createdAt }: Export): string {
  return `${what}-${createdAt.slice(0, 10)}.csv`;
}

async function contentOf(files: Pick<FileStore, 'get'>, key: string): Promise<Buffer> {
  const file = await files.get(key);
  if (!file) throw new Error('what an earlier step wrote is gone');
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function lengthOf(chunks: readonly Buffer[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}
