import type { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { contactIdSchema, establishmentIdSchema, notificationIdSchema } from '../domain/ids.ts';
import type { Notification } from '../domain/notification.ts';
import { SECOND_MS } from '../domain/time.ts';
import { REPORT_DELAY_MS } from '../timing.ts';
import { type OutgoingMessage, sendAll } from './queues.ts';

/** How many messages of a run are handled at once. */
export const DAILY_WORKERS = 4;
/** A message looks at so many contacts of a shard at the most; the rest of the shard is a message of its own. */
export const CONTACTS_PER_MESSAGE = 200;
/** A message handles so many notifications of a contact at the most; the rest is a message of its own. */
export const HELD_PER_MESSAGE = 500;

const scheduledTime = z.iso.datetime({ offset: true });
const contact = { establishmentId: establishmentIdSchema, contactId: contactIdSchema };
const page = z.int().check(z.nonnegative());

/** One message of the daily queue. */
export const dailyJobSchema = z.discriminatedUnion('kind', [
  /** Finds the contacts of a shard for whom something is held. */
  z.object({
    kind: z.literal('shard'),
    scheduledTime,
    shard: z.string().check(z.length(1)),
    after: z.optional(z.object(contact)),
  }),
  /** Puts together a page of the daily message of a contact; after the last page, queues the message. */
  z.object({ kind: z.literal('collect'), scheduledTime, ...contact, page }),
  /** Lets a page of notifications follow the daily message that tells of them. `since` is when it was first asked for. */
  z.object({ kind: z.literal('follow'), digestId: notificationIdSchema, ...contact, page, since: z.iso.datetime() }),
]);
export type DailyJob = z.infer<typeof dailyJobSchema>;
export type JobOf<K extends DailyJob['kind']> = Extract<DailyJob, { kind: K }>;

/** A job as it is queued: those of one establishment do not hold up those of others. */
export function dailyMessage(job: DailyJob, delaySeconds?: number): OutgoingMessage {
  const groupId = job.kind === 'shard' ? undefined : job.establishmentId;
  return { body: JSON.stringify(job), ...(groupId && { groupId }), ...(delaySeconds && { delaySeconds }) };
}

/** Has the notifications of a daily message follow it to where it goes. */
export type Follow = (digest: Notification, now: Date) => Promise<void>;

/**
 * Puts that on the daily queue. It is asked for before the daily message itself is moved on: should its caller die in between, the
 * job finds where it stands.
 *
 * @throws Error unless it was taken
 */
export function queueFollow(client: SQSClient, queueUrl: string): Follow {
  return ({ id: digestId, establishmentId, contactId }, now) => {
    const job = { kind: 'follow', digestId, establishmentId, contactId, page: 0, since: now.toISOString() } as const;
    return sendAll(client, queueUrl, [dailyMessage(job, REPORT_DELAY_MS / SECOND_MS)]);
  };
}
