import type { Clock } from '../../shared/domain/time.ts';
import type { Log } from '../../shared/log.ts';
import { type Clients, connect } from '../../shared/queue/queue-deps.ts';
import { type OutgoingMessage, sendAll } from '../../shared/queue/queues.ts';
import { beginScanRun } from '../../shared/store/scan-runs.ts';
import { type Bound, withTable } from '../../shared/store/table.ts';
import type { Env } from './env.ts';

const dispatcherStore = { beginScanRun };

export interface DispatcherDeps {
  readonly store: Bound<typeof dispatcherStore>;
  /** Puts messages on the scan queue. */
  readonly queue: (messages: readonly OutgoingMessage[]) => Promise<void>;
  readonly now: Clock;
  readonly logger: Pick<Log, 'info'>;
}

/** Everything real. Tests hand in their table. */
export function createDeps(env: Env, clients: Clients = {}): DispatcherDeps {
  const { table, sqs, now, logger } = connect(env, clients);
  return {
    store: withTable(table, dispatcherStore),
    queue: (messages) => sendAll(sqs, env.SCAN_QUEUE_URL, messages),
    now,
    logger,
  };
}
