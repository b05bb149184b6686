import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import { type ApiDeps, createApiDeps } from '../../shared/http/api-deps.ts';
import { type AuditDeps, auditStore } from '../../shared/http/audit.ts';
import { type OutgoingMessage, sendAll } from '../../shared/queue/queues.ts';
import { createFileStore, createS3Client, type FileStore } from '../../shared/store/files.ts';
import {
  beginApplying,
  cancelImport,
  createImport,
  deleteImport,
  failImport,
  listImports,
  readImport,
  readImportPlace,
  takeImportPlace,
} from '../../shared/store/imports.ts';
import type { Env } from './env.ts';

/** The store functions that the imports API works with. */
export const importsStore = {
  beginApplying,
  cancelImport,
  createImport,
  deleteImport,
  failImport,
  listImports,
  readImport,
  readImportPlace,
  takeImportPlace,
  ...auditStore,
};

export interface ImportsDeps extends ApiDeps<typeof importsStore>, AuditDeps {
  readonly store: ApiDeps<typeof importsStore>['store'];
  readonly files: Pick<FileStore, 'get' | 'signPut' | 'signGet'>;
  /** Has imports applied. */
  readonly queue: (messages: readonly OutgoingMessage[]) => Promise<void>;
}

export async function createDeps(env: Env): Promise<ImportsDeps> {
  const deps = await createApiDeps(env, importsStore);
  const sqs = new SQSClient(AWS_CLIENT);
  return {
    ...deps,
    auditKeptMs: env.AUDIT_RETENTION_DAYS * DAY_MS,
    files: createFileStore({ client: createS3Client(), bucket: env.FILES_BUCKET_NAME, now: deps.now }),
    queue: (messages) => sendAll(sqs, env.IMPORT_APPLY_QUEUE_URL, messages),
  };
}
