import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, type AlarmProps, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { SendOutcome } from '../../shared/delivery/deliver.ts';
import type { ServiceFunction } from './service-function.ts';
import type { DeadLetterQueue, WorkQueue } from './service-queue.ts';

/** How a sender logs that the provider did not take a message. */
const TRY_LATER: SendOutcome['outcome'] = 'try-later';

/** The alarms and the topic that tells operators of them. Every alarm says what the failure means to users. */
export class Monitoring extends Construct {
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, props: { alarmEmail: string | undefined }) {
    super(scope, id);
    this.topic = new Topic(this, 'AlarmTopic', { displayName: 'Passport Notifications: alarms', enforceSSL: true });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [this.topic.topicArn],
      }),
    );
    if (props.alarmEmail) this.topic.addSubscription(new EmailSubscription(props.alarmEmail));
  }

  /** Alarms as soon as one message lies in a dead-letter queue. */
  alarmOnDeadLetters(deadLetters: DeadLetterQueue, failureMeans: string): void {
    this.alarm(deadLetters, 'NotEmpty', failureMeans, {
      metric: deadLetters.queue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }

  /** Alarms when the oldest message of a queue has waited longer than `limit`. */
  alarmOnAge(queue: WorkQueue, limit: Duration, failureMeans: string): void {
    this.alarm(queue, 'TooOld', failureMeans, {
      metric: queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: limit.toSeconds(),
      evaluationPeriods: 3,
    });
  }

  /** Alarms when the API answers errors of its own; a function that answers 500 has not failed as an invocation. */
  alarmOnServerErrors(api: HttpApi, failureMeans: string): void {
    this.alarm(api, 'ServerErrors', failureMeans, {
      metric: api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 5,
      evaluationPeriods: 1,
    });
  }

  /** Alarms when an invocation of a function failed as a whole. */
  alarmOnErrors(fn: ServiceFunction, failureMeans: string): void {
    this.alarm(fn, 'Errors', failureMeans, {
      metric: fn.metricErrors({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }

  /**
   * Alarms when a function was not invoked for so many whole hours. Counted by the hour: a period of a day would begin
   * anew while the one invocation of that day is only just on its way.
   */
  alarmOnSilence(fn: ServiceFunction, limit: Duration, failureMeans: string): void {
    this.alarm(fn, 'NotRun', failureMeans, {
      metric: fn.metricInvocations({ period: Duration.hours(1) }),
      threshold: 1,
      evaluationPeriods: limit.toHours(),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      // A function that is not invoked has no metric at all.
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  /**
   * Alarms when a provider goes on not taking messages. Nothing else shows it: the sender does not fail, and the age of
   * a lane begins anew with every delayed copy. It counts what the sender logs, once per try.
   */
  alarmOnProviderTrouble(sender: ServiceFunction, props: { metricName: string; failureMeans: string }): void {
    const filter = new MetricFilter(sender, 'TryLater', {
      logGroup: sender.logGroup,
      filterPattern: FilterPattern.stringValue('$.outcome', '=', TRY_LATER),
      metricNamespace: Stack.of(this).stackName,
      metricName: props.metricName,
    });
    // A burst that is throttled is over within minutes.
    this.alarm(sender, 'ProviderTrouble', props.failureMeans, {
      metric: filter.metric({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 20,
      evaluationPeriods: 3,
    });
  }

  private alarm(
    scope: Construct,
    id: string,
    failureMeans: string,
    on: Pick<AlarmProps, 'metric' | 'threshold' | 'evaluationPeriods' | 'comparisonOperator' | 'treatMissingData'>,
  ): void {
    new Alarm(scope, id, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...on,
      alarmDescription: failureMeans,
    }).addAlarmAction(new SnsAction(this.topic));
  }
}
