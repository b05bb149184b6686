import { randomUUID } from 'node:crypto';
import { type Clients, connect, createQueueDeps, type QueueDeps } from '../../shared/queue/queue-deps.ts';
import { type OutgoingMessage, sendAll } from '../../shared/queue/queues.ts';
import { readContacts } from '../../shared/store/contacts.ts';
import { createFileStore, createS3Client, type FileStore } from '../../shared/store/files.ts';
import { beginCheck, failImport, finishCheck, saveChecked, saveCut, saveRemovals } from '../../shared/store/imports.ts';
import { listSubscribed, readAffiliations } from '../../shared/store/travellers.ts';
import { IMPORT_CHECK_GOES_ON_MS } from '../../shared/timing.ts';
import type { Env } from './env.ts';

const checkerStore = {
  readContacts,
  readAffiliations,
  listSubscribed,
  beginCheck,
  failImport,
  finishCheck,
  saveChecked,
  saveCut,
  saveRemovals,
};

export interface CheckerDeps extends QueueDeps<typeof checkerStore> {
  readonly files: Pick<FileStore, 'get' | 'put' | 'lengthOf'>;
  /** Puts the rest of a check on its own queue. */
  readonly queue: (messages: readonly OutgoingMessage[]) => Promise<void>;
  readonly newId: () => string;
  /** After this time the rest of a check is a message of its own. */
  readonly goesOnAfterMs: number;
}

/** Everything real. Tests hand in what they replace. */
export function createDeps(
  env: Env,
  { files, ...clients }: Clients & { readonly files?: FileStore } = {},
): CheckerDeps {
  const connected = connect(env, clients);
  const { sqs, now } = connected;
  return {
    ...createQueueDeps(env, connected, checkerStore),
    files: files ?? createFileStore({ client: createS3Client(), bucket: env.FILES_BUCKET_NAME, now }),
    queue: (messages) => sendAll(sqs, env.IMPORT_CHECK_QUEUE_URL, messages),
    newId: randomUUID,
    goesOnAfterMs: IMPORT_CHECK_GOES_ON_MS,
  };
}
