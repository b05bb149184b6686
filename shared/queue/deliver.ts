import type { SQSRecord } from 'aws-lambda';
import { reminderObsolete } from '../domain/matching.ts';
import type { FailureReason, Notification } from '../domain/notification.ts';
import { type Clock, HOUR_MS, msBetween, SECOND_MS } from '../domain/time.ts';
import { CODE_LIFE_MS } from '../domain/verification.ts';
import type { Keys } from '../keys.ts';
import { type MessageContent, messageContentSchema } from '../messages/content.ts';
import { readNotification, settleNotification, takeNotification } from '../store/notifications.ts';
import type { Bound } from '../store/table.ts';
import { readLink } from '../store/travellers.ts';
import { type DeliveryJob, deliveryJobSchema } from './jobs.ts';
import type { OutgoingMessage } from './queues.ts';

/** What a provider made of a message. */
export type SendOutcome =
  | { outcome: 'accepted' }
  /** Worth another try: throttled, timed out, or broken on their side. */
  | { outcome: 'try-later'; reason: string }
  /** No try will ever help. */
  | { outcome: 'refused'; reason: FailureReason };

/** A message as a provider gets it. */
export interface OutgoingNotification {
  readonly notification: Notification;
  readonly content: MessageContent;
}

/** The store functions that a sender works with. */
export const senderStore = { takeNotification, settleNotification, readNotification, readLink };

export interface SenderDeps {
  readonly store: Bound<typeof senderStore>;
  readonly keys: Keys;
  /** Hands a message to the provider; never throws for what the provider says. */
  readonly send: (outgoing: OutgoingNotification) => Promise<SendOutcome>;
  /** Puts a copy of a message back on the lane that it came from. */
  readonly requeue: (record: Pick<SQSRecord, 'eventSourceARN'>, message: OutgoingMessage) => Promise<void>;
  readonly setAside: (body: string, why: { reason: string; detail: string; failedAt: Date }) => Promise<void>;
  readonly now: Clock;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
  readonly logger: {
    info(message: string, ids: Record<string, unknown>): void;
    warn(message: string, ids: Record<string, unknown>): void;
  };
}

/** Purpose under which content that must not be stored is sealed. */
export const SEALED_CONTENT = 'sealed-content';
/** Longer than a function may run (20 s), so that a lease outlives every sender that is still at it. */
const LEASE_MS = 30 * SECOND_MS;
/** A provider that is in trouble for longer is not waited for. */
const GIVE_UP_AFTER_MS = 72 * HOUR_MS;
/** SQS delays a message by 15 minutes at the most. */
const MAX_DELAY_SECONDS = 900;

/**
 * Seconds until the next try: 2, 4, 8, … up to 15 minutes, each shortened by up to half at random, so that what failed
 * together does not come back together.
 *
 * @param attempts how often it was tried, 1 or more
 * @param random from 0 to 1
 */
export function retryDelaySeconds(attempts: number, random: number): number {
  const full = Math.min(2 ** attempts, MAX_DELAY_SECONDS);
  return Math.max(1, Math.round(full * (1 - random / 2)));
}

/**
 * Sends one queued notification, from state `queued` only. Temporary trouble of the provider puts a delayed copy on the
 * queue, where retrying is counted by the notification itself, so that it never wears out the queue's receive count.
 *
 * @throws Error when a store or a queue of ours failed: the message comes again
 */
export async function deliver(
  deps: SenderDeps,
  record: Pick<SQSRecord, 'body' | 'messageId' | 'eventSourceARN'>,
): Promise<void> {
  const job = parseJob(record.body);
  if (!job) {
    await deps.setAside(record.body, { reason: 'malformed-job', detail: 'not a delivery job', failedAt: deps.now() });
    deps.logger.warn('message set aside', { messageId: record.messageId, reason: 'malformed-job' });
    return;
  }
  const { notificationId } = job;
  const taken = await deps.store.takeNotification(notificationId, { now: deps.now(), leaseMs: LEASE_MS });
  if (taken.outcome === 'missing') {
    await deps.setAside(record.body, {
      reason: 'unknown-notification',
      detail: '/notificationId',
      failedAt: deps.now(),
    });
    deps.logger.warn('message set aside', { notificationId, reason: 'unknown-notification' });
    return;
  }
  if (taken.outcome === 'settled') return;
  if (taken.outcome === 'busy') {
    const waitMs = Math.max(SECOND_MS, new Date(taken.leaseUntil).getTime() - deps.now().getTime());
    await requeue(deps, record, job, Math.ceil(waitMs / SECOND_MS) + 1);
    return;
  }

  const { notification } = taken;
  const settle = (status: 'queued' | 'sent' | 'failed' | 'cancelled', reason?: string) =>
    deps.store.settleNotification(notification, { status, reason, at: deps.now() });

  const content = openContent(deps.keys, notification, job);
  if (!content) {
    await settle('queued');
    await deps.setAside(record.body, { reason: 'unreadable-content', detail: '/sealedContent', failedAt: deps.now() });
    deps.logger.warn('message set aside', { notificationId, reason: 'unreadable-content' });
    return;
  }
  const ageMs = msBetween(notification.createdAt, deps.now());
  if (ageMs > (content.template === 'code' ? CODE_LIFE_MS : GIVE_UP_AFTER_MS)) {
    await settle('failed', 'too-late');
    deps.logger.warn('notification given up', { notificationId, attempts: notification.attempts });
    return;
  }
  const obsolete = await obsoleteReason(deps, notification, content);
  if (obsolete) {
    await settle('cancelled', obsolete);
    deps.logger.info('notification cancelled', { notificationId, reason: obsolete });
    return;
  }

  const result = await deps.send({ notification, content });
  if (result.outcome === 'accepted') await settle('sent');
  else if (result.outcome === 'refused') await settle('failed', result.reason);
  else {
    // Freed before the copy is queued: should the copy be lost, this message comes again and finds it free.
    await settle('queued', result.reason);
    await requeue(deps, record, job, retryDelaySeconds(notification.attempts, deps.random()));
  }
  deps.logger.info('notification handed to the provider', {
    notificationId,
    attempts: notification.attempts,
    outcome: result.outcome,
    ...('reason' in result && { reason: result.reason }),
  });
}

function parseJob(body: string): DeliveryJob | undefined {
  try {
    return deliveryJobSchema.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}

function openContent(keys: Keys, notification: Notification, job: DeliveryJob): MessageContent | undefined {
  if (notification.content) return notification.content;
  const opened = job.sealedContent && keys.open(SEALED_CONTENT, notification.id, job.sealedContent);
  return opened ? messageContentSchema.parse(JSON.parse(opened)) : undefined;
}

async function obsoleteReason(
  { store }: SenderDeps,
  { establishmentId, about }: Notification,
  content: MessageContent,
) {
  if (!about || content.template !== 'alert' || content.alert !== 'passport-expiry') return undefined;
  if (!('passportExpiresOn' in content.event)) return undefined;
  const link = await store.readLink(about.identityNumber, establishmentId);
  return reminderObsolete(link, content.event.passportExpiresOn);
}

async function requeue(
  deps: SenderDeps,
  record: Pick<SQSRecord, 'eventSourceARN'>,
  job: DeliveryJob,
  delaySeconds: number,
): Promise<void> {
  await deps.requeue(record, {
    body: JSON.stringify(job),
    groupId: job.establishmentId,
    delaySeconds: Math.min(delaySeconds, MAX_DELAY_SECONDS),
  });
}
