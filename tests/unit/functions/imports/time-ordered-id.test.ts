import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timeOrderedId } from '../../../../functions/imports/time-ordered-id.ts';

it('ids are UUIDs of version 7 that sort by time', () => {
  const time = fc.date({ min: new Date('2020-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(time, time, fc.uuid({ version: 4 }), fc.uuid({ version: 4 }), (one, other, random, otherRandom) => {
      const [first, second] = [timeOrderedId(one, random), timeOrderedId(other, otherRandom)];
      expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      if (one.getTime() !== other.getTime()) expect(first < second).toBe(one < other);
    }),
  );
});
