import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import { type ApiDeps, createApiDeps } from '../../shared/http/api-deps.ts';
import { type AuditDeps, auditStore } from '../../shared/http/audit.ts';
import { type OutgoingMessage, sendAll } from '../../shared/queue/queues.ts';
import { readCalendars, saveCalendars } from '../../shared/store/calendars.ts';
import { readExports, saveExports } from '../../shared/store/exports.ts';
import { createFileStore, createS3Client, type FileStore } from '../../shared/store/files.ts';
import type { Env } from './env.ts';

/** The store functions that exports and calendars work with. */
export const exportsStore = { readExports, saveExports, readCalendars, saveCalendars, ...auditStore };

export interface ExportsDeps extends ApiDeps<typeof exportsStore>, AuditDeps {
  readonly store: ApiDeps<typeof exportsStore>['store'];
  readonly files: Pick<FileStore, 'signGet'>;
  /** Where the API is reached. */
  readonly origin: string;
  /** Has exports made. */
  readonly queue: (messages: readonly OutgoingMessage[]) => Promise<void>;
}

export async function createDeps(env: Env): Promise<ExportsDeps> {
  const deps = await createApiDeps(env, exportsStore);
  const sqs = new SQSClient(AWS_CLIENT);
  return {
    ...deps,
    auditKeptMs: env.AUDIT_RETENTION_DAYS * DAY_MS,
    files: createFileStore({ client: createS3Client(), bucket: env.FILES_BUCKET_NAME, now: deps.now }),
    origin: new URL(env.API_URL).origin,
    queue: (messages) => sendAll(sqs, env.EXPORT_QUEUE_URL, messages),
  };
}
