import { Duration, Stack } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { ConfigurationSet, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { RECEIPTS_TIMEOUT_MS } from '../../shared/timing.ts';
import { RECEIPT_CONCURRENCY } from './concurrency.ts';
import type { Delivery } from './delivery.ts';
import type { Monitoring } from './monitoring.ts';
import { ServiceFunction } from './service-function.ts';
import { bindSend, DeadLetterQueue, WorkQueue } from './service-queue.ts';
import type { Storage } from './storage.ts';

/** What becomes of a message after a provider took it: from the providers' reports back to the notifications. */
export class Receipts extends Construct {
  readonly queue: WorkQueue;
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: { storage: Storage; delivery: Delivery; monitoring: Monitoring }) {
    super(scope, id);
    const { storage, delivery, monitoring } = props;
    const timeout = Duration.millis(RECEIPTS_TIMEOUT_MS);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      monitoring,
      failureMeans:
        'Delivery receipts could not be applied: some messages show as sent although they failed, and nobody else is told instead.',
    });
    this.queue = new WorkQueue(this, 'Queue', { deadLetterQueue: this.deadLetters, readerTimeout: timeout });
    monitoring.alarmOnAge(
      this.queue,
      Duration.minutes(30),
      'Delivery receipts wait for half an hour: messages go on to dead addresses, and nobody else is told instead.',
    );

    const receipts = new ServiceFunction(this, 'Function', {
      folder: 'delivery-receipts',
      description: 'Applies delivery receipts to notifications and suppresses contacts whose address is dead',
      timeout,
      // A receipt that is ahead of the sender's own write goes back as a delayed copy.
      feedsItself: true,
    });
    receipts.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 10,
        reportBatchItemFailures: true,
        maxConcurrency: RECEIPT_CONCURRENCY,
      }),
    );
    storage.bindTable(receipts, { actions: ['GetItem', 'PutItem', 'UpdateItem'] });
    storage.bindNotificationRetention(receipts);
    delivery.bindQueues(receipts);
    bindSend(receipts, 'RECEIPTS_QUEUE_URL', this.queue);
    bindSend(receipts, 'DEAD_LETTER_QUEUE_URL', this.deadLetters.queue);
    monitoring.alarmOnErrors(
      receipts,
      'Delivery receipts are not applied at all: messages go on to dead addresses, and nobody else is told instead.',
    );

    monitoring.alarmOnBlockedSender(
      receipts,
      'Mail systems send e-mails back because of our address or its reputation: recipients are told late, or not at all.',
    );

    for (const { sender } of [delivery.sms, delivery.email]) bindSend(sender, 'RECEIPTS_QUEUE_URL', this.queue);
    this.receiveFromSes(delivery.email.sender);
  }

  /**
   * Has SES report what becomes of each e-mail. By a topic, because SNS retries for weeks and then sets aside, whereas
   * SES delivers to an event bus by best effort only
   * (https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-ses.html).
   */
  private receiveFromSes(sender: ServiceFunction): void {
    const configurationSet = new ConfigurationSet(this, 'EmailConfigurationSet', {
      reputationMetrics: true,
      // Contacts are suppressed by us. A code has to reach an address that is being verified once more, and SES's list
      // would swallow it.
      disableSuppressionList: true,
    });
    const topic = new Topic(this, 'EmailTopic', {
      displayName: 'Passport Notifications: what became of e-mails',
      enforceSSL: true,
    });
    topic.addSubscription(
      new SqsSubscription(this.queue, { rawMessageDelivery: true, deadLetterQueue: this.deadLetters.queue }),
    );
    // CDK lets SES publish there, on behalf of this configuration set of this account alone.
    configurationSet.addEventDestination('EmailEvents', {
      destination: EventDestination.snsTopic(topic),
      events: [
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
      ],
    });
    const name = configurationSet.configurationSetName;
    // Sending by a configuration set takes the right to use it, beside that to send from the identity.
    sender.bind(
      { EMAIL_CONFIGURATION_SET: name },
      {
        actions: ['ses:SendEmail'],
        resources: [Stack.of(this).formatArn({ service: 'ses', resource: 'configuration-set', resourceName: name })],
      },
    );
  }
}
