/** The events of the demo. They are the same at every start on one data directory, so that nobody gets a message twice. */
import { createHash } from 'node:crypto';
import type { EventType } from '../../../shared/domain/events.ts';
import { DAY_MS, riyadhDate } from '../../../shared/domain/time.ts';
import type { OutgoingEvent } from '../../../shared/queue/bus.ts';

/** Somebody who belongs to a demo establishment. */
export interface DemoPerson {
  readonly identityNumber: string;
  readonly name: { readonly ar: string; readonly en: string };
  readonly nationality: string;
  /** Days from the first start until the passport expires; negative where it had expired. */
  readonly passportExpiresInDays: number;
  /** Days before the first start at which the person came to the establishment. */
  readonly cameDaysAgo: number;
}

export const RIYADH_AIRPORT = {
  code: 'RUH',
  name: { ar: 'مطار الملك خالد الدولي', en: 'King Khalid International Airport' },
};
export const BATHA = { code: 'BTH', name: { ar: 'منفذ البطحاء', en: 'Al Batha' } };

/**
 * An event about a person.
 *
 * @param more the fields of its type
 */
export function demoEvent(type: EventType, identityNumber: string, occurredAt: string, more: object): OutgoingEvent {
  const hash = createHash('sha256').update(identityNumber).digest('hex').slice(0, 16);
  // An affiliation begins with the word that its id had first.
  const what = type === 'AffiliationStarted' ? 'affiliation' : type;
  return {
    type,
    detail: { eventId: `demo:${what}:${hash}`, schemaVersion: 1, occurredAt, identityNumber, ...more },
  };
}

/** The event that a person came. @param firstStart when the demo data was first put in */
export function affiliationOf(establishmentId: string, person: DemoPerson, firstStart: Date): OutgoingEvent {
  const { identityNumber, name, nationality, passportExpiresInDays, cameDaysAgo } = person;
  return demoEvent('AffiliationStarted', identityNumber, daysFrom(firstStart, -cameDaysAgo).toISOString(), {
    establishmentId,
    kind: identityNumber.startsWith('2') ? 'resident' : 'visitor',
    name,
    nationality,
    passport: {
      number: `D${identityNumber.slice(2)}`,
      expiresOn: riyadhDate(daysFrom(firstStart, passportExpiresInDays)),
    },
  });
}

/** The instant so many days from another one. */
export function daysFrom(instant: Date, days: number): Date {
  return new Date(instant.getTime() + days * DAY_MS);
}
