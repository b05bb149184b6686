import type { Contact } from '../domain/contacts.ts';
import { lostEntitlement } from '../domain/entitlement.ts';
import { isLate, UnreadableTraveller } from '../domain/matching.ts';
import type { StoredContent } from '../domain/message-content.ts';
import type { CancelReason, FailureReason, Notification } from '../domain/notification.ts';
import { reminderObsolete } from '../domain/reminders.ts';
import { msBetween, riyadhDate } from '../domain/time.ts';
import { affiliationsOf } from '../domain/traveller.ts';
import { type ContactBook, defaultOf, isUnreadable } from '../store/contacts.ts';
import type { Correction } from '../store/notifications.ts';
import type { Bound } from '../store/table.ts';
import type { readAffiliation, readTraveller } from '../store/travellers.ts';
import { UnreadableItemError } from '../store/unreadable.ts';
import { CODE_LIFE_MS, GIVE_UP_AFTER_MS, RECHECK_AFTER_MS } from '../timing.ts';
import type { Render } from './provider.ts';

/** A notification, what it says, and the contacts of its establishment. */
export interface CheckedNotification {
  readonly notification: Notification;
  readonly content: StoredContent;
  readonly book: ContactBook;
}

export type CheckStore = Bound<{ readAffiliation: typeof readAffiliation; readTraveller: typeof readTraveller }>;

/** What a notification ends as that is not to be sent any more. */
export type End = { status: 'failed'; reason: FailureReason } | { status: 'cancelled'; reason: CancelReason };

/**
 * Why a notification is not to be sent any more; undefined where it is to be sent.
 *
 * @throws Error when what decides cannot be read: the message comes again
 */
export async function check(store: CheckStore, checked: CheckedNotification, now: Date): Promise<End | undefined> {
  const { notification, content } = checked;
  if (isTooLate(content, notification, now)) return { status: 'failed', reason: 'too-late' };
  return checkEntitlement(store, checked, now);
}

/**
 * The same, however long the notification has waited: a daily message tells of the days that it was not sent on.
 *
 * @throws Error when what decides cannot be read: the message comes again
 */
export async function checkEntitlement(
  store: CheckStore,
  checked: CheckedNotification,
  now: Date,
): Promise<End | undefined> {
  const { notification, content, book } = checked;
  if (followsContact(content) && isUnreadable(book, notification.contactId)) {
    // It is there, so nobody has unsubscribed: the message comes again, and goes to the dead-letter queue.
    throw new UnreadableItemError('the contact of the message does not parse');
  }
  const obsolete = await obsoleteReason(store, checked, now);
  if (obsolete) return { status: 'cancelled', reason: obsolete };
  if (followsContact(content) && contactOf(checked)?.status !== 'verified') {
    return { status: 'failed', reason: 'contact-suppressed' };
  }
  return undefined;
}

/** What is said otherwise than recorded: that it has become late while it waited, and where the contact is reached now. */
export function correct(
  checked: CheckedNotification,
  { render, now }: { readonly render: Render; readonly now: Date },
): Correction {
  const { notification, content } = checked;
  const contact = contactOf(checked);
  const address = followsContact(content) && contact ? contact.address : notification.address;
  const moved = address === notification.address ? {} : { address };
  if (content.template !== 'alert' && content.template !== 'following-ended') return moved;
  const happenedAt = content.template === 'alert' ? content.occurredAt : content.endedAt;
  if (content.late || !isLate(happenedAt, now)) return moved;
  const late = { ...content, late: true };
  return { ...moved, content: late, text: render(late, notification.language) };
}

function contactOf({ notification, book }: CheckedNotification): Contact | undefined {
  return book.contacts.find(({ id }) => id === notification.contactId);
}

/** Whether a message is for a contact, at its present address; codes and notices of a change are for an address. */
function followsContact({ template }: StoredContent): boolean {
  return template !== 'code' && template !== 'address-changed' && template !== 'contact-verification';
}

/** Whether a message serves nobody any more: it waited too long, or what it announces has come about. */
function isTooLate(content: StoredContent, { createdAt }: Notification, now: Date): boolean {
  const isOvertaken =
    content.template === 'alert' &&
    content.event.type === 'PassportExpiring' &&
    content.event.passportExpiresOn <= riyadhDate(now);
  return isOvertaken || msBetween(createdAt, now) > (isOfMoment(content) ? CODE_LIFE_MS : GIVE_UP_AFTER_MS);
}

/** Whether somebody waits for a message, so that it is of no use later. */
function isOfMoment({ template }: StoredContent): boolean {
  return template === 'code' || template === 'contact-verification' || template === 'test';
}

/**
 * Why a message is not to be sent any more. The first try of what has just been matched reads nothing for it, but for
 * reminders, whose date may have changed since the scan.
 */
async function obsoleteReason(
  store: CheckStore,
  checked: CheckedNotification,
  now: Date,
): Promise<CancelReason | undefined> {
  const { notification, content, book } = checked;
  // A contact is only deleted once nothing names it any more.
  if (followsContact(content) && !contactOf(checked)) return 'unsubscribed';
  const { establishmentId, about } = notification;
  if (!about) return undefined;
  const isReminder = content.template === 'alert' && content.alert === 'passport-expiry';
  const expiresOn = isReminder && 'passportExpiresOn' in content.event ? content.event.passportExpiresOn : undefined;
  if (hasWaited(notification, now)) {
    const traveller = await store.readTraveller(about.identityNumber);
    const { affiliations, unreadable } = traveller;
    if (unreadable?.affiliations.some((one) => one.establishmentId === establishmentId)) {
      throw new UnreadableTraveller('the affiliation record of the establishment cannot be read');
    }
    const record = affiliations.find((one) => one.establishmentId === establishmentId);
    return (
      (expiresOn && reminderObsolete(record, expiresOn, defaultOf(book))) ||
      lostEntitlement(notification, affiliations, defaultOf(book), affiliationsOf(traveller))
    );
  }
  if (!expiresOn) return undefined;
  const record = await store.readAffiliation(about.identityNumber, establishmentId);
  return reminderObsolete(record, expiresOn, defaultOf(book));
}

/**
 * Whether a notification has waited since it was matched, or was claimed before: what decided it may hold no more. One that
 * takes the place of a bounced one is recorded when the bounce comes in, which may be days after the match.
 */
function hasWaited({ createdAt, matchedAt = createdAt, attempts }: Notification, now: Date): boolean {
  return attempts > 1 || msBetween(matchedAt, now) > RECHECK_AFTER_MS;
}
