import { createHash } from 'node:crypto';

/** A source of chance that gives the same row for the same seed, on every machine. */
export interface Random {
  /** From 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** A whole number between two bounds, both inclusive. */
  int(min: number, max: number): number;
  /** True with this probability, from 0 to 1. */
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** One of the choices, each as likely as its weight says. */
  weighted<T>(choices: readonly (readonly [choice: T, weight: number])[]): T;
  /** So many of the choices, each once, in their own order. */
  sample<T>(choices: readonly T[], count: number): T[];
  /** A source of its own: what it gives does not depend on how much was drawn from this one. */
  fork(name: string): Random;
}

/** Makes a source of chance; sources with different seeds have nothing to do with each other. */
export function seededRandom(seed: string): Random {
  const next = sfc32(createHash('sha256').update(seed).digest());
  const random: Random = {
    next,
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (probability) => next() < probability,
    pick: (choices) => {
      const choice = choices[random.int(0, choices.length - 1)];
      if (choice === undefined) throw new Error('there is nothing to pick from');
      return choice;
    },
    weighted: (choices) => {
      let left = next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
      const found = choices.find(([, weight]) => {
        left -= weight;
        return left < 0;
      });
      const choice = found ?? choices.at(-1);
      if (choice === undefined) throw new Error('there is nothing to pick from');
      return choice[0];
    },
    sample: (choices, count) => {
      let wanted = Math.min(count, choices.length);
      return choices.filter((_, index) => {
        const isTaken = next() * (choices.length - index) < wanted;
        if (isTaken) wanted -= 1;
        return isTaken;
      });
    },
    fork: (name) => seededRandom(`${seed}/${name}`),
  };
  return random;
}

/** "Small Fast Counter" by Chris Doty-Humphrey, 32 bit: passes PractRand, and needs no library. */
function sfc32(seed: Buffer): () => number {
  let a = seed.readInt32LE(0);
  let b = seed.readInt32LE(4);
  let c = seed.readInt32LE(8);
  let counter = seed.readInt32LE(12);
  return () => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    c |= 0;
    return (result >>> 0) / 2 ** 32;
  };
}
