import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  addDays,
  daysBetween,
  epochSecondsAfter,
  msBetween,
  riyadhDate,
  toInstant,
} from '../../../../shared/domain/time.ts';

describe('the date in Riyadh', () => {
  it.each([
    ['2026-11-22T20:59:59.999Z', '2026-11-22'],
    ['2026-11-22T21:00:00.000Z', '2026-11-23'],
    ['2026-12-31T20:59:59.999Z', '2026-12-31'],
    ['2026-12-31T21:00:00.000Z', '2027-01-01'],
    ['2028-02-28T21:00:00.000Z', '2028-02-29'],
    ['2028-02-29T21:00:00.000Z', '2028-03-01'],
    ['2026-02-28T21:00:00.000Z', '2026-03-01'],
  ])('at %s is %s', (instant, date) => {
    expect(riyadhDate(instant)).toBe(date);
    expect(riyadhDate(new Date(instant))).toBe(date);
  });

  it('is three hours ahead of UTC all year round', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (time) => {
          expect(riyadhDate(time)).toBe(new Date(time.getTime() + 3 * 3_600_000).toISOString().slice(0, 10));
        },
      ),
    );
  });
});

describe('days between dates', () => {
  it.each([
    ['2026-11-22', '2026-11-22', 0],
    ['2026-11-30', '2026-12-01', 1],
    ['2026-12-31', '2027-01-01', 1],
    ['2028-02-28', '2028-03-01', 2],
    ['2026-02-28', '2026-03-01', 1],
    ['2028-02-29', '2029-02-28', 365],
    ['2026-12-01', '2026-11-22', -9],
  ])('from %s to %s are %i', (from, to, days) => {
    expect(daysBetween(from, to)).toBe(days);
  });

  it('add up', () => {
    const date = fc
      .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((time) => time.toISOString().slice(0, 10));
    fc.assert(
      fc.property(date, date, date, (a, b, c) => {
        expect(daysBetween(a, b) + daysBetween(b, c)).toBe(daysBetween(a, c));
      }),
    );
  });
});

describe('instants', () => {
  it('are written so that text order is time order, whatever their offset', () => {
    const instant = fc.record({
      ms: fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) }),
      offset: fc.integer({ min: -12, max: 14 }),
    });
    const written = ({ ms, offset }: { ms: number; offset: number }) => {
      const local = new Date(ms + offset * 3_600_000).toISOString().slice(0, -1);
      return `${local}${offset < 0 ? '-' : '+'}${String(Math.abs(offset)).padStart(2, '0')}:00`;
    };
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        expect(toInstant(written(a)) < toInstant(written(b))).toBe(a.ms < b.ms);
      }),
    );
  });

  it('differ by milliseconds, negative when they run backwards', () => {
    expect(msBetween('2026-11-22T08:15:30.000Z', new Date('2026-11-22T08:15:31.500Z'))).toBe(1500);
    expect(msBetween('2026-11-22T08:15:30.000Z', '2026-11-22T08:15:29.000Z')).toBe(-1000);
  });

  it('become whole seconds for time to live', () => {
    expect(epochSecondsAfter(new Date('1970-01-01T00:00:01.900Z'), 2000)).toBe(3);
  });
});

describe('a host in a zone with daylight saving time', () => {
  const hostZone = process.env.TZ;
  afterEach(() => {
    if (hostZone === undefined) delete process.env.TZ;
    else process.env.TZ = hostZone;
  });

  it.each(['America/New_York', 'Europe/London', 'Pacific/Auckland'])('counts the same days in %s', (zone) => {
    process.env.TZ = zone;
    expect(new Date('2026-07-01T12:00:00Z').getTimezoneOffset()).not.toBe(0);
    // Clocks change there on these days or nights of 2026 and 2027.
    for (const day of [
      '2026-03-08',
      '2026-03-29',
      '2026-04-05',
      '2026-09-27',
      '2026-10-25',
      '2026-11-01',
      '2027-03-14',
    ]) {
      expect(riyadhDate(`${day}T00:01:00+03:00`)).toBe(day);
      expect(riyadhDate(`${day}T23:59:00+03:00`)).toBe(day);
      expect(daysBetween(addDays(day, -1), addDays(day, 1))).toBe(2);
      expect(daysBetween(day, addDays(day, 365))).toBe(365);
    }
  });
});
