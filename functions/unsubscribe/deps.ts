import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import { type AuditDeps, auditStore } from '../../shared/http/audit.ts';
import { type Keys, loadKeys } from '../../shared/keys.ts';
import { createRecordAndQueueDeps } from '../../shared/notifications/record-and-queue.ts';
import type { SuppressDeps } from '../../shared/notifications/suppress.ts';
import { readContacts, saveContacts } from '../../shared/store/contacts.ts';
import { recordNotification } from '../../shared/store/notifications.ts';
import { type Bound, connectTable, withTable } from '../../shared/store/table.ts';
import { API_CONFLICTS_MS } from '../../shared/timing.ts';
import type { Env } from './env.ts';

/** The store functions that unsubscribing works with. */
const unsubscribeStore = { readContacts, saveContacts, recordNotification, ...auditStore };

export interface UnsubscribeDeps extends SuppressDeps, AuditDeps {
  readonly store: Bound<typeof unsubscribeStore>;
  readonly keys: Keys;
  readonly logger: Logger;
  /** How long a request decides again while others write to the same item first. */
  readonly conflictsMs: number;
}

export async function createDeps(env: Env): Promise<UnsubscribeDeps> {
  const logger = new Logger();
  return {
    store: withTable(connectTable(env.TABLE_NAME, { logger }), unsubscribeStore),
    keys: await loadKeys(env.KEYS_SECRET_ID),
    ...createRecordAndQueueDeps(env, new SQSClient(AWS_CLIENT)),
    auditKeptMs: env.AUDIT_RETENTION_DAYS * DAY_MS,
    now: () => new Date(),
    newId: randomUUID,
    logger,
    conflictsMs: API_CONFLICTS_MS,
  };
}
