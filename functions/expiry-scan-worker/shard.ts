import { hasOwnReminders, reminderDue } from '../../shared/domain/reminders.ts';
import { AFFILIATIONS_PER_SCAN_MESSAGE, type MakeUpJob, type ShardJob } from '../../shared/queue/scan-jobs.ts';
import type { DueAffiliation } from '../../shared/store/due-reminders.ts';
import type { WorkerDeps } from './deps.ts';
import { type DefaultsOf, defaultsReader, eventFor, PAGE, type Scanned, saveLookedAt } from './reminders.ts';

/** Reads a shard of what is due, or a part of it, and queues what is left of it. */
export async function readShard(deps: WorkerDeps, job: ShardJob): Promise<Scanned> {
  const { store } = deps;
  const { date, shard } = job;
  const defaultsOf = defaultsReader(deps);
  let after = job.after;
  let events = 0;
  let read = 0;
  do {
    const page = await store.listDueReminders({ shard, date }, { limit: PAGE, after });
    const { reminders, others } = await divide(
      page.items.flatMap((due) => ('record' in due ? [due.record] : [])),
      job,
      defaultsOf,
    );
    await deps.putEvents(reminders.map((record) => eventFor(deps.keys, record, job)));
    await saveLookedAt(deps, job, others);
    await queueEstablishments(
      deps,
      job,
      page.items.flatMap((due) => ('makeUpFor' in due ? [due.makeUpFor] : [])),
    );
    events += reminders.length;
    read += page.items.length;
    after = page.next;
  } while (after && read < AFFILIATIONS_PER_SCAN_MESSAGE);

  if (after) await deps.queue([{ body: JSON.stringify({ ...job, after } satisfies ShardJob) }]);
  return { events, isLast: after === undefined };
}

/**
 * Divides records into those of whom is to be reminded, and those of whom nothing is due by what they inherit. A record of an
 * establishment whose default subscription cannot be read is in neither: it stays where it is.
 */
async function divide(
  records: readonly DueAffiliation[],
  { date }: ShardJob,
  defaultsOf: DefaultsOf,
): Promise<{ reminders: DueAffiliation[]; others: DueAffiliation[] }> {
  const looked = await Promise.all(
    records.map(async (record) => {
      if (hasOwnReminders(record)) return { record, isDue: true };
      const known = await defaultsOf(record.establishmentId);
      return known && { record, isDue: reminderDue(record, date, known.defaults) !== undefined };
    }),
  );
  const where = (isDue: boolean) => looked.flatMap((one) => (one?.isDue === isDue ? [one.record] : []));
  return { reminders: where(true), others: where(false) };
}

/** Queues the establishments that are looked at as a whole, one message each. The run is not complete without them. */
async function queueEstablishments(
  { store, queue }: WorkerDeps,
  job: ShardJob,
  establishments: readonly MakeUpJob['establishmentId'][],
): Promise<void> {
  if (establishments.length === 0) return;
  await store.addEstablishments(job, establishments);
  const { date, startedAt, scheduledTime } = job;
  await queue(
    establishments.map((establishmentId) => ({
      body: JSON.stringify({ date, startedAt, scheduledTime, establishmentId } satisfies MakeUpJob),
    })),
  );
}
