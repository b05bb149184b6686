import { Calendar } from './calendar.ts';
import { type DatedCall, type DefaultPlan, followStay, planDefault } from './following.ts';
import { liveMonth } from './life.ts';
import { type Numbers, numbersOf } from './numbers.ts';
import type { Plan, PlannedContact, PlannedDay, PlannedEstablishment, PlanOptions } from './plan.ts';
import { type Random, seededRandom } from './random.ts';
import type { TimelineEntry } from './timeline.ts';
import { createTraveller } from './traveller.ts';

/** How much larger the largest establishments are than the rest: the size goes with 1 / rank^this. */
const SIZE_EXPONENT = 1.1;
/** How many establishments have one more contact that nobody verifies. */
const PENDING_CONTACT_SHARE = 0.1;
/** How many contacts chose one message a day. */
const DAILY_SHARE = 0.3;

/** Plans a month: who there is, what happens to them, and what is asked of the API. */
export function planMonth(options: PlanOptions): Plan {
  const random = seededRandom(`month ${options.seed}`);
  const calendar = new Calendar(options);
  const numbers = numbersOf(options.seed, random.fork('numbers'));
  const establishments = Array.from({ length: options.establishments }, (_, index) =>
    createEstablishment(numbers, random.fork(`establishment ${index}`)),
  );
  const contactsOf = new Map(establishments.map(({ establishmentId, contacts }) => [establishmentId, contacts]));
  const defaultOf = new Map(
    establishments.map(({ establishmentId, contacts }, index) => [
      establishmentId,
      planDefault(establishmentId, contacts, calendar.days, random.fork(`default ${index}`)),
    ]),
  );
  const ids = establishments.map(({ establishmentId }) => establishmentId);
  const sizes = ids.map((id, rank) => [id, 1 / (rank + 1) ** SIZE_EXPONENT] as const);
  // So that the ids of another month on the same system are other facts.
  const idPrefix = `sim-${options.seed}-${options.until.replaceAll('-', '')}`;

  const entries: TimelineEntry[] = [];
  const calls: DatedCall[] = [];
  for (let index = 0; index < options.travellers; index += 1) {
    const own = random.fork(`traveller ${index}`);
    const home = own.weighted(sizes);
    const traveller = createTraveller(home, numbers, calendar, own);
    const month = liveMonth(traveller, {
      calendar,
      random: own.fork('life'),
      idPrefix: `${idPrefix}-${index}`,
      otherEmployer: ids.length > 1 ? own.pick(ids.filter((id) => id !== home)) : undefined,
    });
    entries.push(...month.entries);
    month.stays.forEach((stay, number) => {
      const follower = {
        contacts: contactsOf.get(stay.establishmentId) ?? [],
        byDefault: defaultOf.get(stay.establishmentId),
        lastDay: calendar.days,
      };
      calls.push(...followStay(traveller, stay, follower, own.fork(`following ${number}`)));
    });
  }
  const defaults = [...defaultOf.values()].flatMap((plan) => plan?.calls ?? []);
  return { options, establishments, days: daysOf(calendar, { entries, defaults, calls }) };
}

function createEstablishment(numbers: Numbers, random: Random): PlannedEstablishment {
  const establishmentId = numbers.establishment();
  const contact = (number: number, isVerified: boolean): PlannedContact => {
    const channel = random.pick(['sms', 'email'] as const);
    const address = channel === 'sms' ? numbers.mobile() : `contact-${number}@e${establishmentId}.example`;
    const delivery = random.chance(DAILY_SHARE) ? 'daily' : 'immediate';
    return { channel, address, language: random.chance(0.65) ? 'ar' : 'en', delivery, isVerified };
  };
  const count = random.weighted([
    [1, 50],
    [2, 35],
    [3, 15],
  ]);
  const contacts = Array.from({ length: count }, (_, index) => contact(index + 1, true));
  if (random.chance(PENDING_CONTACT_SHARE)) contacts.push(contact(count + 1, false));
  return { establishmentId, contacts };
}

/** Sorts everything into days and phases, in the order in which it happened within each. */
function daysOf(
  calendar: Calendar,
  {
    entries,
    defaults,
    calls,
  }: { entries: readonly TimelineEntry[]; defaults: DefaultPlan['calls']; calls: readonly DatedCall[] },
): PlannedDay[] {
  const byDay = Map.groupBy(entries, ({ day }) => day);
  const callsByDay = Map.groupBy(calls, ({ day }) => day);
  return Array.from({ length: calendar.days + 1 }, (_, day) => {
    const puts = (phase: TimelineEntry['phase']) =>
      (byDay.get(day) ?? [])
        .filter((entry) => entry.phase === phase)
        .map(({ put }) => put)
        .toSorted((a, b) => Date.parse(a.event.detail.occurredAt) - Date.parse(b.event.detail.occurredAt));
    return {
      date: calendar.date(day),
      facts: puts('facts'),
      defaults: defaults.filter((one) => one.day === day).map(({ call }) => call),
      calls: (callsByDay.get(day) ?? []).map(({ call }) => call),
      events: puts('events'),
      ...(day > 0 && { scanAt: calendar.scanAt(day) }),
      dailyAt: calendar.dailyAt(day),
    };
  });
}
