import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MOST_AT_ONCE, Pace } from '../../../../functions/import-applier/pace.ts';

/** The rows at once of each of many groups, where a group takes so long. */
function play(groups: number, tookMs: (rows: number, group: number) => number): number[] {
  const pace = new Pace();
  return Array.from({ length: groups }, (_, group) => {
    const rows = pace.atOnce;
    pace.record(tookMs(rows, group));
    return rows;
  });
}

it('writes as many rows at once as there may be where they do not wait for one another', () => {
  expect(play(10, () => 50)).toEqual([1, 2, 3, 4, 5, 5, 5, 5, 5, 5]);
});

it('writes hardly more than one at once where they do', () => {
  const rows = play(1000, (count) => count * 20);
  expect(Math.max(...rows)).toBeLessThanOrEqual(2);
  const mean = rows.reduce((sum, count) => sum + count, 0) / rows.length;
  expect(mean).toBeLessThan(1.6);
});

it('gives way as soon as others come, and goes on when they have gone', () => {
  const rows = play(300, (_count, group) => (group >= 100 && group < 120 ? 200 : 50));
  expect(rows[99]).toBe(MOST_AT_ONCE);
  expect(rows[106]).toBe(1);
  expect(rows.at(-1)).toBe(MOST_AT_ONCE);
});

it('is not slowed down for good by a group that took next to nothing', () => {
  const rows = play(400, (_count, group) => (group === 3 ? 1 : 50));
  expect(rows.at(-1)).toBe(MOST_AT_ONCE);
});

it('always writes one row at least, and no more than there may be', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 10_000, noNaN: true })), (times) => {
      const rows = play(times.length, (_count, group) => times[group] ?? 0);
      expect(rows.every((count) => count >= 1 && count <= MOST_AT_ONCE)).toBe(true);
    }),
  );
});
