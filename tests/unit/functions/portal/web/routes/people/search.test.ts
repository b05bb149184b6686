import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { apiFiltersOf, peopleSearchOf } from '../../../../../../../functions/portal/web/routes/people/search.ts';

// In Riyadh it is the next day already.
const NOW = new Date('2026-11-25T22:30:00Z');

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the address of a list of people', () => {
  it('keeps what is known, and leaves out the rest', () => {
    expect(
      peopleSearchOf({ q: ' عمر ', following: 'none', kind: 'visitor', expires: 30, sort: 'expiry', page: '3' }),
    ).toEqual({ q: 'عمر', following: 'none', kind: 'visitor', expires: '30', sort: 'expiry' });
    expect(
      peopleSearchOf({ q: '', following: 'some', kind: 7, expires: '31', from: '2026-13-01', sort: 'name' }),
    ).toEqual({});
  });

  it('takes a number for a text, and a preset before dates', () => {
    expect(peopleSearchOf({ q: 6717 })).toEqual({ q: '6717' });
    expect(peopleSearchOf({ expires: 'expired', from: '2026-11-01', to: '2026-11-30' })).toEqual({
      expires: 'expired',
    });
  });
});

describe('the filters of the API', () => {
  it.each([
    [{ expires: 'expired' }, { passportExpiresBefore: '2026-11-26' }],
    [{ expires: '30' }, { passportExpiresFrom: '2026-11-26', passportExpiresBefore: '2026-12-27' }],
    [
      { from: '2026-11-01', to: '2026-11-30' },
      { passportExpiresFrom: '2026-11-01', passportExpiresBefore: '2026-12-01' },
    ],
    [{ sort: 'expiry' }, { passportExpiresFrom: '1950-01-01' }],
    [{ sort: 'expiry', to: '2026-11-30' }, { passportExpiresBefore: '2026-12-01' }],
    [
      { q: 'عمر', following: 'own' },
      { q: 'عمر', following: 'own' },
    ],
  ] as const)('of %j are %j', (search, filters) => {
    expect(apiFiltersOf(search)).toEqual(filters);
  });
});
