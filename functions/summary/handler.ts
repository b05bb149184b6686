import * as z from 'zod/mini';
import type { Contact } from '../../shared/domain/contacts.ts';
import type { EstablishmentId } from '../../shared/domain/ids.ts';
import {
  COUNTED_DAYS,
  type Counts,
  countedPerson,
  LIVE_PAGES,
  NO_COUNTS,
  notificationCountsSchema,
  passportCountsSchema,
  peopleCountsSchema,
  withNotifications,
  withPeople,
} from '../../shared/domain/summary.ts';
import { DAY_MS, riyadhDate } from '../../shared/domain/time.ts';
import { apiHandler, type Route, route } from '../../shared/http/api.ts';
import { tryAgainLater } from '../../shared/http/problem.ts';
import { type ContactBook, defaultOf } from '../../shared/store/contacts.ts';
import type { CountedPage, StoredSummary } from '../../shared/store/summaries.ts';
import type { Position } from '../../shared/store/table.ts';
import { COUNT_LAPSED_MS, SUMMARY_FRESH_MS, SUMMARY_PAUSES_MS, SUMMARY_STALE_MS } from '../../shared/timing.ts';
import type { SummaryDeps } from './deps.ts';

/** The summary of an establishment as the API shows it. */
export const summaryView = z.strictObject({
  asOf: z.string(),
  people: peopleCountsSchema,
  passports: passportCountsSchema,
  contacts: z.strictObject({
    verified: z.int().check(z.nonnegative()),
    pending: z.int().check(z.nonnegative()),
    suppressed: z.int().check(z.nonnegative()),
  }),
  notificationsLast7Days: notificationCountsSchema,
});
type SummaryView = z.input<typeof summaryView>;

export const createHandler = (deps: SummaryDeps) => apiHandler(summaryRoutes(deps), deps.logger, deps.limits);

export function summaryRoutes(deps: SummaryDeps): Record<string, Route> {
  const { store, now } = deps;
  return {
    'GET /v1/summary': route({
      responses: { 200: summaryView },
      handle: async ({ establishmentId }) => {
        const [book, stored] = await Promise.all([
          store.readContacts(establishmentId),
          store.readSummary(establishmentId),
        ]);
        // What is stored says that there is too much for a request to count.
        const at = now();
        const live = stored && !stored.isSmall ? undefined : await countLive(deps, book, at);
        if (live) return { status: 200, body: view(at.toISOString(), live, book) };
        const counted = await countedInBackground(deps, establishmentId, stored);
        return { status: 200, body: view(counted.asOf, counted.counts, book) };
      },
    }),
  };
}

/** Counts an establishment as it is now; undefined where that takes more than a few pages. */
async function countLive({ store }: SummaryDeps, book: ContactBook, at: Date): Promise<Counts | undefined> {
  const { establishmentId } = book;
  const from = new Date(at.getTime() - COUNTED_DAYS * DAY_MS);
  const [people, statuses] = await Promise.all([
    everything(LIVE_PAGES.people, (after) => store.listCountedPeople(establishmentId, after)),
    everything(LIVE_PAGES.notifications, (after) => store.listCountedNotifications(establishmentId, from, after)),
  ]);
  if (!people || !statuses) return undefined;
  return withNotifications(
    withPeople(
      NO_COUNTS,
      people.map((one) => countedPerson(one, defaultOf(book))),
      riyadhDate(at),
    ),
    statuses,
  );
}

/** All items of a list; undefined where it has more pages than that. */
async function everything<T>(
  maxPages: number,
  list: (after: Position | undefined) => Promise<CountedPage<T>>,
): Promise<T[] | undefined> {
  const items: T[] = [];
  let after: Position | undefined;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const page = await list(after);
    items.push(...page.items);
    after = page.next;
    if (!after) return items;
  }
  return undefined;
}

/**
 * What was counted in the background, at most some minutes ago; has it counted again where that was a moment ago. Where there is
 * nothing as young, waits for it.
 *
 * @throws Problem `not-counted-yet` where nothing was counted before, and waiting has brought nothing
 */
async function countedInBackground(
  { store, now, queueCount, sleep }: SummaryDeps,
  establishmentId: EstablishmentId,
  known: StoredSummary | undefined,
): Promise<StoredSummary> {
  const at = now();
  const ago = (ms: number) => new Date(at.getTime() - ms);
  const isYoungerThan = (ms: number, one: StoredSummary) => one.asOf >= ago(ms).toISOString();
  let stored = known;
  if (!stored || !isYoungerThan(SUMMARY_FRESH_MS, stored)) {
    const run = { establishmentId, startedAt: at.toISOString() };
    const isBegun = await store.beginCount(run, {
      countedBefore: ago(SUMMARY_FRESH_MS),
      lapsedBefore: ago(COUNT_LAPSED_MS),
    });
    if (isBegun) await queueCount(run);
  }
  for (const pauseMs of SUMMARY_PAUSES_MS) {
    if (stored && isYoungerThan(SUMMARY_STALE_MS, stored)) return stored;
    await sleep(pauseMs);
    stored = await store.readSummary(establishmentId);
  }
  if (!stored) throw tryAgainLater('not-counted-yet', WAIT_MS);
  return stored;
}

/** Counting takes some seconds. */
const WAIT_MS = SUMMARY_PAUSES_MS.reduce((sum, pause) => sum + pause, 0);

function view(asOf: string, counts: Counts, { contacts }: ContactBook): SummaryView {
  const having = (status: Contact['status']) => contacts.filter((contact) => contact.status === status).length;
  return {
    asOf,
    people: counts.people,
    passports: counts.passports,
    contacts: { verified: having('verified'), pending: having('pending'), suppressed: having('suppressed') },
    notificationsLast7Days: counts.notificationsLast7Days,
  };
}
