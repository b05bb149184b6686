import type { filtering as arabic } from '../ar/filtering.ts';
import type { Same } from '../catalogue.ts';

export const filtering: Same<typeof arabic> = {
  more: 'Filter the list',
  all: 'All',
  from: 'From',
  to: 'To',
  dayHint: 'Day/month/year, Hijri or Gregorian',
  notADay: 'This is not a date that we understand. Please write it like this: 23/11/2026, or 13/06/1448.',
  apply: 'Apply',
  reset: 'Clear the filters',
};
