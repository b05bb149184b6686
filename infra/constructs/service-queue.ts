import { Duration } from 'aws-cdk-lib';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MAX_MESSAGE_BYTES } from '../../shared/queue/queues.ts';
import { DEAD_LETTER_RETENTION_MS, MAX_RECEIVES, QUEUE_RETENTION_MS, visibilityMs } from '../../shared/timing.ts';
import type { Monitoring } from './monitoring.ts';
import type { ServiceFunction } from './service-function.ts';

/**
 * A dead-letter queue, kept as long as SQS keeps anything, with its alarm.
 *
 * @param props.failureMeans what a message in it means to users; it becomes the text of the alarm
 */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: { monitoring: Monitoring; failureMeans: string }) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.millis(DEAD_LETTER_RETENTION_MS),
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    });
    props.monitoring.alarmOnDeadLetters(this, props.failureMeans);
  }
}

/** A work queue whose messages move to a dead-letter queue after {@link MAX_RECEIVES} receives. */
export class WorkQueue extends Queue {
  constructor(scope: Construct, id: string, props: { deadLetterQueue: DeadLetterQueue; readerTimeout: Duration }) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.millis(QUEUE_RETENTION_MS),
      // An event may be as long. A queue from before August 2025 would keep its 256 KiB.
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
      visibilityTimeout: Duration.millis(visibilityMs(props.readerTimeout.toMilliseconds())),
      deadLetterQueue: { queue: props.deadLetterQueue.queue, maxReceiveCount: MAX_RECEIVES },
    });
  }
}

/** Gives a function the URL of a queue under `variable`, and the right to send there. */
export function bindSend(fn: ServiceFunction, variable: string, queue: IQueue): void {
  fn.bind({ [variable]: queue.queueUrl }, { actions: ['sqs:SendMessage'], resources: [queue.queueArn] });
}
