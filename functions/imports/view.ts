import { type Import, standing, UPLOADS_OFFERED_MS } from '../../shared/domain/imports.ts';
import { msBetween } from '../../shared/domain/time.ts';
import { failureMessage } from '../../shared/imports/failure-messages.ts';
import { FileGoneError, readJsonFile } from '../../shared/imports/files.ts';
import { importFiles, refusalsSchema } from '../../shared/imports/pieces.ts';
import type { ImportsDeps } from './deps.ts';
import type { ImportView } from './schemas.ts';

/** What is put to the address of an upload. */
const UPLOAD_TYPE = 'text/csv';

/** An import as a list shows it: without links and without what was refused. */
export function summary(one: Import, now: Date): ImportView {
  const { id, fileName, mode, language, check, ignoredColumns, createdAt, updatedAt } = one;
  const { rows, add, change, same, remove, refused, applied } = one;
  const { status, failure } = standing(one, now);
  return {
    id,
    fileName,
    mode,
    status,
    failureReason: failure?.reason,
    failureMessage: failure && failureMessage(failure, language),
    // Once the file is read there is something to count.
    counts: check === undefined ? undefined : { rows, add, change, same, remove, refused, applied },
    ignoredColumns: ignoredColumns.length > 0 ? ignoredColumns : undefined,
    createdAt,
    updatedAt,
  };
}

/** An import as the API shows it, with links that are new at each request. */
export async function view({ files, now }: Pick<ImportsDeps, 'files' | 'now'>, one: Import): Promise<ImportView> {
  const shown = summary(one, now());
  const isWritten = one.refused > 0 && (one.status === 'ready' || one.status === 'applying' || one.status === 'done');
  const isOffered = msBetween(one.createdAt, now()) < UPLOADS_OFFERED_MS;
  const [upload, refusals] = await Promise.all([
    shown.status === 'awaiting-upload' && isOffered ? uploadOf(files, one) : undefined,
    isWritten && shown.status === one.status ? refusalsOf(files, one) : undefined,
  ]);
  return { ...shown, upload, ...refusals };
}

async function uploadOf(files: ImportsDeps['files'], one: Import): Promise<ImportView['upload']> {
  const { url, headers, expiresAt } = await files.signPut(importFiles.upload(one), { contentType: UPLOAD_TYPE });
  return { method: 'PUT', url, headers: { ...headers }, expiresAt: expiresAt.toISOString() };
}

/** What was refused, while the files of the import are there. */
async function refusalsOf(
  files: ImportsDeps['files'],
  one: Import,
): Promise<Pick<ImportView, 'refused' | 'refusedFileUrl'>> {
  try {
    const refused = await readJsonFile(files, importFiles.refusals(one), refusalsSchema);
    const { url } = await files.signGet(importFiles.refusedRows(one));
    return { refused, refusedFileUrl: url };
  } catch (error) {
    if (error instanceof FileGoneError) return {};
    throw error;
  }
}
