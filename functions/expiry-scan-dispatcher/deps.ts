import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import type { Clock } from '../../shared/domain/time.ts';
import { type OutgoingMessage, sendAll } from '../../shared/queue/queues.ts';
import { beginScanRun } from '../../shared/store/scan-runs.ts';
import { type Bound, connectTable, withTable } from '../../shared/store/table.ts';
import type { Env } from './env.ts';

const dispatcherStore = { beginScanRun };

export interface DispatcherDeps {
  readonly store: Bound<typeof dispatcherStore>;
  /** Puts messages on the scan queue. */
  readonly queue: (messages: readonly OutgoingMessage[]) => Promise<void>;
  readonly now: Clock;
  readonly logger: { info(message: string, ids: Record<string, unknown>): void };
}

/** Everything real. Tests hand in their table. */
export function createDeps(
  env: Env,
  { logger = new Logger(), table = connectTable(env.TABLE_NAME, { logger }), sqs = new SQSClient(AWS_CLIENT) } = {},
): DispatcherDeps {
  return {
    store: withTable(table, dispatcherStore),
    queue: (messages) => sendAll(sqs, env.SCAN_QUEUE_URL, messages),
    now: () => new Date(),
    logger,
  };
}
