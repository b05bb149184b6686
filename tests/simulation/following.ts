import type { Stay } from './life.ts';
import { LABELS } from './people.ts';
import type { PlannedCall, PlannedContact, SubscriptionRequest } from './plan.ts';
import type { Random } from './random.ts';

type LeadDays = NonNullable<SubscriptionRequest['expiryLeadDays']>;

const ALERTS: SubscriptionRequest['alerts'] = [
  'entry',
  'exit',
  'passport-expiry',
  'passport-renewal',
  'visa-issued',
  'visa-status',
];
const LEAD_DAYS: LeadDays = [180, 90, 60, 30, 14, 7, 3, 1, 0];

const FOLLOWED_SHARE = 0.88;
const REFERENCE_SHARE = 0.6;
const LABEL_SHARE = 0.6;
/** How many subscriptions change within a month: some by PATCH, some by a second PUT, some are deleted. */
const CHANGES = [
  ['none', 87],
  ['patch', 4],
  ['put', 6],
  ['delete', 3],
] as const;

/** A call of an establishment and the day on which it makes it. */
export interface DatedCall {
  readonly day: number;
  readonly call: PlannedCall;
}

/**
 * What an establishment asks about one traveller during a stay: mostly to follow them from the beginning, all of it
 * while the system knows the traveller as present.
 *
 * @param lastDay the last day of the month
 */
export function followStay(
  identityNumber: string,
  stay: Stay,
  contacts: readonly PlannedContact[],
  lastDay: number,
  random: Random,
): DatedCall[] {
  const { establishmentId, from, until = lastDay + 1 } = stay;
  const about = { establishmentId, identityNumber };
  const put = (): PlannedCall => ({ ...about, method: 'PUT', request: newRequest(contacts, random) });
  const day = from + (random.chance(0.8) ? 0 : random.int(1, 3));
  if (!random.chance(FOLLOWED_SHARE) || day >= until) return [];

  const asked = put();
  const calls: DatedCall[] = [{ day, call: asked }];
  const change = random.weighted(CHANGES);
  const [earliest, latest] = [Math.max(day + 1, 1), until - 1];
  if (change === 'none' || earliest > latest) return calls;
  const changeDay = random.int(earliest, latest);
  if (change === 'patch') {
    calls.push({ day: changeDay, call: { ...about, method: 'PATCH', request: changedRequest(contacts, random) } });
  } else if (change === 'put') {
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

function someAlerts(random: Random): SubscriptionRequest['alerts'] {
  return random.weighted<SubscriptionRequest['alerts']>([
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
