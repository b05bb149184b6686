import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../api.ts';
import { apiFiltersOf, type PeopleSearch, type Traveller } from './search.ts';

/** The list that somebody looked at last: a person leads back to it. */
export const listAddress: { last: PeopleSearch } = { last: {} };

const PAGE = 25;

export const peopleQuery = (search: PeopleSearch) =>
  infiniteQueryOptions({
    queryKey: ['people', search],
    queryFn: async ({ pageParam: cursor, signal }) =>
      bodyOf(
        await api.GET('/v1/travellers', {
          params: { query: { ...apiFiltersOf(search), limit: PAGE, cursor } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** Reads everybody whom the filters find, page by page. @param onPage is told how many there are so far */
export async function everybodyWhoMatches(
  search: PeopleSearch,
  onPage: (people: number) => void,
  signal: AbortSignal,
): Promise<Traveller[]> {
  const filters = apiFiltersOf(search);
  const people: Traveller[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...filters, limit: 100, cursor };
    const page = bodyOf(await api.GET('/v1/travellers', { params: { query }, signal }));
    people.push(...page.items);
    onPage(people.length);
    cursor = page.nextCursor;
  } while (cursor);
  return people;
}
