import { deliver, type SenderDeps } from '../../shared/notifications/deliver.ts';
import { sqsBatchHandler } from '../../shared/queue/sqs-batch-handler.ts';

/** Sends the e-mails of a batch of jobs, each on its own. */
export function createHandler(deps: SenderDeps) {
  return sqsBatchHandler(deps.logger, (record) => deliver(deps, record));
}
