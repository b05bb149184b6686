import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { ComparisonOperator, type Metric, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, type MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { FailureReason, Priority } from '../../shared/domain/notification.ts';
import { CLAIM_LOST_AFTER_ACCEPTANCE } from '../../shared/notifications/log-words.ts';
import type { SendOutcome } from '../../shared/notifications/provider.ts';
import { CIRCUIT_OPEN, NOT_TAKEN } from '../../shared/providers/log-words.ts';
import { SENDER_TIMEOUT_MS } from '../../shared/timing.ts';
import { type DeploymentConfig, PROD } from '../config.ts';
import { identitiesFor } from '../email-identity.ts';
import { eventPathConcurrency, REMINDER_CONCURRENCY, URGENT_BATCH_SIZE, WEBHOOK_CONCURRENCY } from './concurrency.ts';
import type { Monitoring } from './monitoring.ts';
import { QueueConsumer } from './queue-consumer.ts';
import type { ServiceFunction } from './service-function.ts';
import { bindSend } from './service-queue.ts';
import type { Storage, TableRights } from './storage.ts';

// What a sender logs, in its own words.
const ACCEPTED: SendOutcome['outcome'] = 'accepted';
const TRY_LATER: SendOutcome['outcome'] = 'try-later';
const REFUSED: SendOutcome['outcome'] = 'refused';
const SPEND_LIMIT: FailureReason = 'spend-limit';
const URGENT: Priority = 'urgent';

/** What urgent messages are promised, from the event to the provider. */
const SLOW_MS = 2_000;

interface ChannelProps {
  readonly storage: Storage;
  readonly monitoring: Monitoring;
  readonly folder: string;
  readonly channelName: string;
  /** What the provider takes in a second; an e-mail is one part. */
  readonly partsPerSecond: number;
  /** Batches of urgent messages that are under way at once. */
  readonly concurrency: number;
  /** The same of reminders. */
  readonly reminderConcurrency?: number;
  /** What does not take messages, should it fail: a provider, or systems of establishments. */
  readonly receiver?: string;
  /** Tries that fail in five minutes, of which operators are told. */
  readonly failures?: number;
  /** How long the way of an urgent message may take. */
  readonly slowMs?: number;
  /** What the sender may do with the table beside what all senders do. */
  readonly tableRights?: TableRights;
  /** Whether the sender has concurrency of its own. */
  readonly isReserved: boolean;
}

/** One channel: an urgent and a reminder queue, and the sender that reads both. */
class Channel extends QueueConsumer<'UrgentQueue' | 'ReminderQueue'> {
  /** What the sender logs of each try. */
  readonly metrics: Readonly<Record<'accepted' | 'acceptedAfter' | 'tryLater' | 'refused', MetricFilter>>;

  constructor(scope: Construct, id: string, props: ChannelProps) {
    const { channelName, monitoring, storage } = props;
    super(scope, id, {
      monitoring,
      deadLettersMean: `${channelName} messages could not be processed: their recipients are not told until they are redriven.`,
      queues: {
        UrgentQueue: {
          batchSize: URGENT_BATCH_SIZE,
          maxConcurrency: props.concurrency,
          maxAge: Duration.minutes(2),
          ageMeans: `Urgent ${channelName} messages (crossings, visas, renewals, codes) wait for minutes before they are sent.`,
        },
        ReminderQueue: {
          batchSize: 1,
          maxConcurrency: props.reminderConcurrency ?? REMINDER_CONCURRENCY,
          maxAge: Duration.hours(6),
          ageMeans: `${channelName} reminders of expiring passports and daily messages wait for hours: some may come after the day they are about.`,
        },
      },
      consumer: {
        id: 'Sender',
        folder: props.folder,
        description: `Sends queued ${channelName} messages, each once`,
        errorsMean: `The ${channelName} sender fails as a whole: nobody is told anything by ${channelName} until it runs again.`,
        timeout: Duration.millis(SENDER_TIMEOUT_MS),
        // A message that the provider does not take goes back on its queue as a delayed copy.
        feedsItself: true,
      },
      reservesConcurrency: props.isReserved,
    });
    // A message that has waited is checked against everything that is known of the traveller: their partition.
    const { actions = [], indexes } = props.tableRights ?? {};
    storage.bindTable(this.consumer, { actions: ['GetItem', 'UpdateItem', 'Query', ...actions], indexes });
    storage.bindKeys(this.consumer);
    bindSend(this.consumer, 'URGENT_QUEUE_URL', this.queues.UrgentQueue);
    bindSend(this.consumer, 'REMINDER_QUEUE_URL', this.queues.ReminderQueue);
    this.consumer.addEnvironment('PARTS_PER_SECOND', String(props.partsPerSecond));
    this.metrics = this.watchLog(id, props);
  }

  /** The alarms on what the sender logs: the sender itself does not fail when a provider does. */
  private watchLog(
    id: string,
    { channelName, receiver = 'The provider does', failures = 20, slowMs = SLOW_MS }: ChannelProps,
  ): Channel['metrics'] {
    // Nothing else shows it: the age of a queue begins again with every delayed copy. One line per try; a burst that is
    // throttled is over within minutes.
    const tryLater = this.consumer.alarmOnLines('ProviderFailures', {
      failureMeans: `${receiver} not take ${channelName} messages: recipients get them late, or never if it lasts for days.`,
      metricName: `${id}TryLater`,
      filterPattern: FilterPattern.stringValue('$.outcome', '=', TRY_LATER),
      threshold: failures,
      minutes: 5,
      evaluationPeriods: 3,
    });
    // One refusal speaks of its recipient, many of something that is wrong on our side, and each message is lost.
    const refused = this.consumer.alarmOnLines('Refusals', {
      failureMeans: `Many ${channelName} messages are refused for good: their recipients are not told at all.`,
      metricName: `${id}Refused`,
      filterPattern: FilterPattern.stringValue('$.outcome', '=', REFUSED),
      threshold: 20,
      minutes: 5,
    });
    this.consumer.alarmOnLines('LostClaims', {
      failureMeans: `A second sender took up ${channelName} messages that the provider had accepted: some recipients are told twice.`,
      metricName: `${id}ClaimLost`,
      filterPattern: FilterPattern.stringValue('$.message', '=', CLAIM_LOST_AFTER_ACCEPTANCE),
      threshold: 1,
      minutes: 5,
    });
    // The 95th percentile of what the sender logs with each urgent message that was accepted.
    const acceptedAfter = this.consumer.logMetric(`${id}AcceptedAfter`, {
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.priority', '=', URGENT),
        FilterPattern.numberValue('$.acceptedAfterMs', '>=', 0),
      ),
      metricValue: '$.acceptedAfterMs',
      unit: Unit.MILLISECONDS,
    });
    this.consumer.alarm('Slow', {
      failureMeans: `Urgent ${channelName} messages come late: more than one in twenty takes over ${slowMs / 1000} seconds from the event to the provider.`,
      metric: acceptedAfter.metric({ period: Duration.minutes(5), statistic: 'p95' }),
      threshold: slowMs,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 3,
      // Of a handful of messages one slow start would be more than one in twenty.
      evaluateLowSampleCountPercentile: 'ignore',
    });
    const accepted = this.consumer.logMetric(`${id}Accepted`, {
      filterPattern: FilterPattern.stringValue('$.outcome', '=', ACCEPTED),
    });
    return { accepted, acceptedAfter, tryLater, refused };
  }
}

/** From queued notifications to the providers. */
export class Delivery extends Construct {
  readonly sms: Channel;
  readonly email: Channel;
  readonly webhook: Channel;
  /** Whether an SMS aggregator is among the providers. */
  readonly hasAggregator: boolean;
  /** What each provider of SMS did not take, for now or for good. */
  readonly smsFailures: readonly Metric[];
  private readonly aggregatorSecret: Secret;

  constructor(
    scope: Construct,
    id: string,
    props: { storage: Storage; monitoring: Monitoring; config: DeploymentConfig; isLocal: boolean },
  ) {
    super(scope, id);
    const { storage, monitoring, config } = props;
    const { sms, email, isReserved } = eventPathConcurrency(config);
    this.hasAggregator = config.smsAggregator !== undefined;
    this.sms = new Channel(this, 'Sms', {
      storage,
      monitoring,
      folder: 'sms-sender',
      channelName: 'SMS',
      partsPerSecond: config.smsPartsPerSecond,
      concurrency: sms,
      isReserved,
    });
    this.email = new Channel(this, 'Email', {
      storage,
      monitoring,
      folder: 'email-sender',
      channelName: 'e-mail',
      partsPerSecond: config.emailsPerSecond,
      concurrency: email,
      isReserved,
    });
    this.webhook = new Channel(this, 'Webhook', {
      storage,
      monitoring,
      folder: 'webhook-sender',
      channelName: 'webhook',
      partsPerSecond: config.webhooksPerSecond,
      concurrency: WEBHOOK_CONCURRENCY,
      reminderConcurrency: WEBHOOK_CONCURRENCY,
      isReserved,
      // One system that is down is its establishment's own matter, and fails a few times in five minutes.
      receiver: 'Many systems of establishments do',
      failures: 200,
      // A system has eight seconds to answer.
      slowMs: 10_000,
      // A replay reads what a contact was told.
      tableRights: { actions: ['BatchGetItem'], indexes: ['establishment-notifications'] },
    });
    this.allowLoopback(this.webhook.consumer, props.isLocal);
    // The line of a try tells of a provider that refused or did not answer, lines before it of those that were passed over.
    const failures = this.sms.consumer.logMetric('SmsProviderFailures', {
      filterPattern: FilterPattern.any(
        FilterPattern.stringValue('$.message', '=', NOT_TAKEN),
        FilterPattern.stringValue('$.outcome', '=', REFUSED),
        FilterPattern.booleanValue('$.maybeAccepted', true),
      ),
      dimensions: { provider: '$.provider' },
    });
    this.smsFailures = config.smsProviders.map((provider) =>
      failures.metric({ dimensionsMap: { provider }, label: provider, statistic: 'Sum' }),
    );
    // A provider goes on failing so often that it is not asked, although another may send instead.
    this.sms.consumer.alarmOnLines('CircuitOpen', {
      failureMeans:
        'A provider of SMS fails for a quarter of an hour: another one sends, or messages wait if there is none.',
      metricName: 'SmsCircuitOpen',
      filterPattern: FilterPattern.stringValue('$.message', '=', CIRCUIT_OPEN),
      threshold: 1,
      minutes: 5,
      evaluationPeriods: 3,
    });
    this.sms.consumer.addEnvironment('MONTHLY_PARTS', String(config.smsMonthlyParts));
    // It tells an establishment by e-mail that its SMS run out.
    bindSend(this.sms.consumer, 'EMAIL_URGENT_QUEUE_URL', this.email.queues.UrgentQueue);
    storage.bindNotifications(this.sms.consumer);
    this.sms.consumer.alarmOnLines('SpendLimitReached', {
      failureMeans:
        'An establishment has used up the SMS parts of the month: it gets e-mail only until the next one, and was told so by e-mail.',
      metricName: 'SmsSpendLimit',
      filterPattern: FilterPattern.stringValue('$.reason', '=', SPEND_LIMIT),
      threshold: 1,
      minutes: 5,
    });

    this.aggregatorSecret = new Secret(this, 'SmsAggregator', {
      description: "The SMS aggregator's key for Passport Notifications, and the key that it signs its callbacks with",
      // Operators put the first in; the second is told to the aggregator.
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ apiKey: 'change-me' }),
        generateStringKey: 'callbackKey',
        passwordLength: 64,
        excludePunctuation: true,
      },
      replicaRegions: config.replicaRegion ? [{ region: config.replicaRegion }] : undefined,
      removalPolicy: config.stage === PROD ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(this.aggregatorSecret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Both keys are agreed with the aggregator: nothing of ours can put in new ones.',
    });
    this.bindSmsProviders(config);

    const identities = config.emailIdentity === undefined ? identitiesFor(config.emailFrom) : [config.emailIdentity];
    const identity = (name: string) =>
      Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: name });
    this.email.consumer.bind(
      { EMAIL_FROM: config.emailFrom, EMAIL_FROM_NAME: config.emailFromName },
      { actions: ['ses:SendRawEmail'], resources: identities.map(identity) },
    );
  }

  /** Gives the SMS sender its providers, and the rights that each of them takes. */
  private bindSmsProviders({ smsSenderId, smsProviders, smsAggregator }: DeploymentConfig): void {
    const sender = this.sms.consumer;
    sender.addEnvironment('SMS_SENDER_ID', smsSenderId);
    sender.addEnvironment('SMS_PROVIDERS', smsProviders.join(','));
    if (smsProviders.includes('sns')) {
      // Publishing to a phone number has no resource of its own: IAM knows only "*" for it, so topics are denied.
      Validations.of(this.sms).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason:
          'sns:Publish to a phone number can be allowed on "*" only, and so can what SNS does for it; every topic is denied.',
      });
      sender.addToRolePolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] }));
      // SNS sends by AWS End User Messaging in the name of its caller, as the managed policy AmazonSNSFullAccess allows it:
      // https://docs.aws.amazon.com/sns/latest/dg/sns-sms-access-management.html. By SNS alone: it is no right to send directly.
      sender.addToRolePolicy(
        new PolicyStatement({
          actions: ['sms-voice:SendTextMessage'],
          resources: ['*'],
          conditions: { StringEquals: { 'aws:CalledViaLast': 'sns.amazonaws.com' } },
        }),
      );
      sender.addToRolePolicy(
        new PolicyStatement({
          effect: Effect.DENY,
          actions: ['sns:Publish'],
          resources: [`arn:${Stack.of(this).partition}:sns:*:*:*`],
        }),
      );
    }
    if (smsAggregator) {
      sender.addEnvironment('SMS_AGGREGATOR_URL', smsAggregator.url);
      sender.addEnvironment('SMS_AGGREGATOR_AUTH_HEADER', smsAggregator.authHeader);
      if (smsAggregator.fields) sender.addEnvironment('SMS_AGGREGATOR_FIELDS', smsAggregator.fields);
      this.bindAggregatorSecret(sender);
    }
  }

  /** Lets a function read the keys that we and the SMS aggregator know each other by. */
  bindAggregatorSecret(fn: ServiceFunction): void {
    const { secretArn } = this.aggregatorSecret;
    fn.bind(
      { SMS_AGGREGATOR_SECRET_ID: secretArn },
      { actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] },
    );
  }

  /** Lets webhooks lead to the machine that runs the whole system. No deployment has the variable. */
  allowLoopback(fn: ServiceFunction, isLocal: boolean): void {
    if (isLocal) fn.addEnvironment('LOOPBACK_WEBHOOKS', 'allowed');
  }

  /** Lets a function queue messages of both priorities on every channel. */
  bindQueues(fn: ServiceFunction): void {
    this.bindReminderQueues(fn);
    this.bindUrgentQueues(fn);
    this.bindReplays(fn);
  }

  /** Lets a function queue what waits as reminders do for systems of establishments. */
  bindReplays(fn: ServiceFunction): void {
    bindSend(fn, 'WEBHOOK_REMINDER_QUEUE_URL', this.webhook.queues.ReminderQueue);
  }

  /** Lets a function queue reminders, and what waits as they do, on every channel that brings messages to people. */
  bindReminderQueues(fn: ServiceFunction): void {
    bindSend(fn, 'SMS_REMINDER_QUEUE_URL', this.sms.queues.ReminderQueue);
    bindSend(fn, 'EMAIL_REMINDER_QUEUE_URL', this.email.queues.ReminderQueue);
  }

  /** Lets a function see how many messages wait on each queue. */
  bindQueueDepths(fn: ServiceFunction): void {
    const queues = [this.sms, this.email, this.webhook].flatMap((channel) => Object.values(channel.queues));
    fn.bind({}, { actions: ['sqs:GetQueueAttributes'], resources: queues.map(({ queueArn }) => queueArn) });
  }

  /** Lets a function queue urgent messages on every channel. */
  bindUrgentQueues(fn: ServiceFunction): void {
    bindSend(fn, 'SMS_URGENT_QUEUE_URL', this.sms.queues.UrgentQueue);
    bindSend(fn, 'EMAIL_URGENT_QUEUE_URL', this.email.queues.UrgentQueue);
    bindSend(fn, 'WEBHOOK_URGENT_QUEUE_URL', this.webhook.queues.UrgentQueue);
  }
}
