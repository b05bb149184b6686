import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

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
  alarmOnDeadLetters(scope: Construct, queue: IQueue, failureMeans: string): void {
    this.alarm(scope, 'NotEmpty', failureMeans, {
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }

  /** Alarms when the oldest message of a queue has waited longer than `limit`. */
  alarmOnAge(scope: Construct, queue: IQueue, limit: Duration, failureMeans: string): void {
    this.alarm(scope, 'TooOld', failureMeans, {
      metric: queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: limit.toSeconds(),
      evaluationPeriods: 3,
    });
  }

  /** Alarms when a function keeps failing. */
  alarmOnErrors(scope: Construct, fn: IFunction, failureMeans: string): void {
    this.alarm(scope, 'Errors', failureMeans, {
      metric: fn.metricErrors({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }

  private alarm(
    scope: Construct,
    id: string,
    failureMeans: string,
    on: { metric: IMetric; threshold: number; evaluationPeriods: number },
  ): void {
    new Alarm(scope, id, {
      ...on,
      alarmDescription: failureMeans,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.topic));
  }
}
