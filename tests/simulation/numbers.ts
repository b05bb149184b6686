import { passesLuhn } from '../../shared/domain/digits.ts';
import type { Random } from './random.ts';

/** More people than this have no room in the numbers that a world has to itself. */
export const MAX_TRAVELLERS = 100_000;
export const MAX_ESTABLISHMENTS = 10_000;

/** Gives out numbers that nobody else in the world bears. */
export interface Numbers {
  establishment(): string;
  resident(): string;
  visitor(): string;
  /** A Saudi mobile number in E.164. */
  mobile(): string;
}

/**
 * The numbers of a world. Each carries the last two digits of the seed, so that worlds whose seeds differ in them share
 * nobody; prefixes that the demo data uses are left to it.
 */
export function numbersOf(seed: number, random: Random): Numbers {
  const world = String(seed % 100).padStart(2, '0');
  const used = new Set<string>();
  const unused = (draw: () => string): string => {
    for (;;) {
      const number = draw();
      if (used.has(number)) continue;
      used.add(number);
      return number;
    }
  };
  const digits = (count: number) =>
    random
      .int(0, 10 ** count - 1)
      .toString()
      .padStart(count, '0');
  return {
    establishment: () => unused(() => `71${world}${digits(6)}`),
    resident: () => unused(() => withCheckDigit(`2${random.pick(['6', '7', '8'])}${world}${digits(5)}`)),
    visitor: () => unused(() => `${random.pick(['5', '6'])}${world}${digits(7)}`),
    mobile: () => unused(() => `+9665${random.pick(['3', '4', '5', '6', '8', '9'])}${world}${digits(5)}`),
  };
}

function withCheckDigit(digits: string): string {
  const checkDigit = [...'0123456789'].find((digit) => passesLuhn(digits + digit));
  return `${digits}${checkDigit}`;
}
