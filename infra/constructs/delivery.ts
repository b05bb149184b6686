import { Duration, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { Monitoring } from './monitoring.ts';
import { ServiceFunction } from './service-function.ts';
import { bindSend, DeadLetterQueue, WorkQueue } from './service-queue.ts';
import type { Storage } from './storage.ts';

/**
 * How many reminders of one channel are under way at once, one an invocation; urgent messages know no such limit. At a
 * tenth of a second a message that makes the 20 a second that SMS providers take. SQS allows no smaller concurrency.
 */
const REMINDER_CONCURRENCY = 2;

interface ChannelProps {
  readonly storage: Storage;
  readonly monitoring: Monitoring;
  readonly folder: string;
  readonly channelName: string;
}

/** One channel: an urgent and a reminder lane, one sender that reads both, one dead-letter queue. */
class Channel extends Construct {
  readonly urgent: WorkQueue;
  readonly reminder: WorkQueue;
  readonly deadLetters: DeadLetterQueue;
  readonly sender: ServiceFunction;

  constructor(scope: Construct, id: string, props: ChannelProps) {
    super(scope, id);
    const timeout = Duration.seconds(20);
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
    });
    this.sender.addEventSource(new SqsEventSource(this.urgent, { batchSize: 10, reportBatchItemFailures: true }));
    this.sender.addEventSource(
      new SqsEventSource(this.reminder, {
        batchSize: 1,
        reportBatchItemFailures: true,
        maxConcurrency: REMINDER_CONCURRENCY,
      }),
    );
    props.storage.bindTable(this.sender, { actions: ['GetItem', 'UpdateItem'] });
    props.storage.bindKeys(this.sender);
    bindSend(this.sender, 'URGENT_QUEUE_URL', this.urgent);
    bindSend(this.sender, 'REMINDER_QUEUE_URL', this.reminder);
    bindSend(this.sender, 'DEAD_LETTER_QUEUE_URL', this.deadLetters.queue);
    monitoring.alarmOnErrors(
      this.sender,
      `The ${channelName} sender fails as a whole: nobody is told anything by ${channelName} until it runs again.`,
    );
    monitoring.alarmOnProviderTrouble(this.sender, {
      metricName: `${id}TryLater`,
      failureMeans: `The provider does not take ${channelName} messages: recipients get them late, or never if it lasts for days.`,
    });
  }
}

/** From queued notifications to the providers. */
export class Delivery extends Construct {
  readonly sms: Channel;
  readonly email: Channel;

  constructor(
    scope: Construct,
    id: string,
    props: { storage: Storage; monitoring: Monitoring; smsSenderId: string; emailFrom: string },
  ) {
    super(scope, id);
    const { storage, monitoring } = props;
    this.sms = new Channel(this, 'Sms', { storage, monitoring, folder: 'sms-sender', channelName: 'SMS' });
    this.email = new Channel(this, 'Email', { storage, monitoring, folder: 'email-sender', channelName: 'e-mail' });

    // Publishing to a phone number has no resource of its own: IAM knows only "*" for it, so topics are denied.
    this.sms.sender.bind({ SMS_SENDER_ID: props.smsSenderId }, { actions: ['sns:Publish'], resources: ['*'] });
    const { partition } = Stack.of(this);
    this.sms.sender.addToRolePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: ['sns:Publish'],
        resources: [`arn:${partition}:sns:*:*:*`],
      }),
    );

    const domain = props.emailFrom.slice(props.emailFrom.lastIndexOf('@') + 1);
    const identity = (name: string) =>
      Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: name });
    this.email.sender.bind(
      { EMAIL_FROM: props.emailFrom },
      { actions: ['ses:SendEmail'], resources: [identity(props.emailFrom), identity(domain)] },
    );
  }

  /** Lets a function queue messages on every lane of every channel. */
  bindQueues(fn: ServiceFunction): void {
    bindSend(fn, 'SMS_REMINDER_QUEUE_URL', this.sms.reminder);
    bindSend(fn, 'EMAIL_REMINDER_QUEUE_URL', this.email.reminder);
    this.bindUrgentQueues(fn);
  }

  /** Lets a function queue urgent messages on every channel. */
  bindUrgentQueues(fn: ServiceFunction): void {
    bindSend(fn, 'SMS_URGENT_QUEUE_URL', this.sms.urgent);
    bindSend(fn, 'EMAIL_URGENT_QUEUE_URL', this.email.urgent);
  }
}
