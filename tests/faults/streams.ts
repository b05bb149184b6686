/** Random streams of events, and who is to be told of each by a rule of its own. */

import { passesLuhn } from '../../shared/domain/digits.ts';
import { type Random, seededRandom } from '../simulation/random.ts';
import type { BusEvent } from '../support/local-system.ts';
import { dateFromNow, fromNow, passportEvents } from '../support/passport-events.ts';

const MINUTE_MS = 60_000;
const CROSSING_ALERTS = ['entry', 'exit', 'visa-issued', 'visa-status'] as const;
const ALERTS = [...CROSSING_ALERTS, 'passport-renewal', 'passport-expiry'] as const;
type Alert = (typeof ALERTS)[number];

/** Events lie within the last hours, so that none is told as late; the end of an affiliation comes after all others. */
const LATEST_MINUTES_AGO = 60;
const EARLIEST_MINUTES_AGO = 15 * 60;
const END_MINUTES_AGO = 30;
const LEAD_DAY = 30;
const TRAVELLERS = 12;

export interface StreamContact {
  /** Unlike that of any other contact of any stream. */
  readonly address: string;
  readonly channel: 'sms' | 'email';
  readonly language: 'ar' | 'en';
  readonly isVerified: boolean;
}

interface StreamEstablishment {
  readonly id: string;
  readonly contacts: readonly StreamContact[];
  /** Who has no subscription of their own is followed by this. */
  readonly byDefault?: Subscription;
}

interface Subscription {
  readonly alerts: readonly Alert[];
  readonly contacts: readonly StreamContact[];
}

interface StreamTraveller {
  readonly identityNumber: string;
  /** Whose traveller it is; nobody's when absent. */
  readonly holder?: StreamEstablishment;
  readonly subscription?: Subscription;
  /** Not followed, by the default subscription neither. */
  readonly isExcluded: boolean;
  readonly passportExpiresOn: string;
  /** What happens to it once, beside crossings and visas. */
  readonly turn: 'renews' | 'leaves' | 'is-hired-away' | 'is-reminded';
}

/** An event of a stream, and who is to be told of it. */
interface StreamEvent {
  readonly event: BusEvent;
  readonly toldTo: readonly StreamContact[];
  /** How it arrives beside the one time that it must. */
  readonly again: readonly ('on-the-bus' | 'on-the-queue')[];
}

/** One run: people, what they subscribed to, and events in the order in which they arrive. */
export interface Stream {
  readonly run: number;
  readonly establishments: readonly StreamEstablishment[];
  readonly travellers: readonly StreamTraveller[];
  readonly events: readonly StreamEvent[];
}

/**
 * Plans a run. The same seed and number give the same stream, but for the instants, which count from now.
 *
 * @param run tells its people from those of other runs on the same system, 0 to 9999
 */
export function planStream(seed: string, run: number, events: number): Stream {
  const random = seededRandom(`${seed}/run ${run}`);
  const establishments = [0, 1].map((which) => planEstablishment(run, which, random));
  const travellers = Array.from({ length: TRAVELLERS }, (_, index) =>
    planTraveller(run, index, establishments, random),
  );
  const minutes = new Map(travellers.map((traveller) => [traveller, freeMinutes(random, events)]));
  const onceEach = travellers.filter(({ turn }) => turn !== 'renews').slice(0, events);
  const planned = Array.from({ length: events }, (_, index): StreamEvent => {
    const eventId = `run-${run}-event-${index}`;
    const only = onceEach[index];
    const traveller = only ?? random.pick(travellers);
    const minutesAgo = minutes.get(traveller)?.pop();
    if (minutesAgo === undefined) throw new Error('a traveller has no minute left');
    const what = only ? turnOf(only, establishments, minutesAgo) : happening(traveller, index, minutesAgo, random);
    return {
      event: { ...what.event, detail: { ...what.event.detail, eventId } },
      toldTo: toldOf(traveller, what.alert),
      again: arrivals(random),
    };
  });
  return { run, establishments, travellers, events: shuffled(planned, random) };
}

/**
 * Whom to tell, by the rule as the documents put it: of what happened to a traveller while it was theirs, everyone who
 * subscribed to it, if that alert was chosen, or else by the default subscription; that following ended, whatever was chosen; only
 * by verified contacts.
 */
function toldOf(
  { holder, subscription, isExcluded }: StreamTraveller,
  alert: Alert | 'following-ended',
): StreamContact[] {
  const inForce = subscription ?? holder?.byDefault;
  if (!inForce || isExcluded) return [];
  if (alert !== 'following-ended' && !inForce.alerts.includes(alert)) return [];
  return inForce.contacts.filter(({ isVerified }) => isVerified);
}

function planEstablishment(run: number, which: number, random: Random): StreamEstablishment {
  const contact = (index: number, isVerified: boolean): StreamContact => {
    const channel = random.pick(['sms', 'email'] as const);
    const number = `${which}${index}`;
    return {
      channel,
      address:
        channel === 'sms' ? `+966505${digits(run, 4)}${number}` : `run-${run}-contact-${number}@establishment.example`,
      language: random.pick(['ar', 'en']),
      isVerified,
    };
  };
  const verified = which === 0 ? 2 : 1;
  const contacts = [...Array.from({ length: verified }, (_, index) => contact(index, true)), contact(verified, false)];
  return {
    id: `7${digits(run, 4)}0000${which}`,
    contacts,
    ...(random.chance(0.5) && { byDefault: planSubscription(contacts, random) }),
  };
}

function planTraveller(
  run: number,
  index: number,
  establishments: readonly StreamEstablishment[],
  random: Random,
): StreamTraveller {
  const base = `2${digits(run, 4)}${digits(index, 4)}`;
  const checkDigit = [...'0123456789'].find((digit) => passesLuhn(base + digit));
  const holder = random.chance(0.15) ? undefined : random.chance(0.75) ? establishments[0] : establishments[1];
  const turn = random.weighted([
    ['renews', 5],
    ['leaves', 2],
    ['is-hired-away', 2],
    ['is-reminded', 3],
  ] as const);
  return {
    identityNumber: `${base}${checkDigit}`,
    holder,
    turn,
    passportExpiresOn: dateFromNow(turn === 'is-reminded' ? LEAD_DAY : 900),
    ...(holder &&
      random.chance(holder.byDefault ? 0.5 : 0.85) && { subscription: planSubscription(holder.contacts, random) }),
    isExcluded: holder?.byDefault !== undefined && random.chance(0.1),
  };
}

function planSubscription(contacts: readonly StreamContact[], random: Random): Subscription {
  return {
    alerts: random.sample(ALERTS, random.int(3, ALERTS.length)),
    contacts: random.sample(contacts, random.int(1, contacts.length)),
  };
}

interface Happening {
  readonly event: BusEvent;
  readonly alert: Alert | 'following-ended';
}

/** What happens to a traveller once, and in no order with what happens often: so it does not matter which comes first. */
function turnOf(
  { identityNumber, turn, holder, passportExpiresOn }: StreamTraveller,
  establishments: readonly StreamEstablishment[],
  minutesAgo: number,
): Happening {
  const occurredAt = fromNow(-END_MINUTES_AGO * MINUTE_MS);
  const other = establishments.find((establishment) => establishment !== holder)?.id ?? '';
  switch (turn) {
    case 'leaves':
      return {
        alert: 'following-ended',
        event: passportEvents.ended(identityNumber, holder?.id ?? other, { occurredAt }),
      };
    case 'is-hired-away':
      return { alert: 'following-ended', event: passportEvents.started(identityNumber, other, { occurredAt }) };
    default:
      return {
        alert: 'passport-expiry',
        event: passportEvents.expiring(identityNumber, passportExpiresOn, LEAD_DAY, {
          occurredAt: fromNow(-minutesAgo * MINUTE_MS),
        }),
      };
  }
}

function happening(
  { identityNumber, turn }: StreamTraveller,
  index: number,
  minutesAgo: number,
  random: Random,
): Happening {
  const more = { occurredAt: fromNow(-minutesAgo * MINUTE_MS) };
  // Unlike that of any other event, so that no two messages about one traveller have the same text.
  const visa = { number: 'V1234567', type: 'exit-reentry-single', expiresOn: dateFromNow(400 + index) };
  const alert = random.pick(turn === 'renews' ? [...CROSSING_ALERTS, 'passport-renewal' as const] : CROSSING_ALERTS);
  switch (alert) {
    case 'entry':
      return { alert, event: passportEvents.entered(identityNumber, more) };
    case 'exit':
      return { alert, event: passportEvents.exited(identityNumber, more) };
    case 'visa-issued':
      return {
        alert,
        event: passportEvents.visaIssued(identityNumber, { ...more, visa: { ...visa, status: 'issued' } }),
      };
    case 'visa-status':
      return {
        alert,
        event: passportEvents.visaChanged(identityNumber, {
          ...more,
          visa: { ...visa, status: 'extended', previousStatus: 'issued' },
        }),
      };
    case 'passport-renewal':
      return {
        alert,
        event: passportEvents.renewed(identityNumber, {
          ...more,
          passport: { number: 'B12345678', expiresOn: dateFromNow(1000 + index) },
        }),
      };
  }
}

/** The bus tells at least once, and so does a queue. */
function arrivals(random: Random): StreamEvent['again'] {
  return [
    ...(random.chance(0.15) ? (['on-the-bus'] as const) : []),
    ...(random.chance(0.1) ? (['on-the-queue'] as const) : []),
  ];
}

/** Minutes ago, each of them once, so that no two messages about one traveller have the same text. */
function freeMinutes(random: Random, count: number): number[] {
  const all = Array.from(
    { length: EARLIEST_MINUTES_AGO - LATEST_MINUTES_AGO },
    (_, index) => LATEST_MINUTES_AGO + index,
  );
  return shuffled(all, random).slice(0, count);
}

function shuffled<T>(things: readonly T[], random: Random): T[] {
  return things
    .map((thing) => ({ thing, place: random.next() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ thing }) => thing);
}

function digits(number: number, length: number): string {
  return String(number).padStart(length, '0');
}
