/** One of each thing of the domain, for tests to change what they are about. */
import type { Contact } from '../../shared/domain/contacts.ts';
import type { DefaultSubscription } from '../../shared/domain/default-subscription.ts';
import type { EventType, PassportEvent } from '../../shared/domain/events.ts';
import { parseEvent } from '../../shared/domain/events.ts';
import type { EstablishmentId, IdentityNumber } from '../../shared/domain/ids.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import type { AffiliationRecord, Subscription } from '../../shared/domain/traveller.ts';
import { NOW } from './clock.ts';
import { asId, type Plain, withIds } from './ids.ts';

export const ESTABLISHMENT: EstablishmentId = asId('7000000101');
export const OTHER_ESTABLISHMENT: EstablishmentId = asId('7000000102');
export const THIRD_ESTABLISHMENT: EstablishmentId = asId('7000000103');
export const RESIDENT: IdentityNumber = asId('2000000006');
export const OTHER_RESIDENT: IdentityNumber = asId('2100000005');
export const VISITOR: IdentityNumber = asId('3000000004');
export const MOBILE = '+966512345678';

export function contact(others: Partial<Plain<Contact>> = {}): Contact {
  return withIds<Contact>({
    id: 'contact-1',
    channel: 'sms',
    address: MOBILE,
    language: 'en',
    delivery: 'immediate',
    status: 'verified',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    codesSentAt: [],
    ...others,
  });
}

/** The start of the affiliation of `affiliation()`, under which `subscription()` was made. */
const START = { at: '2026-01-01T00:00:00.000Z', eventId: 'start-1' };

export function subscription(others: Partial<Plain<Subscription>> = {}): Subscription {
  return withIds<Subscription>({
    alerts: ['entry', 'exit', 'passport-expiry', 'passport-renewal', 'visa-issued', 'visa-status'],
    contactIds: ['contact-1'],
    expiryLeadDays: [90, 60, 30, 14, 7, 1, 0],
    underStart: START,
    createdAt: '2026-01-02T00:00:00.000Z',
    updatedAt: '2026-01-02T00:00:00.000Z',
    ...others,
  });
}

export function defaultSubscription(others: Partial<Plain<DefaultSubscription>> = {}): DefaultSubscription {
  const { alerts, contactIds, expiryLeadDays } = subscription();
  return withIds<DefaultSubscription>({
    kinds: ['resident', 'visitor'],
    alerts: alerts ?? [],
    contactIds: contactIds ?? [],
    expiryLeadDays: expiryLeadDays ?? [],
    createdAt: '2026-01-02T00:00:00.000Z',
    updatedAt: '2026-01-02T00:00:00.000Z',
    ...others,
  });
}

/** The affiliation record of a resident who is present since the beginning of the year. */
export function affiliation(others: Partial<Plain<AffiliationRecord>> = {}): AffiliationRecord {
  const passport = { numberMasked: '*****678', expiresOn: '2027-05-01' };
  return withIds<AffiliationRecord>({
    identityNumber: RESIDENT,
    establishmentId: ESTABLISHMENT,
    kind: 'resident',
    starts: [START],
    ends: [],
    profile: { ...START, name: { ar: 'سامر', en: 'Samir' }, nationality: 'EGY', passport },
    present: true,
    passport,
    version: 1,
    ...others,
  });
}

export function notification(others: Partial<Plain<Notification>> = {}): Notification {
  return withIds<Notification>({
    id: '0b7d6a2e-5a0c-8f7e-9d3b-1f2a3b4c5d6e',
    establishmentId: ESTABLISHMENT,
    about: {
      identityNumber: RESIDENT,
      alert: 'exit',
      event: { id: 'event-1', type: 'TravellerExited', occurredAt: NOW },
    },
    contactId: 'contact-1',
    channel: 'sms',
    address: MOBILE,
    language: 'en',
    content: {
      template: 'alert',
      establishmentId: ESTABLISHMENT,
      identityLastFour: RESIDENT.slice(-4),
      kind: 'resident',
      late: false,
      alert: 'exit',
      occurredAt: NOW,
      event: { type: 'TravellerExited', port: PORT, mode: 'air' },
    },
    text: 'Exit of 0006',
    status: 'queued',
    history: [{ status: 'queued', at: NOW }],
    attempts: 0,
    createdAt: NOW,
    ...others,
  });
}

const PORT = { code: 'RUH', name: { ar: 'مطار الملك خالد', en: 'King Khalid Airport' } };
const crossing = { port: PORT, mode: 'air' };
const visa = { number: 'V-123456', type: 'exit-reentry-single', expiresOn: '2027-03-01', status: 'issued' };
const passport = { number: 'A12345678', expiresOn: '2027-05-01' };

/** Per type of event, its source and the fields of a detail beside the common ones. */
export const EVENT_EXAMPLES: Readonly<Record<EventType, { source: string; fields: Record<string, unknown> }>> = {
  TravellerEntered: { source: 'passports.border', fields: crossing },
  TravellerExited: { source: 'passports.border', fields: crossing },
  PassportRenewed: { source: 'passports.documents', fields: { passport } },
  PassportExpiring: {
    source: 'passports.expiry-scanner',
    fields: { passport: { expiresOn: passport.expiresOn }, daysLeft: 90 },
  },
  PassportExpired: {
    source: 'passports.expiry-scanner',
    // On the day itself.
    fields: { passport: { expiresOn: passport.expiresOn }, occurredAt: '2027-05-01T04:00:00.000Z' },
  },
  VisaIssued: { source: 'passports.visas', fields: { visa } },
  VisaStatusChanged: {
    source: 'passports.visas',
    fields: { visa: { ...visa, status: 'extended', previousStatus: 'issued' } },
  },
  AffiliationStarted: {
    source: 'passports.affiliations',
    fields: {
      establishmentId: ESTABLISHMENT,
      kind: 'resident',
      name: { ar: 'سامر', en: 'Samir' },
      nationality: 'EGY',
      passport,
    },
  },
  AffiliationEnded: {
    source: 'passports.affiliations',
    fields: { establishmentId: ESTABLISHMENT, reason: 'final-exit' },
  },
};
export const EVENT_TYPES = Object.keys(EVENT_EXAMPLES) as EventType[];

/** The detail of an event as a registry sends it. */
export function eventDetail(type: EventType, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    eventId: 'event-1',
    schemaVersion: 1,
    occurredAt: NOW,
    identityNumber: RESIDENT,
    ...EVENT_EXAMPLES[type].fields,
    ...fields,
  };
}

/** The body of a queue message, as EventBridge puts it there. */
export function eventBody(type: EventType, fields: Record<string, unknown> = {}, envelope: object = {}): string {
  return JSON.stringify({
    version: '0',
    id: 'b2b2a5c0-7a51-4d0b-8d8e-1f0d2c3b4a59',
    'detail-type': type,
    source: EVENT_EXAMPLES[type].source,
    detail: eventDetail(type, fields),
    ...envelope,
  });
}

type OfType<T extends EventType> = Extract<PassportEvent, { type: T }>;

/** An event as the domain sees it. @throws Error when the fields make none */
export function passportEvent<T extends EventType>(type: T, fields: Record<string, unknown> = {}): OfType<T> {
  const parsed = parseEvent(eventBody(type, fields), new Date('2099-01-01T00:00:00Z'));
  if (!parsed.ok) throw new Error(`${parsed.reason}: ${parsed.detail}`);
  return parsed.event as OfType<T>;
}
