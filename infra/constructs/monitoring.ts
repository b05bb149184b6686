import { type Duration, Stack } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** The guide that has a section for every alarm. */
const RUNBOOK = 'docs/operations.md';

/** What an alarm watches, and what it tells operators. */
export type WatchedMetric = Pick<AlarmProps, 'metric' | 'threshold'> &
  Partial<
    Pick<
      AlarmProps,
      'evaluationPeriods' | 'comparisonOperator' | 'treatMissingData' | 'evaluateLowSampleCountPercentile'
    >
  > & {
    /** One sentence: what the failure means to users. */
    readonly failureMeans: string;
  };

/**
 * The topic that tells operators of alarms. Each construct makes the alarms of its own metrics; it gets this one, and this
 * one knows no other.
 */
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

  /**
   * Makes an alarm: by default from the threshold on, in one period, and silent where there is no metric. Its text is the
   * sentence on users, and the section of the runbook that belongs to its path.
   */
  alarm(scope: Construct, id: string, { failureMeans, ...watched }: WatchedMetric): void {
    const stackPath = Stack.of(scope).node.path;
    const section = `${scope.node.path.slice(stackPath.length)}${id}`.replaceAll('/', '').toLowerCase();
    new Alarm(scope, id, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      evaluationPeriods: 1,
      ...watched,
      alarmDescription: `${failureMeans} Runbook: ${RUNBOOK}#${section}`,
    }).addAlarmAction(new SnsAction(this.topic));
  }
}

/** The sum of a metric that several functions count in, see `ServiceFunction.logMetric`. */
export function stackMetric(scope: Construct, metricName: string, period: Duration): Metric {
  return new Metric({ namespace: Stack.of(scope).stackName, metricName, period, statistic: 'Sum' });
}
