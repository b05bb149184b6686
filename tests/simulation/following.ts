import type { Stay } from './life.ts';
import { LABELS } from './people.ts';
import type { DefaultRequest, PlannedCall, PlannedContact, PlannedDefault, SubscriptionRequest } from './plan.ts';
import type { Random } from './random.ts';
import type { SimulatedTraveller } from './traveller.ts';

type LeadDays = NonNullable<SubscriptionRequest['expiryLeadDays']>;

const ALERTS: DefaultRequest['alerts'] = [
  'entry',
  'exit',
  'passport-expiry',
  'passport-renewal',
  'visa-issued',
  'visa-status',
];
const LEAD_DAYS: LeadDays = [180, 90, 60, 30, 14, 7, 3, 1, 0];
const DEFAULT_LEAD_DAYS: LeadDays = [90, 60, 30, 14, 7, 1, 0];
const DEFAULT_ALERTS: readonly DefaultRequest['alerts'][] = [
  ALERTS,
  ALERTS,
  ['entry', 'exit'],
  ['passport-expiry', 'exit', 'passport-renewal'],
];

const FOLLOWED_SHARE = 0.88;
/** How many establishments follow everyone by default, and how many of their people have a subscription of their own all the same. */
const DEFAULT_SHARE = 0.4;
const OWN_SHARE = 0.4;
/** How many of these exclude their person, and how many of the others inherit something. */
const EXCLUDED_SHARE = 0.15;
const INHERITING_SHARE = 0.6;
const REFERENCE_SHARE = 0.6;
const LABEL_SHARE = 0.6;
/** How many subscriptions change within a month: some by PATCH, some by a second PUT, some are deleted. */
const CHANGES = [
  ['none', 87],
  ['patch', 4],
  ['put', 6],
  ['delete', 3],
] as const;

/** Who follows, and how. */
interface Follower {
  readonly contacts: readonly PlannedContact[];
  readonly byDefault: DefaultPlan | undefined;
  readonly lastDay: number;
}

/** A call of an establishment and the day on which it makes it. */
export interface DatedCall {
  readonly day: number;
  readonly call: PlannedCall;
}

/** The default subscription of an establishment over a month. */
export interface DefaultPlan {
  /** When it is set, changed and deleted. */
  readonly calls: readonly { readonly day: number; readonly call: PlannedDefault }[];
  /** The kinds that it covers on every day, so that a subscription to them can inherit at any time. */
  readonly alwaysCovers: DefaultRequest['kinds'];
}

/**
 * Whether and how an establishment follows everyone: most from the first day to the last, some with a change, some for a part of
 * the month only.
 */
export function planDefault(
  establishmentId: string,
  contacts: readonly PlannedContact[],
  lastDay: number,
  random: Random,
): DefaultPlan | undefined {
  if (!random.chance(DEFAULT_SHARE)) return undefined;
  const request = (kinds: DefaultRequest['kinds']): DefaultRequest => ({
    kinds,
    alerts: random.pick(DEFAULT_ALERTS),
    contacts: someContacts(contacts, random),
    expiryLeadDays: random.chance(0.5) ? DEFAULT_LEAD_DAYS : someLeadDays(random),
  });
  const kinds = random.pick([['resident', 'visitor'], ['resident'], ['visitor', 'resident']] as const);
  const course = random.weighted([
    ['whole', 50],
    ['changed', 25],
    ['late', 15],
    ['deleted', 10],
  ]);
  const day = random.int(1, lastDay);
  const call = (one?: DefaultRequest): PlannedDefault => ({ establishmentId, ...(one && { request: one }) });
  if (course === 'late') return { calls: [{ day, call: call(request(kinds)) }], alwaysCovers: [] };
  const first = { day: 0, call: call(request(kinds)) };
  if (course === 'deleted') return { calls: [first, { day, call: call() }], alwaysCovers: [] };
  const changed = { day, call: call(request(kinds)) };
  return { calls: course === 'changed' ? [first, changed] : [first], alwaysCovers: kinds };
}

/**
 * What an establishment asks about one traveller during a stay: mostly to follow them from the beginning, all of it
 * while the system knows the traveller as present.
 *
 * @param follower.lastDay the last day of the month
 * @param follower.byDefault the default subscription of the establishment, if it has one
 */
export function followStay(
  { identityNumber, kind }: Pick<SimulatedTraveller, 'identityNumber' | 'kind'>,
  stay: Stay,
  { contacts, byDefault, lastDay }: Follower,
  random: Random,
): DatedCall[] {
  const { establishmentId, from, until = lastDay + 1 } = stay;
  const about = { establishmentId, identityNumber };
  const mayInherit = byDefault?.alwaysCovers.includes(kind) ?? false;
  const put = (): PlannedCall & { method: 'PUT' } => ({
    ...about,
    method: 'PUT',
    request: byDefault ? requestBesideDefault(contacts, mayInherit, random) : newRequest(contacts, random),
  });
  const day = from + (random.chance(0.8) ? 0 : random.int(1, 3));
  if (!random.chance(byDefault ? OWN_SHARE : FOLLOWED_SHARE) || day >= until) return [];

  const asked = put();
  const calls: DatedCall[] = [{ day, call: asked }];
  const change = random.weighted(CHANGES);
  const [earliest, latest] = [Math.max(day + 1, 1), until - 1];
  if (change === 'none' || earliest > latest) return calls;
  const changeDay = random.int(earliest, latest);
  // Beside an exclusion that stands nothing can be changed but by another PUT.
  if (change === 'patch' && !asked.request.excluded) {
    calls.push({ day: changeDay, call: { ...about, method: 'PATCH', request: changedRequest(contacts, random) } });
  } else if (change === 'put' || change === 'patch') {
    // Mostly what was asked before: some clients send everything again every night.
    calls.push({ day: changeDay, call: random.chance(0.7) ? asked : put() });
  } else {
    calls.push({ day: changeDay, call: { ...about, method: 'DELETE' } });
    if (changeDay < latest && random.chance(0.6)) {
      calls.push({ day: random.int(changeDay + 1, latest), call: put() });
    }
  }
  return calls;
}

function newRequest(contacts: readonly PlannedContact[], random: Random): SubscriptionRequest {
  const expiryLeadDays = random.chance(0.4) ? someLeadDays(random) : undefined;
  return {
    alerts: someAlerts(random),
    contacts: someContacts(contacts, random),
    ...(expiryLeadDays && { expiryLeadDays }),
    ...(random.chance(REFERENCE_SHARE) && { reference: newReference(random) }),
    ...(random.chance(LABEL_SHARE) && { label: random.pick(LABELS) }),
  };
}

/** A request where everyone is followed by default: some are left out, some change a part of what is in force. */
function requestBesideDefault(
  contacts: readonly PlannedContact[],
  mayInherit: boolean,
  random: Random,
): SubscriptionRequest {
  const { expiryLeadDays = DEFAULT_LEAD_DAYS, alerts, ...request } = newRequest(contacts, random);
  if (random.chance(EXCLUDED_SHARE)) return { excluded: true, label: request.label };
  const whole = { ...request, alerts, expiryLeadDays };
  if (!mayInherit || !random.chance(INHERITING_SHARE)) return whole;
  return random.weighted<SubscriptionRequest>([
    [{ ...whole, contacts: undefined }, 25],
    [{ ...whole, alerts: undefined }, 20],
    [{ ...whole, expiryLeadDays: undefined }, 20],
    [{ ...whole, alerts: undefined, contacts: undefined }, 15],
    [{ ...whole, alerts: undefined, contacts: undefined, expiryLeadDays: undefined }, 20],
  ]);
}

function changedRequest(contacts: readonly PlannedContact[], random: Random): Partial<SubscriptionRequest> {
  return random.weighted<Partial<SubscriptionRequest>>([
    [{ alerts: someAlerts(random) }, 40],
    [{ expiryLeadDays: someLeadDays(random) }, 20],
    [{ contacts: someContacts(contacts, random) }, 30],
    [{ label: random.pick(LABELS) }, 5],
    [{ reference: newReference(random) }, 5],
  ]);
}

/** A number of an employee, as establishments write them. */
function newReference(random: Random): string {
  const number = String(random.int(1, 99_999));
  return random.weighted([
    [number, 60],
    [`HR-${number.padStart(5, '0')}`, 25],
    [`م/${number}`, 15],
  ]);
}

function someAlerts(random: Random): DefaultRequest['alerts'] {
  return random.weighted<DefaultRequest['alerts']>([
    [ALERTS, 45],
    [['entry', 'exit'], 18],
    [['passport-expiry', 'passport-renewal'], 15],
    [['entry', 'exit', 'visa-issued', 'visa-status'], 10],
    [random.sample(ALERTS, random.int(1, 5)), 12],
  ]);
}

function someLeadDays(random: Random): LeadDays {
  return random.weighted<LeadDays>([
    [LEAD_DAYS, 20],
    [[30, 7, 0], 30],
    [[60, 30], 20],
    [random.sample(LEAD_DAYS, random.int(1, 6)), 30],
  ]);
}

function someContacts(contacts: readonly PlannedContact[], random: Random): string[] {
  const addresses = contacts.map(({ address }) => address);
  return random.sample(addresses, random.chance(0.5) ? 1 : random.int(1, addresses.length));
}
