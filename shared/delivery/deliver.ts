import type { SQSRecord } from 'aws-lambda';
import { isLate, reminderObsolete } from '../domain/matching.ts';
import type { FailureReason, Notification } from '../domain/notification.ts';
import { type Clock, HOUR_MS, msBetween, riyadhDate, SECOND_MS } from '../domain/time.ts';
import { CODE_LIFE_MS } from '../domain/verification.ts';
import type { Keys } from '../keys.ts';
import { type MessageContent, messageContentSchema } from '../messages/content.ts';
import { renderText } from '../messages/render.ts';
import type { OutgoingMessage } from '../queue/queues.ts';
import { type Said, settleNotification, takeNotification } from '../store/notifications.ts';
import type { Bound } from '../store/table.ts';
import { readLink } from '../store/travellers.ts';
import { type DeliveryJob, deliveryJobSchema, SEALED_CONTENT } from './jobs.ts';

/** What a provider made of a message. */
export type SendOutcome =
  | { outcome: 'accepted' }
  /**
   * Worth another try: throttled, timed out, or broken on their side. `maybeAccepted` where no answer came, so that the
   * message may be on its way all the same: no other provider is asked at once.
   */
  | { outcome: 'try-later'; reason: string; maybeAccepted?: boolean }
  /** No try will ever help. */
  | { outcome: 'refused'; reason: FailureReason };

/** A message as a provider gets it. */
export interface OutgoingNotification {
  readonly notification: Notification;
  readonly content: MessageContent;
}

/** The store functions that a sender works with. */
export const senderStore = { takeNotification, settleNotification, readLink };

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

  await attempt(deps, record, job, taken.notification);
}

/** One attempt at a notification that this sender has to itself. */
async function attempt(
  deps: SenderDeps,
  record: Pick<SQSRecord, 'body' | 'eventSourceARN'>,
  job: DeliveryJob,
  notification: Notification,
): Promise<void> {
  const { id: notificationId, attempts } = notification;
  const now = deps.now();
  const settle = (status: 'queued' | 'sent' | 'failed' | 'cancelled', reason?: string, said?: Said) =>
    deps.store.settleNotification(notification, { status, reason, said, at: deps.now() });

  const content = openContent(deps.keys, notification, job);
  if (!content) {
    await settle('queued');
    await deps.setAside(record.body, { reason: 'unreadable-content', detail: '/sealedContent', failedAt: now });
    deps.logger.warn('message set aside', { notificationId, reason: 'unreadable-content' });
    return;
  }
  if (isTooLate(content, notification, now)) {
    await settle('failed', 'too-late');
    deps.logger.warn('notification given up', { notificationId, attempts });
    return;
  }
  const obsolete = await obsoleteReason(deps, notification, content);
  if (obsolete) {
    await settle('cancelled', obsolete);
    deps.logger.info('notification cancelled', { notificationId, reason: obsolete });
    return;
  }

  const said = lateBy(content, notification, now);
  const outgoing = { ...notification, ...said };
  const result = await deps.send({ notification: outgoing, content: said?.content ?? content });
  if (result.outcome === 'accepted') await settle('sent', undefined, said);
  else if (result.outcome === 'refused') await settle('failed', result.reason);
  else {
    // Freed before the copy is queued: should the copy be lost, this message comes again and finds it free.
    await settle('queued', result.reason);
    await requeue(deps, record, job, retryDelaySeconds(attempts, deps.random()));
  }
  deps.logger.info('notification handed to the provider', {
    notificationId,
    attempts,
    outcome: result.outcome,
    ...('reason' in result && { reason: result.reason }),
  });
}

/** Whether nobody is served any more by a message: it waited too long, or what it announces has come about. */
function isTooLate(content: MessageContent, { createdAt }: Notification, now: Date): boolean {
  const isOvertaken =
    content.template === 'alert' &&
    content.event.type === 'PassportExpiring' &&
    content.event.passportExpiresOn <= riyadhDate(now);
  return isOvertaken || msBetween(createdAt, now) > (content.template === 'code' ? CODE_LIFE_MS : GIVE_UP_AFTER_MS);
}

/** What a message says now that it has become late while it waited; undefined when it says so already, or is not. */
function lateBy(content: MessageContent, to: Notification, now: Date): Said | undefined {
  if (content.template !== 'alert' && content.template !== 'following-ended') return undefined;
  const happenedAt = content.template === 'alert' ? content.occurredAt : content.endedAt;
  if (content.late || !isLate(happenedAt, now)) return undefined;
  const late = { ...content, late: true };
  return { content: late, text: renderText(late, to) };
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
