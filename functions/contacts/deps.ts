import { randomInt } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import { channelQueuesOf } from '../../shared/environment.ts';
import { type ApiDeps, createApiDeps } from '../../shared/http/api-deps.ts';
import { type AuditDeps, auditStore } from '../../shared/http/audit.ts';
import { type DeliveryJob, queueNotifications } from '../../shared/notifications/jobs.ts';
import {
  readContacts,
  removeContactReferences,
  saveContacts,
  someContactReference,
} from '../../shared/store/contacts.ts';
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
  ...auditStore,
};

/** A message to a contact. A code is sealed and travels with the job alone. */
export type OutgoingMessage = Notification & Pick<DeliveryJob, 'sealedContent'>;

export interface ContactsDeps extends ApiDeps<typeof contactsStore>, AuditDeps {
  readonly store: ApiDeps<typeof contactsStore>['store'];
  readonly queueNotifications: (notifications: readonly OutgoingMessage[]) => Promise<void>;
  /** How long a message that was queued is kept. */
  readonly notificationKeptMs: number;
  /** A new code of six digits, from a cryptographically secure source. */
  readonly newCode: () => string;
}

export async function createDeps(env: Env): Promise<ContactsDeps> {
  return {
    ...(await createApiDeps(env, contactsStore)),
    queueNotifications: queueNotifications.bind(undefined, new SQSClient(AWS_CLIENT), channelQueuesOf(env)),
    notificationKeptMs: env.NOTIFICATION_RETENTION_DAYS * DAY_MS,
    auditKeptMs: env.AUDIT_RETENTION_DAYS * DAY_MS,
    newCode: () => String(randomInt(1_000_000)).padStart(6, '0'),
  };
}
