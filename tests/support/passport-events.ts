import { randomInt, randomUUID } from 'node:crypto';
import { passesLuhn } from '../../shared/domain/digits.ts';
import type { EstablishmentId, IdentityNumber } from '../../shared/domain/ids.ts';
import { canary, PERSON } from './canaries.ts';
import { asId } from './ids.ts';
import type { BusEvent } from './local-system.ts';

/** A resident's identity number that no other test uses. */
export function newResident(): IdentityNumber {
  const base = `2${randomInt(100_000_000).toString().padStart(8, '0')}`;
  const checkDigit = [...'0123456789'].find((digit) => passesLuhn(base + digit));
  return asId(canary(`${base}${checkDigit}`));
}

/** A visitor's border number that no other test uses. */
export function newVisitor(): IdentityNumber {
  return asId(canary(`4${randomInt(1_000_000_000).toString().padStart(9, '0')}`));
}

/** An establishment that no other test uses. */
export function newEstablishment(): EstablishmentId {
  return asId(`7${randomInt(1_000_000_000).toString().padStart(9, '0')}`);
}

/** A Saudi mobile number that no other test uses. */
export function newMobile(): string {
  return canary(`+9665${randomInt(2) === 0 ? '0' : '5'}${randomInt(10_000_000).toString().padStart(7, '0')}`);
}

export function newEmail(): string {
  return canary(`${randomUUID()}@establishment.example`);
}

const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/** An instant so many milliseconds from now, as a registry in Riyadh writes it. */
export function fromNow(ms: number): string {
  // Riyadh keeps UTC+3 all year.
  return new Date(Date.now() + ms + 180 * MINUTE_MS).toISOString().replace('Z', '+03:00');
}

/** A calendar date so many days from today. */
export function dateFromNow(days: number): string {
  return fromNow(days * DAY_MS).slice(0, 10);
}

function busEvent(source: string, type: string, identityNumber: string, detail: object): BusEvent {
  return {
    source: `passports.${source}`,
    type,
    detail: { eventId: randomUUID(), schemaVersion: 1, occurredAt: fromNow(-MINUTE_MS), identityNumber, ...detail },
  };
}

const PORT = { code: 'RUH', name: { ar: 'مطار الملك خالد الدولي', en: 'King Khalid International Airport' } };
const VISA = { number: PERSON.visaNumber, type: 'exit-reentry-single', expiresOn: '2027-06-30' };

/** Passport events with everything that is required; what a test is about comes in `more`. */
export const passportEvents = {
  started: (identityNumber: string, establishmentId: string, more: object = {}) =>
    busEvent('affiliations', 'AffiliationStarted', identityNumber, {
      occurredAt: fromNow(-100 * DAY_MS),
      establishmentId,
      kind: identityNumber.startsWith('2') ? 'resident' : 'visitor',
      name: PERSON.name,
      nationality: 'EGY',
      passport: { number: PERSON.passportNumbers[0], expiresOn: '2029-05-20' },
      ...more,
    }),
  ended: (identityNumber: string, establishmentId: string, more: object = {}) =>
    busEvent('affiliations', 'AffiliationEnded', identityNumber, { establishmentId, reason: 'departed', ...more }),
  entered: (identityNumber: string, more: object = {}) =>
    busEvent('border', 'TravellerEntered', identityNumber, { port: PORT, mode: 'air', ...more }),
  exited: (identityNumber: string, more: object = {}) =>
    busEvent('border', 'TravellerExited', identityNumber, { port: PORT, mode: 'air', ...more }),
  renewed: (identityNumber: string, more: object = {}) =>
    busEvent('documents', 'PassportRenewed', identityNumber, {
      passport: { number: PERSON.passportNumbers[1], expiresOn: '2036-01-31' },
      ...more,
    }),
  expiring: (identityNumber: string, expiresOn: string, daysLeft: number, more: object = {}) =>
    busEvent('expiry-scanner', 'PassportExpiring', identityNumber, { passport: { expiresOn }, daysLeft, ...more }),
  expired: (identityNumber: string, expiresOn: string, more: object = {}) =>
    busEvent('expiry-scanner', 'PassportExpired', identityNumber, { passport: { expiresOn }, ...more }),
  visaIssued: (identityNumber: string, more: object = {}) =>
    busEvent('visas', 'VisaIssued', identityNumber, { visa: { ...VISA, status: 'issued' }, ...more }),
  visaChanged: (identityNumber: string, more: object = {}) =>
    busEvent('visas', 'VisaStatusChanged', identityNumber, {
      visa: { ...VISA, status: 'extended', previousStatus: 'issued' },
      ...more,
    }),
};

/** Whether a notification has left for its recipient: e-mails come to be delivered as well. */
export function hasLeft(status: string): boolean {
  return status === 'sent' || status === 'delivered';
}
