import type { SQSRecord } from 'aws-lambda';
import { readJson } from '../../shared/json.ts';
import { refuse } from '../../shared/queue/queue-deps.ts';
import { type ScanJob, scanJobSchema } from '../../shared/queue/scan-jobs.ts';
import { type SqsBatchHandler, sqsBatchHandler } from '../../shared/queue/sqs-batch-handler.ts';
import type { WorkerDeps } from './deps.ts';
import { makeUp } from './make-up.ts';
import { readShard } from './shard.ts';

/** The worker, fed by the scan queue. */
export function createHandler(deps: WorkerDeps): SqsBatchHandler {
  return sqsBatchHandler(deps.logger, (record) => handleRecord(deps, record));
}

/**
 * Reads one shard of what is due, or the people of one establishment, and puts an event on the bus for each reminder. The ids of
 * the events follow from traveller, expiry date and day of the scan: a repetition of any kind puts nothing new. What is left of an
 * earlier day is dropped once a later day's scan has begun, which reads it too.
 *
 * @throws Error when the table, the bus or the queue failed: the message comes again
 */
async function handleRecord(deps: WorkerDeps, record: SQSRecord): Promise<void> {
  const job = readJson(scanJobSchema, record.body);
  if (!job) return refuse(deps, record, { reason: 'malformed-job', detail: 'not a scan job' });
  if (await deps.store.isOvertaken(job)) {
    deps.logger.info('part left to the scan of a later day', aboutPart(job));
    return;
  }
  const scanned = 'shard' in job ? await readShard(deps, job) : await makeUp(deps, job);
  await deps.store.saveScanned(job, { ...partOf(job), ...scanned }, deps.now());
  deps.logger.info('part scanned', { ...aboutPart(job), ...scanned });
}

const partOf = (job: ScanJob) => ('shard' in job ? { shard: job.shard } : { establishmentId: job.establishmentId });

const aboutPart = (job: ScanJob) => ({ date: job.date, ...partOf(job) });
