import type { Calendar } from './calendar.ts';
import { minutesAfter } from './calendar.ts';
import type { DetailOf, PlannedPassport } from './plan.ts';
import type { Random } from './random.ts';
import { Timeline, type TimelineEntry } from './timeline.ts';
import { travel } from './travel.ts';
import { expiryFarAway, expirySoon, passportNumber, type SimulatedTraveller } from './traveller.ts';

/** A time during which the system knows a traveller as present at an establishment. */
export interface Stay {
  readonly establishmentId: string;
  /** The day on which the bus hears of its start, 0 for the opening. */
  readonly from: number;
  /** The day on which the bus hears of its end; absent while it lasts. */
  readonly until?: number;
}

export interface Month {
  readonly entries: readonly TimelineEntry[];
  readonly stays: readonly Stay[];
}

export interface LifeContext {
  readonly calendar: Calendar;
  readonly random: Random;
  /** Begins the ids of the traveller's events. */
  readonly idPrefix: string;
  /** Another establishment, for a transfer; undefined when there is none. */
  readonly otherEmployer: string | undefined;
}

const ARRIVAL_SHARE = 0.06;
/** How many travellers a month see what becomes of their affiliation. */
const CHANGES = [
  ['none', 92],
  ['transfer', 2.5],
  ['end', 2.5],
  ['return', 1.5],
  ['update', 1.5],
] as const;
/** How many renew within the month: those whose passport expires soon, and the others. */
const RENEWAL_SHARE = { soon: 0.2, others: 0.01 };
/** Of those who renewed: how many registered an older renewal only after the newer. */
const OUT_OF_ORDER_SHARE = 0.15;
/** How many renewals come to light more than 30 days after the fact. */
const ANCIENT_SHARE = 0.004;
/** How many renewed before the month, after their affiliation had brought along the passport of that time. */
const RENEWED_BEFORE_SHARE = 0.1;

/** Lives one traveller's month. */
export function liveMonth(traveller: SimulatedTraveller, context: LifeContext): Month {
  const { calendar, random } = context;
  const timeline = new Timeline({ ...traveller, ...context });
  const arrival = arrive(traveller, timeline, context);
  const stays: Stay[] = [];
  let isThereUntil = calendar.days;
  if (arrival.knownOn !== undefined) {
    const stay = { establishmentId: traveller.home, from: arrival.knownOn };
    const change = changeAffiliation(traveller, stay, timeline, context);
    stays.push(...change.stays);
    isThereUntil = change.lastDay;
  }
  renew(traveller, timeline, context);
  travel(timeline, { from: arrival.day + 1, to: isThereUntil, traveller, calendar, random });
  return { entries: timeline.entries, stays };
}

function started(traveller: SimulatedTraveller, establishmentId: string, passport: PlannedPassport) {
  const { kind, name, nationality } = traveller;
  return { establishmentId, kind, name, nationality, passport } satisfies DetailOf<'AffiliationStarted'>;
}

/** Where the traveller comes from: most were there before; the others enter and begin within the month. */
function arrive(traveller: SimulatedTraveller, timeline: Timeline, { calendar, random }: LifeContext) {
  const { home, passport } = traveller;
  if (calendar.days > 2 && random.chance(ARRIVAL_SHARE)) {
    const day = random.int(1, calendar.days - 1);
    const enteredAt = calendar.travelHour(day, random);
    const isKnownAtOnce = random.chance(0.7);
    timeline.record('TravellerEntered', day, enteredAt, random.pick(ARRIVALS));
    const startsOn = isKnownAtOnce ? day : day + 1;
    const startsAt = isKnownAtOnce ? minutesAfter(enteredAt, -30) : calendar.officeHour(startsOn, random);
    return {
      day,
      knownOn: timeline.fact('AffiliationStarted', startsOn, startsAt, started(traveller, home, passport)),
    };
  }
  const since = -random.int(60, 2000);
  const renewedBefore = random.chance(RENEWED_BEFORE_SHARE);
  const broughtAlong = renewedBefore
    ? { number: passportNumber(random), expiresOn: expirySoon(calendar, random) }
    : passport;
  timeline.before('AffiliationStarted', calendar.officeHour(since, random), started(traveller, home, broughtAlong));
  if (renewedBefore) {
    timeline.before('PassportRenewed', calendar.officeHour(-random.int(40, 59), random), { passport });
  }
  return { day: 0, knownOn: 0 };
}

const ARRIVALS: readonly DetailOf<'TravellerEntered'>[] = [
  {
    mode: 'air',
    port: { code: 'RUH', name: { ar: 'مطار الملك خالد الدولي', en: 'King Khalid International Airport' } },
  },
  { mode: 'air', port: { code: 'JED', name: { ar: 'مطار الملك عبدالعزيز الدولي', en: 'King Abdulaziz Airport' } } },
];

/** What becomes of the affiliation within the month: mostly nothing. */
function changeAffiliation(
  traveller: SimulatedTraveller,
  stay: Stay,
  timeline: Timeline,
  { calendar, random, otherEmployer }: LifeContext,
): { stays: Stay[]; lastDay: number } {
  const unchanged = { stays: [stay], lastDay: calendar.days };
  const { establishmentId, from } = stay;
  const change = random.weighted(CHANGES);
  if (change === 'none' || from + 2 > calendar.days) return unchanged;
  const day = random.int(from + 2, calendar.days);
  const at = calendar.officeHour(day, random);

  if (change === 'update') {
    const passport = random.chance(0.5)
      ? traveller.passport
      : { number: passportNumber(random), expiresOn: expirySoon(calendar, random) };
    timeline.fact('AffiliationStarted', day, at, started(traveller, establishmentId, passport));
    return unchanged;
  }
  if (change === 'transfer') {
    if (!otherEmployer) return unchanged;
    const knownOn = timeline.fact('AffiliationStarted', day, at, started(traveller, otherEmployer, traveller.passport));
    if (knownOn === undefined) return unchanged;
    // Some registries tell the end as well, and later.
    if (random.chance(0.4)) {
      timeline.fact('AffiliationEnded', knownOn + 1, minutesAfter(at, -5), { establishmentId, reason: 'transferred' });
    }
    return {
      stays: [
        { ...stay, until: knownOn },
        { establishmentId: otherEmployer, from: knownOn },
      ],
      lastDay: calendar.days,
    };
  }
  const reason = endReason(traveller, change === 'return', random);
  const endedOn = timeline.fact('AffiliationEnded', day, at, { establishmentId, reason });
  if (reason === 'final-exit') {
    // At the very instant of the end: still told.
    timeline.record('TravellerExited', day, at, random.pick(ARRIVALS));
    if (day > 8) finalExitVisa(timeline, day - random.int(2, 7), calendar, random);
  }
  if (endedOn === undefined) return { stays: [stay], lastDay: day - 1 };
  const ended = { ...stay, until: endedOn };
  if (change === 'return' && endedOn + 2 <= calendar.days) {
    const backOn = random.int(endedOn + 1, calendar.days - 1);
    const backAt = calendar.officeHour(backOn, random);
    const again = started(traveller, establishmentId, traveller.passport);
    const knownOn = timeline.fact('AffiliationStarted', backOn, backAt, again);
    // Unless somebody follows again, the old subscription must not tell of these.
    timeline.record('TravellerEntered', backOn, minutesAfter(backAt, 60), random.pick(ARRIVALS));
    const leavesOn = random.int(backOn + 1, calendar.days);
    timeline.record('TravellerExited', leavesOn, calendar.travelHour(leavesOn, random), random.pick(ARRIVALS));
    if (knownOn !== undefined) return { stays: [ended, { establishmentId, from: knownOn }], lastDay: day - 1 };
  } else if (random.chance(0.3) && day + 2 < calendar.days) {
    // Back as somebody whom the establishment has nothing to do with.
    const backOn = random.int(day + 1, calendar.days);
    timeline.record('TravellerEntered', backOn, calendar.travelHour(backOn, random), random.pick(ARRIVALS));
  }
  return { stays: [ended], lastDay: day - 1 };
}

function endReason({ kind }: SimulatedTraveller, comesBack: boolean, random: Random): string {
  if (kind === 'visitor') return 'departed';
  if (comesBack) return 'other';
  return random.weighted([
    ['final-exit', 75],
    ['deceased', 3],
    ['other', 22],
  ]);
}

function finalExitVisa(timeline: Timeline, day: number, calendar: Calendar, random: Random): void {
  timeline.record('VisaIssued', day, calendar.officeHour(day, random), {
    visa: {
      number: `V${random.int(1_000_000, 9_999_999)}`,
      type: 'final-exit',
      expiresOn: calendar.date(day + 60),
      status: 'issued',
    },
  });
}

/** Renewals of the month: in order, out of order, and some that come to light long after. */
function renew(traveller: SimulatedTraveller, timeline: Timeline, { calendar, random }: LifeContext): void {
  const isSoon = traveller.passport.expiresOn < calendar.date(calendar.days + 183);
  if (random.chance(isSoon ? RENEWAL_SHARE.soon : RENEWAL_SHARE.others)) {
    const day = random.int(1, calendar.days);
    const renewal = { passport: { number: passportNumber(random), expiresOn: expiryFarAway(calendar, random) } };
    const knownOn = timeline.fact('PassportRenewed', day, calendar.officeHour(day, random), renewal);
    if (knownOn !== undefined && day > 3 && random.chance(OUT_OF_ORDER_SHARE)) {
      const earlier = calendar.officeHour(random.int(2, day - 1), random);
      const older = { passport: { number: passportNumber(random), expiresOn: expirySoon(calendar, random) } };
      timeline.fact('PassportRenewed', knownOn + 1, earlier, older);
    }
  }
  if (random.chance(ANCIENT_SHARE)) {
    const day = random.int(1, calendar.days);
    const longAgo = calendar.officeHour(calendar.days - random.int(40, 70), random);
    timeline.fact('PassportRenewed', day, longAgo, {
      passport: { number: passportNumber(random), expiresOn: expirySoon(calendar, random) },
    });
  }
}
