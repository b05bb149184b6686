import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { ALERTS } from './alerts.ts';
import { CHANNELS, LANGUAGES, SUPPRESSION_REASONS } from './contacts.ts';
import type { EventIdentity } from './events.ts';
import {
  type ContactId,
  contactIdSchema,
  establishmentIdSchema,
  eventIdSchema,
  identityNumberSchema,
  type NotificationId,
  notificationIdSchema,
} from './ids.ts';
import { storedContentSchema } from './message-content.ts';
import type { CalendarDate } from './time.ts';

export const NOTIFICATION_STATUSES = ['held', 'queued', 'sending', 'sent', 'delivered', 'failed', 'cancelled'] as const;
export type NotificationStatus = (typeof NOTIFICATION_STATUSES)[number];

/**
 * Where a notification may go from each status: the only such list. Every move is checked here, and the store
 * writes under the condition that it still stands where the move begins.
 *
 * A receipt is proof of what became of a message, also where the answer of the provider never reached us: then it takes a
 * notification on from `queued` (it waits for another try) or `sending` (its sender died). What the recipient's side
 * sends back for a fault of ours is queued once more, and so is a message whose job is lost. Trouble can follow a delivery: a mailbox bounces later, a person
 * complains. What failed or was cancelled stays so. What is held is not sent by itself: it follows its daily message.
 */
export const TRANSITIONS: Readonly<Record<NotificationStatus, readonly NotificationStatus[]>> = {
  held: ['sent', 'delivered', 'failed', 'cancelled'],
  queued: ['queued', 'sending', 'delivered', 'failed'],
  sending: ['sending', 'queued', 'sent', 'delivered', 'failed', 'cancelled'],
  sent: ['queued', 'delivered', 'failed'],
  delivered: ['failed'],
  failed: [],
  cancelled: [],
};

/** Whether a notification may go from one status to another. */
export function mayMove(from: NotificationStatus, to: NotificationStatus): boolean {
  return TRANSITIONS[from].includes(to);
}

/** The statuses that a notification may come from. */
export function sourcesOf(to: NotificationStatus): NotificationStatus[] {
  return NOTIFICATION_STATUSES.filter((from) => mayMove(from, to));
}

/** Whether a contact may be told once more: what is on its way arrives by itself, and what was cancelled never counted. */
export function isReplayable({ status }: { readonly status: NotificationStatus }): boolean {
  return status === 'sent' || status === 'delivered' || status === 'failed';
}

/** Why a notification failed or was cancelled: the closed vocabulary that clients may rely on. */
export const FAILURE_REASONS = [
  'invalid-destination',
  'opted-out',
  'bounced',
  'complained',
  'gone',
  'unreachable',
  'provider-rejected',
  'spend-limit',
  'too-late',
  'contact-suppressed',
] as const;
export const CANCEL_REASONS = ['superseded', 'affiliation-ended', 'unsubscribed'] as const;
/** Failures that say of an address that no message will do it any good until it is verified again. */
export const DEAD_ADDRESS_REASONS: readonly FailureReason[] = SUPPRESSION_REASONS;
/** Failures that leave a contact untold because its address is dead: somebody else may have to be told instead. */
export const UNTOLD_REASONS: readonly FailureReason[] = [
  'bounced',
  'opted-out',
  'gone',
  'unreachable',
  'contact-suppressed',
];
export type FailureReason = (typeof FAILURE_REASONS)[number];
export type CancelReason = (typeof CANCEL_REASONS)[number];

/** The providers: SNS and the aggregator for SMS, SES for e-mail. */
export const PROVIDERS = ['sns', 'aggregator', 'ses'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** What a notification is about: an alert, or the end of following itself. */
export const SUBJECTS = [...ALERTS, 'following-ended'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** Urgent messages never wait for reminders. */
export type Priority = 'urgent' | 'reminder';

export const notificationSchema = z.object({
  id: notificationIdSchema,
  establishmentId: establishmentIdSchema,
  /** Absent for system messages (codes and the like), which no list shows. */
  about: z.optional(
    z.object({
      identityNumber: identityNumberSchema,
      alert: z.enum(SUBJECTS),
      event: z.object({ id: eventIdSchema, type: z.string(), occurredAt: z.string() }),
    }),
  ),
  contactId: contactIdSchema,
  channel: z.enum(CHANNELS),
  /** The address in full, for the sender alone. */
  address: z.string(),
  language: z.enum(LANGUAGES),
  /** What the message says; absent where it must not be stored (a code travels sealed, in the queue). */
  content: z.optional(storedContentSchema),
  /** The text as sent; for e-mail its text part. */
  text: z.optional(z.string()),
  status: z.enum(NOTIFICATION_STATUSES),
  failureReason: z.optional(z.enum([...FAILURE_REASONS, ...CANCEL_REASONS])),
  history: z.array(z.object({ status: z.enum(NOTIFICATION_STATUSES), at: z.string(), reason: z.optional(z.string()) })),
  /** How often a sender claimed it. */
  attempts: z.int(),
  /** While `sending`: until when the sender that claimed it has it to itself. */
  leaseUntil: z.optional(z.string()),
  /** Which claim the lease belongs to. */
  leaseId: z.optional(z.string()),
  /** How often a provider was in trouble and did not take it. */
  providerFailures: z.optional(z.int()),
  /** How often a provider did not answer, so that it may have taken it all the same. */
  unconfirmedAttempts: z.optional(z.int()),
  /** The provider that accepted it last, or may have. Its receipts count, those of others do not. */
  provider: z.optional(z.enum(PROVIDERS)),
  /** What that provider calls the message. */
  providerMessageId: z.optional(z.string()),
  /** How often the recipient's side sent it back for a fault of ours. */
  returnedAttempts: z.optional(z.int()),
  /** How often its job was lost, and the sweep queued it again. */
  lostJobs: z.optional(z.int()),
  /** Its parts are counted in the establishment's monthly spend: another try does not count them again. */
  isCharged: z.optional(z.boolean()),
  /** The contact that was told instead, once its own address proved dead. */
  fallbackContactId: z.optional(contactIdSchema),
  /** The daily message that tells of it, and whose outcome it follows. */
  digestId: z.optional(notificationIdSchema),
  createdAt: z.string(),
  // How far it got when, each an instant with milliseconds: latency is the difference of two.
  /** The event came to the matcher's queue. */
  receivedAt: z.optional(z.string()),
  /** The event was matched with the subscriptions. */
  matchedAt: z.optional(z.string()),
  /** It lay on a sender's queue for the first time. */
  queuedAt: z.optional(z.string()),
  /** The provider took the message. */
  acceptedAt: z.optional(z.string()),
});
/** One message about one event to one contact, and how far it got. */
export type Notification = Readonly<z.infer<typeof notificationSchema>>;

/**
 * The id of the notification that tells a contact of an event: the same source, event id and contact always give the same
 * id, so that a repetition finds what is there (a version 8 UUID as in RFC 9562, from SHA-256). What the system itself has to
 * tell has a source of its own.
 */
export function notificationId({ source, eventId }: EventIdentity, contactId: ContactId): NotificationId {
  const bytes = createHash('sha256')
    .update(JSON.stringify([source, eventId, contactId]))
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return notificationIdSchema.parse(parts.join('-'));
}

/** Reminders of an expiring passport can wait their turn, and so can a daily message; everything else is urgent. */
export function priorityOf(notification: Notification): Priority {
  return notification.about?.alert === 'passport-expiry' || isDigest(notification) ? 'reminder' : 'urgent';
}

/** Whether it is a daily message, which tells of what was held for its contact. */
export function isDigest({ content }: Pick<Notification, 'content'>): boolean {
  return content?.template === 'daily';
}

/**
 * The id of the daily message of a contact and a day: a run that is late, or that is repeated, makes the same one.
 *
 * @param day the date in Riyadh at the time that the run is scheduled for
 */
export function digestIdOf(day: CalendarDate, contactId: ContactId): NotificationId {
  return notificationId({ source: 'daily-message', eventId: eventIdSchema.parse(day) }, contactId);
}
