import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../../shared/command-line.ts';
import { explainDiskError } from '../../support/disk.ts';
import type { Running } from '../../support/service.ts';
import type { Queues, ReceivedMessage } from '../sqs/queues.ts';
import type { FunctionPool } from './function-pool.ts';

/** Longer than any function may run, so that no invocation is begun twice. */
const VISIBILITY_SECONDS = 1000;
/** Lambda tries an asynchronous invocation twice more, after one minute and after two. */
const RETRY_DELAYS_SECONDS = [60, 120];
const LONG_POLL_SECONDS = 20;
const PAUSE_AFTER_ERROR_MS = 2000;

/** Asynchronous invocations, kept in a queue on disk until they are done. */
export interface AsyncInvocations extends Running {
  enqueue(functionName: string, payload: string): void;
  start(): void;
}

/** Opens the queue of asynchronous invocations. */
export function createAsyncInvocations(options: {
  queueName: string;
  queues: Queues;
  functions: ReadonlyMap<string, FunctionPool>;
  log: (line: string) => void;
}): AsyncInvocations {
  const { queueName, queues, functions, log } = options;
  queues.ensure(queueName, { VisibilityTimeout: String(VISIBILITY_SECONDS) });
  const underWay = new Set<Promise<void>>();
  let stopped = false;
  let loop: Promise<void> = Promise.resolve();

  /** A queue on a full disk can be read later; the event sources log the error. */
  const next = async (): Promise<ReceivedMessage | undefined> => {
    try {
      return queues.receive(queueName, 1)[0];
    } catch {
      await sleep(PAUSE_AFTER_ERROR_MS);
      return undefined;
    }
  };

  const poll = async (): Promise<void> => {
    while (!stopped) {
      const received = await next();
      if (!received) {
        await queues.waitForMessages(queueName, LONG_POLL_SECONDS);
        continue;
      }
      const { receiptHandle, message } = received;
      const { functionName, payload } = JSON.parse(message.body) as { functionName: string; payload: string };
      const target = functions.get(functionName);
      const work = (async () => {
        const result = await target?.invoke(payload);
        const retryAfter = RETRY_DELAYS_SECONDS[message.approximateReceiveCount - 1];
        if (result?.failed && stopped) return;
        if (result?.failed && retryAfter !== undefined) {
          queues.changeVisibility(queueName, receiptHandle, retryAfter);
          return;
        }
        if (result?.failed) log(`asynchronous invocation of ${functionName} failed for good: ${result.payload}`);
        queues.delete(queueName, [receiptHandle]);
      })()
        .catch((error: unknown) =>
          log(`asynchronous invocation of ${functionName}: ${explainDiskError(error) ?? messageOf(error)}`),
        )
        .finally(() => underWay.delete(work));
      underWay.add(work);
    }
  };

  return {
    enqueue: (functionName, payload) => queues.send(queueName, JSON.stringify({ functionName, payload })),
    start: () => {
      loop = poll();
    },
    stop: async () => {
      stopped = true;
      queues.wakeAll();
      await loop;
      await Promise.all(underWay);
    },
  };
}
