import type { EstablishmentId } from '../../shared/domain/ids.ts';
import type { AlertContent, AlertEvent, DailyContent, MessageContent } from '../../shared/domain/message-content.ts';
import { asId } from './ids.ts';

const establishmentId: EstablishmentId = asId('7000000001');
const anil = { kind: 'resident', identityLastFour: '6717', reference: '1042', label: 'أنيل كومار' } as const;
const port = { code: 'RUH', name: { ar: 'مطار الملك خالد الدولي', en: 'King Khalid International Airport' } };
const causeway = { code: 'KFC', name: { ar: 'جسر الملك فهد', en: 'King Fahd Causeway' } };

const ALERTS = {
  TravellerEntered: 'entry',
  TravellerExited: 'exit',
  PassportRenewed: 'passport-renewal',
  PassportExpiring: 'passport-expiry',
  PassportExpired: 'passport-expiry',
  VisaIssued: 'visa-issued',
  VisaStatusChanged: 'visa-status',
} as const;

function alert(event: AlertEvent, others: Partial<AlertContent> = {}): AlertContent {
  return {
    template: 'alert',
    establishmentId,
    ...anil,
    occurredAt: '2026-11-25T08:15:30+03:00',
    late: false,
    alert: ALERTS[event.type],
    event,
    ...others,
  };
}

const ended = {
  template: 'following-ended',
  establishmentId,
  ...anil,
  endedAt: '2026-11-25T08:15:30+03:00',
  late: false,
} as const;
const exitAndReentry = {
  visaType: 'exit-reentry-multiple',
  visaExpiresOn: '2027-05-25',
  returnBefore: '2027-05-20',
} as const;

/** The rows of a daily message, the most urgent first. */
const DAILY_ROWS: readonly AlertContent[] = [
  alert({
    ...{ type: 'VisaStatusChanged', visaStatus: 'not-returned', previousStatus: 'used' },
    ...exitAndReentry,
    returnBefore: '2026-11-20',
  }),
  alert({ type: 'PassportExpired', passportExpiresOn: '2026-11-25' }, { reference: '7', label: 'Siemens (Jubail 2)' }),
  alert(
    { type: 'PassportExpiring', passportExpiresOn: '2026-12-25', daysLeft: 30 },
    { kind: 'visitor', reference: 'HR-2026/0042', label: 'مدير مشروع توسعة المستودعات بالدمام ١٢٣٤' },
  ),
  alert({ type: 'TravellerExited', port: causeway, mode: 'land' }, { label: undefined }),
  alert({ type: 'TravellerEntered', port, mode: 'air' }, { reference: undefined, label: undefined }),
  alert({ type: 'VisaIssued', visaStatus: 'issued', ...exitAndReentry }),
  alert({ type: 'PassportRenewed', passportExpiresOn: '2031-05-20' }),
];

function daily(rows: readonly AlertContent[], more: Partial<DailyContent['counts']> = {}): DailyContent {
  const counts: DailyContent['counts'] = { ...more };
  for (const row of rows) counts[row.alert] = (counts[row.alert] ?? 0) + 1;
  return {
    template: 'daily',
    establishmentId,
    day: '2026-11-26',
    sentOn: '2026-11-26',
    counts,
    shown: [],
    rows: [...rows],
  };
}

/** Every kind of message as an establishment gets it, at usual and at long values. */
export const EMAIL_EXAMPLES: Readonly<Record<string, MessageContent>> = {
  entry: alert({ type: 'TravellerEntered', port, mode: 'air' }),
  exit: alert({ type: 'TravellerExited', port: causeway, mode: 'land' }),
  'exit-late-visitor-latin': alert(
    { type: 'TravellerExited', port, mode: 'air' },
    { kind: 'visitor', late: true, reference: 'V-2026/17', label: 'Siemens Energy (turbine team, Jubail 2)' },
  ),
  'exit-first-name': alert(
    { type: 'TravellerExited', port, mode: 'air' },
    { reference: undefined, label: undefined, firstName: { ar: 'أنيل', en: 'Anil' } },
  ),
  'entry-nothing-known': alert(
    { type: 'TravellerEntered', port, mode: 'air' },
    { reference: undefined, label: undefined },
  ),
  renewed: alert({ type: 'PassportRenewed', passportExpiresOn: '2031-05-20' }),
  expiring: alert({ type: 'PassportExpiring', passportExpiresOn: '2026-12-25', daysLeft: 30 }),
  'expiring-tomorrow': alert({ type: 'PassportExpiring', passportExpiresOn: '2026-11-26', daysLeft: 1 }),
  'expiring-late': alert({ type: 'PassportExpiring', passportExpiresOn: '2026-12-25', daysLeft: 30 }, { late: true }),
  'expired-today': alert({ type: 'PassportExpired', passportExpiresOn: '2026-11-25' }),
  expired: alert({ type: 'PassportExpired', passportExpiresOn: '2026-11-12' }),
  'visa-issued': alert({ type: 'VisaIssued', visaStatus: 'issued', ...exitAndReentry }),
  'visa-final-exit': alert({
    type: 'VisaIssued',
    visaStatus: 'issued',
    visaType: 'final-exit',
    visaExpiresOn: '2027-01-21',
    travelBefore: '2027-01-21',
  }),
  'visa-extended': alert({
    type: 'VisaStatusChanged',
    visaStatus: 'extended',
    previousStatus: 'issued',
    ...exitAndReentry,
  }),
  'visa-cancelled': alert({
    type: 'VisaStatusChanged',
    visaStatus: 'cancelled',
    previousStatus: 'issued',
    visaType: 'work',
    visaExpiresOn: '2027-05-20',
  }),
  'visa-not-returned': alert({
    type: 'VisaStatusChanged',
    visaStatus: 'not-returned',
    previousStatus: 'used',
    ...exitAndReentry,
    returnBefore: '2026-09-20',
  }),
  'visa-unknown-late': alert(
    {
      type: 'VisaStatusChanged',
      visaStatus: 'under-review',
      previousStatus: 'issued',
      visaType: 'of-a-new-kind',
      visaExpiresOn: '2027-05-20',
    },
    { late: true, reference: 'الرياض-ب/٠٢', label: 'مشروع توسعة محطة التحلية الثالثة بالجبيل' },
  ),
  'ended-transferred': { ...ended, reason: 'transferred' },
  'ended-deceased': { ...ended, reason: 'deceased' },
  'ended-other-late': { ...ended, reason: 'other', late: true },
  code: { template: 'code', establishmentId, code: '482913' },
  'address-changed': {
    template: 'address-changed',
    establishmentId,
    channel: 'email',
    newAddressMasked: 'a***@example.com',
  },
  'contact-bounced': {
    template: 'contact-suppressed',
    establishmentId,
    channel: 'email',
    addressMasked: `a***@${'subdomain.'.repeat(9)}example.com`,
    reason: 'bounced',
  },
  'contact-opted-out': {
    template: 'contact-suppressed',
    establishmentId,
    channel: 'sms',
    addressMasked: '+9665*****678',
    reason: 'opted-out',
  },
  daily: daily(DAILY_ROWS),
  'daily-one': daily(DAILY_ROWS.slice(3, 4)),
  'daily-many': daily(
    Array.from({ length: 200 }, (_, index) => DAILY_ROWS[index % DAILY_ROWS.length] as AlertContent),
    { exit: 4800, entry: 12_000 },
  ),
  'spend-80': { template: 'spend-limit', establishmentId, percent: 80, limit: 100_000, month: '2026-11' },
  'spend-100': { template: 'spend-limit', establishmentId, percent: 100, limit: 100_000, month: '2026-11' },
};
