import { DAY_MS } from '../../shared/domain/time.ts';
import { MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT } from '../../shared/domain/traveller.ts';
import type { ImportFileStore } from '../../shared/imports/files.ts';
import { createRecordAndQueueDeps, type RecordAndQueueDeps } from '../../shared/notifications/record-and-queue.ts';
import { type Clients, connect, createQueueDeps, type QueueDeps } from '../../shared/queue/queue-deps.ts';
import { type OutgoingMessage, sendAll } from '../../shared/queue/queues.ts';
import { appendAudit, appendAuditRefusal } from '../../shared/store/audit.ts';
import { addContactReferences, readContacts, removeContactReferences } from '../../shared/store/contacts.ts';
import { createFileStore, createS3Client } from '../../shared/store/files.ts';
import {
  beginApplying,
  beginPiece,
  failImport,
  finishApplying,
  readImport,
  saveApplied,
} from '../../shared/store/imports.ts';
import { recordNotification } from '../../shared/store/notifications.ts';
import { saveSearchedAffiliation } from '../../shared/store/search.ts';
import { reserve } from '../../shared/store/subscription-quota.ts';
import { readAffiliation } from '../../shared/store/travellers.ts';
import type { Env } from './env.ts';

const applierStore = {
  readContacts,
  readAffiliation,
  addContactReferences,
  removeContactReferences,
  saveSearchedAffiliation,
  reserve,
  appendAudit,
  appendAuditRefusal,
  readImport,
  beginApplying,
  beginPiece,
  saveApplied,
  finishApplying,
  failImport,
  recordNotification,
};

export interface ApplierDeps extends QueueDeps<typeof applierStore>, RecordAndQueueDeps {
  readonly store: QueueDeps<typeof applierStore>['store'];
  readonly files: ImportFileStore;
  /** Puts a message for each piece on its own queue. */
  readonly queue: (messages: readonly OutgoingMessage[]) => Promise<void>;
  /** Subscriptions that an establishment may have, ended ones left out. */
  readonly maxSubscriptions: number;
  readonly auditKeptMs: number;
}

/** Everything real. Tests hand in what they replace. */
export function createDeps(
  env: Env,
  { files, ...clients }: Clients & { readonly files?: ImportFileStore } = {},
): ApplierDeps {
  const connected = connect(env, clients);
  const { sqs, now } = connected;
  return {
    ...createQueueDeps(env, connected, applierStore),
    ...createRecordAndQueueDeps(env, sqs),
    files: files ?? createFileStore({ client: createS3Client(), bucket: env.FILES_BUCKET_NAME, now }),
    queue: (messages) => sendAll(sqs, env.IMPORT_APPLY_QUEUE_URL, messages),
    maxSubscriptions: MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT,
    auditKeptMs: env.AUDIT_RETENTION_DAYS * DAY_MS,
  };
}
