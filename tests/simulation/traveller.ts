import { addDays } from '../../shared/domain/time.ts';
import type { Calendar } from './calendar.ts';
import type { Numbers } from './numbers.ts';
import { ORIGINS } from './people.ts';
import type { BilingualName, PlannedPassport } from './plan.ts';
import type { Random } from './random.ts';

/** A simulated resident or visitor, as they are when the month begins. */
export interface SimulatedTraveller {
  readonly identityNumber: string;
  readonly kind: 'resident' | 'visitor';
  readonly name: BilingualName;
  readonly nationality: string;
  readonly passport: PlannedPassport;
  /** The establishment that the traveller belongs to, or comes to. */
  readonly home: string;
}

const VISITOR_SHARE = 0.12;
/** How many passports expire within, or shortly before, the days that can be reminded of. */
const EXPIRING_SHARE = 0.2;

/** Makes a traveller of an establishment. */
export function createTraveller(
  home: string,
  numbers: Numbers,
  calendar: Calendar,
  random: Random,
): SimulatedTraveller {
  const kind = random.chance(VISITOR_SHARE) ? 'visitor' : 'resident';
  const { nationality, given, family } = random.weighted(ORIGINS);
  const [first, last] = [random.pick(given), random.pick(family)];
  return {
    identityNumber: kind === 'resident' ? numbers.resident() : numbers.visitor(),
    kind,
    name: { ar: `${first.ar} ${last.ar}`, en: `${first.en} ${last.en}` },
    nationality,
    passport: {
      number: passportNumber(random),
      expiresOn: random.chance(EXPIRING_SHARE) ? expirySoon(calendar, random) : expiryFarAway(calendar, random),
    },
    home,
  };
}

export function passportNumber(random: Random): string {
  return `${random.pick(['A', 'B', 'E', 'P', 'Z'])}${random.int(1_000_000, 99_999_999)}`;
}

/** A date of expiry that reminders are about. */
export function expirySoon(calendar: Calendar, random: Random): string {
  const last = calendar.date(calendar.days);
  const expiresOn = calendar.date(random.int(-16, calendar.days + 182));
  // What is told about these two turns at midnight, and the run may last longer than that.
  const isAtMidnightsMercy = expiresOn === addDays(last, 1) || expiresOn === addDays(last, -30);
  return isAtMidnightsMercy ? addDays(expiresOn, 5) : expiresOn;
}

/** A date of expiry that no reminder is about yet. */
export function expiryFarAway(calendar: Calendar, random: Random): string {
  return calendar.date(calendar.days + random.int(200, 3600));
}
