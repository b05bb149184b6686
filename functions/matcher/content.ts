import type { ShowNames } from '../../shared/domain/contacts.ts';
import type { PassportEvent } from '../../shared/domain/events.ts';
import { maskPassportNumber } from '../../shared/domain/identity-number.ts';
import { isLate, type Match } from '../../shared/domain/matching.ts';
import type { AlertEvent, MessageContent } from '../../shared/domain/message-content.ts';
import type { AffiliationRecord } from '../../shared/domain/traveller.ts';

/** A traveller's name in both languages. */
type Name = Readonly<Record<'ar' | 'en', string>>;

/**
 * What a message about an event says: never a full number, and the first name only where nothing else says who it is and the
 * establishment chose so.
 *
 * @param person.name as it was known before the event, because an end removes it from the record
 */
export function contentOf(
  event: PassportEvent,
  { record, inForce, subject }: Match,
  person: { showNames: ShowNames; name: Name | undefined },
  now: Date,
): MessageContent {
  const { reference, label } = inForce;
  const isNamed = reference === undefined && label === undefined && person.showNames === 'when-unlabelled';
  const common = {
    establishmentId: record.establishmentId,
    identityLastFour: event.identityNumber.slice(-4),
    kind: record.kind,
    reference,
    label,
    firstName: isNamed ? person.name && firstNameOf(person.name) : undefined,
    late: isLate(event.occurredAt, now),
  };
  if (subject === 'following-ended' || event.type === 'AffiliationStarted' || event.type === 'AffiliationEnded') {
    const { at, reason } = endToldBy(event, record) ?? { at: event.occurredAt, reason: 'other' as const };
    return { ...common, template: 'following-ended', endedAt: at, reason };
  }
  return { ...common, template: 'alert', alert: subject, occurredAt: event.occurredAt, event: alertEventOf(event) };
}

/** The same for the establishment's own system, which keeps its records by the last characters of a passport or visa number. */
export function contentForSystem(content: MessageContent, event: PassportEvent): MessageContent {
  if (content.template !== 'alert') return content;
  if (content.event.type === 'PassportRenewed' && event.type === 'PassportRenewed') {
    return { ...content, event: { ...content.event, passportNumberMasked: event.passport.numberMasked } };
  }
  if (content.event.type === 'VisaIssued' || content.event.type === 'VisaStatusChanged') {
    const visaNumberMasked = 'visa' in event ? maskPassportNumber(event.visa.number) : undefined;
    return { ...content, event: { ...content.event, visaNumberMasked } };
  }
  return content;
}

/** The end that an event tells of: of a subscription, or of the belonging of a person who was followed by default. */
function endToldBy({ eventId }: PassportEvent, { subscription, lastDeparture }: AffiliationRecord) {
  return [subscription?.ended, lastDeparture].find((end) => end?.eventId === eventId);
}

/** Words that are half of a first name: «عبد الله», "Abdul Rahman". */
const FIRST_HALF = /^(عبد|عبدال|أبو|ابو|abd|abdul|abdel|abdal|abu)$/iu;

function firstNameOf({ ar, en }: Name): Name {
  return { ar: firstNameIn(ar), en: firstNameIn(en) };
}

function firstNameIn(name: string): string {
  const words = name.trim().split(/\s+/u);
  return words.slice(0, FIRST_HALF.test(words[0] ?? '') ? 2 : 1).join(' ');
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
      const { type, expiresOn, status, returnBefore, travelBefore } = event.visa;
      const visa = { visaType: type, visaExpiresOn: expiresOn, visaStatus: status, returnBefore, travelBefore };
      return event.type === 'VisaIssued'
        ? { type: event.type, ...visa }
        : { type: event.type, ...visa, previousStatus: event.visa.previousStatus };
    }
  }
}
