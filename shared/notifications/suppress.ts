import type { Contact, SuppressionReason } from '../domain/contacts.ts';
import { eventIdSchema, type NotificationId } from '../domain/ids.ts';
import { type Notification, notificationId } from '../domain/notification.ts';
import type { Clock } from '../domain/time.ts';
import { maskAddress } from '../messages/mask.ts';
import type { ContactBook, readContacts, saveContacts } from '../store/contacts.ts';
import type { recordNotification } from '../store/notifications.ts';
import { withOptimisticRetry } from '../store/optimistic-retry.ts';
import type { Bound } from '../store/table.ts';
import { createNotification } from './create.ts';
import { type RecordAndQueueDeps, recordAndQueue } from './record-and-queue.ts';

/** What a function needs that suppresses contacts. */
export interface SuppressDeps extends RecordAndQueueDeps {
  readonly store: Bound<{
    readContacts: typeof readContacts;
    saveContacts: typeof saveContacts;
    recordNotification: typeof recordNotification;
  }>;
  readonly now: Clock;
  readonly logger: { info(message: string, ids: Record<string, unknown>): void };
}

/** A finding that a contact is to receive no more. */
export interface SuppressionFinding extends Pick<Notification, 'establishmentId' | 'contactId'> {
  readonly reason: SuppressionReason;
  /** The notification that it was found by: the same finding again tells nobody twice. */
  readonly notificationId: NotificationId;
  /** Whether it says anything of the contact as it is now. */
  readonly concerns: (contact: Contact) => boolean;
  /** Awaited before each write. */
  readonly beforeSave?: () => Promise<void>;
  /** How long it is tried while others write first; absent for what comes back to its queue. */
  readonly conflictsMs?: number;
}

/**
 * Suppresses a contact, and tells the establishment's other verified contacts once. What is queued for it then fails when a
 * sender takes it up. Safe to repeat after a crash at any point.
 *
 * @returns the contact as it is then; undefined where there is none
 */
export async function suppressContact(deps: SuppressDeps, finding: SuppressionFinding): Promise<Contact | undefined> {
  const { store, now } = deps;
  const { establishmentId, contactId, reason } = finding;
  const book = await withOptimisticRetry(async () => {
    const before = await store.readContacts(establishmentId);
    const contact = before.contacts.find(({ id }) => id === contactId);
    if (!contact || contact.status === 'suppressed' || !finding.concerns(contact)) return before;
    await finding.beforeSave?.();
    const at = now().toISOString();
    const suppressed: Contact = {
      ...contact,
      status: 'suppressed',
      // Of a contact that received once, what it was first found dead by stands until it is verified again.
      suppression: contact.suppression?.wasVerified
        ? contact.suppression
        : { at, reason, notificationId: finding.notificationId, wasVerified: contact.status === 'verified' },
      updatedAt: at,
    };
    const contacts = before.contacts.map((one) => (one === contact ? suppressed : one));
    return store.saveContacts({ ...before, contacts });
  }, finding.conflictsMs);
  const contact = book.contacts.find(({ id }) => id === contactId);
  // Also when an earlier try suppressed it, which may have ended before the others were told.
  const { suppression } = contact ?? {};
  if (contact && suppression?.wasVerified && suppression.notificationId === finding.notificationId) {
    deps.logger.info('contact suppressed', { notificationId: finding.notificationId, contactId, reason });
    await recordAndQueue(deps, noticesToOthers(deps, book, contact, suppression));
  }
  return contact;
}

/** The notices to the other verified contacts, under ids that are the same at every try. */
function noticesToOthers(
  { now }: SuppressDeps,
  { establishmentId, contacts }: ContactBook,
  suppressed: Contact,
  { at: since, reason }: NonNullable<Contact['suppression']>,
): Notification[] {
  const eventId = eventIdSchema.parse(`${suppressed.id}:${since}`);
  const content = {
    template: 'contact-suppressed',
    establishmentId,
    channel: suppressed.channel,
    addressMasked: maskAddress(suppressed.channel, suppressed.address),
    reason,
  } as const;
  return contacts
    .filter((contact) => wasVerifiedAt(contact, since))
    .map((contact) =>
      createNotification({
        id: notificationId({ source: 'contact-suppressed', eventId }, contact.id),
        ...{ establishmentId, contact, content },
        now: now(),
      }),
    );
}

/** Whether a contact received at a moment that is past, so that a repetition finds the same ones as the first try. */
function wasVerifiedAt({ status, verifiedAt = '', suppression }: Contact, at: string): boolean {
  if (status === 'suppressed') return suppression?.wasVerified === true && suppression.at > at;
  return status === 'verified' && verifiedAt <= at;
}
