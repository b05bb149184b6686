import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { SENDER_TIMEOUT_MS } from '../../shared/timing.ts';
import { type DeploymentConfig, PROD } from '../config.ts';
import { identitiesFor } from '../email-identity.ts';
import { eventPathConcurrency, REMINDER_CONCURRENCY, URGENT_BATCH_SIZE } from './concurrency.ts';
import type { Monitoring } from './monitoring.ts';
import { ServiceFunction } from './service-function.ts';
import { bindSend, DeadLetterQueue, WorkQueue } from './service-queue.ts';
import type { Storage } from './storage.ts';

interface ChannelProps {
  readonly storage: Storage;
  readonly monitoring: Monitoring;
  readonly folder: string;
  readonly channelName: string;
  /** What the provider takes in a second; an e-mail is one part. */
  readonly partsPerSecond: number;
  /** Batches of urgent messages that are under way at once. */
  readonly concurrency: number;
  /** Whether the sender has concurrency of its own. */
  readonly isReserved: boolean;
}

/** One channel: an urgent and a reminder lane, one sender that reads both, one dead-letter queue. */
class Channel extends Construct {
  readonly urgent: WorkQueue;
  readonly reminder: WorkQueue;
  readonly deadLetters: DeadLetterQueue;
  readonly sender: ServiceFunction;

  constructor(scope: Construct, id: string, props: ChannelProps) {
    super(scope, id);
    const timeout = Duration.millis(SENDER_TIMEOUT_MS);
    const { channelName, monitoring } = props;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      monitoring,
      failureMeans: `${channelName} messages could not be processed: their recipients are not told until they are redriven.`,
    });
    this.urgent = new WorkQueue(this, 'UrgentQueue', { deadLetterQueue: this.deadLetters, readerTimeout: timeout });
    this.reminder = new WorkQueue(this, 'ReminderQueue', { deadLetterQueue: this.deadLetters, readerTimeout: timeout });
    monitoring.alarmOnAge(
      this.urgent,
      Duration.minutes(2),
      `Urgent ${channelName} messages (crossings, visas, renewals, codes) wait for minutes before they are sent.`,
    );
    monitoring.alarmOnAge(
      this.reminder,
      Duration.hours(6),
      `${channelName} reminders of expiring passports wait for hours: some may come after the day they are about.`,
    );

    this.sender = new ServiceFunction(this, 'Sender', {
      folder: props.folder,
      description: `Sends queued ${channelName} messages, each once`,
      timeout,
      // A message that the provider does not take goes back on its lane as a delayed copy.
      feedsItself: true,
      reservedConcurrency: props.isReserved ? props.concurrency + REMINDER_CONCURRENCY : undefined,
    });
    this.sender.addEventSource(
      new SqsEventSource(this.urgent, {
        batchSize: URGENT_BATCH_SIZE,
        reportBatchItemFailures: true,
        maxConcurrency: props.concurrency,
      }),
    );
    this.sender.addEventSource(
      new SqsEventSource(this.reminder, {
        batchSize: 1,
        reportBatchItemFailures: true,
        maxConcurrency: REMINDER_CONCURRENCY,
      }),
    );
    // What has waited is checked against everything that is known of the traveller: their partition.
    props.storage.bindTable(this.sender, { actions: ['GetItem', 'UpdateItem', 'Query'] });
    props.storage.bindKeys(this.sender);
    bindSend(this.sender, 'URGENT_QUEUE_URL', this.urgent);
    bindSend(this.sender, 'REMINDER_QUEUE_URL', this.reminder);
    bindSend(this.sender, 'DEAD_LETTER_QUEUE_URL', this.deadLetters.queue);
    monitoring.alarmOnErrors(
      this.sender,
      `The ${channelName} sender fails as a whole: nobody is told anything by ${channelName} until it runs again.`,
    );
    this.sender.addEnvironment('PARTS_PER_SECOND', String(props.partsPerSecond));
    monitoring.alarmOnProviderTrouble(
      this.sender,
      id,
      `The provider does not take ${channelName} messages: recipients get them late, or never if it lasts for days.`,
    );
    monitoring.alarmOnRefusals(
      this.sender,
      id,
      `The provider refuses many ${channelName} messages for good: their recipients are not told at all.`,
    );
    monitoring.alarmOnLostClaims(
      this.sender,
      id,
      `A second sender took up ${channelName} messages that the provider had accepted: some recipients are told twice.`,
    );
    monitoring.alarmOnLatency(
      this.sender,
      id,
      Duration.seconds(2),
      `Urgent ${channelName} messages come late: more than one in twenty takes over two seconds from the event to the provider.`,
    );
  }
}

/** From queued notifications to the providers. */
export class Delivery extends Construct {
  readonly sms: Channel;
  readonly email: Channel;
  /** Whether an SMS aggregator is among the providers. */
  readonly hasAggregator: boolean;
  private readonly aggregatorSecret: Secret;

  constructor(
    scope: Construct,
    id: string,
    props: { storage: Storage; monitoring: Monitoring; config: DeploymentConfig },
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
    monitoring.alarmOnProviderLeftAlone(
      this.sms.sender,
      'Sms',
      'A provider of SMS fails for a quarter of an hour: another stands in, or messages wait if there is none.',
    );
    this.sms.sender.addEnvironment('MONTHLY_PARTS', String(config.smsMonthlyParts));
    monitoring.alarmOnSpendLimit(
      this.sms.sender,
      'Sms',
      'An establishment has used up the SMS parts of the month: it is told by e-mail only until the next one.',
    );

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
    this.email.sender.bind(
      { EMAIL_FROM: config.emailFrom },
      { actions: ['ses:SendEmail'], resources: identities.map(identity) },
    );
  }

  /** Gives the SMS sender its providers, and the rights that each of them takes. */
  private bindSmsProviders({ smsSenderId, smsProviders, smsAggregator }: DeploymentConfig): void {
    const { sender } = this.sms;
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

  /** Lets a function queue messages on every lane of every channel. */
  bindQueues(fn: ServiceFunction): void {
    bindSend(fn, 'SMS_REMINDER_QUEUE_URL', this.sms.reminder);
    bindSend(fn, 'EMAIL_REMINDER_QUEUE_URL', this.email.reminder);
    this.bindUrgentQueues(fn);
  }

  /** Lets a function see how many messages wait on each lane. */
  bindQueueDepths(fn: ServiceFunction): void {
    const lanes = [this.sms, this.email].flatMap(({ urgent, reminder }) => [urgent.queueArn, reminder.queueArn]);
    fn.bind({}, { actions: ['sqs:GetQueueAttributes'], resources: lanes });
  }

  /** Lets a function queue urgent messages on every channel. */
  bindUrgentQueues(fn: ServiceFunction): void {
    bindSend(fn, 'SMS_URGENT_QUEUE_URL', this.sms.urgent);
    bindSend(fn, 'EMAIL_URGENT_QUEUE_URL', this.email.urgent);
  }
}
