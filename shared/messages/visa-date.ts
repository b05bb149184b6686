import type { AlertContent, AlertEvent } from '../domain/message-content.ts';
import { type CalendarDate, riyadhDate } from '../domain/time.ts';

type VisaEvent = Extract<AlertEvent, { type: 'VisaIssued' | 'VisaStatusChanged' }>;

/** What the date of a visa means to the office that acts on it. */
export type VisaDateMeaning =
  | 'return-before'
  | 'leave-before'
  | 'travel-before'
  | 'valid-until'
  | 'was-to-return-before'
  | 'expired-on'
  /** The visa had expired, and its holder was not back. */
  | 'not-back-at-expiry'
  | 'changed-on';

/** Visas with which somebody leaves the country. */
const OUTWARD_TYPES = ['exit-reentry-single', 'exit-reentry-multiple', 'final-exit'];

/** The date that matters of a visa. Where none is left to act on, it is the day of the change, in Riyadh. */
export function visaDate(
  { visaType, visaStatus, visaExpiresOn, returnBefore, travelBefore }: VisaEvent,
  occurredAt: AlertContent['occurredAt'],
): { meaning: VisaDateMeaning; date: CalendarDate } {
  const changedOn = riyadhDate(occurredAt);
  const change = { meaning: 'changed-on', date: changedOn } as const;
  const expiry = { meaning: visaExpiresOn < changedOn ? 'expired-on' : 'valid-until', date: visaExpiresOn } as const;
  switch (visaStatus) {
    case 'cancelled':
      return change;
    case 'expired':
      return visaExpiresOn <= changedOn ? { meaning: 'expired-on', date: visaExpiresOn } : change;
    case 'not-returned':
      if (returnBefore !== undefined) return { meaning: 'was-to-return-before', date: returnBefore };
      return visaExpiresOn <= changedOn ? { meaning: 'not-back-at-expiry', date: visaExpiresOn } : change;
    case 'used':
      if (returnBefore !== undefined) return { meaning: 'return-before', date: returnBefore };
      return visaType === 'final-exit' ? change : expiry;
    default:
      if (returnBefore !== undefined) return { meaning: 'return-before', date: returnBefore };
      if (travelBefore === undefined) return expiry;
      return { meaning: OUTWARD_TYPES.includes(visaType) ? 'leave-before' : 'travel-before', date: travelBefore };
  }
}
