import { Duration, TimeZone } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { SCAN_READERS } from '../../shared/queue/scan-jobs.ts';
import { SCAN_READER_TIMEOUT_MS, SCANNER_TIMEOUT_MS } from '../../shared/timing.ts';
import type { PassportEventBus } from './bus.ts';
import type { Monitoring } from './monitoring.ts';
import { invokeRole } from './schedule-role.ts';
import { ServiceFunction } from './service-function.ts';
import { bindSend, DeadLetterQueue, WorkQueue } from './service-queue.ts';
import type { Storage } from './storage.ts';

/** A day, and time for a start that is late and for its metric to arrive. */
const SCAN_OVERDUE_HOURS = 26;

/** Every morning: from the passports that are due to events on the bus. */
export class ExpiryScan extends Construct {
  readonly scanner: ServiceFunction;
  readonly queue: WorkQueue;
  readonly deadLetters: DeadLetterQueue;
  /** Apart from the shards': what lies here is an invocation of the scanner, and no queue takes it back. */
  readonly scheduleDeadLetters: DeadLetterQueue;

  constructor(
    scope: Construct,
    id: string,
    props: { storage: Storage; bus: PassportEventBus; monitoring: Monitoring },
  ) {
    super(scope, id);
    const { storage, bus, monitoring } = props;
    const timeout = Duration.millis(SCAN_READER_TIMEOUT_MS);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      monitoring,
      failureMeans:
        'Part of a morning scan did not run: some establishments are not reminded of passports that expire.',
    });
    this.queue = new WorkQueue(this, 'Queue', { deadLetterQueue: this.deadLetters, readerTimeout: timeout });
    monitoring.alarmOnAge(
      this.queue,
      Duration.hours(1),
      'Parts of the morning scan wait for an hour: some establishments are reminded of expiring passports late.',
    );
    this.scheduleDeadLetters = new DeadLetterQueue(this, 'ScheduleDeadLetters', {
      monitoring,
      failureMeans:
        'The morning scan failed at every try: no establishment is reminded of expiring passports until it is run by hand.',
    });

    this.scanner = new ServiceFunction(this, 'Scanner', {
      folder: 'expiry-scan-dispatcher',
      description: 'Starts the scan for expiring passports of one day, a message for each shard',
      timeout: Duration.millis(SCANNER_TIMEOUT_MS),
      // The schedule only hands the invocation over: whether it gets through is Lambda's to see.
      deadLetterQueue: this.scheduleDeadLetters.queue,
    });
    storage.bindTable(this.scanner, { actions: ['PutItem', 'UpdateItem'] });
    bindSend(this.scanner, 'SCAN_QUEUE_URL', this.queue);
    monitoring.alarmOnErrors(
      this.scanner,
      'The morning scan did not start: no establishment is reminded of expiring passports today until it does.',
    );
    monitoring.alarmOnSilence(
      this.scanner,
      Duration.hours(SCAN_OVERDUE_HOURS),
      'No morning scan was started for a day: no establishment is reminded of expiring passports.',
    );
    new Schedule(this, 'EveryMorning', {
      description: 'The scan for expiring passports, at 07:00 in Riyadh',
      schedule: ScheduleExpression.cron({ hour: '7', minute: '0', timeZone: TimeZone.ASIA_RIYADH }),
      target: new LambdaInvoke(this.scanner, {
        role: invokeRole(this, this.scanner, this.scheduleDeadLetters.queue),
        input: ScheduleTargetInput.fromObject({ scheduledTime: ContextAttribute.scheduledTime }),
        deadLetterQueue: this.scheduleDeadLetters.queue,
        retryAttempts: 24,
        maxEventAge: Duration.hours(12),
      }),
    });

    const reader = new ServiceFunction(this, 'Reader', {
      folder: 'expiry-scan-worker',
      description: 'Reads a shard of what is due and puts an event on the bus for each passport',
      timeout,
      // The rest of a shard is a message of its own.
      feedsItself: true,
    });
    reader.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 1, reportBatchItemFailures: true, maxConcurrency: SCAN_READERS }),
    );
    storage.bindTable(reader, { actions: ['GetItem', 'UpdateItem'], indexes: ['due-reminders'] });
    storage.bindKeys(reader);
    bus.bindPut(reader);
    bindSend(reader, 'SCAN_QUEUE_URL', this.queue);
    bindSend(reader, 'DEAD_LETTER_QUEUE_URL', this.deadLetters.queue);
    monitoring.alarmOnErrors(
      reader,
      'The morning scan stands still: establishments are reminded of expiring passports late, or not at all today.',
    );
  }
}
