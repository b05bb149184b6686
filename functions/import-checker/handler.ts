import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { establishmentIdSchema } from '../../shared/domain/ids.ts';
import { type Import, MAX_FILE_BYTES } from '../../shared/domain/imports.ts';
import { msBetween } from '../../shared/domain/time.ts';
import { FileGoneError, readBytes, writeRefusals } from '../../shared/imports/files.ts';
import { importFiles } from '../../shared/imports/pieces.ts';
import { readJson } from '../../shared/json.ts';
import { type CheckJob, checkJobSchema } from '../../shared/queue/import-jobs.ts';
import { refuse } from '../../shared/queue/queue-deps.ts';
import { type SqsBatchHandler, sqsBatchHandler } from '../../shared/queue/sqs-batch-handler.ts';
import type { ImportKey } from '../../shared/store/imports.ts';
import { checkPieces, checkRemovals } from './check.ts';
import { cutFile } from './cut.ts';
import type { CheckerDeps } from './deps.ts';

/** The checker, fed by the queue of uploads. */
export function createHandler(deps: CheckerDeps): SqsBatchHandler {
  return sqsBatchHandler(deps.logger, (record) => receive(deps, record));
}

/** What S3 tells of a file that arrived: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
const uploadSchema = z.object({
  Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string() }) }) })),
});
/** What S3 sends once when it is told of the queue. */
const trialSchema = z.object({ Event: z.literal('s3:TestEvent') });
const messageSchema = z.union([checkJobSchema, uploadSchema, trialSchema]);
const uploadKeySchema = z.tuple([z.literal('imports'), establishmentIdSchema, z.uuid(), z.literal('upload')]);

/** Checks the imports that a message is about. @throws Error when something failed that may work again */
async function receive(deps: CheckerDeps, record: SQSRecord): Promise<void> {
  const message = readJson(messageSchema, record.body);
  if (!message) {
    await refuse(deps, record, { reason: 'malformed-job', detail: 'neither an upload nor the rest of a check' });
    return;
  }
  for (const key of importsIn(message)) await check(deps, key);
}

function importsIn(message: z.infer<typeof messageSchema>): ImportKey[] {
  if ('check' in message) return [message.check];
  if ('Event' in message) return [];
  return message.Records.flatMap(({ s3 }) => {
    const parts = uploadKeySchema.safeParse(decodeURIComponent(s3.object.key).split('/'));
    return parts.success ? [{ establishmentId: parts.data[1], id: parts.data[2] }] : [];
  });
}

/**
 * Goes on with the check of an import where it is: it cuts the file into pieces, compares each piece with what is stored, looks
 * for the subscriptions that are not in the file, and writes what was refused. Each step is recorded once, so a repetition goes on
 * behind the last one.
 */
async function check(deps: CheckerDeps, key: ImportKey): Promise<void> {
  const { store, files, now, goesOnAfterMs, queue } = deps;
  const startedAt = now();
  const mayGoOn = () => msBetween(startedAt, now()) < goesOnAfterMs;
  try {
    let one: Import | undefined = await store.beginCheck(key, now());
    if (one && one.check === undefined) one = await cut(deps, one);
    // Undefined from here on: it failed, somebody cancelled it, or another invocation is at it.
    if (one) one = await checkPieces(deps, one, mayGoOn);
    if (one) one = await checkRemovals(deps, one, mayGoOn);
    if (!one) return;
    if (!isChecked(one)) {
      await queue([{ body: JSON.stringify({ check: key } satisfies CheckJob), groupId: key.establishmentId }]);
      return;
    }
    await writeRefusals(files, one);
    await store.finishCheck(key, now());
    deps.logger.info('import checked', { importId: key.id, rows: one.rows, refused: one.refused });
  } catch (error) {
    if (!(error instanceof FileGoneError)) throw error;
    await store.failImport(key, { reason: 'expired' }, now());
  }
}

const isChecked = ({ pieces, checkedPieces, mode, removalPieces, removalsAfter }: Import) =>
  checkedPieces === pieces && (mode === 'add-and-change' || (removalPieces > 0 && removalsAfter === undefined));

/** Cuts the file of an import into pieces; undefined where it cannot be read, which ends the import. */
async function cut(deps: CheckerDeps, one: Import): Promise<Import | undefined> {
  const { store, files, now } = deps;
  const bytes = await files.lengthOf(importFiles.upload(one));
  if (bytes !== undefined && bytes > MAX_FILE_BYTES) {
    await store.failImport(one, { reason: 'too-large' }, now(), ['checking']);
    return undefined;
  }
  const result = await cutFile(deps, one, await readBytes(files, importFiles.upload(one)));
  if (result.ok) return store.saveCut(one, result.cut, now());
  await store.failImport(one, result.failure, now(), ['checking']);
  return undefined;
}
