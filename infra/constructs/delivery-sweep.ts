import { Duration } from 'aws-cdk-lib';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { JOB_LOST } from '../../shared/notifications/log-words.ts';
import { SWEEP_EVERY_MS, SWEEP_TIMEOUT_MS } from '../../shared/timing.ts';
import type { Delivery } from './delivery.ts';
import type { Monitoring } from './monitoring.ts';
import { invokeRole } from './schedule-role.ts';
import { ServiceFunction } from './service-function.ts';
import type { Storage } from './storage.ts';

/** Sweeps that do not come before it is noticed: four of them, and time for the metric to arrive. */
const OVERDUE_HOURS = 2;

/** Every quarter of an hour: settles messages whose job is gone. */
export class DeliverySweep extends Construct {
  readonly sweeper: ServiceFunction;

  constructor(scope: Construct, id: string, props: { storage: Storage; delivery: Delivery; monitoring: Monitoring }) {
    super(scope, id);
    const { storage, delivery, monitoring } = props;
    this.sweeper = new ServiceFunction(this, 'Sweeper', {
      monitoring,
      folder: 'delivery-sweep',
      description: 'Queues messages again whose job is gone, or gives them up as too late',
      errorsMean:
        'The sweep for lost messages fails: some recipients may not be told of what they should be, and nobody notices.',
      timeout: Duration.millis(SWEEP_TIMEOUT_MS),
    });
    // The next sweep does what one that failed did not.
    this.sweeper.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.millis(SWEEP_EVERY_MS) });
    storage.bindTable(this.sweeper, { actions: ['GetItem', 'UpdateItem'], indexes: ['unsettled'] });
    delivery.bindQueues(this.sweeper);
    delivery.bindQueueDepths(this.sweeper);
    this.sweeper.alarmOnSilence(
      OVERDUE_HOURS,
      'No sweep for lost messages has run for hours: some recipients may not be told of what they should be.',
    );
    this.sweeper.alarmOnLines('LostJobs', {
      failureMeans: 'Jobs of messages were lost: their recipients are told late, or not at all where it is too late.',
      metricName: 'JobLost',
      filterPattern: FilterPattern.stringValue('$.message', '=', JOB_LOST),
      threshold: 1,
      minutes: 15,
    });
    new Schedule(this, 'EveryQuarter', {
      description: 'The sweep for messages whose job is gone',
      schedule: ScheduleExpression.rate(Duration.millis(SWEEP_EVERY_MS)),
      target: new LambdaInvoke(this.sweeper, {
        role: invokeRole(this, this.sweeper),
        input: ScheduleTargetInput.fromObject({ scheduledTime: ContextAttribute.scheduledTime }),
        retryAttempts: 0,
        maxEventAge: Duration.millis(SWEEP_EVERY_MS),
      }),
    });
  }
}
