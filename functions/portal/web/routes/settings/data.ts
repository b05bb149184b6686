import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '../../api.ts';

/** The establishment: its limits, what is used of them, and how long things are kept. */
export const establishmentQuery = queryOptions({
  queryKey: ['establishment'],
  queryFn: async ({ signal }) => bodyOf(await api.GET('/v1/establishment', { signal })),
});

export type ShowNames = Schemas['Establishment']['showNames'];

/** Chooses whether messages show names. It is one choice, so the last one counts. */
export async function chooseNames(showNames: ShowNames): Promise<Schemas['Establishment']> {
  return bodyOf(await api.PATCH('/v1/establishment', { body: { showNames } }));
}

const YEAR_DAYS = 365.25;

/** Years that so many days are; undefined where they are none, or too few to be told in years. */
export function wholeYears(days: number): number | undefined {
  const years = Math.round(days / YEAR_DAYS);
  return years >= 2 && Math.abs(years * YEAR_DAYS - days) < 2 ? years : undefined;
}
