import type { TravellerKind } from '../../shared/domain/identity-number.ts';
import type { AlertContent, AlertEvent, MessageContent } from '../../shared/domain/message-content.ts';
import type { SUBJECTS } from '../../shared/domain/notification.ts';
import { addDays, riyadhDate } from '../../shared/domain/time.ts';

interface SampleOptions extends Pick<AlertContent, 'establishmentId' | 'reference' | 'label'> {
  readonly alert: (typeof SUBJECTS)[number];
  readonly kind: TravellerKind;
  /** When the sample happened. */
  readonly now: Date;
}

const LAST_FOUR: Record<TravellerKind, string> = { resident: '6717', visitor: '0300' };
const PORT = { code: 'RUH', name: { ar: 'مطار الملك خالد الدولي', en: 'King Khalid International Airport' } };

/** A message about somebody who does not exist, as an establishment would get it about one of its people. */
export function sampleContent({ alert, kind, now, establishmentId, reference, label }: SampleOptions): MessageContent {
  const person = { establishmentId, identityLastFour: LAST_FOUR[kind], kind, reference, label, late: false };
  if (alert === 'following-ended') {
    return { template: 'following-ended', ...person, endedAt: now.toISOString(), reason: 'transferred' };
  }
  const event = sampleEvent(alert, kind, now);
  return { template: 'alert', ...person, occurredAt: now.toISOString(), alert, event };
}

function sampleEvent(alert: AlertContent['alert'], kind: TravellerKind, now: Date): AlertEvent {
  const inDays = (days: number) => addDays(riyadhDate(now), days);
  const visa = {
    visaType: kind === 'resident' ? 'exit-reentry-multiple' : 'visit',
    visaExpiresOn: inDays(180),
  };
  switch (alert) {
    case 'entry':
      return { type: 'TravellerEntered', port: PORT, mode: 'air' };
    case 'exit':
      return { type: 'TravellerExited', port: PORT, mode: 'air' };
    case 'passport-expiry':
      return { type: 'PassportExpiring', passportExpiresOn: inDays(30), daysLeft: 30 };
    case 'passport-renewal':
      return { type: 'PassportRenewed', passportExpiresOn: inDays(5 * 365) };
    case 'visa-issued':
      return { type: 'VisaIssued', ...visa, visaStatus: 'issued' };
    case 'visa-status':
      return { type: 'VisaStatusChanged', ...visa, visaStatus: 'extended', previousStatus: 'issued' };
  }
}
