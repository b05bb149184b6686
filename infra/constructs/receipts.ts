import { Duration, Stack } from 'aws-cdk-lib';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { ConfigurationSet, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { SENDER_BLOCKED } from '../../shared/providers/ses/codes.ts';
import { RECEIPTS_TIMEOUT_MS } from '../../shared/timing.ts';
import { EVENT_BATCH_SIZE, RECEIPT_CONCURRENCY } from './concurrency.ts';
import type { Delivery } from './delivery.ts';
import type { Monitoring } from './monitoring.ts';
import { QueueConsumer } from './queue-consumer.ts';
import type { ServiceFunction } from './service-function.ts';
import { bindSend } from './service-queue.ts';
import type { Storage } from './storage.ts';

/** What becomes of a message after a provider took it: from the providers' reports back to the notifications. */
export class Receipts extends QueueConsumer<'Queue'> {
  constructor(scope: Construct, id: string, props: { storage: Storage; delivery: Delivery; monitoring: Monitoring }) {
    const { storage, delivery, monitoring } = props;
    super(scope, id, {
      monitoring,
      deadLettersMean:
        'Delivery receipts could not be applied: some messages show as sent although they failed, and nobody else is told instead.',
      queues: {
        Queue: {
          batchSize: EVENT_BATCH_SIZE,
          maxConcurrency: RECEIPT_CONCURRENCY,
          maxAge: Duration.minutes(30),
          ageMeans:
            'Delivery receipts wait for half an hour: messages go on to dead addresses, and nobody else is told instead.',
        },
      },
      consumer: {
        id: 'Function',
        folder: 'delivery-receipts',
        description: 'Applies delivery receipts to notifications and suppresses contacts whose address is dead',
        errorsMean:
          'Delivery receipts are not applied at all: messages go on to dead addresses, and nobody else is told instead.',
        timeout: Duration.millis(RECEIPTS_TIMEOUT_MS),
        // A receipt that is ahead of the sender's own write goes back as a delayed copy.
        feedsItself: true,
      },
    });
    storage.bindTable(this.consumer, { actions: ['GetItem', 'PutItem', 'UpdateItem'] });
    storage.bindNotificationRetention(this.consumer);
    delivery.bindQueues(this.consumer);
    // Mail systems send e-mails back because of us: our address is on a block list, or its reputation is low.
    this.consumer.alarmOnLines('SenderBlocked', {
      failureMeans:
        'Mail systems send e-mails back because of our address or its reputation: recipients are told late, or not at all.',
      metricName: 'EmailReturned',
      filterPattern: FilterPattern.stringValue('$.reason', '=', SENDER_BLOCKED),
      threshold: 5,
      minutes: 15,
    });

    for (const fn of [this.consumer, delivery.sms.consumer, delivery.email.consumer, delivery.webhook.consumer]) {
      bindSend(fn, 'RECEIPTS_QUEUE_URL', this.queues.Queue);
    }
    this.receiveFromSes(delivery.email.consumer);
  }

  /**
   * Has SES report what becomes of each e-mail. By a topic, because SNS retries for weeks and then uses a dead-letter queue, whereas
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
      new SqsSubscription(this.queues.Queue, { rawMessageDelivery: true, deadLetterQueue: this.deadLetters.queue }),
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
        actions: ['ses:SendRawEmail'],
        resources: [Stack.of(this).formatArn({ service: 'ses', resource: 'configuration-set', resourceName: name })],
      },
    );
  }
}
