import type { SQSRecord } from 'aws-lambda';
import { isWorded, messageContentSchema, type StoredContent } from '../domain/message-content.ts';
import {
  type CancelReason,
  DEAD_ADDRESS_REASONS,
  type FailureReason,
  isDigest,
  type Notification,
  type Provider,
  priorityOf,
  UNTOLD_REASONS,
} from '../domain/notification.ts';
import { msBetween, SECOND_MS } from '../domain/time.ts';
import { readJson } from '../json.ts';
import type { Keys } from '../keys.ts';
import type { Follow } from '../queue/daily-jobs.ts';
import { type QueueDeps, refuse } from '../queue/queue-deps.ts';
import type { OutgoingMessage } from '../queue/queues.ts';
import { type SqsBatchHandler, sqsBatchHandler } from '../queue/sqs-batch-handler.ts';
import { readContacts } from '../store/contacts.ts';
import { claimNotification, type Move, readNotification, transition } from '../store/notifications.ts';
import { readAffiliation, readTraveller } from '../store/travellers.ts';
import { LEASE_MS, SQS_MAX_DELAY_MS } from '../timing.ts';
import { type CheckedNotification, check, correct, type End } from './check.ts';
import type { DeliveryReport } from './delivery-report.ts';
import { openDigest } from './digest.ts';
import { type DeliveryJob, deliveryJobSchema, SEALED_CONTENT } from './jobs.ts';
import { CLAIM_LOST, CLAIM_LOST_AFTER_ACCEPTANCE } from './log-words.ts';
import type { NotYet, OutgoingNotification, Render, SendOutcome } from './provider.ts';
import type { Acquire, Acquired } from './rate-limiter.ts';
import type { TellOfSpend } from './spend-notices.ts';

/** The store functions that a sender works with. */
export const senderStore = {
  claimNotification,
  readNotification,
  transition,
  readAffiliation,
  readTraveller,
  readContacts,
};

export interface SenderDeps extends QueueDeps<typeof senderStore> {
  readonly keys: Keys;
  /** Takes room for a message under the provider's rate and the establishment's monthly spend. */
  readonly acquire: Acquire;
  readonly tellOfSpend: TellOfSpend;
  /** Writes a message of the sender's channel. */
  readonly render: Render;
  readonly send: (outgoing: OutgoingNotification) => Promise<SendOutcome | NotYet>;
  /** Why a message failed that is too late to be sent, where the channel knows more. */
  readonly reasonOfTooLate?: (notification: Notification) => Promise<FailureReason>;
  /** Tells `delivery-receipts` of an address that is dead, so that what follows from it is done there. */
  readonly report: (report: DeliveryReport) => Promise<void>;
  /** Has the notifications that a daily message tells of follow it. */
  readonly follow: Follow;
  /** Puts a copy of a message back on the queue that it came from. */
  readonly requeue: (record: Pick<SQSRecord, 'eventSourceARN'>, message: OutgoingMessage) => Promise<void>;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
}

const MAX_DELAY_SECONDS = SQS_MAX_DELAY_MS / SECOND_MS;
/** A message for which a second had no room comes back within so many: not the later the more often that happened. */
const NO_ROOM_DELAY_SECONDS = 5;

/**
 * Seconds until the next try: 2, 4, 8, … up to 15 minutes, each shortened by up to half at random, so that what failed
 * together does not come back together.
 *
 * @param providerFailures how often the provider did not take it, 1 or more; waiting for room does not count
 * @param random from 0 to 1
 */
export function retryDelaySeconds(providerFailures: number, random: number): number {
  const full = Math.min(2 ** providerFailures, MAX_DELAY_SECONDS);
  return Math.max(1, Math.round(full * (1 - random / 2)));
}

/** The handler of a sender: sends the messages of a batch of jobs, each on its own. */
export function createHandler(deps: SenderDeps): SqsBatchHandler {
  return sqsBatchHandler(deps.logger, (record) => deliver(deps, record));
}

/**
 * Sends one queued notification, from state `queued` only. Temporary trouble of the provider puts a delayed copy on the
 * queue, where retrying is counted by the notification itself, so that it never wears out the queue's receive count.
 *
 * @throws Error when a store or a queue of ours failed: the message comes again
 */
export async function deliver(deps: SenderDeps, record: SQSRecord): Promise<void> {
  const claimed = await claim(deps, record);
  if (!claimed) return;
  const now = deps.now();
  const end = await check(deps.store, claimed, now);
  if (end) return settle(deps, claimed, { move: await withReason(deps, claimed, end) });
  const content = await contentNow(deps, claimed, now);
  if ('lost' in content) return settle(deps, claimed, { move: { status: 'cancelled', reason: content.lost } });

  const { notification } = claimed;
  const correction = correct(claimed, { render: deps.render, now });
  const corrected = { ...notification, ...correction };
  const said = correction.content ?? content;
  // What only a system is told has no words.
  const text = corrected.text ?? (isWorded(said) ? deps.render(said, corrected.language) : '');
  const acquired = await deps.acquire(corrected, text);
  await tellOfSpend(deps, claimed, acquired);
  if (acquired.outcome !== 'acquired') return settle(deps, claimed, withoutRoom(acquired, deps.random()));

  const contact = claimed.book.contacts.find(({ id }) => id === notification.contactId);
  const result = await deps.send({ notification: corrected, content: said, text, contact });
  const step = stepAfter(result, notification, { isCharged: acquired.isCharged, random: deps.random });
  await settle(deps, claimed, { ...step, move: { ...step.move, correction } });
  const { id: notificationId, attempts, receivedAt } = notification;
  deps.logger.info('notification handed to the provider', {
    notificationId,
    attempts,
    priority: priorityOf(notification),
    ...result,
    ...(result.outcome === 'accepted' && receivedAt && { acceptedAfterMs: msBetween(receivedAt, deps.now()) }),
  });
}

/** The end of a message that is not sent, with the reason that the channel knows of it. */
async function withReason({ reasonOfTooLate }: SenderDeps, { notification }: Claimed, end: End): Promise<End> {
  if (end.reason !== 'too-late' || !reasonOfTooLate) return end;
  return { status: 'failed', reason: await reasonOfTooLate(notification) };
}

/** What a message says: a daily one, what it tells of by now; `lost` where nothing of it is left. */
async function contentNow(
  { store }: SenderDeps,
  claimed: Claimed,
  now: Date,
): Promise<StoredContent | { readonly lost: CancelReason }> {
  const { content } = claimed;
  if (content.template !== 'daily') return content;
  const opened = await openDigest(store, { ...claimed, content }, now);
  return 'lost' in opened ? opened : opened.content;
}

/**
 * Tells the establishment of the share of its SMS that it has reached, before the message goes out: should this sender die in
 * between, the message comes again, is counted again, and finds the notice due.
 *
 * A message that may be sent is more urgent than the notice: where the notice fails, the next message that is counted or refused
 * finds it due. A refused one waits for it.
 *
 * @throws Error when the notice of a refused message failed: the message comes again
 */
async function tellOfSpend(deps: SenderDeps, { notification, book }: CheckedNotification, acquired: Acquired) {
  if (acquired.outcome === 'rate-limit' || !acquired.due) return;
  const { establishmentId, month, percents } = acquired.due;
  const ids = { notificationId: notification.id, establishmentId, month, percents };
  try {
    await deps.tellOfSpend(book.contacts, acquired.due);
    deps.logger.info('establishment told of its spend', ids);
  } catch (error) {
    if (acquired.outcome === 'spend-limit') throw error;
    deps.logger.warn('establishment not told of its spend yet', { ...ids, error });
  }
}

/** A notification that this sender has to itself, with all that decides what becomes of it. */
interface Claimed extends CheckedNotification {
  readonly record: SQSRecord;
  readonly job: DeliveryJob;
}

const UNKNOWN_NOTIFICATION = { reason: 'unknown-notification', detail: '/notificationId' };
const UNREADABLE_CONTENT = { reason: 'unreadable-content', detail: '/sealedContent' };

/** Claims the notification of a job; undefined where there is nothing to send. */
async function claim(deps: SenderDeps, record: SQSRecord): Promise<Claimed | undefined> {
  const job = readJson(deliveryJobSchema, record.body);
  if (!job) return refuse(deps, record, { reason: 'malformed-job', detail: 'not a delivery job' });
  const { notificationId, establishmentId } = job;
  const queuedAt = new Date(Number(record.attributes.SentTimestamp));
  const [claimed, book] = await Promise.all([
    deps.store.claimNotification(notificationId, { now: deps.now(), leaseMs: LEASE_MS, queuedAt }),
    deps.store.readContacts(establishmentId),
  ]);
  switch (claimed.outcome) {
    case 'missing':
      return refuse(deps, record, UNKNOWN_NOTIFICATION, { notificationId });
    case 'settled':
      return undefined;
    case 'busy': {
      const waitMs = Math.max(SECOND_MS, new Date(claimed.leaseUntil).getTime() - deps.now().getTime());
      await requeue(deps, { record, job }, Math.ceil(waitMs / SECOND_MS) + 1);
      return undefined;
    }
    case 'claimed': {
      const { notification } = claimed;
      const content = openContent(deps.keys, notification, job);
      if (content) return { record, job, notification, content, book };
      await move(deps, notification, { status: 'queued' });
      return refuse(deps, record, UNREADABLE_CONTENT, { notificationId });
    }
  }
}

function openContent(keys: Keys, notification: Notification, job: DeliveryJob) {
  if (notification.content) return notification.content;
  const opened = job.sealedContent && keys.open(SEALED_CONTENT, notification.id, job.sealedContent);
  return opened ? messageContentSchema.parse(JSON.parse(opened)) : undefined;
}

/** What becomes of a notification in the end, or for now. */
interface Step {
  readonly move: Omit<Move, 'at'>;
  /** The provider that refused it. */
  readonly refusedBy?: Provider;
  /** Seconds until its job comes again; absent where it does not. */
  readonly retryAfterSeconds?: number;
}

function withoutRoom({ outcome }: Exclude<Acquired, { outcome: 'acquired' }>, random: number): Step {
  return outcome === 'spend-limit'
    ? { move: { status: 'failed', reason: 'spend-limit' } }
    : {
        move: { status: 'queued', reason: 'rate-limit' },
        retryAfterSeconds: Math.ceil(random * NO_ROOM_DELAY_SECONDS) || 1,
      };
}

function stepAfter(
  result: SendOutcome | NotYet,
  notification: Notification,
  { isCharged, random }: { isCharged: boolean; random: () => number },
): Step {
  switch (result.outcome) {
    case 'accepted':
      return {
        move: {
          status: result.isDelivered ? 'delivered' : 'sent',
          provider: result.provider,
          providerMessageId: result.messageId,
        },
      };
    case 'not-yet':
      return {
        move: { status: 'queued', reason: result.reason },
        // Apart from the others that wait for the same.
        retryAfterSeconds: Math.max(1, Math.ceil((result.waitMs / SECOND_MS) * (1 + random() / 4))),
      };
    case 'refused':
      return { move: { status: 'failed', reason: result.reason }, refusedBy: result.provider };
    case 'try-later': {
      const { reason, maybeAccepted, provider } = result;
      const providerFailures = (notification.providerFailures ?? 0) + 1;
      const unconfirmedAttempts = (notification.unconfirmedAttempts ?? 0) + (maybeAccepted ? 1 : 0);
      const counts = { isCharged, providerFailures, unconfirmedAttempts };
      return {
        move: { status: 'queued', reason, ...counts, provider: maybeAccepted ? provider : undefined },
        retryAfterSeconds: retryDelaySeconds(providerFailures, random()),
      };
    }
  }
}

/** Writes what becomes of a notification, and does what follows from it. */
async function settle(deps: SenderDeps, claimed: Claimed, { move: to, refusedBy, retryAfterSeconds }: Step) {
  const { notification } = claimed;
  const { id: notificationId, establishmentId, channel, attempts } = notification;
  const { status, reason } = to;
  if (status === 'failed' && isOfDeadAddress(reason)) {
    // Reported before it is written: should this sender die in between, the report settles it.
    const outcome = { status, reason } as const;
    const receivedAt = deps.now().toISOString();
    await deps.report({ notificationId, channel, provider: refusedBy, outcome, receivedAt });
  }
  if (status === 'delivered' && claimed.content.template === 'contact-verification') {
    // The system answered with its challenge: `delivery-receipts` verifies the contact.
    const receivedAt = deps.now().toISOString();
    await deps.report({ notificationId, channel, outcome: { status }, receivedAt });
  }
  if (status !== 'queued' && isDigest(notification)) await follow(deps, notification, status);
  await move(deps, notification, to);
  // The claim is released before the copy is queued: should the copy be lost, this message comes again and finds it free.
  if (retryAfterSeconds !== undefined) await requeue(deps, claimed, retryAfterSeconds);
  const about = { notificationId, establishmentId, attempts, reason };
  if (status === 'failed') deps.logger.warn('notification given up', about);
  if (status === 'cancelled') deps.logger.info('notification cancelled', about);
  if (reason === 'rate-limit') deps.logger.info('notification waits for room', about);
}

/**
 * Has what a daily message tells of follow it. That a provider took the message is written whatever becomes of the queue, because
 * it would go out once more: the report of its delivery, or the next run, has the rest follow it then.
 */
async function follow({ follow, now, logger }: SenderDeps, digest: Notification, status: Move['status']) {
  try {
    await follow(digest, now());
  } catch (error) {
    if (status !== 'sent') throw error;
    logger.warn('what a daily message tells of does not follow it yet', { notificationId: digest.id, error });
  }
}

/** Whether a failure says that an address is dead, so that `delivery-receipts` must know of it. */
function isOfDeadAddress(reason: string | undefined): reason is FailureReason {
  return ([...DEAD_ADDRESS_REASONS, ...UNTOLD_REASONS] as readonly (string | undefined)[]).includes(reason);
}

/** Moves a notification on, unless somebody else did meanwhile. */
async function move({ store, now, logger }: SenderDeps, notification: Notification, to: Omit<Move, 'at'>) {
  if (await store.transition(notification, { ...to, at: now() })) return;
  const { id: notificationId, attempts } = notification;
  const { status } = to;
  logger.warn(status === 'sent' ? CLAIM_LOST_AFTER_ACCEPTANCE : CLAIM_LOST, { notificationId, attempts, status });
}

async function requeue(deps: SenderDeps, { record, job }: Pick<Claimed, 'record' | 'job'>, delaySeconds: number) {
  await deps.requeue(record, {
    body: JSON.stringify(job),
    groupId: job.establishmentId,
    delaySeconds: Math.min(delaySeconds, MAX_DELAY_SECONDS),
  });
}
