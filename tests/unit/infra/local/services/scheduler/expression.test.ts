import { describe, expect, test } from 'vitest';
import { compileSchedule } from '../../../../../../infra/local/services/scheduler/expression.ts';

const start = new Date('2026-11-22T10:00:00Z');

function occurrences(expression: string, timeZone: string, after: string, count: number): (string | undefined)[] {
  const next = compileSchedule(expression, timeZone, start);
  const found: (string | undefined)[] = [];
  let last: Date | undefined = new Date(after);
  for (let index = 0; index < count; index += 1) {
    last = last && next(last);
    found.push(last?.toISOString());
  }
  return found;
}

describe('schedule expressions', () => {
  test('a time of day in Riyadh', () => {
    expect(occurrences('cron(0 7 * * ? *)', 'Asia/Riyadh', '2026-11-22T04:00:00Z', 2)).toEqual([
      '2026-11-23T04:00:00.000Z',
      '2026-11-24T04:00:00.000Z',
    ]);
    expect(occurrences('cron(0 7 * * ? *)', 'Asia/Riyadh', '2026-11-22T03:59:59Z', 1)).toEqual([
      '2026-11-22T04:00:00.000Z',
    ]);
  });

  test('a day in the time zone, which is another one in UTC', () => {
    expect(occurrences('cron(30 1 1 * ? *)', 'Asia/Riyadh', '2026-11-22T00:00:00Z', 2)).toEqual([
      '2026-11-30T22:30:00.000Z',
      '2026-12-31T22:30:00.000Z',
    ]);
  });

  test('steps, lists and ranges', () => {
    expect(occurrences('cron(0/20 8,9 * * ? *)', 'UTC', '2026-11-22T08:30:00Z', 4)).toEqual([
      '2026-11-22T08:40:00.000Z',
      '2026-11-22T09:00:00.000Z',
      '2026-11-22T09:20:00.000Z',
      '2026-11-22T09:40:00.000Z',
    ]);
    // The working week of Saudi Arabia; 2026-11-20 is a Friday.
    expect(occurrences('cron(0 5 ? * SUN-THU *)', 'UTC', '2026-11-19T06:00:00Z', 2)).toEqual([
      '2026-11-22T05:00:00.000Z',
      '2026-11-23T05:00:00.000Z',
    ]);
  });

  test('months, leap days and years', () => {
    expect(occurrences('cron(0 0 29 FEB ? *)', 'UTC', '2026-11-22T00:00:00Z', 1)).toEqual(['2028-02-29T00:00:00.000Z']);
    expect(occurrences('cron(0 0 1 1 ? 2027)', 'UTC', '2027-01-01T00:00:00Z', 1)).toEqual([undefined]);
  });

  test('the night on which clocks go forward', () => {
    expect(occurrences('cron(0 12 * * ? *)', 'Europe/Berlin', '2027-03-27T12:00:00Z', 2)).toEqual([
      '2027-03-28T10:00:00.000Z',
      '2027-03-29T10:00:00.000Z',
    ]);
  });

  test('rates count from the start', () => {
    expect(occurrences('rate(5 minutes)', 'UTC', '2026-11-22T10:07:00Z', 2)).toEqual([
      '2026-11-22T10:10:00.000Z',
      '2026-11-22T10:15:00.000Z',
    ]);
  });

  test('a single time', () => {
    expect(occurrences('at(2026-12-01T07:00:00)', 'Asia/Riyadh', '2026-11-22T00:00:00Z', 2)).toEqual([
      '2026-12-01T04:00:00.000Z',
      undefined,
    ]);
  });

  test.each([
    'cron(0 7 * *)',
    'cron(0 7 L * ? *)',
    'cron(0 7 ? * 2#1 *)',
    'cron(61 7 * * ? *)',
    'cron(0/0 7 * * ? *)',
    'rate(0 minutes)',
    'rate(1 fortnight)',
    'every day',
  ])('refuses %s', (expression) => {
    expect(() => compileSchedule(expression, 'UTC', start)).toThrow(expression);
  });
});
