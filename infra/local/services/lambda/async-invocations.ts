import type { Queues } from '../sqs/queues.ts';
import type { FunctionPool } from './function-pool.ts';
import { createPoller, type Poller } from './poller.ts';

/** Longer than any function may run, so that no invocation is begun twice. */
const VISIBILITY_SECONDS = 1000;
/** Lambda tries an asynchronous invocation twice more, after one minute and after two. */
const RETRY_DELAYS_SECONDS = [60, 120];
const LONG_POLL_SECONDS = 20;

/** Asynchronous invocations, kept in a queue on disk until they are done. */
export interface AsyncInvocations extends Poller {
  enqueue(functionName: string, payload: string): void;
}

/** Opens the queue of asynchronous invocations. */
export function createAsyncInvocations(options: {
  queueName: string;
  queues: Queues;
  functions: ReadonlyMap<string, FunctionPool>;
  log: (line: string) => void;
}): AsyncInvocations {
  const { queueName, queues, functions } = options;
  const log = (line: string) => options.log(`asynchronous invocations: ${line}`);
  queues.ensure(queueName, { VisibilityTimeout: String(VISIBILITY_SECONDS) });
  const poller = createPoller({
    queues,
    log,
    take: async () => {
      const [received] = queues.receive(queueName, 1);
      if (!received) await queues.waitForMessages(queueName, LONG_POLL_SECONDS);
      return received;
    },
    work: async ({ receiptHandle, message }, isStopped) => {
      const { functionName, payload } = JSON.parse(message.body) as { functionName: string; payload: string };
      const result = await functions.get(functionName)?.invoke(payload);
      const retryAfter = RETRY_DELAYS_SECONDS[message.approximateReceiveCount - 1];
      if (result?.failed && isStopped()) return;
      if (result?.failed && retryAfter !== undefined) {
        queues.changeVisibility(queueName, receiptHandle, retryAfter);
        return;
      }
      if (result?.failed) log(`one of ${functionName} failed for good: ${result.payload}`);
      queues.delete(queueName, [receiptHandle]);
    },
  });
  return {
    ...poller,
    enqueue: (functionName, payload) => queues.send(queueName, JSON.stringify({ functionName, payload })),
  };
}
