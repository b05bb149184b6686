import { auditListStore } from '../../shared/http/list-audit.ts';
import { notificationListStore } from '../../shared/http/list-notifications.ts';
import { subscriptionListStore } from '../../shared/http/list-subscriptions.ts';
import { travellerListStore } from '../../shared/http/list-travellers.ts';
import { type Clients, connect, createQueueDeps, type QueueDeps } from '../../shared/queue/queue-deps.ts';
import { type OutgoingMessage, sendAll } from '../../shared/queue/queues.ts';
import { readExports, saveExports } from '../../shared/store/exports.ts';
import { createFileStore, createS3Client, type FileStore } from '../../shared/store/files.ts';
import { EXPORT_STEP_MS } from '../../shared/timing.ts';
import type { Env } from './env.ts';

const workerStore = {
  readExports,
  saveExports,
  ...travellerListStore,
  ...subscriptionListStore,
  ...notificationListStore,
  ...auditListStore,
};

export interface ExportWorkerDeps extends QueueDeps<typeof workerStore> {
  readonly files: Pick<FileStore, 'get' | 'put' | 'lengthOf' | 'beginParts' | 'putPart' | 'completeParts'>;
  /** Puts the rest of an export on the export queue. */
  readonly queue: (messages: readonly OutgoingMessage[]) => Promise<void>;
  /** How long a step reads. */
  readonly stepMs: number;
  /** Entries of a list that are read at once. */
  readonly pageSize: number;
  /** How much of the file is stored at once. */
  readonly partBytes: number;
}

/** A query reads one megabyte at most, which is about as many entries. */
const PAGE = 500;
/** More than S3 asks for of a part: 10,000 of them are more than the largest list. */
const PART_BYTES = 6 * 1024 * 1024;

/** Everything real. Tests hand in their table and files. */
export function createDeps(
  env: Env,
  { files, ...clients }: Clients & { readonly files?: ExportWorkerDeps['files'] } = {},
): ExportWorkerDeps {
  const connected = connect(env, clients);
  const { sqs, now } = connected;
  return {
    ...createQueueDeps(env, connected, workerStore),
    files: files ?? createFileStore({ client: createS3Client(), bucket: env.FILES_BUCKET_NAME, now }),
    queue: (messages) => sendAll(sqs, env.EXPORT_QUEUE_URL, messages),
    ...{ stepMs: EXPORT_STEP_MS, pageSize: PAGE, partBytes: PART_BYTES },
  };
}
