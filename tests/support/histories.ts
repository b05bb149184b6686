/** Random histories of one traveller among a few establishments, and the rule on who holds when, written naively. */
import fc from 'fast-check';
import type { EstablishmentId, EventId } from '../../shared/domain/ids.ts';
import { ESTABLISHMENT, OTHER_ESTABLISHMENT, THIRD_ESTABLISHMENT } from './factories.ts';
import { asId } from './ids.ts';

export const ESTABLISHMENTS = [ESTABLISHMENT, OTHER_ESTABLISHMENT, THIRD_ESTABLISHMENT] as const;

export interface HistoryFact {
  readonly type: 'start' | 'end';
  readonly establishmentId: EstablishmentId;
  readonly at: string;
  readonly eventId: EventId;
  /** Absent: 0. */
  readonly revision?: number;
}

/** The order of facts, as a text: by instant, then revision, then event id. */
export function orderOf({ at, revision = 0, eventId }: Pick<HistoryFact, 'at' | 'revision' | 'eventId'>): string {
  return `${at} ${revision} ${eventId}`;
}

/** Whether a fact speaks of the instant of another one with a higher revision. */
export function isCorrectedBy(fact: HistoryFact, other: HistoryFact): boolean {
  return other.at === fact.at && (other.revision ?? 0) > (fact.revision ?? 0);
}

/** Instants a day apart; tests use few of them, so that facts fall together often. */
export const day = (index: number) => `2026-11-${String(1 + index).padStart(2, '0')}T00:00:00.000Z`;

/** Facts in one order of arrival; event ids tell nothing of that order. */
export function histories(options: { establishments: number; maxLength: number; days: number; revisions?: boolean }) {
  return fc
    .uniqueArray(
      fc.record({
        type: fc.constantFrom('start' as const, 'start' as const, 'end' as const),
        establishmentId: fc.constantFrom(...ESTABLISHMENTS.slice(0, options.establishments)),
        at: fc.nat(options.days - 1).map(day),
        eventId: fc.nat(999).map((id) => asId<EventId>(`event-${String(id).padStart(3, '0')}`)),
        // Most facts are never corrected.
        revision:
          options.revisions === false ? fc.constant(undefined) : fc.constantFrom(undefined, undefined, undefined, 1, 2),
      }),
      { minLength: 1, maxLength: options.maxLength, selector: ({ eventId }) => eventId },
    )
    .map((facts): readonly HistoryFact[] =>
      facts.map(({ revision, ...fact }) => (revision === undefined ? fact : { ...fact, revision })),
    );
}

/** The same history in two orders of arrival. */
export function inTwoOrders(history: fc.Arbitrary<readonly HistoryFact[]>) {
  return history.chain((facts) =>
    fc.tuple(fc.constant(facts), fc.shuffledSubarray([...facts], { minLength: facts.length, maxLength: facts.length })),
  );
}

/**
 * Who holds the traveller at an instant: walk the starts in order, the last one not after the instant decides; an end of
 * the same establishment at or after that start and before the instant lets go. An end lets go of nothing where a fact of
 * its establishment corrected it; one that corrects the start lets go at once.
 */
export function holderByTheBook(facts: readonly HistoryFact[], instant: string): EstablishmentId | undefined {
  const starts = facts
    .filter(({ type, at }) => type === 'start' && at <= instant)
    .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  const last = starts.at(-1);
  if (last === undefined) return undefined;
  const own = facts.filter(({ establishmentId }) => establishmentId === last.establishmentId);
  for (const end of own) {
    if (end.type !== 'end' || own.some((other) => isCorrectedBy(end, other))) continue;
    if ((last.at <= end.at && end.at < instant) || isCorrectedBy(last, end)) return undefined;
  }
  return last.establishmentId;
}
