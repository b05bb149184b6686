import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTurns } from '../../../../../../infra/local/services/lambda/turns.ts';

describe('what waits for a worker', () => {
  it('is taken in order for each caller, and nobody waits for more than one of each other', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat()), { maxLength: 60 }), (items) => {
        const turns = createTurns<{ caller: string; index: number }>();
        for (const [index, [caller]] of items.entries()) turns.add(caller, { caller, index });
        const taken = [];
        for (let item = turns.next(); item; item = turns.next()) taken.push(item);
        expect([taken.length, turns.size]).toEqual([items.length, 0]);
        for (const caller of ['a', 'b', 'c']) {
          const own = taken.filter((item) => item.caller === caller).map(({ index }) => index);
          expect(own).toEqual(own.toSorted((x, y) => x - y));
          const first = taken.findIndex((item) => item.caller === caller);
          expect(first).toBeLessThan(3);
        }
      }),
    );
  });

  it('lets somebody who comes later in before the rest of a flood', () => {
    const turns = createTurns<string>();
    for (let index = 0; index < 300; index += 1) turns.add('flood', `flood ${index}`);
    expect(turns.next()).toBe('flood 0');
    turns.add('other', 'other');
    expect([turns.next(), turns.next()]).toEqual(['flood 1', 'other']);
  });
});
