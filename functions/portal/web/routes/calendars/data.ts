import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf, queries, type Schemas } from '../../api.ts';

export type Calendar = Schemas['Calendar'];

/** The most calendars that an establishment has. */
export const MAX_CALENDARS = 10;

/** What tells calendars apart: their names in other programs end in it. */
export const markOf = ({ id }: Calendar) => id.slice(-4).toUpperCase();

/** All calendars, the oldest first. */
export const calendarsQuery = queryOptions({
  queryKey: ['calendars'],
  queryFn: async ({ signal }) => bodyOf(await api.GET('/v1/calendars', { signal })).items,
});

/** Makes a calendar in the language of the page; only this answer has its address. */
export const createCalendar = async () => bodyOf(await api.POST('/v1/calendars'));

/** Makes the address of a calendar answer nothing any more. */
export async function revokeCalendar({ id: calendarId }: Calendar): Promise<void> {
  bodyOf(await api.DELETE('/v1/calendars/{calendarId}', { params: { path: { calendarId } } }));
}

/** Everything that shows calendars reads them again. */
export function forgetCalendars(): void {
  for (const key of ['calendars', 'audit']) void queries.invalidateQueries({ queryKey: [key] });
}
