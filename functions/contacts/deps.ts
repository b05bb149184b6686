import { randomBytes, randomInt } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import { type ApiDeps, createApiDeps } from '../../shared/http/api-deps.ts';
import { type AuditDeps, auditStore } from '../../shared/http/audit.ts';
import { createRecordAndQueueDeps, type RecordAndQueueDeps } from '../../shared/notifications/record-and-queue.ts';
import { SECRET_BYTES, webhookSecret } from '../../shared/providers/webhook/sign.ts';
import { sendAll } from '../../shared/queue/queues.ts';
import type { ReplayJob } from '../../shared/queue/replay-jobs.ts';
import {
  readContacts,
  removeContactReferences,
  saveContacts,
  someContactReference,
} from '../../shared/store/contacts.ts';
import { deleteEndpoint, readEndpoint } from '../../shared/store/endpoints.ts';
import { countCodeToAddress } from '../../shared/store/limits.ts';
import { recordNotification } from '../../shared/store/notifications.ts';
import { readAffiliation } from '../../shared/store/travellers.ts';
import type { Env } from './env.ts';

/** The store functions that the contacts API works with. */
export const contactsStore = {
  readContacts,
  saveContacts,
  someContactReference,
  removeContactReferences,
  readAffiliation,
  recordNotification,
  countCodeToAddress,
  readEndpoint,
  deleteEndpoint,
  ...auditStore,
};

export interface ContactsDeps extends ApiDeps<typeof contactsStore>, AuditDeps, RecordAndQueueDeps {
  readonly store: ApiDeps<typeof contactsStore>['store'];
  /** A new code of six digits, from a cryptographically secure source. */
  readonly newCode: () => string;
  /** A new secret that signs the requests of a webhook. */
  readonly newSecret: () => string;
  /** On a machine that runs the whole system: webhooks may lead there. */
  readonly isLoopbackAllowed: boolean;
  readonly queueReplay: (job: ReplayJob) => Promise<void>;
}

export async function createDeps(env: Env): Promise<ContactsDeps> {
  const sqs = new SQSClient(AWS_CLIENT);
  return {
    ...(await createApiDeps(env, contactsStore)),
    ...createRecordAndQueueDeps(env, sqs),
    auditKeptMs: env.AUDIT_RETENTION_DAYS * DAY_MS,
    newCode: () => String(randomInt(1_000_000)).padStart(6, '0'),
    newSecret: () => webhookSecret(randomBytes(SECRET_BYTES)),
    isLoopbackAllowed: env.LOOPBACK_WEBHOOKS,
    queueReplay: (job) =>
      sendAll(sqs, env.WEBHOOK_REMINDER_QUEUE_URL, [{ body: JSON.stringify(job), groupId: job.establishmentId }]),
  };
}
