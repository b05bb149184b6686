import { describe, expect, test } from 'vitest';
import { compileSchedule } from '../../../../../../infra/local/services/scheduler/expression.ts';

const start = new Date('2026-11-22T10:00:00Z');

function occurrences(expression: string, timeZone: string, after: string, count: number): string[] {
  const next = compileSchedule(expression, timeZone, start);
  const found: string[] = [];
  let last = new Date(after);
  for (let index = 0; index < count; index += 1) {
    last = next(last);
    found.push(last.toISOString());
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

  test('a time of day on working days, over a weekend', () => {
    // 26 November 2026 is a Thursday.
    expect(occurrences('cron(0 8 ? * SUN-THU *)', 'Asia/Riyadh', '2026-11-25T05:00:00Z', 3)).toEqual([
      '2026-11-26T05:00:00.000Z',
      '2026-11-29T05:00:00.000Z',
      '2026-11-30T05:00:00.000Z',
    ]);
    expect(occurrences('cron(0 8 ? * FRI,SUN-MON *)', 'Asia/Riyadh', '2026-11-26T05:00:00Z', 3)).toEqual([
      '2026-11-27T05:00:00.000Z',
      '2026-11-29T05:00:00.000Z',
      '2026-11-30T05:00:00.000Z',
    ]);
  });

  test('a day of the week is that of the time zone', () => {
    expect(occurrences('cron(30 1 ? * SUN *)', 'Asia/Riyadh', '2026-11-28T00:00:00Z', 1)).toEqual([
      '2026-11-28T22:30:00.000Z',
    ]);
  });

  test('a time of day that is on another day in UTC', () => {
    expect(occurrences('cron(30 1 * * ? *)', 'Asia/Riyadh', '2026-11-22T00:00:00Z', 2)).toEqual([
      '2026-11-22T22:30:00.000Z',
      '2026-11-23T22:30:00.000Z',
    ]);
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

  test.each([
    'cron(0 7 * *)',
    'at(2026-12-01T07:00:00)',
    'cron(0 7 L * ? *)',
    'cron(0/20 8,9 * * ? *)',
    'cron(0 5 ? * THU-SUN *)',
    'cron(0 5 ? * SUN-MON-TUE *)',
    'cron(0 5 ? * SUNDAY *)',
    'cron(0 5 * * SUN-THU *)',
    'cron(0 0 29 FEB ? *)',
    'cron(0 7 ? * 2#1 *)',
    'cron(61 7 * * ? *)',
    'cron(0 24 * * ? *)',
    'rate(0 minutes)',
    'rate(1 fortnight)',
    'every day',
  ])('refuses %s', (expression) => {
    expect(() => compileSchedule(expression, 'UTC', start)).toThrow(
      `schedule expression ${expression} is not supported locally`,
    );
  });
});
