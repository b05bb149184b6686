import type { SQSRecord } from 'aws-lambda';
import {
  COUNTED_DAYS,
  countedPerson,
  LIVE_PAGES,
  NO_COUNTS,
  withNotifications,
  withPeople,
} from '../../shared/domain/summary.ts';
import { DAY_MS, riyadhDate } from '../../shared/domain/time.ts';
import { readJson } from '../../shared/json.ts';
import { refuse } from '../../shared/queue/queue-deps.ts';
import { type SqsBatchHandler, sqsBatchHandler } from '../../shared/queue/sqs-batch-handler.ts';
import { PAGES_PER_SUMMARY_MESSAGE, type SummaryJob, summaryJobSchema } from '../../shared/queue/summary-jobs.ts';
import { defaultOf } from '../../shared/store/contacts.ts';
import type { CounterDeps } from './deps.ts';

/** The counter, fed by its queue. */
export function createHandler(deps: CounterDeps): SqsBatchHandler {
  return sqsBatchHandler(deps.logger, (record) => handleRecord(deps, record));
}

/**
 * Counts a part of what an establishment has: all that was counted before stands in the message, so a repetition counts the
 * same part again, and what comes twice writes the same numbers. A count that another one has overtaken is dropped.
 *
 * @throws Error when the table or the queue failed: the message comes again
 */
async function handleRecord(deps: CounterDeps, record: SQSRecord): Promise<void> {
  const { store, now, logger } = deps;
  const job = readJson(summaryJobSchema, record.body);
  if (!job) return refuse(deps, record, { reason: 'malformed-job', detail: 'not a summary job' });
  const { establishmentId, startedAt } = job;
  if (!(await store.touchCount(job, now()))) {
    logger.info('count left to a later one', { startedAt });
    return;
  }
  const rest = await countPages(deps, job);
  if (rest.at) {
    await deps.queue([{ body: JSON.stringify(rest), groupId: establishmentId }]);
    return;
  }
  const { counts = NO_COUNTS, pages = NO_PAGES } = rest;
  const isSmall = pages.people <= LIVE_PAGES.people && pages.notifications <= LIVE_PAGES.notifications;
  await store.saveCounts(job, { counts, isSmall });
  logger.info('summary counted', { startedAt, ...pages });
}

const NO_PAGES = { people: 0, notifications: 0 };

/** Counts as many pages as a message may; what is left is a job again, without `at` where nothing is. */
async function countPages(deps: CounterDeps, job: SummaryJob): Promise<SummaryJob> {
  const { store } = deps;
  const { establishmentId, startedAt } = job;
  const today = riyadhDate(startedAt);
  const from = new Date(new Date(startedAt).getTime() - COUNTED_DAYS * DAY_MS);
  const pages = { ...(job.pages ?? NO_PAGES) };
  let counts = job.counts ?? NO_COUNTS;
  const defaults = defaultOf(await store.readContacts(establishmentId));
  let at: SummaryJob['at'] = job.at ?? { what: 'people' };
  for (let read = 0; at && read < PAGES_PER_SUMMARY_MESSAGE; read += 1) {
    pages[at.what] += 1;
    if (at.what === 'people') {
      const { items, next } = await store.listCountedPeople(establishmentId, at.after);
      counts = withPeople(
        counts,
        items.map((one) => countedPerson(one, defaults)),
        today,
      );
      at = next ? { what: 'people', after: next } : { what: 'notifications' };
    } else {
      const { items, next } = await store.listCountedNotifications(establishmentId, from, at.after);
      counts = withNotifications(counts, items);
      at = next && { what: 'notifications', after: next };
    }
  }
  return { establishmentId, startedAt, counts, pages, at };
}
