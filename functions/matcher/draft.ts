import type { Contact } from '../../shared/domain/contacts.ts';
import { identityOf, type PassportEvent } from '../../shared/domain/events.ts';
import { isLate, type Match } from '../../shared/domain/matching.ts';
import type { AlertEvent, MessageContent } from '../../shared/domain/message-content.ts';
import { type Notification, notificationId } from '../../shared/domain/notification.ts';
import { createNotification } from '../../shared/notifications/create.ts';

/**
 * The notification that tells one contact of an event, ready to be recorded.
 *
 * @param circumstances.receivedAt when the event came to the matcher's queue
 * @param circumstances.isFallback the contact is told in place of those whom the subscription names
 */
export function draftNotification(
  event: PassportEvent,
  concern: Match,
  contact: Contact,
  { now, receivedAt, isFallback }: { now: Date; receivedAt: Date; isFallback: boolean },
): Notification {
  return createNotification({
    id: notificationId(identityOf(event), contact.id),
    establishmentId: concern.link.establishmentId,
    about: {
      identityNumber: event.identityNumber,
      alert: concern.subject,
      event: { id: event.eventId, type: event.type, occurredAt: event.occurredAt },
    },
    contact,
    content: contentOf(event, concern, now),
    reason: isFallback ? 'contact-suppressed' : undefined,
    now,
    receivedAt: receivedAt.toISOString(),
    matchedAt: now.toISOString(),
  });
}

/** What a message about an event says: never a name, nor a full number. */
function contentOf(event: PassportEvent, { link, subscription, subject }: Match, now: Date): MessageContent {
  const common = {
    establishmentId: link.establishmentId,
    identityLastFour: event.identityNumber.slice(-4),
    kind: link.kind,
    label: subscription.label,
    late: isLate(event.occurredAt, now),
  };
  if (subject === 'following-ended' || event.type === 'AffiliationStarted' || event.type === 'AffiliationEnded') {
    const { at, reason } = subscription.ended ?? { at: event.occurredAt, reason: 'other' as const };
    return { ...common, template: 'following-ended', endedAt: at, reason };
  }
  return { ...common, template: 'alert', alert: subject, occurredAt: event.occurredAt, event: alertEventOf(event) };
}

function alertEventOf(event: Exclude<PassportEvent, { establishmentId: string }>): AlertEvent {
  switch (event.type) {
    case 'TravellerEntered':
    case 'TravellerExited':
      return { type: event.type, port: event.port, mode: event.mode };
    case 'PassportRenewed':
    case 'PassportExpired':
      return { type: event.type, passportExpiresOn: event.passport.expiresOn };
    case 'PassportExpiring':
      return { type: event.type, passportExpiresOn: event.passport.expiresOn, daysLeft: event.daysLeft };
    case 'VisaIssued':
    case 'VisaStatusChanged': {
      const { type, expiresOn, status } = event.visa;
      const visa = { visaType: type, visaExpiresOn: expiresOn, visaStatus: status };
      return event.type === 'VisaIssued'
        ? { type: event.type, ...visa }
        : { type: event.type, ...visa, previousStatus: event.visa.previousStatus };
    }
  }
}
