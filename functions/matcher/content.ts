import type { PassportEvent } from '../../shared/domain/events.ts';
import { isLate, type Match } from '../../shared/domain/matching.ts';
import type { AlertEvent, MessageContent } from '../../shared/domain/message-content.ts';

/** What a message about an event says: never a name, nor a full number. */
export function contentOf(event: PassportEvent, { record, subscription, subject }: Match, now: Date): MessageContent {
  const common = {
    establishmentId: record.establishmentId,
    identityLastFour: event.identityNumber.slice(-4),
    kind: record.kind,
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
