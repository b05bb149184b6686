/** Orders in which starts, ends and crossings may arrive, all of the short ones and others of the long ones each time, played through the matcher and through a small model. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { EstablishmentId, EventId, IdentityNumber } from '../../shared/domain/ids.ts';
import { END_OF_TIME, toInstant } from '../../shared/domain/time.ts';
import { readTraveller } from '../../shared/store/travellers.ts';
import { createFakeTable } from '../faults/fakes/dynamodb.ts';
import { documentClient } from '../support/document-client.ts';
import {
  day,
  ESTABLISHMENTS,
  type HistoryFact,
  histories,
  holderByTheBook,
  isCorrectedBy,
  orderOf,
} from '../support/histories.ts';
import { asId } from '../support/ids.ts';
import { silence } from '../support/logger.ts';
import { createWorld, type World } from '../support/world.ts';

const [A, B, C] = ESTABLISHMENTS;
const ALERTS = ['entry', 'exit'];

interface Crossing {
  readonly type: 'crossing';
  readonly at: string;
  readonly eventId: string;
}
type Arrival = HistoryFact | Crossing;

/** Who follows: an establishment when it first has the traveller, or each time it has them without following. */
type Policy = 'first time' | 'every time';

let world: World;
let contactIds: Record<string, string>;
let travellers = 0;

beforeEach(async () => {
  const table = createFakeTable();
  const send = async (command: unknown) => table.execute(command);
  world = createWorld({ tableName: 'Table', logger: silence, client: documentClient(send) });
  // How many subscriptions there may be is counted over an index, which this table does not have.
  Object.assign(world.subscriptions, { store: { ...world.subscriptions.store, reserve: async () => true } });
  contactIds = {};
  for (const establishmentId of ESTABLISHMENTS) contactIds[establishmentId] = await world.newContact(establishmentId);
});

/** What an establishment was told: `establishment subject event`. */
type Told = string;

/** A subscription: the latest start when it was made, and what ended it. */
interface Followed {
  readonly under: HistoryFact;
  readonly endedAt?: string;
  readonly endedBy?: string;
  readonly endedReason?: string;
}

const isLater = (one: HistoryFact, than: HistoryFact) => orderOf(one) > orderOf(than);

/** Section by section what the rule says, over nothing but the facts that have arrived. */
class Model {
  readonly facts: HistoryFact[] = [];
  readonly subscriptions = new Map<string, Followed>();
  private readonly known = new Set<string>();

  get present(): string | undefined {
    return holderByTheBook(this.facts, END_OF_TIME);
  }

  /** Takes what arrived in; says who is told of it. A repetition is told to nobody. */
  learn(arrival: Arrival): Told[] {
    if (this.known.has(arrival.eventId)) return [];
    this.known.add(arrival.eventId);
    return arrival.type === 'crossing' ? this.cross(arrival) : this.take(arrival);
  }

  /** Over an ended subscription comes a new one, as a PUT has it. */
  follow(policy: Policy): string | undefined {
    const { present } = this;
    const before = present === undefined ? undefined : this.subscriptions.get(present);
    if (present === undefined || (before && (policy === 'first time' || before.endedAt === undefined)))
      return undefined;
    const starts = this.facts.filter((one) => one.type === 'start' && one.establishmentId === present);
    const under = starts.reduce((latest, one) => (isLater(one, latest) ? one : latest));
    this.subscriptions.set(present, { under });
    return present;
  }

  private cross({ at, eventId }: Crossing): Told[] {
    const holder = holderByTheBook(this.facts, at);
    const subscription = holder === undefined ? undefined : this.subscriptions.get(holder);
    if (!subscription || (subscription.endedAt !== undefined && at > subscription.endedAt)) return [];
    return [`${holder} exit ${eventId}`];
  }

  /** The period that a subscription was made in ends by its own end, or by a start elsewhere; no return revives it. */
  private take(fact: HistoryFact): Told[] {
    this.facts.push(fact);
    // What was corrected before it came in ends nothing: a start by a start of anybody, an end by a fact of its establishment.
    const isVoid = this.facts.some(
      (other) =>
        isCorrectedBy(fact, other) &&
        (fact.type === 'start' ? other.type === 'start' : other.establishmentId === fact.establishmentId),
    );
    if (isVoid) return [];
    return [...this.subscriptions].flatMap(([establishmentId, subscription]) => {
      const { under, endedAt } = subscription;
      const isOwnEnd = fact.type === 'end' && fact.establishmentId === establishmentId && fact.at >= under.at;
      const isTransfer = fact.type === 'start' && fact.establishmentId !== establishmentId && isLater(fact, under);
      if (endedAt !== undefined || !(isOwnEnd || isTransfer)) return [];
      this.subscriptions.set(establishmentId, {
        under,
        endedAt: fact.at,
        endedBy: fact.eventId,
        endedReason: isOwnEnd ? 'final-exit' : 'transferred',
      });
      return [`${establishmentId} following-ended ${fact.eventId}`];
    });
  }
}

/** One traveller, known to matcher and model, to whom things happen one after another. */
function newTraveller(policy: Policy) {
  travellers += 1;
  const identityNumber: IdentityNumber = asId(`3${String(travellers).padStart(9, '0')}`);
  const model = new Model();
  const idOf = (eventId: string) => `${identityNumber}:${eventId}`;

  async function arrive(arrival: Arrival): Promise<void> {
    const revision = arrival.type === 'crossing' ? undefined : arrival.revision;
    const common = { identityNumber, eventId: idOf(arrival.eventId), occurredAt: arrival.at, revision };
    world.queued.length = 0;
    if (arrival.type === 'crossing') await world.tell('TravellerExited', common);
    else {
      const fact = { ...common, establishmentId: arrival.establishmentId };
      if (arrival.type === 'start') await world.tell('AffiliationStarted', { ...fact, kind: 'visitor' });
      else await world.tell('AffiliationEnded', { ...fact, reason: 'final-exit' });
    }
    const told = world.queued.map(({ establishmentId, about }) => {
      return `${establishmentId} ${about?.alert} ${about?.event.id.slice(identityNumber.length + 1)}`;
    });
    expect(told.toSorted()).toEqual(model.learn(arrival).toSorted());

    const follower = model.follow(policy);
    if (follower === undefined) return;
    const put = await world.api('PUT /v1/subscriptions/{identityNumber}', {
      establishmentId: follower,
      params: { identityNumber },
      body: { alerts: ALERTS, contactIds: [contactIds[follower]] },
    });
    expect(put.status).toBe(201);
  }

  /**
   * What is stored of the traveller agrees with the facts, in whatever order they came, and with the model.
   *
   * @returns the establishments whose subscription has ended
   */
  async function expectSettled(): Promise<string[]> {
    const { affiliations: records } = await readTraveller(world.table, identityNumber);
    const byEstablishment = Map.groupBy(model.facts, ({ establishmentId }) => establishmentId);
    expect(records.map(({ establishmentId }) => establishmentId).toSorted()).toEqual(
      [...byEstablishment.keys()].toSorted(),
    );
    for (const { establishmentId, starts, ends, present, profile, subscription } of records) {
      const sorted = (type: HistoryFact['type']) =>
        (byEstablishment.get(establishmentId) ?? [])
          .filter((fact) => fact.type === type)
          .map(({ at, eventId, revision }) => ({
            at,
            eventId: asId<EventId>(idOf(eventId)),
            ...(revision && { revision }),
          }))
          .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
      expect(starts).toEqual(sorted('start'));
      expect(ends.map(({ reason: _reason, ...end }) => end)).toEqual(sorted('end'));
      expect(present).toBe(model.present === establishmentId);
      expect(profile?.eventId).toBe(present ? sorted('start').at(-1)?.eventId : undefined);

      const expected = model.subscriptions.get(establishmentId);
      expect(subscription === undefined).toBe(expected === undefined);
      expect(subscription?.ended).toEqual(
        expected?.endedAt &&
          expect.objectContaining({
            at: expected.endedAt,
            eventId: idOf(expected.endedBy ?? ''),
            reason: expected.endedReason,
          }),
      );
      // Whatever the order: nobody follows whom they do not have.
      if (!present && subscription) expect(subscription.ended).toBeDefined();
    }
    return records.flatMap(({ establishmentId, subscription }) => (subscription?.ended ? [establishmentId] : []));
  }

  return { arrive, expectSettled };
}

const start = (establishmentId: EstablishmentId, index: number): HistoryFact => ({
  type: 'start',
  establishmentId,
  at: day(index),
  eventId: asId(`start-${index}-${establishmentId}`),
});
const end = (establishmentId: EstablishmentId, index: number): HistoryFact => ({
  ...start(establishmentId, index),
  type: 'end',
  eventId: asId(`end-${index}-${establishmentId}`),
});
const HALF_DAY_MS = 12 * 3_600_000;
/** A crossing at every instant that the rule may tell from another: at each fact, between, before and after. */
const crossings = (days: number): Crossing[] =>
  Array.from({ length: 2 * days + 1 }, (_, index) => ({
    type: 'crossing',
    at: toInstant(Date.parse(day(0)) + index * HALF_DAY_MS),
    eventId: `crossing-${index}`,
  }));

function* subsets<T>(all: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) yield [];
  else
    for (let i = from; i < all.length; i += 1)
      for (const rest of subsets(all, size - 1, i + 1)) yield [all[i] as T, ...rest];
}

function* permutations<T>(all: readonly T[]): Generator<T[]> {
  if (all.length === 0) yield [];
  for (const [i, first] of all.entries()) {
    for (const rest of permutations([...all.slice(0, i), ...all.slice(i + 1)])) yield [first, ...rest];
  }
}

/** How many orders of so many facts a test plays, of the 360 and 720 that there are: others each time, and a failing one stands in its message. */
const SOME = { 4: 60, 5: 30 };

/** Every order of every set of up to three of these facts, and some orders of four and five. */
function ordersOf(facts: readonly HistoryFact[]): { set: HistoryFact[]; order: HistoryFact[] }[] {
  const ofSize = (size: number) =>
    [...subsets(facts, size)].flatMap((set) => [...permutations(set)].map((order) => ({ set, order })));
  const some = Object.entries(SOME).flatMap(([size, count]) =>
    fc.sample(fc.shuffledSubarray(ofSize(Number(size)), { minLength: count, maxLength: count }), 1).flat(),
  );
  return [...[1, 2, 3].flatMap(ofSize), ...some];
}

/**
 * Plays these orders. Each beginning of an order is an order too, so what a crossing would be told after each arrival is asked
 * once, at the end.
 */
async function playAll(facts: readonly HistoryFact[], policy: Policy): Promise<number> {
  let orders = 0;
  /** Whether the subscription that was made at the first arrival has ended, by that arrival and the set of all. */
  const ends = new Map<string, boolean>();
  for (const { set, order } of ordersOf(facts)) {
    const traveller = newTraveller(policy);
    try {
      for (const fact of order) await traveller.arrive(fact);
      for (const crossing of crossings(4)) await traveller.arrive(crossing);
      const ended = await traveller.expectSettled();
      const [first] = order;
      if (policy === 'first time' && first?.type === 'start') {
        const key = [first, ...set].map(({ eventId }) => eventId).join(' ');
        const isEnded = ended.includes(first.establishmentId);
        expect(isEnded, 'as in the other orders of the same facts').toBe(ends.get(key) ?? isEnded);
        ends.set(key, isEnded);
      }
    } catch (error) {
      throw new Error(`in the order ${order.map(({ eventId }) => eventId).join(', ')}`, { cause: error });
    }
    orders += 1;
  }
  return orders;
}

describe('every order of arrival tells whom the rule names, and ends what it ends', () => {
  it.each<[string, HistoryFact[], Policy]>([
    [
      'somebody who leaves one establishment, comes back, and leaves for another at that very instant',
      [start(A, 0), end(A, 1), start(A, 2), end(A, 3), start(B, 3), end(B, 3)],
      'first time',
    ],
    [
      'the same, followed again at every return',
      [start(A, 0), end(A, 1), start(A, 2), end(A, 3), start(B, 3), end(B, 3)],
      'every time',
    ],
    [
      'two establishments that start at one instant, and ends of both',
      [start(A, 1), start(B, 1), end(A, 1), end(B, 2), start(A, 2), end(A, 3)],
      'every time',
    ],
    [
      'three establishments one after another, and back to the first',
      [start(A, 0), start(B, 1), end(B, 1), start(C, 2), end(C, 2), start(A, 3)],
      'first time',
    ],
  ])('%s', async (_what, facts, policy) => {
    expect(await playAll(facts, policy)).toBe(6 + 30 + 120 + SOME[4] + SOME[5]);
  });

  it('whatever happened, crossings in between and everything repeated', async () => {
    const arrivals = histories({ establishments: 3, maxLength: 10, days: 5 }).chain((facts) =>
      fc
        .subarray(crossings(5))
        .map((crossed): Arrival[] => [...facts, ...crossed])
        .chain((all) => fc.shuffledSubarray([...all, ...all], { minLength: all.length, maxLength: 2 * all.length })),
    );
    await fc.assert(
      fc.asyncProperty(arrivals, fc.constantFrom<Policy>('first time', 'every time'), async (order, policy) => {
        const traveller = newTraveller(policy);
        for (const arrival of order) await traveller.arrive(arrival);
        await traveller.expectSettled();
      }),
      { numRuns: 150 },
    );
  });
});
