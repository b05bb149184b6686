import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { type Contact, receiversOf } from '../../shared/domain/contacts.ts';
import { type EventIdentity, isEventType, sourceOf } from '../../shared/domain/events.ts';
import {
  DEAD_ADDRESS_REASONS,
  type FailureReason,
  mayMove,
  type Notification,
  notificationId,
  UNTOLD_REASONS,
} from '../../shared/domain/notification.ts';
import { type Clock, msBetween, SECOND_MS } from '../../shared/domain/time.ts';
import { maskAddress } from '../../shared/messages/mask.ts';
import { createNotification } from '../../shared/notifications/create.ts';
import { isReceiptOf, type Receipt, receiptSchema } from '../../shared/notifications/receipts.ts';
import { type RecordAndQueueDeps, recordAndQueue } from '../../shared/notifications/record-and-queue.ts';
import { readSesEvent } from '../../shared/providers/ses/reports.ts';
import { type ContactBook, readContacts, saveContacts } from '../../shared/store/contacts.ts';
import {
  readNotification,
  recordNotification,
  saveFallbackRecipient,
  transition,
} from '../../shared/store/notifications.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import type { Bound } from '../../shared/store/table.ts';
import { readAffiliation } from '../../shared/store/travellers.ts';
import { MAX_RETURNS, RECEIPT_LOOK_AGAIN_MS, RECEIPT_YOUNG_MS, RETURN_DELAY_MS } from '../../shared/timing.ts';

/** The store functions that delivery receipts work with. */
export const receiptsStore = {
  readNotification,
  transition,
  recordNotification,
  saveFallbackRecipient,
  readContacts,
  saveContacts,
  readAffiliation,
};

export interface ReceiptsDeps extends RecordAndQueueDeps {
  readonly store: Bound<typeof receiptsStore>;
  /** Puts notifications on their lanes, to be sent after so many seconds. */
  readonly queueNotifications: (notifications: readonly Notification[], delaySeconds?: number) => Promise<void>;
  /** Puts a receipt back on its queue, to be looked at again after so many seconds. */
  readonly lookAgain: (receipt: Receipt, delaySeconds: number) => Promise<void>;
  readonly sendToDeadLetterQueue: (
    body: string,
    why: { reason: string; detail: string; failedAt: Date },
  ) => Promise<void>;
  readonly now: Clock;
  readonly logger: {
    info(message: string, ids: Record<string, unknown>): void;
    warn(message: string, ids: Record<string, unknown>): void;
  };
}

/** What lies on the receipts' queue: what we put there ourselves, or an event of SES as it came. */
const ownReceiptSchema = z.object({ receipt: receiptSchema });

/**
 * Handles one receipt: moves its notification on; of a dead address, suppresses the contact, tells the others once, and
 * finds somebody else to be told where nobody is left. Safe to repeat after a crash at any point, and in any order.
 *
 * @throws Error when a store or a queue failed: the message comes again
 */
export async function handleReceipt(deps: ReceiptsDeps, record: Pick<SQSRecord, 'body' | 'messageId'>): Promise<void> {
  const receipt = readReceipt(record.body, deps.now());
  if (receipt === 'ignored') return;
  if (!receipt) {
    await deps.sendToDeadLetterQueue(record.body, {
      reason: 'malformed-receipt',
      detail: 'not a receipt',
      failedAt: deps.now(),
    });
    deps.logger.warn('message set aside', { messageId: record.messageId, reason: 'malformed-receipt' });
    return;
  }
  const { notificationId: id, channel, provider, outcome } = receipt;
  const applied = await apply(deps, receipt);
  if (applied === 'foreign') {
    deps.logger.warn('receipt of another channel or provider', { notificationId: id, channel, provider });
    return;
  }
  if (applied === 'early' || applied === 'unknown') {
    const isYoung = msBetween(receipt.receivedAt, deps.now()) < RECEIPT_YOUNG_MS;
    if (isYoung) await deps.lookAgain(receipt, RECEIPT_LOOK_AGAIN_MS / SECOND_MS);
    else deps.logger.warn('receipt without a notification', { notificationId: id, ...outcome });
    return;
  }
  if (outcome.status === 'failed') {
    if (DEAD_ADDRESS_REASONS.includes(outcome.reason)) await suppressContact(deps, applied, outcome.reason);
    if (applied.failureReason && (UNTOLD_REASONS as readonly string[]).includes(applied.failureReason)) {
      await tellSomebodyElse(deps, applied);
    }
  }
  // Also where an earlier try at this receipt moved it back: a job more does no harm, a sender knows it.
  if (outcome.status === 'returned' && isWaitingAfter(applied, outcome.reason)) {
    await deps.queueNotifications([applied], RETURN_DELAY_MS / SECOND_MS);
  }
  deps.logger.info('receipt applied', { notificationId: id, ...outcome, status: applied.status });
}

/** Whether a notification was put back for this reason, and no sender has had it since. */
function isWaitingAfter({ status, history }: Notification, reason: string): boolean {
  return status === 'queued' && history.at(-1)?.reason === reason;
}

function readReceipt(body: string, now: Date): Receipt | 'ignored' | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = body;
  }
  const own = ownReceiptSchema.safeParse(parsed);
  return own.success ? own.data.receipt : readSesEvent(parsed, now);
}

/** Moves the notification on, if there is a step from where it is; the notification as it is then. */
async function apply(
  { store, now }: ReceiptsDeps,
  receipt: Receipt,
): Promise<Notification | 'early' | 'unknown' | 'foreign'> {
  return withOptimisticRetry(async () => {
    const notification = await store.readNotification(receipt.notificationId);
    if (!notification) return 'unknown';
    if (!isReceiptOf(receipt, notification)) return 'foreign';
    if (isUnderWay(notification, now())) return 'early';
    const step = stepOf(receipt, notification);
    if (!step || !mayMove(notification.status, step.status) || notification.status === step.status) return notification;
    const at = now();
    if (!(await store.transition(notification, { ...step, at }))) return undefined;
    const { status, reason } = step;
    const history = [...notification.history, { status, at: at.toISOString(), reason }];
    return { ...notification, status, history, failureReason: status === 'failed' ? step.reason : undefined };
  });
}

/** The step that a receipt asks for; undefined where it asks for none. */
type Step =
  | { readonly status: 'delivered'; readonly reason?: undefined }
  | { readonly status: 'failed'; readonly reason: FailureReason }
  | { readonly status: 'queued'; readonly reason: string; readonly returns: number };

function stepOf({ outcome, providerMessageId }: Receipt, notification: Notification): Step | undefined {
  if (outcome.status === 'delivered') return { status: 'delivered' };
  if (outcome.status === 'failed') return outcome;
  const { status, returns = 0, content } = notification;
  // An earlier try came back, or this one twice: another is under way, or has arrived.
  const isOfLatest = providerMessageId === undefined || providerMessageId === notification.providerMessageId;
  if (status !== 'sent' || !isOfLatest) return undefined;
  // A code is in its job alone, and its owner asks for another.
  return content && returns < MAX_RETURNS
    ? { status: 'queued', reason: outcome.reason, returns: returns + 1 }
    : { status: 'failed', reason: 'provider-rejected' };
}

/** Whether a sender is at it and will write itself what it knows; or none has been yet. */
function isUnderWay({ status, attempts, leaseUntil }: Notification, now: Date): boolean {
  return status === 'queued'
    ? attempts === 0
    : status === 'sending' && leaseUntil !== undefined && leaseUntil > now.toISOString();
}

/** Suppresses the contact whose address a notification found dead, and tells the establishment's others once. */
async function suppressContact(deps: ReceiptsDeps, notification: Notification, reason: FailureReason): Promise<void> {
  const { store, now } = deps;
  const { establishmentId, contactId } = notification;
  const book = await withOptimisticRetry(async () => {
    const before = await store.readContacts(establishmentId);
    const contact = before.contacts.find(({ id }) => id === contactId);
    if (!contact || !speaksOf(notification, contact)) return before;
    const at = now().toISOString();
    const suppressed: Contact = {
      ...contact,
      status: 'suppressed',
      // Of a contact that received once, what it was first found dead by stands until it is verified again.
      suppression: contact.suppression?.wasVerified
        ? contact.suppression
        : { at, reason, notificationId: notification.id, wasVerified: contact.status === 'verified' },
      updatedAt: at,
    };
    const contacts = before.contacts.map((one) => (one === contact ? suppressed : one));
    return store.saveContacts({ ...before, contacts });
  });
  const contact = book.contacts.find(({ id }) => id === contactId);
  // Also when it was suppressed by an earlier try at this receipt, which may have ended before the others were told.
  if (contact?.suppression?.notificationId !== notification.id || !contact.suppression.wasVerified) return;
  deps.logger.info('contact suppressed', { notificationId: notification.id, contactId, reason });
  await recordAndQueue(deps, suppressionNotices(deps, book, contact, contact.suppression.at));
}

/** Whether what became of a notification says anything of the contact as it is now. */
function speaksOf({ address, createdAt }: Notification, contact: Contact): boolean {
  const wasVerifiedSince = contact.verifiedAt !== undefined && contact.verifiedAt > createdAt;
  return contact.status !== 'suppressed' && contact.address === address && !wasVerifiedSince;
}

/** The notices to the other verified contacts, under ids that are the same at every try. */
function suppressionNotices(
  { now }: ReceiptsDeps,
  { establishmentId, contacts }: ContactBook,
  suppressed: Contact,
  since: string,
): Notification[] {
  return contacts
    .filter((contact) => wasVerifiedAt(contact, since))
    .map((contact) =>
      createNotification({
        id: notificationId({ source: 'contact-suppressed', eventId: `${suppressed.id}:${since}` }, contact.id),
        establishmentId,
        contact,
        content: {
          template: 'contact-suppressed',
          establishmentId,
          channel: suppressed.channel,
          addressMasked: maskAddress(suppressed.channel, suppressed.address),
        },
        now: now(),
      }),
    );
}

/** Whether a contact received at a moment that is past, so that a repetition finds the same ones as the first try. */
function wasVerifiedAt({ status, verifiedAt = '', suppression }: Contact, at: string): boolean {
  if (status === 'suppressed') return suppression?.wasVerified === true && suppression.at > at;
  return status === 'verified' && verifiedAt <= at;
}

/**
 * Tells another contact what one whose address is dead was not told, unless somebody was told of the same event: the
 * establishment's oldest verified contact, or the subscription's own that is verified by now.
 */
async function tellSomebodyElse(deps: ReceiptsDeps, notification: Notification): Promise<void> {
  const { store } = deps;
  const { establishmentId, about, content } = notification;
  if (!about || !content) return;
  const [link, book] = await Promise.all([
    store.readAffiliation(about.identityNumber, establishmentId),
    store.readContacts(establishmentId),
  ]);
  if (!link?.subscription) return;
  // Decided once: a try that is repeated must not leave what it recorded for one contact and turn to another.
  const recipient =
    notification.fallbackContactId ??
    (await chooseFallbackRecipient(deps, notification, link.subscription.contactIds, book));
  if (recipient === 'told') return;
  const contact = book.contacts.find(({ id }) => id === recipient);
  if (!contact) {
    deps.logger.warn('nobody is left to be told', { notificationId: notification.id });
    return;
  }
  const { receivedAt, matchedAt } = notification;
  const fallback = createNotification({
    id: notificationId(eventOf(about), contact.id),
    ...{ establishmentId, about, contact, content, receivedAt, matchedAt },
    reason: 'contact-suppressed',
    now: deps.now(),
  });
  await recordAndQueue(deps, [fallback]);
}

/** Who is to be told instead; `told` where somebody who receives has the news already, undefined where nobody is left. */
async function chooseFallbackRecipient(
  { store }: ReceiptsDeps,
  { id, about }: Notification,
  named: readonly string[],
  { contacts }: ContactBook,
): Promise<string | undefined> {
  const own = receiversOf(named, contacts).contacts;
  const others = contacts.filter((contact) => contact.status === 'verified' && !own.includes(contact));
  for (const contact of [...own, ...others]) {
    const known = about && (await store.readNotification(notificationId(eventOf(about), contact.id)));
    // One that is queued may be a choice of another try at this receipt that could not put it on its lane: once more does
    // no harm, a sender knows it.
    if (!known || known.status === 'queued') return store.saveFallbackRecipient(id, contact.id);
    if (known.status !== 'failed') return 'told';
  }
  return undefined;
}

/** The event that a notification tells of. */
function eventOf({ event: { id, type } }: NonNullable<Notification['about']>): EventIdentity {
  return { source: isEventType(type) ? sourceOf(type) : type, eventId: id };
}
