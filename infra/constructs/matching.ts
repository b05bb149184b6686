import { Duration } from 'aws-cdk-lib';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { FilterPattern, type MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Refusal } from '../../shared/domain/events.ts';
import { EVENT_MATCHED } from '../../shared/notifications/log-words.ts';
import { MATCHER_TIMEOUT_MS } from '../../shared/timing.ts';
import type { DeploymentConfig } from '../config.ts';
import type { PassportEventBus } from './bus.ts';
import { EVENT_BATCH_SIZE, eventPathConcurrency, REMINDER_CONCURRENCY } from './concurrency.ts';
import type { Delivery } from './delivery.ts';
import type { Monitoring } from './monitoring.ts';
import { QueueConsumer } from './queue-consumer.ts';
import type { WorkQueue } from './service-queue.ts';
import type { Storage } from './storage.ts';

const EVENT_ID_REUSED: Refusal = 'event-id-reused';

/**
 * From the bus to recorded, queued notifications. What a morning scan puts on the bus has a queue of its own, so that it
 * never stands in front of a crossing.
 */
export class Matching extends QueueConsumer<'Queue' | 'ReminderQueue'> {
  /** Events that were matched, and the notifications that they caused. */
  readonly metrics: Readonly<Record<'events' | 'notifications', MetricFilter>>;

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
    const { storage, bus, delivery, monitoring, config } = props;
    const { events, isReserved } = eventPathConcurrency(config);
    super(scope, id, {
      monitoring,
      deadLettersMean:
        'Passport events could not be processed: establishments are not told of them until they are fixed and redriven.',
      queues: {
        Queue: {
          batchSize: EVENT_BATCH_SIZE,
          maxConcurrency: events,
          maxAge: Duration.minutes(2),
          ageMeans: 'Passport events wait for minutes before they are matched: entry and exit alerts arrive late.',
        },
        ReminderQueue: {
          batchSize: EVENT_BATCH_SIZE,
          maxConcurrency: REMINDER_CONCURRENCY,
          maxAge: Duration.hours(2),
          ageMeans:
            'Reminders of expiring passports wait for hours before they are matched: establishments get them late in the day.',
        },
      },
      consumer: {
        id: 'Matcher',
        folder: 'matcher',
        description: 'Applies passport events to what is known of travellers and queues the notifications they cause',
        errorsMean: 'The matcher fails as a whole: no establishment is told of anything until it runs again.',
        timeout: Duration.millis(MATCHER_TIMEOUT_MS),
        memorySizeMb: 1024,
      },
      reservesConcurrency: isReserved,
    });
    // EventBridge puts what it cannot deliver beside what the matcher refused: one place to look and to redrive from.
    const target = (queue: WorkQueue) => new SqsQueue(queue, { deadLetterQueue: this.deadLetters.queue });
    bus.addTargets({ reminders: target(this.queues.ReminderQueue), rest: target(this.queues.Queue) });
    storage.bindTable(this.consumer, {
      actions: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'BatchWriteItem'],
    });
    storage.bindNotificationRetention(this.consumer);
    delivery.bindQueues(this.consumer);
    this.consumer.alarmOnLines('EventIdsReused', {
      failureMeans:
        'A registry gave two different events one id: establishments are not told of the second, and what it says is not applied.',
      metricName: 'EventIdReused',
      filterPattern: FilterPattern.stringValue('$.reason', '=', EVENT_ID_REUSED),
      threshold: 1,
      minutes: 5,
    });
    const filterPattern = FilterPattern.stringValue('$.message', '=', EVENT_MATCHED);
    this.metrics = {
      events: this.consumer.logMetric('EventsMatched', { filterPattern }),
      notifications: this.consumer.logMetric('NotificationsMatched', { filterPattern, metricValue: '$.notifications' }),
    };
  }
}
