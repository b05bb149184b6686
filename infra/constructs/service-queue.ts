import { Duration } from 'aws-cdk-lib';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MAX_MESSAGE_BYTES } from '../../shared/queue/queues.ts';
import { DEAD_LETTER_RETENTION_MS, MAX_RECEIVES, QUEUE_RETENTION_MS, visibilityMs } from '../../shared/timing.ts';
import type { Monitoring } from './monitoring.ts';
import type { ServiceFunction } from './service-function.ts';

/** A dead-letter queue, kept as long as SQS keeps anything, with its alarm from the first message on. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;

  /** @param props.deadLettersMean one sentence: what a message in it means to users */
  constructor(scope: Construct, id: string, props: { monitoring: Monitoring; deadLettersMean: string }) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.millis(DEAD_LETTER_RETENTION_MS),
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    });
    props.monitoring.alarm(this, 'NotEmpty', {
      failureMeans: props.deadLettersMean,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      threshold: 1,
    });
  }
}

export interface WorkQueueProps {
  readonly monitoring: Monitoring;
  readonly deadLetterQueue: DeadLetterQueue;
  /** The time-out of the function that reads it. */
  readonly readerTimeout: Duration;
  /** Operators are told when the oldest message has waited for longer. */
  readonly maxAge: Duration;
  /** One sentence: what it means to users that messages wait for longer. */
  readonly ageMeans: string;
}

/** A work queue whose messages move to a dead-letter queue after {@link MAX_RECEIVES} receives, with the alarm on their age. */
export class WorkQueue extends Queue {
  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.millis(QUEUE_RETENTION_MS),
      // An event may be as long. A queue from before August 2025 would keep its 256 KiB.
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
      visibilityTimeout: Duration.millis(visibilityMs(props.readerTimeout.toMilliseconds())),
      deadLetterQueue: { queue: props.deadLetterQueue.queue, maxReceiveCount: MAX_RECEIVES },
    });
    props.monitoring.alarm(this, 'TooOld', {
      failureMeans: props.ageMeans,
      metric: this.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: props.maxAge.toSeconds(),
      evaluationPeriods: 3,
    });
  }
}

/** Gives a function the URL of a queue under `variable`, and the right to send there. */
export function bindSend(fn: ServiceFunction, variable: string, queue: IQueue): void {
  fn.bind({ [variable]: queue.queueUrl }, { actions: ['sqs:SendMessage'], resources: [queue.queueArn] });
}
