import { CfnOutput, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { readConfig } from './config.ts';
import { Api } from './constructs/api.ts';
import { PassportEventBus } from './constructs/bus.ts';
import { Delivery } from './constructs/delivery.ts';
import { ExpiryScan } from './constructs/expiry-scan.ts';
import { Identity } from './constructs/identity.ts';
import { Matching } from './constructs/matching.ts';
import { Monitoring } from './constructs/monitoring.ts';
import { Receipts } from './constructs/receipts.ts';
import { Storage } from './constructs/storage.ts';

export const STACK_NAME = 'PassportNotifications';

/** The whole system as one stack; the region and the account are the caller's. */
export class PassportNotificationsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, { description: 'Passport notifications for establishments', ...props });
    const config = readConfig(this.node);
    Tags.of(this).add('stage', config.stage);
    const removalPolicy = config.stage === 'prod' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

    const monitoring = new Monitoring(this, 'Monitoring', { alarmEmail: config.alarmEmail });
    const storage = new Storage(this, 'Storage', { config, monitoring });
    const bus = new PassportEventBus(this, 'Events');
    const delivery = new Delivery(this, 'Delivery', { storage, monitoring, config });
    const receipts = new Receipts(this, 'Receipts', { storage, delivery, monitoring });
    const matching = new Matching(this, 'Matching', { storage, bus, delivery, monitoring, config });
    const expiryScan = new ExpiryScan(this, 'ExpiryScan', { storage, bus, monitoring });
    const identity = new Identity(this, 'Identity', { config, removalPolicy, monitoring });
    const api = new Api(this, 'Api', {
      storage,
      delivery,
      receipts,
      identity,
      monitoring,
      corsOrigins: config.corsOrigins,
    });

    const outputs: Record<string, string> = {
      ApiUrl: api.url,
      EventBusName: bus.bus.eventBusName,
      ExpiryScannerFunctionName: expiryScan.scanner.functionName,
      MatcherQueueUrl: matching.queue.queueUrl,
      MatcherReminderQueueUrl: matching.reminderQueue.queueUrl,
      MatcherDeadLetterQueueUrl: matching.deadLetters.queue.queueUrl,
      SmsUrgentQueueUrl: delivery.sms.urgent.queueUrl,
      SmsReminderQueueUrl: delivery.sms.reminder.queueUrl,
      SmsDeadLetterQueueUrl: delivery.sms.deadLetters.queue.queueUrl,
      EmailUrgentQueueUrl: delivery.email.urgent.queueUrl,
      EmailReminderQueueUrl: delivery.email.reminder.queueUrl,
      EmailDeadLetterQueueUrl: delivery.email.deadLetters.queue.queueUrl,
      ReceiptsQueueUrl: receipts.queue.queueUrl,
      ReceiptsDeadLetterQueueUrl: receipts.deadLetters.queue.queueUrl,
      ScanQueueUrl: expiryScan.queue.queueUrl,
      ScanDeadLetterQueueUrl: expiryScan.deadLetters.queue.queueUrl,
      ScheduleDeadLetterQueueUrl: expiryScan.scheduleDeadLetters.queue.queueUrl,
      TableName: storage.table.tableName,
      ...identity.outputs,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
