import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Random } from '../../simulation/random.ts';
import { lambdaContext } from '../../support/logger.ts';
import { sqsRecord } from '../../support/sqs.ts';
import type { Network, Worker } from './network.ts';
import type { FakeQueue, Message } from './sqs.ts';
import type { VirtualTime } from './virtual-time.ts';

/** All functions here may run so long, as the stack has it for those that are fed by queues. */
const TIMEOUT_MS = 20_000;
/** Lambda tries an asynchronous invocation so often, and waits so long before it tries once more. */
const INVOCATION_TRIES = 3;
const INVOCATION_PAUSE_MS = 60_000;
/** Where the stack sets no limit: enough for batches to meet. */
const MANY = 6;

export type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** A queue that feeds a function. */
export interface EventSource {
  readonly queue: FakeQueue;
  readonly batchSize: number;
  readonly maxConcurrency?: number;
}

/** Invokes a function as a schedule does: what fails, dies or takes too long is tried again. */
export function invoke(
  name: string,
  { time, network }: Pick<FunctionDeps, 'time' | 'network'>,
  work: (worker: Worker) => Promise<unknown>,
  tries = 1,
): void {
  const worker: Worker = {
    ...{ name: `${name}-${tries}`, isAlive: true, turn: 0.5, batch: [] },
    stepsToLive: Number.POSITIVE_INFINITY,
  };
  network.begin(worker, []);
  let isOver = false;
  const end = (isDone: boolean) => {
    if (isOver) return;
    isOver = true;
    network.end(worker);
    if (isDone || tries === INVOCATION_TRIES) return;
    time.after(INVOCATION_PAUSE_MS, () => invoke(name, { time, network }, work, tries + 1));
  };
  time.after(TIMEOUT_MS, () => {
    if (!isOver && worker.isAlive) network.kill(worker);
    end(false);
  });
  work(worker).then(
    () => worker.isAlive && end(true),
    () => worker.isAlive && end(false),
  );
}

interface FunctionDeps {
  readonly time: VirtualTime;
  readonly network: Network;
  readonly random: Random;
  /** The notification that a message is about, if it is a job. */
  readonly notificationOf: (message: Message) => string | undefined;
  readonly trace: (line: () => string) => void;
}

/**
 * A function and what feeds it: each worker is wired once and then runs one batch after the other. Whoever dies or takes
 * too long answers nothing: its messages come back when their time is up.
 */
export function createFunction(
  name: string,
  { time, network, random, notificationOf, trace }: FunctionDeps,
  wireHandler: (worker: Worker) => Handler,
): { feed(source: EventSource): void } {
  const idle: { worker: Worker; handler: Handler }[] = [];
  let workers = 0;
  const start = () => {
    workers += 1;
    const worker: Worker = {
      name: `${name}-${workers}`,
      isAlive: true,
      turn: 0.5,
      batch: [],
      stepsToLive: Number.POSITIVE_INFINITY,
    };
    return { worker, handler: wireHandler(worker) };
  };

  function run({ queue }: EventSource, messages: readonly Message[], done: () => void): void {
    const environment = idle.pop() ?? start();
    const { worker, handler } = environment;
    network.begin(
      worker,
      messages.flatMap((message) => notificationOf(message) ?? []),
    );
    trace(() => `${worker.name} gets ${messages.map(({ id, receives }) => `${id}(${receives})`).join(' ')}`);
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      network.end(worker);
      if (worker.isAlive) idle.push(environment);
      done();
    };
    const stop = () => {
      if (isOver) return;
      // What may not go wrong once more is given the moment that it needs.
      if (worker.isAlive && network.isProtected(worker)) {
        time.after(1000, stop);
        return;
      }
      if (worker.isAlive) {
        network.counts['timed-out'] += 1;
        network.kill(worker);
      }
      end();
    };
    time.after(TIMEOUT_MS, stop);

    const event: SQSEvent = {
      Records: messages.map(({ id, body, sentAt }) =>
        sqsRecord(body, { messageId: id, eventSourceARN: queue.arn, receivedAt: new Date(sentAt) }),
      ),
    };
    void handler(event, lambdaContext({ functionName: name })).then(({ batchItemFailures }) => {
      if (!worker.isAlive || isOver) return;
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      if (failed.size > 0) trace(() => `${worker.name} failed ${[...failed].join(' ')}`);
      for (const message of messages) {
        if (failed.has(message.id)) continue;
        // Some servers of SQS may not hear of a deletion: the message comes once more.
        if (network.happens(worker, network.weather.repeatRate)) network.counts.repeated += 1;
        else queue.remove(message);
      }
      end();
    });
  }

  return {
    feed(source) {
      const { queue, batchSize, maxConcurrency = MANY } = source;
      let running = 0;
      let isPolling = false;
      const isRepeated = () => {
        const repeats = random.chance(network.weather.repeatRate);
        if (repeats) network.counts.repeated += 1;
        return repeats;
      };
      const poll = () => {
        isPolling = false;
        while (running < maxConcurrency) {
          const messages = queue.receive(random.int(1, batchSize), isRepeated);
          if (messages.length === 0) return;
          running += 1;
          run(source, messages, () => {
            running -= 1;
            wake();
          });
        }
      };
      const wake = () => {
        if (isPolling) return;
        isPolling = true;
        time.after(random.int(0, 100), poll);
      };
      queue.onVisible(wake);
    },
  };
}
