import type { SQSRecord } from 'aws-lambda';
import { readJson } from '../../shared/json.ts';
import { deliver } from '../../shared/notifications/deliver.ts';
import { replayJobSchema } from '../../shared/queue/replay-jobs.ts';
import { type SqsBatchHandler, sqsBatchHandler } from '../../shared/queue/sqs-batch-handler.ts';
import type { WebhookSenderDeps } from './deps.ts';
import { replay } from './replay.ts';

/** The webhook sender: sends the messages of a batch of jobs, each on its own, and what is replayed. */
export function createHandler(deps: WebhookSenderDeps): SqsBatchHandler {
  return sqsBatchHandler(deps.logger, (record: SQSRecord) => {
    const job = readJson(replayJobSchema, record.body);
    return job ? replay(deps, job) : deliver(deps, record);
  });
}
