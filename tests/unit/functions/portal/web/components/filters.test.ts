import { describe, expect, it } from 'vitest';
import { dayAfter, dayOf, fromOf, textOf, toOf } from '../../../../../../functions/portal/web/components/filters.ts';

describe('filters of an address', () => {
  it('are texts also where they look like numbers, and nothing where they are empty', () => {
    expect([2000000006, ' 7 ', '', undefined, ['x'], { a: 1 }].map(textOf)).toEqual([
      '2000000006',
      '7',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('take days alone', () => {
    expect(['2026-11-23', '2026-13-01', '23/11/2026', 20261123, undefined].map(dayOf)).toEqual([
      '2026-11-23',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('begin and end with the days of Riyadh', () => {
    expect([fromOf('2026-11-23'), toOf('2026-11-30'), dayAfter('2026-12-31', 1)]).toEqual([
      '2026-11-23T00:00:00+03:00',
      '2026-12-01T00:00:00+03:00',
      '2027-01-01',
    ]);
  });
});
