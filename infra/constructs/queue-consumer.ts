import type { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { Monitoring } from './monitoring.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';
import { bindSend, DeadLetterQueue, WorkQueue, type WorkQueueProps } from './service-queue.ts';

/** A queue that the function reads. */
interface ConsumedQueue extends Pick<WorkQueueProps, 'maxAge' | 'ageMeans'> {
  /** Messages that one invocation takes at most. */
  readonly batchSize: number;
  /** Batches that are under way at once, see `concurrency.ts`. */
  readonly maxConcurrency: number;
}

export interface QueueConsumerProps<QueueId extends string> {
  readonly monitoring: Monitoring;
  /** The queues, by the ids of their constructs. */
  readonly queues: Readonly<Record<QueueId, ConsumedQueue>>;
  /** One sentence: what a message in the dead-letter queue means to users. */
  readonly deadLettersMean: string;
  /** The function that reads the queues, and the id of its construct. */
  readonly consumer: Omit<ServiceFunctionProps, 'monitoring' | 'reservedConcurrency'> & {
    readonly id: string;
    readonly timeout: Duration;
  };
  /** Whether the function has concurrency of its own: as much as its queues ask for. */
  readonly reservesConcurrency?: boolean;
}

/**
 * A function that is fed by queues: the queues, one dead-letter queue for all of them, the function with its event sources,
 * and an alarm on dead letters, on the age of each queue and on errors. The function gets `DEAD_LETTER_QUEUE_URL`, for what
 * no retry can help.
 */
export class QueueConsumer<QueueId extends string> extends Construct {
  readonly queues: Readonly<Record<QueueId, WorkQueue>>;
  readonly deadLetters: DeadLetterQueue;
  readonly consumer: ServiceFunction;

  constructor(scope: Construct, id: string, props: QueueConsumerProps<QueueId>) {
    super(scope, id);
    const { monitoring, deadLettersMean } = props;
    const { id: consumerId, ...consumer } = props.consumer;
    const consumed = Object.entries<ConsumedQueue>(props.queues);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', { monitoring, deadLettersMean });
    this.consumer = new ServiceFunction(this, consumerId, {
      ...consumer,
      monitoring,
      reservedConcurrency: props.reservesConcurrency
        ? consumed.reduce((sum, [, { maxConcurrency }]) => sum + maxConcurrency, 0)
        : undefined,
    });
    const queues = consumed.map(([queueId, { batchSize, maxConcurrency, ...age }]) => {
      const queue = new WorkQueue(this, queueId, {
        ...age,
        monitoring,
        deadLetterQueue: this.deadLetters,
        readerTimeout: consumer.timeout,
      });
      this.consumer.addEventSource(
        new SqsEventSource(queue, { batchSize, maxConcurrency, reportBatchItemFailures: true }),
      );
      return [queueId, queue];
    });
    this.queues = Object.fromEntries(queues);
    bindSend(this.consumer, 'DEAD_LETTER_QUEUE_URL', this.deadLetters.queue);
  }
}
