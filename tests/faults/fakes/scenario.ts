/** A stream of events, and who has to be told what of it: worked out while it is made up, by the rules as written. */

import { eventFor } from '../../../functions/expiry-scan-worker/reminders.ts';
import { ALERTS, type Alert } from '../../../shared/domain/alerts.ts';
import { CHANNELS, type Contact } from '../../../shared/domain/contacts.ts';
import type { EventType } from '../../../shared/domain/events.ts';
import type { ContactId, EstablishmentId, IdentityNumber } from '../../../shared/domain/ids.ts';
import { DEFAULT_LEAD_DAYS } from '../../../shared/domain/reminders.ts';
import { addDays, DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import type { Subscription } from '../../../shared/domain/traveller.ts';
import { createKeys, type Keys } from '../../../shared/keys.ts';
import { sealSecret } from '../../../shared/providers/webhook/secret.ts';
import { addContactReferences, saveContacts } from '../../../shared/store/contacts.ts';
import type { Table } from '../../../shared/store/table.ts';
import { saveAffiliation } from '../../../shared/store/travellers.ts';
import type { Random } from '../../simulation/random.ts';
import { NOW } from '../../support/clock.ts';
import {
  affiliation,
  contact,
  defaultSubscription,
  EVENT_EXAMPLES,
  eventBody,
  subscription,
} from '../../support/factories.ts';
import { asId } from '../../support/ids.ts';
import { SYSTEM_SECRET } from './providers.ts';

const START = Date.parse(NOW);
const TODAY = NOW.slice(0, 10);
/** All events of a stream come within one of these times: all at once, or so that one is over before the next. */
const ARRIVALS_MS = [50, 5000, 3 * MINUTE_MS];

interface ScenarioEvent {
  readonly eventId: string;
  readonly type: EventType | 'refused';
  readonly body: string;
  /** When it is put on its queue, in milliseconds from the start; more than once, as producers and queues may. */
  readonly comesAt: readonly number[];
}

/** One of some events is told to one contact. */
interface Expectation {
  readonly events: readonly string[];
  readonly contactId: ContactId;
  /** Told exactly once, or at the most once where it depends on what comes first. */
  readonly isRequired: boolean;
}

/** Which alerts go to which contacts. */
interface InForce {
  readonly alerts: readonly Alert[];
  readonly named: readonly ContactId[];
  readonly leadDays: readonly number[];
}

interface Establishment {
  readonly id: EstablishmentId;
  readonly contacts: readonly Contact[];
  /** Its default subscription, for visitors, where it has one. */
  readonly byDefault: InForce | undefined;
}

/** By what a traveller is followed; `partly` is by alerts of its own alone, with the rest of the default. */
type FollowedBy = 'own' | 'partly' | 'default' | 'excluded';

interface Traveller extends InForce {
  readonly identityNumber: IdentityNumber;
  readonly home: Establishment;
  readonly by: FollowedBy;
  readonly passportExpiresOn: string;
  readonly daysLeft: number;
}

export interface Scenario {
  readonly establishments: readonly Establishment[];
  readonly travellers: readonly Traveller[];
  readonly events: readonly ScenarioEvent[];
  readonly expectations: readonly Expectation[];
  /** Contacts whose addresses bounce, or whose systems are gone. */
  readonly dead: ReadonlySet<string>;
  /** Whether the day is scanned for reminders. */
  readonly isScanned: boolean;
}

/** @param secret what the functions' keys are derived from, and so the ids of the scan's events */
export function createScenario(random: Random, secret: string): Scenario {
  const establishments = Array.from({ length: random.int(1, 3) }, (_, index) =>
    newEstablishment(random, index, createKeys(secret)),
  );
  const dead = random.chance(0.25) ? someDead(random, establishments) : new Set<string>();
  const travellers = Array.from({ length: random.int(1, 5) }, (_, index) =>
    newTraveller(random, index, random.pick(establishments)),
  );
  const isScanned = random.chance(0.4);
  const stream = createStream(random, isScanned ? createKeys(secret) : undefined);
  for (const traveller of travellers) tellStory(random, stream, traveller, establishments);
  if (random.chance(0.3)) stream.refused();
  return {
    ...{ establishments, travellers, dead, isScanned },
    events: stream.events,
    expectations: stream.wanted.flatMap((wanted) => expectationsOf(wanted, dead)),
  };
}

/** Stores what is known before the stream begins. */
export async function setUp(table: Table, { establishments, travellers }: Scenario): Promise<void> {
  for (const { id, contacts, byDefault } of establishments) {
    await saveContacts(table, {
      ...(byDefault && { defaultSubscription: defaultSubscription({ kinds: ['visitor'], ...fieldsOf(byDefault) }) }),
      establishmentId: id,
      contacts,
      codesByAddress: [],
      codesSentAt: [],
      showNames: 'never' as const,
      version: 0,
    });
  }
  for (const traveller of travellers) {
    const { identityNumber, home, by, named, passportExpiresOn } = traveller;
    const passport = { numberMasked: '*****678', expiresOn: passportExpiresOn };
    const known = affiliation({ identityNumber, establishmentId: home.id, kind: 'visitor', version: 0, passport });
    await addContactReferences(table, known, by === 'own' ? named : [], 1);
    await saveAffiliation(table, {
      ...known,
      profile: known.profile && { ...known.profile, passport },
      subscription: subscriptionOf(traveller),
    });
  }
}

const fieldsOf = ({ alerts, named, leadDays }: InForce) => ({
  alerts: [...alerts],
  contactIds: [...named],
  expiryLeadDays: [...leadDays],
});

/** What is stored for a traveller; what is inherited is absent. */
function subscriptionOf({ by, ...inForce }: Traveller): Subscription | undefined {
  const { alerts, ...rest } = fieldsOf(inForce);
  const inherited = { alerts: undefined, contactIds: undefined, expiryLeadDays: undefined };
  switch (by) {
    case 'own':
      return subscription({ alerts, ...rest });
    case 'partly':
      return subscription({ ...inherited, alerts });
    case 'excluded':
      return subscription({ ...inherited, excluded: true });
    case 'default':
      return undefined;
  }
}

function newEstablishment(random: Random, index: number, keys: Keys): Establishment {
  const id: EstablishmentId = asId(`700000010${index}`);
  const contacts = Array.from({ length: random.int(1, 4) }, (_, nth) => {
    const channel = random.pick(CHANNELS);
    const number = `${index}${nth}`;
    const id = `contact-${number}`;
    const isDaily = random.chance(0.35) && channel !== 'webhook';
    return contact({
      ...{ id, channel },
      address: {
        sms: `+9665000000${number}`,
        email: `${id}@example.com`,
        webhook: `https://${id}.example.com/hook`,
      }[channel],
      ...(channel === 'webhook' && { signing: { sealedSecret: sealSecret(keys, asId(id), SYSTEM_SECRET) } }),
      language: random.pick(['ar', 'en'] as const),
      status: random.chance(0.9) ? 'verified' : 'pending',
      delivery: isDaily ? 'daily' : 'immediate',
      createdAt: `2026-01-0${1 + nth}T00:00:00.000Z`,
    });
  });
  return { id, contacts, byDefault: random.chance(0.4) ? someInForce(random, contacts) : undefined };
}

function someInForce(random: Random, contacts: readonly Contact[]): InForce {
  return {
    alerts: random.chance(0.7) ? ALERTS : random.sample(ALERTS, random.int(1, ALERTS.length)),
    named: random.sample(contacts, random.int(1, contacts.length)).map(({ id }) => id),
    leadDays: random.chance(0.7) ? DEFAULT_LEAD_DAYS : [180, 3],
  };
}

function someDead(random: Random, establishments: readonly Establishment[]): Set<string> {
  const verified = establishments.flatMap(({ contacts }) => contacts.filter(({ status }) => status === 'verified'));
  return new Set(random.sample(verified, random.int(1, 2)).map(({ id }) => id));
}

function newTraveller(random: Random, index: number, home: Establishment): Traveller {
  const daysLeft = random.pick([150, 80, 45, 20, 10, 5]);
  const { contacts, byDefault } = home;
  const own = someInForce(random, contacts);
  const by: FollowedBy = byDefault
    ? random.weighted<FollowedBy>([
        ['own', 30],
        ['partly', 20],
        ['default', 40],
        ['excluded', 10],
      ])
    : 'own';
  const inForce = {
    own,
    partly: { ...own, ...byDefault, alerts: own.alerts },
    default: { ...own, ...byDefault },
    excluded: { ...own, alerts: [] },
  }[by];
  return {
    identityNumber: asId(`300000010${index}`),
    ...{ home, by },
    ...inForce,
    daysLeft,
    passportExpiresOn: addDays(TODAY, daysLeft),
  };
}

/** What is wanted of one event, or of one of several: all verified contacts in force. */
interface Wanted {
  readonly events: readonly string[];
  readonly traveller: Pick<Traveller, 'home' | 'named'>;
  readonly isRequired: boolean;
}

type WantIf = (alert: Alert, events: readonly string[], isRequired: boolean) => void;

interface Stream {
  readonly events: ScenarioEvent[];
  readonly wanted: Wanted[];
  /** Puts an event on the bus, by its id. */
  put(traveller: Traveller, type: EventType, at: number, fields?: Record<string, unknown>): string;
  refused(): void;
  /** The id of the event by which the scan of the day reminds of a traveller's passport; undefined where there is no scan. */
  scanned(traveller: Pick<Traveller, 'identityNumber'>, expiresOn: string): string | undefined;
}

function createStream(random: Random, scanKeys: Keys | undefined): Stream {
  const events: ScenarioEvent[] = [];
  const within = random.pick(ARRIVALS_MS);
  const comesAt = () => Array.from({ length: random.pick([1, 1, 1, 1, 2, 3]) }, () => random.int(0, within));
  // Ids tell nothing of the order of things.
  const newId = () => `event-${random.int(0, 999_999)}-${events.length}`;
  return {
    events,
    wanted: [],
    scanned({ identityNumber }, expiresOn) {
      if (!scanKeys) return undefined;
      const job = { date: TODAY, startedAt: NOW, scheduledTime: NOW, shard: 0 };
      const passport = { numberMasked: '', expiresOn };
      return eventFor(scanKeys, { identityNumber, passport }, job).detail.eventId;
    },
    put({ identityNumber }, type, at, fields = {}) {
      const eventId = newId();
      const detail = { eventId, identityNumber, occurredAt: new Date(at).toISOString(), ...fields };
      events.push({ eventId, type, body: eventBody(type, detail), comesAt: comesAt() });
      return eventId;
    },
    refused() {
      const eventId = newId();
      const detail = { eventId, schemaVersion: 2 };
      events.push({ eventId, type: 'refused', body: eventBody('TravellerExited', detail), comesAt: comesAt() });
    },
  };
}

/** What a start of the factories brings along. */
const PASSPORT_OF_STARTS = (EVENT_EXAMPLES.AffiliationStarted.fields.passport as { expiresOn: string }).expiresOn;

const CROSSINGS_AND_VISAS: readonly (readonly [EventType, Alert])[] = [
  ['TravellerEntered', 'entry'],
  ['TravellerExited', 'exit'],
  ['VisaIssued', 'visa-issued'],
  ['VisaStatusChanged', 'visa-status'],
];

/** What happens to one traveller, each event at an instant of its own. */
function tellStory(random: Random, stream: Stream, traveller: Traveller, establishments: readonly Establishment[]) {
  const { alerts } = traveller;
  const wantIf: WantIf = (alert, events, isRequired) => {
    if (alerts.includes(alert)) stream.wanted.push({ events, traveller, isRequired });
  };
  const elsewhere = establishments.find((one) => one !== traveller.home);
  /** What follows on a move may be told by the default of the new establishment, if the move is known before. */
  const mayBeToldElsewhere = (alert: Alert, eventId: string, at: number) => {
    const { byDefault } = elsewhere ?? {};
    if (!elsewhere || !byDefault?.alerts.includes(alert) || movesAt === undefined || at < movesAt) return;
    stream.wanted.push({
      events: [eventId],
      traveller: { home: elsewhere, named: byDefault.named },
      isRequired: false,
    });
  };
  const movesAt = random.chance(0.35) ? START - random.int(30, 600) * MINUTE_MS : undefined;
  const renews = random.chance(0.3);

  for (let left = random.int(1, 3); left > 0; left -= 1) {
    const at = occurredAt(random);
    const [type, alert] = random.pick(CROSSINGS_AND_VISAS);
    const eventId = stream.put(traveller, type, at);
    if (at < START - 30 * DAY_MS) continue;
    // What follows on the move is told only if it comes before the move is known.
    wantIf(alert, [eventId], movesAt === undefined || at < movesAt);
    mayBeToldElsewhere(alert, eventId, at);
  }
  if (renews) {
    const at = occurredAt(random);
    const fields = { passport: { number: 'B87654321', expiresOn: '2036-01-31' } };
    const eventId = stream.put(traveller, 'PassportRenewed', at, fields);
    if (at >= START - 30 * DAY_MS) {
      wantIf('passport-renewal', [eventId], movesAt === undefined || at < movesAt);
      mayBeToldElsewhere('passport-renewal', eventId, at);
    }
  }
  tellReminders(random, stream, traveller, { wantIf, isCertain: !renews && movesAt === undefined });
  // Once it knows of the move, the scan reminds of the passport that the new establishment was told of.
  for (const expiresOn of [traveller.passportExpiresOn, PASSPORT_OF_STARTS]) {
    const eventId = stream.scanned(traveller, expiresOn);
    if (eventId) mayBeToldElsewhere('passport-expiry', eventId, START);
  }
  if (movesAt !== undefined) {
    const { home } = traveller;
    const establishmentId = elsewhere?.id ?? '7000000999';
    const end = () =>
      stream.put(traveller, 'AffiliationEnded', movesAt, { establishmentId: home.id, reason: 'departed' });
    const start = () => {
      const at = movesAt + 10 * MINUTE_MS;
      return stream.put(traveller, 'AffiliationStarted', at, { establishmentId, kind: 'visitor' });
    };
    // Of an end and a start elsewhere, whichever is known first ends the following, and is told.
    const events = random.pick([() => [end()], () => [start()], () => [end(), start()]])();
    if (traveller.by !== 'excluded') stream.wanted.push({ events, traveller, isRequired: true });
  }
}

/**
 * Reminders of the passport in force. The more urgent one is told whatever comes first; of two for the same lead day
 * the first to come is.
 */
function tellReminders(
  random: Random,
  stream: Stream,
  traveller: Traveller,
  { wantIf, isCertain }: { wantIf: WantIf; isCertain: boolean },
): void {
  const { daysLeft, leadDays, passportExpiresOn: expiresOn } = traveller;
  const leadDayOf = (left: number) => Math.min(...leadDays.filter((day) => day >= left));
  const put = (left: number, at: number) =>
    stream.put(traveller, 'PassportExpiring', at, { passport: { expiresOn }, daysLeft: left });
  const scanned = stream.scanned(traveller, expiresOn);
  const isPut = random.chance(0.5);
  const events = [...(isPut ? [put(daysLeft, START - MINUTE_MS)] : []), ...(scanned ? [scanned] : [])];
  // Of an earlier scan, whose event comes only now.
  if (isPut && random.chance(0.3)) {
    const earlier = put(daysLeft + 100, START - HOUR_MS);
    const lead = leadDayOf(daysLeft + 100);
    if (lead === leadDayOf(daysLeft)) events.push(earlier);
    else if (Number.isFinite(lead)) wantIf('passport-expiry', [earlier], false);
  }
  if (events.length > 0 && Number.isFinite(leadDayOf(daysLeft))) wantIf('passport-expiry', events, isCertain);
}

/** Mostly today; sometimes days ago, so that it is told as late; sometimes so long ago that nobody is told. */
function occurredAt(random: Random): number {
  const hoursAgo = random.weighted<() => number>([
    [() => random.next() * 20, 80],
    [() => 30 + random.next() * 400, 12],
    [() => 31 * 24 + random.next() * 100, 8],
  ])();
  return Math.floor(START - hoursAgo * HOUR_MS);
}

/**
 * Every verified contact in force is told. Where an address is dead, its contact may have been told
 * before that was known; where all of them are, the oldest verified contact of the establishment is told instead.
 */
function expectationsOf({ events, traveller, isRequired }: Wanted, dead: ReadonlySet<string>): Expectation[] {
  const { contacts } = traveller.home;
  const verified = contacts.filter(({ status }) => status === 'verified');
  const named = verified.filter(({ id }) => traveller.named.includes(id));
  const told = named.map(({ id }) => ({ events, contactId: id, isRequired: isRequired && !dead.has(id) }));
  if (named.length === 0 || named.some(({ id }) => !dead.has(id))) return told;
  const others = verified.filter((one) => !named.includes(one));
  const oldest = others.find(({ id }) => !dead.has(id));
  return [
    ...told,
    ...others
      .filter((one) => dead.has(one.id) || one === oldest)
      .map((one) => ({ events, contactId: one.id, isRequired: isRequired && one === oldest })),
  ];
}
