import type { SQSRecord } from 'aws-lambda';
import { riyadhDate } from '../../shared/domain/time.ts';
import { readJson } from '../../shared/json.ts';
import { CONTACTS_PER_MESSAGE, type DailyJob, dailyJobSchema, type JobOf } from '../../shared/queue/daily-jobs.ts';
import { refuse } from '../../shared/queue/queue-deps.ts';
import { type SqsBatchHandler, sqsBatchHandler } from '../../shared/queue/sqs-batch-handler.ts';
import { collect } from './collect.ts';
import type { WorkerDeps } from './deps.ts';
import { follow } from './follow.ts';

/** The worker, fed by the daily queue. Every job is safe to repeat after a crash at any point. */
export function createHandler(deps: WorkerDeps): SqsBatchHandler {
  return sqsBatchHandler(deps.logger, (record) => handleJob(deps, record));
}

/** @throws Error when the table or a queue failed: the message comes again */
async function handleJob(deps: WorkerDeps, record: SQSRecord): Promise<void> {
  const job = readJson(dailyJobSchema, record.body);
  if (!job) return refuse(deps, record, { reason: 'malformed-job', detail: 'not a daily job' });
  switch (job.kind) {
    case 'shard':
      return findContacts(deps, job);
    case 'collect':
      return collect(deps, job);
    case 'follow':
      return follow(deps, job);
  }
}

/**
 * Queues a job for every contact of a shard for whom something is held that was recorded before the run. It looks at no setting of
 * the contact: what is held goes out, also when the contact is told at once by now.
 */
async function findContacts(deps: WorkerDeps, job: JobOf<'shard'>): Promise<void> {
  const { shard, scheduledTime } = job;
  const before = new Date(scheduledTime).toISOString();
  const jobs: DailyJob[] = [];
  let { after } = job;
  for (let looked = 0; looked < CONTACTS_PER_MESSAGE; looked += 1) {
    const oldest = await deps.store.nextHeldContact(shard, after);
    if (!oldest) {
      after = undefined;
      break;
    }
    const { establishmentId, contactId, createdAt } = oldest;
    after = { establishmentId, contactId };
    if (createdAt < before) jobs.push({ kind: 'collect', scheduledTime, establishmentId, contactId, page: 0 });
  }
  await deps.queue(after ? [...jobs, { ...job, after }] : jobs);
  deps.logger.info('contacts with held notifications found', {
    date: riyadhDate(scheduledTime),
    shard,
    contacts: jobs.length,
    isLast: after === undefined,
  });
}
