/** Contents for the tests of the templates: one of each, and every combination of the values that make texts long. */

import type { Language } from '../../../../shared/domain/contacts.ts';
import type { EstablishmentId } from '../../../../shared/domain/ids.ts';
import type { AlertContent, AlertEvent, FollowingEndedContent } from '../../../../shared/domain/message-content.ts';
import { asId } from '../../../support/ids.ts';

export const LANGUAGES: readonly Language[] = ['ar', 'en'];

const VISA_TYPES = [
  'exit-reentry-single',
  'exit-reentry-multiple',
  'final-exit',
  'visit',
  'work',
  'umrah',
  'hajj',
  'transit',
  'tourist',
  'other',
  'a-type-nobody-has-heard-of',
];
const VISA_STATUSES = [
  'issued',
  'extended',
  'used',
  'cancelled',
  'expired',
  'not-returned',
  'a-status-nobody-has-heard-of',
];

export const RIYADH_AIRPORT = {
  code: 'RUH',
  name: { ar: 'مطار الملك خالد الدولي', en: 'King Khalid International Airport' },
};
const LONGEST_PORT = {
  code: 'A-RATHER-LONG-PORT-CODE',
  name: { ar: 'منفذ جسر الملك فهد '.repeat(5), en: 'King Fahd Causeway crossing point '.repeat(6) },
};

const LABELS = [
  undefined,
  'م',
  'فريق المشاريع - الدمام',
  'ض'.repeat(40),
  'W'.repeat(40),
  '€'.repeat(40),
  '👨‍👩‍👧‍👦'.repeat(8),
  'پژوهشگر ارشد گچ',
  'é́́́'.repeat(8),
];

const ESTABLISHMENT_ID: EstablishmentId = asId('7000000001');
export const OCCURRED_AT = '2026-11-22T08:15:30+03:00';

export function alertContent(event: AlertEvent, others: Partial<AlertContent> = {}): AlertContent {
  const alerts = {
    TravellerEntered: 'entry',
    TravellerExited: 'exit',
    PassportRenewed: 'passport-renewal',
    PassportExpiring: 'passport-expiry',
    PassportExpired: 'passport-expiry',
    VisaIssued: 'visa-issued',
    VisaStatusChanged: 'visa-status',
  } as const;
  return {
    template: 'alert',
    establishmentId: ESTABLISHMENT_ID,
    identityLastFour: '0006',
    kind: 'resident',
    occurredAt: OCCURRED_AT,
    late: false,
    alert: alerts[event.type],
    event,
    ...others,
  };
}

export function exitContent(others: Partial<AlertContent> = {}): AlertContent {
  return alertContent({ type: 'TravellerExited', port: RIYADH_AIRPORT, mode: 'air' }, others);
}

export function followingEnded(others: Partial<FollowingEndedContent> = {}): FollowingEndedContent {
  return {
    template: 'following-ended',
    establishmentId: ESTABLISHMENT_ID,
    identityLastFour: '0006',
    kind: 'resident',
    endedAt: OCCURRED_AT,
    reason: 'final-exit',
    late: false,
    ...others,
  };
}

const passportExpiresOn = '2031-11-21';

const EVENTS: readonly AlertEvent[] = [
  ...[RIYADH_AIRPORT, LONGEST_PORT].flatMap((port): AlertEvent[] => [
    { type: 'TravellerEntered', port, mode: 'air' },
    { type: 'TravellerExited', port, mode: 'sea' },
  ]),
  { type: 'PassportRenewed', passportExpiresOn },
  ...[1, 2, 3, 10, 11, 100, 102, 180, 9999].map(
    (daysLeft): AlertEvent => ({ type: 'PassportExpiring', passportExpiresOn, daysLeft }),
  ),
  { type: 'PassportExpired', passportExpiresOn },
  ...VISA_TYPES.flatMap((visaType) => [
    { type: 'VisaIssued', visaType, visaExpiresOn: '2027-03-01', visaStatus: 'issued' } as const,
    ...VISA_STATUSES.map(
      (visaStatus) =>
        ({
          type: 'VisaStatusChanged',
          visaType,
          visaExpiresOn: '2027-03-01',
          visaStatus,
          previousStatus: 'issued',
        }) as const,
    ),
  ]),
];

/** Every alert × event × kind × late × label. */
export function* everyAlert(): Generator<AlertContent> {
  for (const event of EVENTS) {
    for (const kind of ['resident', 'visitor'] as const) {
      for (const late of [false, true]) {
        for (const label of LABELS) yield alertContent(event, { kind, late, label });
      }
    }
  }
}

export function* everyEnd(): Generator<FollowingEndedContent> {
  for (const reason of ['transferred', 'final-exit', 'departed', 'deceased', 'other'] as const) {
    for (const kind of ['resident', 'visitor'] as const) {
      for (const late of [false, true]) {
        for (const label of LABELS) yield followingEnded({ reason, kind, late, label });
      }
    }
  }
}

export const CODE = { template: 'code', establishmentId: ESTABLISHMENT_ID, code: '482913' } as const;

export const ADDRESS_CHANGES = [
  { channel: 'sms', newAddressMasked: '+9665*****678' },
  { channel: 'email', newAddressMasked: 'a***@example.com' },
  { channel: 'email', newAddressMasked: `a***@${'subdomain.'.repeat(20)}example.com` },
  { channel: 'email', newAddressMasked: 'م***@مثال.السعودية' },
].map((change) => ({
  template: 'address-changed' as const,
  establishmentId: ESTABLISHMENT_ID,
  channel: change.channel === 'sms' ? ('sms' as const) : ('email' as const),
  newAddressMasked: change.newAddressMasked,
}));

export const SUPPRESSIONS = ADDRESS_CHANGES.map(({ channel, newAddressMasked }) => ({
  template: 'contact-suppressed' as const,
  establishmentId: ESTABLISHMENT_ID,
  channel,
  addressMasked: newAddressMasked,
}));

export const SUPPRESSED_SYSTEM = {
  template: 'contact-suppressed',
  establishmentId: ESTABLISHMENT_ID,
  channel: 'webhook',
  addressMasked: 'https://hr.example.com/***',
  reason: 'unreachable',
} as const;

export const SPEND_LIMITS = ([80, 100] as const).map((percent) => ({
  template: 'spend-limit' as const,
  establishmentId: ESTABLISHMENT_ID,
  percent,
  limit: 100_000,
  month: '2026-11',
}));
