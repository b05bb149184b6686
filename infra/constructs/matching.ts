import { Duration } from 'aws-cdk-lib';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { MATCHER_TIMEOUT_MS } from '../../shared/timing.ts';
import type { DeploymentConfig } from '../config.ts';
import type { PassportEventBus } from './bus.ts';
import { eventPathConcurrency, REMINDER_CONCURRENCY } from './concurrency.ts';
import type { Delivery } from './delivery.ts';
import type { Monitoring } from './monitoring.ts';
import { ServiceFunction } from './service-function.ts';
import { bindSend, DeadLetterQueue, WorkQueue } from './service-queue.ts';
import type { Storage } from './storage.ts';

/** From the bus to recorded, queued notifications. */
export class Matching extends Construct {
  readonly queue: WorkQueue;
  /** What a morning scan puts on the bus: it never stands in front of a crossing. */
  readonly reminderQueue: WorkQueue;
  readonly deadLetters: DeadLetterQueue;

  constructor(
    scope: Construct,
    id: string,
    props: {
      storage: Storage;
      bus: PassportEventBus;
      delivery: Delivery;
      monitoring: Monitoring;
      config: DeploymentConfig;
    },
  ) {
    super(scope, id);
    const timeout = Duration.millis(MATCHER_TIMEOUT_MS);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      monitoring: props.monitoring,
      failureMeans:
        'Passport events could not be processed: establishments are not told of them until they are mended and redriven.',
    });
    this.queue = new WorkQueue(this, 'Queue', { deadLetterQueue: this.deadLetters, readerTimeout: timeout });
    props.monitoring.alarmOnAge(
      this.queue,
      Duration.minutes(2),
      'Passport events wait for minutes before they are matched: entry and exit alerts arrive late.',
    );
    this.reminderQueue = new WorkQueue(this, 'ReminderQueue', {
      deadLetterQueue: this.deadLetters,
      readerTimeout: timeout,
    });
    props.monitoring.alarmOnAge(
      this.reminderQueue,
      Duration.hours(2),
      'Reminders of expiring passports wait for hours before they are matched: establishments get them late in the day.',
    );
    // EventBridge puts what it cannot deliver beside what the matcher refused: one place to look and to redrive from.
    const target = (queue: WorkQueue) => new SqsQueue(queue, { deadLetterQueue: this.deadLetters.queue });
    props.bus.addTargets({ reminders: target(this.reminderQueue), rest: target(this.queue) });

    const { events, isReserved } = eventPathConcurrency(props.config);
    const matcher = new ServiceFunction(this, 'Matcher', {
      folder: 'matcher',
      description: 'Applies passport events to what is known of travellers and queues the notifications they cause',
      timeout,
      memorySizeMb: 1024,
      reservedConcurrency: isReserved ? events + REMINDER_CONCURRENCY : undefined,
    });
    matcher.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: events }),
    );
    matcher.addEventSource(
      new SqsEventSource(this.reminderQueue, {
        batchSize: 10,
        reportBatchItemFailures: true,
        maxConcurrency: REMINDER_CONCURRENCY,
      }),
    );
    props.storage.bindTable(matcher, { actions: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'] });
    props.storage.bindNotificationRetention(matcher);
    bindSend(matcher, 'DEAD_LETTER_QUEUE_URL', this.deadLetters.queue);
    props.delivery.bindQueues(matcher);
    props.monitoring.alarmOnReusedEventIds(
      matcher,
      'A registry gave two different events one id: establishments are not told of the second, and what it says is not applied.',
    );
    props.monitoring.alarmOnErrors(
      matcher,
      'The matcher fails as a whole: no establishment is told of anything until it runs again.',
    );
  }
}
