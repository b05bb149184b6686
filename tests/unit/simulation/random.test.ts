import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../simulation/random.ts';

const row = (seed: string) => {
  const random = seededRandom(seed);
  return Array.from({ length: 50 }, () => random.next());
};
const many = 20_000;

describe('a seeded source of chance', () => {
  it('gives the same row for the same seed, and another for another', () => {
    expect(row('a')).toEqual(row('a'));
    expect(row('a')).not.toEqual(row('b'));
  });

  it('forks into sources that do not depend on what was drawn before', () => {
    const drawn = seededRandom('a');
    drawn.next();
    expect(drawn.fork('x').next()).toBe(seededRandom('a').fork('x').next());
    expect(seededRandom('a').fork('x').next()).not.toBe(seededRandom('a').fork('y').next());
  });

  it('spreads evenly over the whole range', () => {
    const random = seededRandom('spread');
    const counts = new Map<number, number>();
    for (let index = 0; index < many; index += 1) {
      const drawn = random.int(1, 10);
      counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const count of counts.values()) expect(Math.abs(count / many - 0.1)).toBeLessThan(0.01);
  });

  it('keeps to weights and probabilities', () => {
    const random = seededRandom('weights');
    const share = (draw: () => boolean) => Array.from({ length: many }, draw).filter(Boolean).length / many;
    const choices = [
      ['often', 3],
      ['rarely', 1],
      ['never', 0],
    ] as const;
    expect(share(() => random.weighted(choices) === 'often')).toBeCloseTo(0.75, 1);
    expect(share(() => random.weighted(choices) === 'never')).toBe(0);
    expect(share(() => random.chance(0.02))).toBeCloseTo(0.02, 2);
  });

  it('takes a sample of the size that was asked for, each choice once', () => {
    const random = seededRandom('sample');
    for (let count = 0; count <= 6; count += 1) {
      const sample = random.sample([1, 2, 3, 4, 5], count);
      expect(sample).toHaveLength(Math.min(count, 5));
      expect(new Set(sample).size).toBe(sample.length);
    }
  });
});
