import { firstExpiryOf, hasOwnReminders, reminderDue } from '../../shared/domain/reminders.ts';
import { riyadhDate } from '../../shared/domain/time.ts';
import { AFFILIATIONS_PER_SCAN_MESSAGE, type MakeUpJob } from '../../shared/queue/scan-jobs.ts';
import { defaultOf, hasToMakeUp } from '../../shared/store/contacts.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import type { WorkerDeps } from './deps.ts';
import { eventFor, mayNote, PAGE, readableOrNothing, type Scanned } from './reminders.ts';

const DONE: Scanned = { events: 0, isLast: true };

/**
 * Looks at all people of an establishment that has set or changed its default subscription, or at a part of them: every lead day of
 * it that is due, and of which they were not told, is made up for once. People with reminders of their own are left to the shards.
 *
 * The establishment stays in the index of what is due until all have been looked at under one and the same default subscription;
 * what is put twice is told once.
 */
export async function makeUp(deps: WorkerDeps, job: MakeUpJob): Promise<Scanned> {
  const { store } = deps;
  const { establishmentId, date } = job;
  const book = await readableOrNothing(() => store.readContacts(establishmentId));
  const defaults = book && (await readableOrNothing(async () => defaultOf(book)));
  if (!book || !defaults || !hasToMakeUp(book)) return DONE;
  // Changed again: the next scan begins again.
  if (job.changedAt !== undefined && job.changedAt !== defaults.updatedAt) return DONE;

  let after = job.after;
  let events = 0;
  let read = 0;
  do {
    const page = await store.listForMakeUp(establishmentId, firstExpiryOf(defaults), { limit: PAGE, after });
    const reminders = page.items.flatMap(({ record }) =>
      !hasOwnReminders(record) && reminderDue(record, date, defaults) !== undefined ? [record] : [],
    );
    await deps.putEvents(reminders.map((record) => eventFor(deps.keys, record, job)));
    // Written before there were default subscriptions, a record is not where the scan will look for it.
    const misplaced = page.items.flatMap(({ record, isMisplaced }) => (isMisplaced ? [record] : []));
    await Promise.all(misplaced.map(store.saveAffiliation));
    events += reminders.length;
    read += page.items.length;
    after = page.next;
  } while (after && read < AFFILIATIONS_PER_SCAN_MESSAGE);

  if (after) {
    const { updatedAt: changedAt } = defaults;
    await deps.queue([{ body: JSON.stringify({ ...job, after, changedAt } satisfies MakeUpJob) }]);
  } else if (mayNote(deps, date) && date >= riyadhDate(defaults.updatedAt)) {
    await saveMadeUp(deps, establishmentId, defaults.updatedAt);
  }
  return { events, isLast: after === undefined };
}

/** Takes an establishment out of the index of what is due, unless its default subscription has changed meanwhile. */
async function saveMadeUp(
  { store }: WorkerDeps,
  establishmentId: MakeUpJob['establishmentId'],
  changedAt: string,
): Promise<void> {
  await withOptimisticRetry(async () => {
    const book = await store.readContacts(establishmentId);
    const defaults = defaultOf(book);
    if (defaults?.updatedAt !== changedAt) return 'changed';
    return store.saveContacts({ ...book, remindersMadeUpFor: defaults });
  });
}
