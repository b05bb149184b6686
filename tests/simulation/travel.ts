import { type Calendar, minutesAfter } from './calendar.ts';
import { PORTS } from './people.ts';
import type { PlannedVisa } from './plan.ts';
import type { Random } from './random.ts';
import type { Timeline } from './timeline.ts';
import type { SimulatedTraveller } from './traveller.ts';

/**
 * What travellers do within a month. Together about 0.6 crossings each: 115 million a year for the 15.7 million who are
 * no citizens.
 */
const HABITS = [
  ['stays', 71],
  ['commutes', 3],
  ['trip', 18],
  ['abroad', 8],
] as const;
/** How many commuters leave on a given weekend. */
const WEEKEND_SHARE = 0.8;
const THURSDAY = 4;
/** How many see something about a visa that goes with no journey. */
const OTHER_VISA_SHARE = 0.04;

interface TravelContext {
  /** The days on which the traveller is there to travel, both inclusive. */
  readonly from: number;
  readonly to: number;
  readonly traveller: SimulatedTraveller;
  readonly calendar: Calendar;
  readonly random: Random;
}

/** Crosses borders, with the visas that it takes. */
export function travel(timeline: Timeline, context: TravelContext): void {
  const { from, to, random } = context;
  if (from > to) return;
  const habit = random.weighted(HABITS);
  if (habit === 'commutes') commute(timeline, context);
  if (habit === 'trip') makeTrip(timeline, context);
  if (habit === 'abroad') comeBack(timeline, from, { ...context });
  if (random.chance(OTHER_VISA_SHARE)) changeVisa(timeline, context);
}

/** Over the causeway on Thursday, back on Saturday. */
function commute(timeline: Timeline, { from, to, calendar, random }: TravelContext): void {
  const causeway = PORTS.map(([place]) => place).find(({ port }) => port.code === 'KFC');
  if (!causeway) throw new Error('there is no causeway');
  for (let day = from; day <= to; day += 1) {
    if (calendar.weekday(day) !== THURSDAY || !random.chance(WEEKEND_SHARE)) continue;
    timeline.record('TravellerExited', day, calendar.travelHour(day, random), causeway);
    if (day + 2 <= to) timeline.record('TravellerEntered', day + 2, calendar.travelHour(day + 2, random), causeway);
  }
}

function makeTrip(timeline: Timeline, context: TravelContext): void {
  const { from, to, traveller, calendar, random } = context;
  const day = calendar.travelDay(from, to, 'out', random);
  const exitedAt = calendar.travelHour(day, random);
  const place = random.weighted(PORTS);
  timeline.record('TravellerExited', day, exitedAt, place);
  if (traveller.kind === 'resident') exitVisa(timeline, day, exitedAt, context);
  const earliest = day + random.int(2, 25);
  if (earliest <= to) comeBack(timeline, earliest, { ...context, to: Math.min(earliest + 4, to) });
}

/** Comes back on a day from `first` on, more likely as the weekend ends. */
function comeBack(timeline: Timeline, first: number, { to, calendar, random }: TravelContext): void {
  const day = calendar.travelDay(first, to, 'back', random);
  timeline.record('TravellerEntered', day, calendar.travelHour(day, random), random.weighted(PORTS));
}

/** The visa that a resident leaves on: issued before, used at the border, now and then extended or overstayed. */
function exitVisa(
  timeline: Timeline,
  exitDay: number,
  exitedAt: string,
  { from, to, calendar, random }: TravelContext,
): void {
  const visa = newVisa(random.pick(['exit-reentry-single', 'exit-reentry-multiple']), exitDay + 60, calendar, random);
  const issuedOn = exitDay - random.int(1, 6);
  if (issuedOn >= from) timeline.record('VisaIssued', issuedOn, calendar.officeHour(issuedOn, random), { visa });
  timeline.record('VisaStatusChanged', exitDay, minutesAfter(exitedAt, 1), { visa: changed(visa, 'used') });
  const later = exitDay + random.int(3, 12);
  if (later > to || !random.chance(0.15)) return;
  const status = random.weighted([
    ['extended', 80],
    ['not-returned', 20],
  ]);
  timeline.record('VisaStatusChanged', later, calendar.officeHour(later, random), {
    visa: changed({ ...visa, status: 'used' }, status),
  });
}

function changeVisa(timeline: Timeline, { from, to, traveller, calendar, random }: TravelContext): void {
  const day = random.int(from, to);
  const at = calendar.officeHour(day, random);
  const type = random.pick(traveller.kind === 'visitor' ? ['visit', 'tourist', 'umrah'] : ['exit-reentry-single']);
  const visa = newVisa(type, day + random.int(30, 180), calendar, random);
  if (random.chance(0.5)) timeline.record('VisaIssued', day, at, { visa });
  // The registry may come to know a status that nobody has heard of.
  const status = random.pick(['extended', 'cancelled', 'expired', 'suspended']);
  timeline.record('VisaStatusChanged', day, minutesAfter(at, 20), { visa: changed(visa, status) });
}

function newVisa(type: string, expiresOnDay: number, calendar: Calendar, random: Random): PlannedVisa {
  return {
    number: `V${random.int(1_000_000, 9_999_999)}`,
    type,
    expiresOn: calendar.date(expiresOnDay),
    status: 'issued',
  };
}

function changed(visa: PlannedVisa, status: string): PlannedVisa {
  return { ...visa, status, previousStatus: visa.status };
}
