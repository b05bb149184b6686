import { CALENDAR_DAYS } from '../../shared/domain/calendars.ts';
import { inForceNow } from '../../shared/domain/default-subscription.ts';
import type { EstablishmentId } from '../../shared/domain/ids.ts';
import { addDays, type CalendarDate, type Instant } from '../../shared/domain/time.ts';
import { defaultOf } from '../../shared/store/contacts.ts';
import type { Position } from '../../shared/store/table.ts';
import type { PresentAffiliation } from '../../shared/store/travellers.ts';
import type { CalendarFilesDeps } from './deps.ts';

/**
 * The most passports that a file has. A file of as many stays below the 1 MB that Google Calendar takes:
 * https://support.google.com/calendar/answer/37118
 */
export const MAX_EXPIRIES = 2000;
/** People who are looked at in one go; most of them are followed. */
const PAGE = 500;

/** Of a keyed hash: 128 bits, as many as a UUID has, which RFC 7986, section 5.3, recommends. */
const ID_DIGITS = 32;

/** A passport that expires. */
export interface Expiry {
  /** The same for the same passport date of the same person, and telling nothing of either. */
  readonly id: string;
  readonly on: CalendarDate;
  readonly reference?: string | undefined;
  readonly label?: string | undefined;
  readonly lastFour: string;
  /** When the establishment's data of it was last changed, as far as that is known. */
  readonly changedAt: Instant;
}

export interface Expiries {
  /** The first that expires first. */
  readonly all: readonly Expiry[];
  /** The day from which on there is more than a file has; absent where it has all. */
  readonly goesOnFrom?: CalendarDate;
}

/**
 * The passports that expire today or within the days of a calendar, of the people who belong to the establishment and are followed
 * with the alert `passport-expiry`, by a subscription of their own or by the default one: those of whom reminders are sent.
 *
 * @param today the date in Asia/Riyadh
 */
export async function readExpiries(
  { store, keys }: Pick<CalendarFilesDeps, 'store' | 'keys'>,
  establishmentId: EstablishmentId,
  today: CalendarDate,
): Promise<Expiries> {
  const defaults = defaultOf(await store.readContacts(establishmentId));
  const keep = (record: Parameters<typeof inForceNow>[0]) =>
    inForceNow(record, defaults).alerts.includes('passport-expiry');
  const range = { from: today, to: addDays(today, CALENDAR_DAYS + 1) };
  const found: PresentAffiliation[] = [];
  let after: Position | undefined;
  do {
    const page = await store.listByPassportExpiry(establishmentId, range, {
      limit: PAGE,
      keep,
      ...(after && { after }),
    });
    found.push(...page.items);
    after = page.next;
  } while (after && found.length <= MAX_EXPIRIES);

  const all = found.slice(0, MAX_EXPIRIES).map((record): Expiry => {
    const { identityNumber, passport, profile, subscription } = record;
    const { reference, label } = inForceNow(record, defaults);
    return {
      id: keys
        .hash('calendar-entry', JSON.stringify([establishmentId, identityNumber, passport.expiresOn]))
        .slice(0, ID_DIGITS),
      on: passport.expiresOn,
      lastFour: identityNumber.slice(-4),
      changedAt: subscription && subscription.updatedAt > profile.at ? subscription.updatedAt : profile.at,
      reference,
      label,
    };
  });
  const next = found[MAX_EXPIRIES];
  return { all, ...(next && { goesOnFrom: next.passport.expiresOn }) };
}
