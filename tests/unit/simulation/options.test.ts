import { describe, expect, it } from 'vitest';
import { readOptions } from '../../simulation/options.ts';

const NOON = new Date('2026-11-22T12:00:00+03:00');
const read = (line: string) => readOptions(line.split(' ').filter(Boolean), NOON);

describe('the options of the command', () => {
  it('have defaults', () => {
    expect(read('')).toEqual({
      plan: { establishments: 50, travellers: 1000, days: 30, seed: 1, until: '2026-11-22' },
      check: true,
    });
    expect(read('--help')).toBeUndefined();
  });

  it('are taken as given', () => {
    expect(read('--establishments 5 --travellers 70 --days 10 --seed 42 --until 2026-11-02 --no-check')).toEqual({
      plan: { establishments: 5, travellers: 70, days: 10, seed: 42, until: '2026-11-02' },
      check: false,
    });
  });

  it('begin the day in Riyadh', () => {
    expect(readOptions([], new Date('2026-11-22T21:30:00Z'))?.plan.until).toBe('2026-11-23');
  });

  it.each([
    ['--days 31', '--days takes a whole number from 1 to 30'],
    ['--days 1.5', '--days takes'],
    ['--travellers many', '--travellers takes'],
    ['--travellers 0', '--travellers takes'],
    ['--seed -1', '--seed'],
    ['--until 2026-11-21', '--until takes a date from 0 days ago to today'],
    ['--until 2026-11-23 --days 5', '--until takes a date from 25 days ago to today (2026-11-22) for 5 days'],
    ['--until 2026-10-27 --days 5', '--until takes'],
    ['--until yesterday', '--until takes'],
    ['--until 2026-02-31 --days 5', '--until takes'],
    ['--speed 5', 'speed'],
  ])('refuse %s', (line, message) => {
    expect(() => read(line)).toThrow(message);
  });
});
