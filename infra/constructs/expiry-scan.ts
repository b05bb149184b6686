import { Duration, TimeZone } from 'aws-cdk-lib';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import { SCAN_BATCH, SCAN_WORKERS } from '../../shared/queue/scan-jobs.ts';
import { SCAN_DISPATCHER_TIMEOUT_MS, SCAN_WORKER_TIMEOUT_MS } from '../../shared/timing.ts';
import type { PassportEventBus } from './bus.ts';
import type { Monitoring } from './monitoring.ts';
import { QueueConsumer } from './queue-consumer.ts';
import { invokeRole } from './schedule-role.ts';
import { ServiceFunction } from './service-function.ts';
import { bindSend, DeadLetterQueue } from './service-queue.ts';
import type { Storage } from './storage.ts';

/** A day, and time for a start that is late and for its metric to arrive. */
const SCAN_OVERDUE_HOURS = 26;

/**
 * Every morning: from the passports that are due to events on the bus. A schedule invokes the dispatcher, which queues one
 * message for each shard; workers read the shards.
 */
export class ExpiryScan extends QueueConsumer<'Queue'> {
  readonly dispatcher: ServiceFunction;
  /** Apart from the shards': a message here is an invocation of the dispatcher, and no queue takes it back. */
  readonly scheduleDeadLetters: DeadLetterQueue;

  constructor(
    scope: Construct,
    id: string,
    props: { storage: Storage; bus: PassportEventBus; monitoring: Monitoring },
  ) {
    const { storage, bus, monitoring } = props;
    super(scope, id, {
      monitoring,
      deadLettersMean:
        'Part of a morning scan did not run: some establishments are not reminded of passports that expire.',
      queues: {
        Queue: {
          batchSize: SCAN_BATCH,
          maxConcurrency: SCAN_WORKERS,
          maxAge: Duration.hours(1),
          ageMeans:
            'Parts of the morning scan wait for an hour: some establishments are reminded of expiring passports late.',
        },
      },
      consumer: {
        id: 'Worker',
        folder: 'expiry-scan-worker',
        description: 'Reads a shard of what is due and puts an event on the bus for each passport',
        errorsMean:
          'The morning scan stands still: establishments are reminded of expiring passports late, or not at all today.',
        timeout: Duration.millis(SCAN_WORKER_TIMEOUT_MS),
        // The rest of a shard is a message of its own.
        feedsItself: true,
      },
    });
    storage.bindTable(this.consumer, {
      actions: ['GetItem', 'PutItem', 'UpdateItem'],
      indexes: ['due-reminders', 'passport-expiries'],
    });
    storage.bindKeys(this.consumer);
    bus.bindPut(this.consumer);
    bindSend(this.consumer, 'SCAN_QUEUE_URL', this.queues.Queue);

    this.scheduleDeadLetters = new DeadLetterQueue(this, 'ScheduleDeadLetters', {
      monitoring,
      deadLettersMean:
        'The morning scan failed at every try: no establishment is reminded of expiring passports until it is run by hand.',
    });
    this.dispatcher = new ServiceFunction(this, 'Dispatcher', {
      monitoring,
      folder: 'expiry-scan-dispatcher',
      description: 'Starts the scan for expiring passports of one day, a message for each shard',
      errorsMean:
        'The morning scan did not start: no establishment is reminded of expiring passports today until it does.',
      timeout: Duration.millis(SCAN_DISPATCHER_TIMEOUT_MS),
      // The schedule only hands the invocation over: Lambda alone sees whether it succeeds.
      deadLetterQueue: this.scheduleDeadLetters.queue,
    });
    storage.bindTable(this.dispatcher, { actions: ['PutItem', 'UpdateItem'] });
    bindSend(this.dispatcher, 'SCAN_QUEUE_URL', this.queues.Queue);
    this.dispatcher.alarmOnSilence(
      SCAN_OVERDUE_HOURS,
      'No morning scan was started for a day: no establishment is reminded of expiring passports.',
    );
    new Schedule(this, 'EveryMorning', {
      description: 'The scan for expiring passports, at 07:00 in Riyadh',
      schedule: ScheduleExpression.cron({ hour: '7', minute: '0', timeZone: TimeZone.ASIA_RIYADH }),
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
