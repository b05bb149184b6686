import type { SQSRecord } from 'aws-lambda';
import { daysBetween } from '../../shared/domain/time.ts';
import { readJson } from '../../shared/json.ts';
import type { Keys } from '../../shared/keys.ts';
import type { OutgoingEvent } from '../../shared/queue/bus.ts';
import { refuse } from '../../shared/queue/queue-deps.ts';
import { AFFILIATIONS_PER_SCAN_MESSAGE, type ScanJob, scanJobSchema } from '../../shared/queue/scan-jobs.ts';
import { type SqsBatchHandler, sqsBatchHandler } from '../../shared/queue/sqs-batch-handler.ts';
import type { DueAffiliation } from '../../shared/store/travellers.ts';
import type { WorkerDeps } from './deps.ts';

const PAGE = 100;
const EVENT_ID = 'expiry-event-id';

/** The worker, fed by the scan queue. */
export function createHandler(deps: WorkerDeps): SqsBatchHandler {
  return sqsBatchHandler(deps.logger, (record) => readShard(deps, record));
}

/**
 * Reads one shard of what is due and puts an event on the bus for each. The ids of the events follow from traveller,
 * expiry date and day of the scan: a repetition of any kind puts nothing new. What is left of an earlier day is dropped
 * once a later day's scan has begun, which reads it too.
 *
 * @throws Error when the table, the bus or the queue failed: the message comes again
 */
async function readShard(deps: WorkerDeps, record: SQSRecord): Promise<void> {
  const job = readJson(scanJobSchema, record.body);
  if (!job) return refuse(deps, record, { reason: 'malformed-job', detail: 'not a scan job' });
  const { date, shard } = job;
  if (await deps.store.isOvertaken(job)) {
    deps.logger.info('shard left to the scan of a later day', { date, shard });
    return;
  }
  let after = job.after;
  let events = 0;
  do {
    const page = await deps.store.listDueReminders({ shard, date }, { limit: PAGE, after });
    await deps.putEvents(page.items.map((record) => eventFor(deps.keys, record, job)));
    events += page.items.length;
    after = page.next;
  } while (after && events < AFFILIATIONS_PER_SCAN_MESSAGE);

  if (after) await deps.queue([{ body: JSON.stringify({ ...job, after } satisfies ScanJob) }]);
  await deps.store.saveScanned(job, { shard, events, isLast: after === undefined }, deps.now());
  deps.logger.info('shard scanned', { date, shard, events, isLast: after === undefined });
}

function eventFor(
  keys: Keys,
  { identityNumber, passport }: DueAffiliation,
  { date, scheduledTime }: ScanJob,
): OutgoingEvent {
  const { expiresOn } = passport;
  const daysLeft = daysBetween(date, expiresOn);
  // Keyed: the id is shown and stored where the identity number must not be.
  const eventId = `expiry:${keys.hash(EVENT_ID, `${identityNumber}|${expiresOn}|${date}`).slice(0, 32)}`;
  const common = { eventId, schemaVersion: 1, occurredAt: scheduledTime, identityNumber, passport: { expiresOn } };
  return daysLeft > 0
    ? { type: 'PassportExpiring', detail: { ...common, daysLeft } }
    : { type: 'PassportExpired', detail: common };
}
