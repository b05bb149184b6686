import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Affiliation,
  addFact,
  endOfPeriodFrom,
  endsWithout,
  type Fact,
  holderAt,
  presentHolder,
} from '../../../../shared/domain/affiliation.ts';
import type { EstablishmentId } from '../../../../shared/domain/ids.ts';
import { ESTABLISHMENT as A, OTHER_ESTABLISHMENT as B } from '../../../support/factories.ts';
import { day, type HistoryFact, histories, holderByTheBook, inTwoOrders } from '../../../support/histories.ts';
import { asId } from '../../../support/ids.ts';

/** What is known after facts came in this order. */
function learn(facts: readonly HistoryFact[]): Affiliation[] {
  const known = new Map<EstablishmentId, Affiliation>();
  for (const { type, establishmentId, ...fact } of facts) {
    const before = known.get(establishmentId) ?? { establishmentId, starts: [], ends: [] };
    known.set(
      establishmentId,
      type === 'start'
        ? { ...before, starts: addFact(before.starts, fact) }
        : { ...before, ends: addFact(before.ends, { ...fact, reason: 'other' as const }) },
    );
  }
  return [...known.values()];
}

const start = (establishmentId: EstablishmentId, index: number, eventId = `s${index}`): HistoryFact => ({
  type: 'start',
  establishmentId,
  at: day(index),
  eventId: asId(eventId),
});
const end = (establishmentId: EstablishmentId, index: number, eventId = `e${index}`): HistoryFact => ({
  ...start(establishmentId, index, eventId),
  type: 'end',
});
const holderOf = (facts: readonly HistoryFact[], index: number) => holderAt(learn(facts), day(index))?.establishmentId;

describe('the holder at an instant', () => {
  it('follows the rule, whatever the history', () => {
    fc.assert(
      fc.property(histories({ establishments: 3, maxLength: 9, days: 6 }), fc.nat(6), (facts, index) => {
        expect(holderOf(facts, index)).toBe(holderByTheBook(facts, day(index)));
      }),
      { numRuns: 1000 },
    );
  });

  it('does not depend on the order in which facts came', () => {
    fc.assert(
      fc.property(
        inTwoOrders(histories({ establishments: 3, maxLength: 9, days: 6 })),
        fc.nat(6),
        ([facts, reordered], index) => {
          expect(holderAt(learn(reordered), day(index))).toEqual(holderAt(learn(facts), day(index)));
          expect(presentHolder(learn(reordered))).toBe(presentHolder(learn(facts)));
        },
      ),
    );
  });

  it('does not change when a fact comes twice', () => {
    fc.assert(
      fc.property(histories({ establishments: 3, maxLength: 6, days: 6 }), fc.nat(5), (facts, index) => {
        expect(learn([...facts, ...facts])).toEqual(learn(facts));
        expect(holderOf([...facts, ...facts], index)).toBe(holderOf(facts, index));
      }),
    );
  });

  it('holds from the very instant of the start to the very instant of the end', () => {
    const facts = [start(A, 1), end(A, 3)];
    expect([0, 1, 2, 3, 4].map((index) => holderOf(facts, index))).toEqual([undefined, A, A, A, undefined]);
  });

  it('lets a start elsewhere end the earlier period', () => {
    expect([1, 2, 3].map((index) => holderOf([start(A, 1), start(B, 2)], index))).toEqual([A, B, B]);
  });

  it('keeps an end that arrives before its start', () => {
    expect([1, 2, 3].map((index) => holderOf([end(A, 2), start(A, 1)], index))).toEqual([A, A, undefined]);
  });

  it('takes a start for the present holder as an update: an earlier end says nothing of it', () => {
    expect([2, 3, 4].map((index) => holderOf([start(A, 1), end(A, 2), start(A, 3)], index))).toEqual([A, A, A]);
  });

  it('settles two starts of one instant by event id', () => {
    expect(holderOf([start(A, 1, 'a'), start(B, 1, 'b')], 1)).toBe(B);
    expect(holderOf([start(A, 1, 'b'), start(B, 1, 'a')], 1)).toBe(A);
  });

  it('settles facts of one instant by revision before the event id', () => {
    const corrected = { ...start(A, 1, 'a'), revision: 1 };
    expect(holderOf([corrected, start(B, 1, 'b')], 1)).toBe(A);
    expect(holderOf([start(B, 1, 'b'), { ...corrected, revision: 0 }], 1)).toBe(B);
    expect(
      holderOf(
        [
          { ...start(B, 1, 'b'), revision: 10 },
          { ...corrected, revision: 9 },
        ],
        1,
      ),
    ).toBe(B);
  });

  it('takes a false start back with an end of the same instant and a higher revision, from that instant on', () => {
    const revoked = [start(A, 1), { ...end(A, 1), revision: 1 }];
    expect([1, 2].map((index) => holderOf(revoked, index))).toEqual([undefined, undefined]);
    // An end without a revision is the end of somebody who was there.
    expect([1, 2].map((index) => holderOf([start(A, 1), end(A, 1)], index))).toEqual([A, undefined]);
  });

  it('takes a false end back with a start of the same instant and a higher revision', () => {
    const facts = [start(A, 1), end(A, 3), { ...start(A, 3), revision: 1 }];
    expect([2, 3, 4].map((index) => holderOf(facts, index))).toEqual([A, A, A]);
  });

  it('does not go back to the earlier holder when the later one lets go', () => {
    expect(holderOf([start(A, 1), start(B, 2), end(B, 3)], 4)).toBeUndefined();
  });
});

describe('the end of the period of a start', () => {
  const endOf = (facts: readonly HistoryFact[], from = facts[0]) => endOfPeriodFrom(learn(facts), A, from as Fact);

  it('is whichever came first, the own end or a start elsewhere', () => {
    expect(endOf([start(A, 1), end(A, 3), start(B, 2)])).toMatchObject({ at: day(2), reason: 'transferred' });
    expect(endOf([start(A, 1), end(A, 2), start(B, 3)])).toMatchObject({ at: day(2), reason: 'other' });
  });

  it('keeps the own reason when both fall on one instant', () => {
    expect(endOf([start(A, 1), start(B, 2), end(A, 2)])).toMatchObject({ at: day(2), reason: 'other' });
  });

  it('is told by the correction where an end was corrected, and is none where it was taken back', () => {
    const ends = [end(A, 3, 'first'), { ...end(A, 3, 'a-correction'), revision: 1 }];
    expect(endOf([start(A, 1), ...ends])).toMatchObject({ eventId: 'a-correction' });
    expect(endOf([start(A, 1), ...ends.toReversed()])).toMatchObject({ eventId: 'a-correction' });
    expect(endOf([start(A, 1), ...ends, { ...start(A, 3), revision: 2 }])).toBeUndefined();
  });

  it('is no start elsewhere that was corrected', () => {
    expect(endOf([start(A, 1), start(B, 2), { ...start(A, 2, 's'), revision: 1 }])).toBeUndefined();
    expect(endOf([start(A, 1), start(B, 2)])).toMatchObject({ reason: 'transferred' });
  });

  it('is none while the period lasts', () => {
    expect(endOf([start(A, 1)])).toBeUndefined();
    expect(endOf([start(A, 2), start(B, 1), end(A, 1)])).toBeUndefined();
  });

  it('is the same for everyone who comes back, and is not pushed out by an update', () => {
    expect(endOf([start(A, 1), end(A, 3), start(A, 5)])).toMatchObject({ at: day(3) });
    expect(endOf([start(A, 1), start(B, 3), start(A, 5)])).toMatchObject({ at: day(3), reason: 'transferred' });
    expect(endOf([start(A, 1), start(A, 2), end(A, 3)])).toMatchObject({ at: day(3) });
  });

  it('exists for the latest start exactly when somebody else or nobody holds now', () => {
    fc.assert(
      fc.property(histories({ establishments: 3, maxLength: 9, days: 6 }), (facts) => {
        const known = learn(facts);
        const latest = known.find(({ establishmentId }) => establishmentId === A)?.starts.at(-1);
        fc.pre(latest !== undefined);
        const holds = presentHolder(known) === A;
        expect(endOfPeriodFrom(known, A, latest as Fact) !== undefined).toBe(!holds);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the facts that are kept', () => {
  it('are in order, each once', () => {
    const facts = [3, 1, 2, 1].reduce<readonly Fact[]>(
      (known, index) => addFact(known, { at: day(index), eventId: asId(`e${index}`) }),
      [],
    );
    expect(facts.map(({ eventId }) => eventId)).toEqual(['e1', 'e2', 'e3']);
  });

  it('are bounded, and the oldest go first', () => {
    const at = (index: number) => new Date(Date.UTC(2026, 0, 1) + index * 86_400_000).toISOString();
    let facts: readonly Fact[] = [];
    for (let index = 0; index < 70; index += 1) facts = addFact(facts, { at: at(index), eventId: asId(`e${index}`) });
    expect(facts.length).toBeLessThan(70);
    expect(facts.at(-1)?.eventId).toBe('e69');
    expect(facts.map((fact) => fact.at)).toEqual(facts.map((fact) => fact.at).toSorted());
  });
});

describe('what is left once an establishment is forgotten', () => {
  const forget = (known: readonly Affiliation[], establishmentId: string) => {
    const forgotten = known.find((one) => one.establishmentId === establishmentId);
    return known.flatMap((one) =>
      one === forgotten ? [] : [{ ...one, ends: forgotten ? endsWithout(one, forgotten) : one.ends }],
    );
  };

  it('is held by whom it was held before, and by nobody where it was the one that is forgotten', () => {
    // Between two days: at the very instant of a start an end does not count yet.
    const noon = (index: number) => day(index).replace('T00', 'T12');
    fc.assert(
      fc.property(histories({ establishments: 3, maxLength: 9, days: 6 }), fc.nat(6), (facts, index) => {
        const known = learn(facts);
        const before = holderAt(known, noon(index))?.establishmentId;
        const after = holderAt(forget(known, A), noon(index))?.establishmentId;
        expect(after).toBe(before === A ? undefined : before);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not come back to whom was left for it', () => {
    const known = learn([start(B, 0), start(A, 2), end(A, 3)]);
    expect(presentHolder(known.filter(({ establishmentId }) => establishmentId === B))).toBe(B);
    expect(presentHolder(forget(known, A))).toBeUndefined();
  });
});
