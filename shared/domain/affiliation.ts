import type { EstablishmentId, EventId } from './ids.ts';
import { END_OF_TIME, type Instant } from './time.ts';

export const END_REASONS = ['transferred', 'final-exit', 'departed', 'deceased', 'other'] as const;
export type EndReason = (typeof END_REASONS)[number];

/**
 * A fact in the order of its time, ties by revision and then by event id. Facts of one kind come from one source, so among
 * them the event id alone is the identity.
 */
export interface Fact {
  readonly at: Instant;
  readonly eventId: EventId;
  /** Absent: 0. */
  readonly revision?: number | undefined;
}
export interface AffiliationEnd extends Fact {
  readonly reason: EndReason;
}

/** What is known of the affiliation of one traveller with one establishment. */
export interface Affiliation {
  readonly establishmentId: EstablishmentId;
  readonly starts: readonly Fact[];
  readonly ends: readonly AffiliationEnd[];
}

/** More starts or ends than this are not kept for one traveller and establishment; the oldest go. */
const MAX_FACTS = 50;

const revisionOf = ({ revision = 0 }: Fact): number => revision;

/** Order of facts: earlier first, ties by revision, then by event id. */
export function compareFacts(a: Fact, b: Fact): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (revisionOf(a) !== revisionOf(b)) return revisionOf(a) - revisionOf(b);
  if (a.eventId === b.eventId) return 0;
  return a.eventId < b.eventId ? -1 : 1;
}

/** Whether a fact corrects another one: it speaks of the same instant with a higher revision. */
function corrects(fact: Fact, other: Fact): boolean {
  return fact.at === other.at && revisionOf(fact) > revisionOf(other);
}

/** The ends of an establishment that count: a start or an end of its own may have corrected one. */
function endsThatCount({ starts, ends }: Affiliation): readonly AffiliationEnd[] {
  return ends.filter((end) => ![...starts, ...ends].some((fact) => corrects(fact, end)));
}

/** Adds a fact to a list in order, once; the same list when it is there already. */
export function addFact<F extends Fact>(facts: readonly F[], fact: F): readonly F[] {
  if (facts.some(({ eventId }) => eventId === fact.eventId)) return facts;
  return [...facts, fact].sort(compareFacts).slice(-MAX_FACTS);
}

/**
 * Whom a traveller belongs to at an instant: the establishment of the latest start not after it, unless an end of that
 * establishment lies between the two. An end at the very instant does not count yet, unless it corrects the start.
 */
export function holderAt(
  affiliations: readonly Affiliation[],
  instant: Instant,
): { establishmentId: EstablishmentId; start: Fact } | undefined {
  let latest: { affiliation: Affiliation; start: Fact } | undefined;
  for (const affiliation of affiliations) {
    for (const start of affiliation.starts) {
      if (start.at <= instant && (!latest || compareFacts(start, latest.start) > 0)) latest = { affiliation, start };
    }
  }
  if (!latest) return undefined;
  const { affiliation, start } = latest;
  const isOver = (end: AffiliationEnd) => (end.at >= start.at && end.at < instant) || corrects(end, start);
  if (endsThatCount(affiliation).some(isOver)) return undefined;
  return { establishmentId: affiliation.establishmentId, start };
}

/** Whom a traveller belongs to after everything that is known. */
export function presentHolder(affiliations: readonly Affiliation[]): EstablishmentId | undefined {
  return holderAt(affiliations, END_OF_TIME)?.establishmentId;
}

/**
 * What ended the period of an establishment that a start belongs to: its own end, or a start elsewhere (`transferred`),
 * whichever came first. Undefined while the period lasts. Later starts of its own do not matter: while it lasts they are
 * updates, and after it they are returns. A start elsewhere that was corrected does not count.
 */
export function endOfPeriodFrom(
  affiliations: readonly Affiliation[],
  establishmentId: EstablishmentId,
  start: Fact,
): AffiliationEnd | undefined {
  const ends = affiliations
    .filter((own) => own.establishmentId === establishmentId)
    .flatMap(endsThatCount)
    .filter((end) => end.at >= start.at);
  const allStarts = affiliations.flatMap(({ starts }) => starts);
  const transfers = affiliations
    .filter((other) => other.establishmentId !== establishmentId)
    .flatMap((other) => other.starts)
    .filter((elsewhere) => compareFacts(elsewhere, start) > 0 && !allStarts.some((one) => corrects(one, elsewhere)))
    .map((elsewhere) => ({ ...elsewhere, reason: 'transferred' as const }));
  // Own ends stand in front, so that at the same instant the registry's own reason is kept.
  return [...ends, ...transfers].reduce<AffiliationEnd | undefined>(
    (first, end) => (first === undefined || end.at < first.at ? end : first),
    undefined,
  );
}

/**
 * The ends of an affiliation once another one is forgotten: a start there that cut a period short becomes an end of its
 * own, else the establishment would hold the traveller again.
 */
export function endsWithout(own: Affiliation, forgotten: Affiliation): readonly AffiliationEnd[] {
  return forgotten.starts
    .filter(
      (elsewhere) =>
        own.starts.some((start) => compareFacts(start, elsewhere) < 0) &&
        // An end at the instant of a start ends it too, and this one came after the other's.
        !own.starts.some((start) => start.at === elsewhere.at && compareFacts(start, elsewhere) > 0),
    )
    .reduce<readonly AffiliationEnd[]>(
      (ends, elsewhere) => addFact(ends, { ...elsewhere, reason: 'transferred' }),
      own.ends,
    );
}
