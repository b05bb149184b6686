import { Duration, TimeZone } from 'aws-cdk-lib';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import { DAILY_WORKERS } from '../../shared/queue/daily-jobs.ts';
import { DAILY_DISPATCHER_TIMEOUT_MS, DAILY_WORKER_TIMEOUT_MS } from '../../shared/timing.ts';
import type { Delivery } from './delivery.ts';
import type { DeliverySweep } from './delivery-sweep.ts';
import type { Monitoring } from './monitoring.ts';
import { QueueConsumer } from './queue-consumer.ts';
import type { Receipts } from './receipts.ts';
import { invokeRole } from './schedule-role.ts';
import { ServiceFunction } from './service-function.ts';
import { bindSend, DeadLetterQueue } from './service-queue.ts';
import type { Storage } from './storage.ts';

/** From Thursday to Sunday, and time for a start that is late and for its metric to arrive. */
const RUN_OVERDUE_HOURS = 3 * 24 + 2;

/**
 * From Sunday to Thursday at 08:00 in Riyadh: from what is held to one message for each contact. A schedule invokes the dispatcher,
 * which queues a message for each shard; workers find the contacts, put their messages together, and later let what those tell of
 * follow them.
 */
export class DailyMessages extends QueueConsumer<'Queue'> {
  readonly dispatcher: ServiceFunction;
  /** Apart from the jobs': a message here is an invocation of the dispatcher, and no queue takes it back. */
  readonly scheduleDeadLetters: DeadLetterQueue;

  constructor(
    scope: Construct,
    id: string,
    props: {
      storage: Storage;
      delivery: Delivery;
      receipts: Receipts;
      deliverySweep: DeliverySweep;
      monitoring: Monitoring;
    },
  ) {
    const { storage, delivery, receipts, deliverySweep, monitoring } = props;
    super(scope, id, {
      monitoring,
      deadLettersMean:
        'Part of the daily messages was not put together: some contacts get theirs with the next run, or see held notifications that were told.',
      queues: {
        Queue: {
          batchSize: 1,
          maxConcurrency: DAILY_WORKERS,
          maxAge: Duration.hours(1),
          ageMeans: 'Parts of the daily messages wait for an hour: some contacts get theirs late in the morning.',
        },
      },
      consumer: {
        id: 'Worker',
        folder: 'daily-message-worker',
        description: 'Puts together the daily message of a contact, and lets what it tells of follow it',
        errorsMean:
          'No daily messages are put together: contacts that chose one message a day are told nothing until they are.',
        timeout: Duration.millis(DAILY_WORKER_TIMEOUT_MS),
        // The rest of a shard or of a message is a message of its own.
        feedsItself: true,
      },
    });
    storage.bindTable(this.consumer, {
      actions: ['GetItem', 'PutItem', 'UpdateItem', 'Query'],
      indexes: ['unsettled'],
    });
    storage.bindNotificationRetention(this.consumer);
    delivery.bindReminderQueues(this.consumer);
    bindSend(this.consumer, 'RECEIPTS_QUEUE_URL', receipts.queues.Queue);
    // Whoever moves a daily message on has what it tells of follow it.
    const movers = [delivery.sms.consumer, delivery.email.consumer, receipts.consumer, deliverySweep.sweeper];
    for (const fn of [this.consumer, ...movers]) bindSend(fn, 'DAILY_QUEUE_URL', this.queues.Queue);

    this.scheduleDeadLetters = new DeadLetterQueue(this, 'ScheduleDeadLetters', {
      monitoring,
      deadLettersMean:
        'The daily messages failed to start at every try: contacts that chose one message a day are told nothing until it is run by hand, or by the next run.',
    });
    this.dispatcher = new ServiceFunction(this, 'Dispatcher', {
      monitoring,
      folder: 'daily-message-dispatcher',
      description: 'Starts the daily messages, a message for each shard of what is held',
      errorsMean:
        'The daily messages did not start: contacts that chose one message a day are told nothing until they do.',
      timeout: Duration.millis(DAILY_DISPATCHER_TIMEOUT_MS),
      // The schedule only hands the invocation over: Lambda alone sees whether it succeeds.
      deadLetterQueue: this.scheduleDeadLetters.queue,
    });
    bindSend(this.dispatcher, 'DAILY_QUEUE_URL', this.queues.Queue);
    this.dispatcher.alarmOnSilence(
      RUN_OVERDUE_HOURS,
      'No daily messages were started for three days: contacts that chose one message a day are told nothing.',
    );
    new Schedule(this, 'WorkingDays', {
      description: 'The daily messages, at 08:00 in Riyadh from Sunday to Thursday',
      schedule: ScheduleExpression.cron({
        hour: '8',
        minute: '0',
        weekDay: 'SUN-THU',
        timeZone: TimeZone.ASIA_RIYADH,
      }),
      target: new LambdaInvoke(this.dispatcher, {
        role: invokeRole(this, this.dispatcher, this.scheduleDeadLetters.queue),
        input: ScheduleTargetInput.fromObject({ scheduledTime: ContextAttribute.scheduledTime }),
        deadLetterQueue: this.scheduleDeadLetters.queue,
        retryAttempts: 24,
        maxEventAge: Duration.hours(12),
      }),
    });
  }
}
