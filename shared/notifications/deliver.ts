import type { SQSRecord } from 'aws-lambda';
import type { Contact } from '../domain/contacts.ts';
import { lostEntitlement } from '../domain/entitlement.ts';
import { isLate, reminderObsolete, UnreadableTraveller } from '../domain/matching.ts';
import { type MessageContent, messageContentSchema } from '../domain/message-content.ts';
import {
  type CancelReason,
  DEAD_ADDRESS_REASONS,
  type FailureReason,
  type Notification,
  type Provider,
  priorityOf,
  UNTOLD_REASONS,
} from '../domain/notification.ts';
import { type Clock, msBetween, riyadhDate, SECOND_MS } from '../domain/time.ts';
import { affiliationsOf } from '../domain/traveller.ts';
import type { Keys } from '../keys.ts';
import { renderText } from '../messages/render.ts';
import type { OutgoingMessage } from '../queue/queues.ts';
import { type ContactBook, isUnreadable, readContacts } from '../store/contacts.ts';
import { type Correction, claimNotification, type Move, transition } from '../store/notifications.ts';
import type { Bound } from '../store/table.ts';
import { readAffiliation, readTraveller } from '../store/travellers.ts';
import { UnreadableItemError } from '../store/unreadable.ts';
import { CODE_LIFE_MS, GIVE_UP_AFTER_MS, LEASE_MS, RECHECK_AFTER_MS, SQS_MAX_DELAY_MS } from '../timing.ts';
import { type DeliveryJob, deliveryJobSchema, SEALED_CONTENT } from './jobs.ts';
import { CLAIM_LOST, CLAIM_LOST_AFTER_ACCEPTANCE } from './log-words.ts';
import type { Admission } from './rate-limiter.ts';
import type { Receipt } from './receipts.ts';

/** What a provider made of a message. */
export type SendOutcome =
  /** `messageId` is what the provider calls the message. */
  | { outcome: 'accepted'; provider?: Provider; messageId?: string }
  /**
   * Worth another try: throttled, timed out, or broken on their side. `maybeAccepted` where no answer came, so that the
   * message may be on its way all the same: no other provider is asked at once. `concernsMessage` where it may be this
   * message alone that the provider does not take, so that it says nothing of the provider. `provider` says which one
   * of several it was.
   */
  | { outcome: 'try-later'; reason: string; maybeAccepted?: boolean; concernsMessage?: boolean; provider?: Provider }
  /** No try will ever help. */
  | { outcome: 'refused'; reason: FailureReason; provider?: Provider };

/** A message as a provider gets it. */
export interface OutgoingNotification {
  readonly notification: Notification;
  readonly content: MessageContent;
}

/** The text of a message: as recorded, or rendered from content that is not stored. */
export function textOf({ notification, content }: OutgoingNotification): string {
  return notification.text ?? renderText(content, notification);
}

/** The store functions that a sender works with. */
export const senderStore = { claimNotification, transition, readAffiliation, readTraveller, readContacts };

/** A message of a lane, as far as a sender reads it. */
export type LaneRecord = Pick<SQSRecord, 'body' | 'messageId' | 'eventSourceARN' | 'attributes'>;

export interface SenderDeps {
  readonly store: Bound<typeof senderStore>;
  readonly keys: Keys;
  /** Asks whether a message may go to the provider now. */
  readonly admit: (notification: Notification, text: string) => Promise<Admission>;
  /** Hands a message to the provider; never throws for what the provider says. */
  readonly send: (outgoing: OutgoingNotification) => Promise<SendOutcome>;
  /** Tells `delivery-receipts` of an address that is dead, so that what follows from it is done there. */
  readonly report: (receipt: Receipt) => Promise<void>;
  /** Puts a copy of a message back on the lane that it came from. */
  readonly requeue: (record: Pick<SQSRecord, 'eventSourceARN'>, message: OutgoingMessage) => Promise<void>;
  readonly sendToDeadLetterQueue: (
    body: string,
    why: { reason: string; detail: string; failedAt: Date },
  ) => Promise<void>;
  readonly now: Clock;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
  readonly logger: {
    info(message: string, ids: Record<string, unknown>): void;
    warn(message: string, ids: Record<string, unknown>): void;
  };
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

/**
 * Sends one queued notification, from state `queued` only. Temporary trouble of the provider puts a delayed copy on the
 * queue, where retrying is counted by the notification itself, so that it never wears out the queue's receive count.
 *
 * @throws Error when a store or a queue of ours failed: the message comes again
 */
export async function deliver(deps: SenderDeps, record: LaneRecord): Promise<void> {
  const job = parseJob(record.body);
  if (!job) {
    await deps.sendToDeadLetterQueue(record.body, {
      reason: 'malformed-job',
      detail: 'not a delivery job',
      failedAt: deps.now(),
    });
    deps.logger.warn('message set aside', { messageId: record.messageId, reason: 'malformed-job' });
    return;
  }
  const { notificationId, establishmentId } = job;
  const queuedAt = new Date(Number(record.attributes.SentTimestamp));
  const [taken, book] = await Promise.all([
    deps.store.claimNotification(notificationId, { now: deps.now(), leaseMs: LEASE_MS, queuedAt }),
    deps.store.readContacts(establishmentId),
  ]);
  if (taken.outcome === 'missing') {
    await deps.sendToDeadLetterQueue(record.body, {
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

  await attempt(deps, record, job, taken.notification, book);
}

/** One attempt at a notification that this sender has to itself. */
async function attempt(
  deps: SenderDeps,
  record: LaneRecord,
  job: DeliveryJob,
  notification: Notification,
  book: ContactBook,
): Promise<void> {
  const { id: notificationId, attempts, contactId } = notification;
  const contact = book.contacts.find(({ id }) => id === contactId);
  const now = deps.now();
  /** What the provider made of it, once it was asked. */
  let result: SendOutcome | undefined;
  const settle = async (status: Move['status'], more: Omit<Move, 'status' | 'at'> = {}) => {
    if (await deps.store.transition(notification, { status, at: deps.now(), ...more })) return;
    const wasAccepted = result?.outcome === 'accepted';
    deps.logger.warn(wasAccepted ? CLAIM_LOST_AFTER_ACCEPTANCE : CLAIM_LOST, { notificationId, attempts, status });
  };

  const content = openContent(deps.keys, notification, job);
  if (!content) {
    await settle('queued');
    await deps.sendToDeadLetterQueue(record.body, {
      reason: 'unreadable-content',
      detail: '/sealedContent',
      failedAt: now,
    });
    deps.logger.warn('message set aside', { notificationId, reason: 'unreadable-content' });
    return;
  }
  if (isTooLate(content, notification, now)) {
    await settle('failed', { reason: 'too-late' });
    deps.logger.warn('notification given up', { notificationId, attempts, reason: 'too-late' });
    return;
  }
  if (followsContact(content) && isUnreadable(book, contactId)) {
    // It is there, so nobody has unsubscribed: the message comes again, and goes to the dead-letter queue.
    throw new UnreadableItemError('the contact of the message does not parse');
  }
  const obsolete = await obsoleteReason(deps, notification, content, { contact, now });
  if (obsolete) {
    await settle('cancelled', { reason: obsolete });
    deps.logger.info('notification cancelled', { notificationId, reason: obsolete });
    return;
  }
  if (followsContact(content) && contact?.status !== 'verified') {
    await fail('contact-suppressed');
    return;
  }

  const correction = correct(content, notification, contact, now);
  const outgoing = { notification: { ...notification, ...correction }, content: correction.content ?? content };
  const admitted = await deps.admit(outgoing.notification, textOf(outgoing));
  if (admitted.outcome === 'spent') {
    await settle('failed', { reason: 'spend-limit' });
    const { establishmentId } = notification;
    deps.logger.warn('notification given up', { notificationId, establishmentId, attempts, reason: 'spend-limit' });
    return;
  }
  if (admitted.outcome === 'too-fast') {
    await settle('queued', { reason: 'rate-limit' });
    await requeue(deps, record, job, Math.ceil(deps.random() * NO_ROOM_DELAY_SECONDS) || 1);
    deps.logger.info('notification waits for room', { notificationId, attempts, reason: 'rate-limit' });
    return;
  }

  result = await deps.send(outgoing);
  if (result.outcome === 'accepted') {
    const { provider, messageId } = result;
    await settle('sent', { correction, provider, providerMessageId: messageId });
  } else if (result.outcome === 'refused') await fail(result.reason, correction, result.provider);
  else {
    const providerFailures = (notification.providerFailures ?? 0) + 1;
    const unconfirmedAttempts = (notification.unconfirmedAttempts ?? 0) + (result.maybeAccepted ? 1 : 0);
    const { isCharged } = admitted;
    // Freed before the copy is queued: should the copy be lost, this message comes again and finds it free.
    const provider = result.maybeAccepted ? result.provider : undefined;
    await settle('queued', {
      reason: result.reason,
      correction,
      isCharged,
      providerFailures,
      unconfirmedAttempts,
      provider,
    });
    await requeue(deps, record, job, retryDelaySeconds(providerFailures, deps.random()));
  }
  deps.logger.info('notification handed to the provider', {
    notificationId,
    attempts,
    lane: priorityOf(notification),
    ...result,
    ...(result.outcome === 'accepted' &&
      notification.receivedAt && { acceptedAfterMs: msBetween(notification.receivedAt, deps.now()) }),
  });

  async function fail(reason: FailureReason, sentOtherwise?: Correction, provider?: Provider): Promise<void> {
    // Reported before it is settled: should this sender die in between, the report settles it.
    if (DEAD_ADDRESS_REASONS.includes(reason) || UNTOLD_REASONS.includes(reason)) {
      await deps.report({
        notificationId,
        channel: notification.channel,
        provider,
        outcome: { status: 'failed', reason },
        receivedAt: deps.now().toISOString(),
      });
    }
    await settle('failed', { reason, correction: sentOtherwise });
    deps.logger.warn('notification given up', { notificationId, attempts, reason });
  }
}

/** Whether a message is for a contact, wherever it is reached; codes and notices of a change are for an address. */
function followsContact({ template }: MessageContent): boolean {
  return template !== 'code' && template !== 'address-changed';
}

/** Whether nobody is served any more by a message: it waited too long, or what it announces has come about. */
function isTooLate(content: MessageContent, { createdAt }: Notification, now: Date): boolean {
  const isOvertaken =
    content.template === 'alert' &&
    content.event.type === 'PassportExpiring' &&
    content.event.passportExpiresOn <= riyadhDate(now);
  return isOvertaken || msBetween(createdAt, now) > (content.template === 'code' ? CODE_LIFE_MS : GIVE_UP_AFTER_MS);
}

/** What is said otherwise than recorded: that it has become late while it waited, and where the contact is reached now. */
function correct(content: MessageContent, recorded: Notification, contact: Contact | undefined, now: Date): Correction {
  const address = followsContact(content) && contact ? contact.address : recorded.address;
  const moved = address === recorded.address ? {} : { address };
  if (content.template !== 'alert' && content.template !== 'following-ended') return moved;
  const happenedAt = content.template === 'alert' ? content.occurredAt : content.endedAt;
  if (content.late || !isLate(happenedAt, now)) return moved;
  const late = { ...content, late: true };
  return { ...moved, content: late, text: renderText(late, recorded) };
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

/**
 * Why a message is not to be sent any more. The first try of what has just been matched reads nothing for it, but for
 * reminders, whose date may have changed since the scan.
 */
async function obsoleteReason(
  { store }: SenderDeps,
  notification: Notification,
  content: MessageContent,
  { contact, now }: { contact: Contact | undefined; now: Date },
): Promise<CancelReason | undefined> {
  // A contact is only deleted once nothing names it any more.
  if (followsContact(content) && !contact) return 'unsubscribed';
  const { establishmentId, about } = notification;
  if (!about) return undefined;
  const isReminder = content.template === 'alert' && content.alert === 'passport-expiry';
  const expiresOn = isReminder && 'passportExpiresOn' in content.event ? content.event.passportExpiresOn : undefined;
  if (hasWaited(notification, now)) {
    const traveller = await store.readTraveller(about.identityNumber);
    const { affiliations: links, unreadable } = traveller;
    if (unreadable?.links.some((one) => one.establishmentId === establishmentId)) {
      throw new UnreadableTraveller('the link of the establishment cannot be read');
    }
    const link = links.find((one) => one.establishmentId === establishmentId);
    return (
      (expiresOn && reminderObsolete(link, expiresOn)) ||
      lostEntitlement(notification, links, affiliationsOf(traveller))
    );
  }
  if (!expiresOn) return undefined;
  return reminderObsolete(await store.readAffiliation(about.identityNumber, establishmentId), expiresOn);
}

/**
 * Whether a notification has waited since it was matched, or was taken up before: what decided it may hold no more. One that
 * takes the place of a bounced one is recorded when the bounce comes in, which may be days after the match.
 */
function hasWaited({ createdAt, matchedAt = createdAt, attempts }: Notification, now: Date): boolean {
  return attempts > 1 || msBetween(matchedAt, now) > RECHECK_AFTER_MS;
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
