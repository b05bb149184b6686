import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, type AlarmProps, ComparisonOperator, Metric, TreatMissingData, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, MetricFilter, type MetricFilterOptions } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Refusal } from '../../shared/domain/events.ts';
import type { FailureReason, Priority } from '../../shared/domain/notification.ts';
import { NO_ESTABLISHMENT, REQUEST_REFUSED, REQUESTS_SLOWED } from '../../shared/http/log-words.ts';
import { CLAIM_LOST_AFTER_ACCEPTANCE, JOB_LOST } from '../../shared/notifications/log-words.ts';
import type { SendOutcome } from '../../shared/notifications/provider.ts';
import { CIRCUIT_OPEN } from '../../shared/providers/log-words.ts';
import { SENDER_BLOCKED } from '../../shared/providers/ses/codes.ts';
import { ITEM_LEFT_OUT } from '../../shared/store/unreadable.ts';
import type { ServiceFunction } from './service-function.ts';
import type { DeadLetterQueue, WorkQueue } from './service-queue.ts';

// What a sender logs, in its own words.
const TRY_LATER: SendOutcome['outcome'] = 'try-later';
const REFUSED: SendOutcome['outcome'] = 'refused';
const SPEND_LIMIT: FailureReason = 'spend-limit';
const URGENT: Priority = 'urgent';
// What the matcher logs.
const EVENT_ID_REUSED: Refusal = 'event-id-reused';

const UNREADABLE_ITEMS = 'UnreadableItems';
const REQUESTS_SLOWED_METRIC = 'RequestsSlowed';
const TOKENS_WITHOUT_ESTABLISHMENT = 'TokensWithoutEstablishment';

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
  alarmOnProviderTrouble(sender: ServiceFunction, channel: string, failureMeans: string): void {
    const filterPattern = FilterPattern.stringValue('$.outcome', '=', TRY_LATER);
    const tries = logMetric(sender, { id: 'TryLater', metricName: `${channel}TryLater`, filterPattern });
    // A burst that is throttled is over within minutes.
    this.alarm(sender, 'ProviderTrouble', failureMeans, {
      metric: tries.metric({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 20,
      evaluationPeriods: 3,
    });
  }

  /**
   * Alarms when a provider goes on refusing messages for good. One by one they speak of recipients, in a mass of something
   * that is wrong on our side, and each is lost.
   */
  alarmOnRefusals(sender: ServiceFunction, channel: string, failureMeans: string): void {
    const filterPattern = FilterPattern.stringValue('$.outcome', '=', REFUSED);
    const refusals = logMetric(sender, { id: 'Refused', metricName: `${channel}Refused`, filterPattern });
    this.alarm(sender, 'Refusals', failureMeans, {
      metric: refusals.metric({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 20,
      evaluationPeriods: 1,
    });
  }

  /** Alarms when a provider goes on failing so often that it is left alone, although another may stand in for it. */
  alarmOnProviderLeftAlone(sender: ServiceFunction, channel: string, failureMeans: string): void {
    const filterPattern = FilterPattern.stringValue('$.message', '=', CIRCUIT_OPEN);
    const times = logMetric(sender, { id: 'LeftAlone', metricName: `${channel}ProviderLeftAlone`, filterPattern });
    this.alarm(sender, 'ProviderLeftAlone', failureMeans, {
      metric: times.metric({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 1,
      evaluationPeriods: 3,
    });
  }

  /** Alarms when a sender lost its claim on a message that the provider had accepted: the recipient may get it twice. */
  alarmOnLostClaims(sender: ServiceFunction, channel: string, failureMeans: string): void {
    const filterPattern = FilterPattern.stringValue('$.message', '=', CLAIM_LOST_AFTER_ACCEPTANCE);
    const lost = logMetric(sender, { id: 'ClaimLost', metricName: `${channel}ClaimLost`, filterPattern });
    this.alarm(sender, 'LostClaims', failureMeans, {
      metric: lost.metric({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }

  /** Alarms when mail systems send e-mails back because of us: our address is on a block list, or its reputation is low. */
  alarmOnBlockedSender(receipts: ServiceFunction, failureMeans: string): void {
    const filterPattern = FilterPattern.stringValue('$.reason', '=', SENDER_BLOCKED);
    const returned = logMetric(receipts, { id: 'Returned', metricName: 'EmailReturned', filterPattern });
    this.alarm(receipts, 'SenderBlocked', failureMeans, {
      metric: returned.metric({ period: Duration.minutes(15), statistic: 'Sum' }),
      threshold: 5,
      evaluationPeriods: 1,
    });
  }

  /** Alarms when the sweep found that jobs of messages were lost. */
  alarmOnLostJobs(sweeper: ServiceFunction, failureMeans: string): void {
    const filterPattern = FilterPattern.stringValue('$.message', '=', JOB_LOST);
    const lost = logMetric(sweeper, { id: 'JobLost', metricName: 'JobLost', filterPattern });
    this.alarm(sweeper, 'LostJobs', failureMeans, {
      metric: lost.metric({ period: Duration.minutes(15), statistic: 'Sum' }),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }

  /** Alarms when an establishment has spent what it may in a month: its SMS stop. */
  alarmOnSpendLimit(sender: ServiceFunction, channel: string, failureMeans: string): void {
    const filterPattern = FilterPattern.stringValue('$.reason', '=', SPEND_LIMIT);
    const stopped = logMetric(sender, { id: 'SpendLimit', metricName: `${channel}SpendLimit`, filterPattern });
    this.alarm(sender, 'SpendLimitReached', failureMeans, {
      metric: stopped.metric({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }

  /** Alarms when the matcher met an event under a source and id that another event had before. */
  alarmOnReusedEventIds(matcher: ServiceFunction, failureMeans: string): void {
    const filterPattern = FilterPattern.stringValue('$.reason', '=', EVENT_ID_REUSED);
    const reused = logMetric(matcher, { id: 'EventIdReused', metricName: 'EventIdReused', filterPattern });
    this.alarm(matcher, 'EventIdsReused', failureMeans, {
      metric: reused.metric({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }

  /**
   * Alarms when a function left out a stored item because it does not parse. All functions that read the table count in one
   * metric: call {@link countUnreadableItems} for each of them.
   */
  alarmOnUnreadableItems(scope: Construct, failureMeans: string): void {
    this.alarm(scope, 'UnreadableItems', failureMeans, {
      metric: stackMetric(scope, UNREADABLE_ITEMS, Duration.minutes(5)),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }

  /**
   * Alarms when requests of an establishment were refused so often that they are slowed down. All functions of the API count in
   * one metric: call {@link countRefusals} for each of them.
   */
  alarmOnSlowedRequests(scope: Construct, failureMeans: string): void {
    this.alarm(scope, 'RequestsSlowed', failureMeans, {
      metric: stackMetric(scope, REQUESTS_SLOWED_METRIC, Duration.minutes(5)),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }

  /** Alarms when more tokens than a mistake explains name no establishment, within an hour. */
  alarmOnTokensWithoutEstablishment(scope: Construct, failureMeans: string): void {
    this.alarm(scope, 'TokensWithoutEstablishment', failureMeans, {
      metric: stackMetric(scope, TOKENS_WITHOUT_ESTABLISHMENT, Duration.hours(1)),
      threshold: 100,
      evaluationPeriods: 1,
    });
  }

  /** Counts what a function of the API says of refusals. */
  countRefusals(fn: ServiceFunction): void {
    logMetric(fn, {
      id: 'RequestsSlowed',
      metricName: REQUESTS_SLOWED_METRIC,
      filterPattern: FilterPattern.stringValue('$.message', '=', REQUESTS_SLOWED),
    });
    logMetric(fn, {
      id: 'TokensWithoutEstablishment',
      metricName: TOKENS_WITHOUT_ESTABLISHMENT,
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.message', '=', REQUEST_REFUSED),
        FilterPattern.stringValue('$.reason', '=', NO_ESTABLISHMENT),
      ),
    });
  }

  /** Counts the stored items that a function left out because they do not parse. */
  countUnreadableItems(fn: ServiceFunction): void {
    const filterPattern = FilterPattern.stringValue('$.message', '=', ITEM_LEFT_OUT);
    logMetric(fn, { id: 'UnreadableItems', metricName: UNREADABLE_ITEMS, filterPattern });
  }

  /**
   * Alarms when urgent messages take longer than promised from the event to the provider: the 95th percentile of what
   * the sender logs with each message that was accepted.
   */
  alarmOnLatency(sender: ServiceFunction, channel: string, limit: Duration, failureMeans: string): void {
    const accepted = logMetric(sender, {
      id: 'AcceptedAfter',
      metricName: `${channel}AcceptedAfter`,
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.priority', '=', URGENT),
        FilterPattern.numberValue('$.acceptedAfterMs', '>=', 0),
      ),
      metricValue: '$.acceptedAfterMs',
      unit: Unit.MILLISECONDS,
    });
    this.alarm(sender, 'Slow', failureMeans, {
      metric: accepted.metric({ period: Duration.minutes(5), statistic: 'p95' }),
      threshold: limit.toMilliseconds(),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 3,
      // Of a handful of messages one slow start would be more than one in twenty.
      evaluateLowSampleCountPercentile: 'ignore',
    });
  }

  private alarm(
    scope: Construct,
    id: string,
    failureMeans: string,
    on: Pick<
      AlarmProps,
      | 'metric'
      | 'threshold'
      | 'evaluationPeriods'
      | 'comparisonOperator'
      | 'treatMissingData'
      | 'evaluateLowSampleCountPercentile'
    >,
  ): void {
    new Alarm(scope, id, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...on,
      alarmDescription: failureMeans,
    }).addAlarmAction(new SnsAction(this.topic));
  }
}

/** A metric made of what a function logs, in the namespace of the stack's name. */
function logMetric(
  fn: ServiceFunction,
  { id, ...options }: { id: string } & Omit<MetricFilterOptions, 'metricNamespace'>,
): MetricFilter {
  return new MetricFilter(fn, id, {
    logGroup: fn.logGroup,
    metricNamespace: Stack.of(fn).stackName,
    ...options,
  });
}

/** A metric that several functions count in. */
function stackMetric(scope: Construct, metricName: string, period: Duration): Metric {
  return new Metric({ namespace: Stack.of(scope).stackName, metricName, period, statistic: 'Sum' });
}
