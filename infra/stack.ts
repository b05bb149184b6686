import { Aspects, CfnOutput, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { CfnArchive, CfnEventBus } from 'aws-cdk-lib/aws-events';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct, IConstruct } from 'constructs';
import { PROD, readConfig } from './config.ts';
import { Api } from './constructs/api.ts';
import { PassportEventBus } from './constructs/bus.ts';
import { DailyMessages } from './constructs/daily-messages.ts';
import { PathDashboard } from './constructs/dashboard.ts';
import { Delivery } from './constructs/delivery.ts';
import { DeliverySweep } from './constructs/delivery-sweep.ts';
import { ExpiryScan } from './constructs/expiry-scan.ts';
import { Exports } from './constructs/exports.ts';
import { Files } from './constructs/files.ts';
import { Identity } from './constructs/identity.ts';
import { Imports } from './constructs/imports.ts';
import { Matching } from './constructs/matching.ts';
import { Monitoring } from './constructs/monitoring.ts';
import { Receipts } from './constructs/receipts.ts';
import { SHARED_BUNDLES } from './constructs/service-function.ts';
import { Storage } from './constructs/storage.ts';
import { SummaryCounter } from './constructs/summary-counter.ts';
import { stackNameOf } from './stack-name.ts';

/** The whole system as one stack; the region and the account are the caller's. */
export class PassportNotificationsStack extends Stack {
  /**
   * @param scope the app, whose context says what the deployment chooses
   * @param props.isLocal whether the template is for this machine alone
   */
  constructor(scope: Construct, { isLocal = false, ...props }: StackProps & { isLocal?: boolean } = {}) {
    const config = readConfig(scope.node, { isLocal });
    const isProd = config.stage === PROD;
    // The id is the name, because CDK makes the name of the bus from it, and two stages may be in one account.
    super(scope, stackNameOf(config.stage), {
      description: 'Passport notifications for establishments',
      terminationProtection: isProd,
      ...props,
    });
    if (isLocal) this.node.setContext(SHARED_BUNDLES, true);
    Tags.of(this).add('stage', config.stage);
    const removalPolicy = isProd ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    if (isProd) keepRecords(this);

    const monitoring = new Monitoring(this, 'Monitoring', { alarmEmail: config.alarmEmail });
    const storage = new Storage(this, 'Storage', { config, monitoring });
    const files = new Files(this, 'Files', { config });
    const imports = new Imports(this, 'Imports', { storage, files, monitoring });
    const bus = new PassportEventBus(this, 'Events', { producers: config.producers });
    const delivery = new Delivery(this, 'Delivery', { storage, monitoring, config, isLocal });
    imports.bindWebhooks(delivery.webhook.queues.UrgentQueue, storage);
    const receipts = new Receipts(this, 'Receipts', { storage, delivery, monitoring });
    const matching = new Matching(this, 'Matching', { storage, bus, delivery, monitoring, config });
    const expiryScan = new ExpiryScan(this, 'ExpiryScan', { storage, bus, monitoring });
    const deliverySweep = new DeliverySweep(this, 'DeliverySweep', { storage, delivery, monitoring });
    const summaryCounter = new SummaryCounter(this, 'SummaryCounter', { storage, monitoring });
    const dailyMessages = new DailyMessages(this, 'DailyMessages', {
      ...{ storage, delivery, receipts, deliverySweep, monitoring },
    });
    const exports = new Exports(this, 'Exports', { storage, files, monitoring });
    const identity = new Identity(this, 'Identity', { config, removalPolicy, monitoring });
    const api = new Api(this, 'Api', {
      storage,
      delivery,
      receipts,
      summaryCounter,
      imports,
      files,
      exports,
      identity,
      monitoring,
      config,
      isLocal,
    });

    const dashboard = new PathDashboard(this, 'Dashboard', {
      ...{ matching, delivery, receipts, expiryScan, summaryCounter, dailyMessages, imports, exports },
    });

    const outputs: Record<string, string> = {
      ApiUrl: api.url,
      EventBusName: bus.bus.eventBusName,
      ExpiryScanDispatcherFunctionName: expiryScan.dispatcher.functionName,
      DailyMessageFunctionName: dailyMessages.dispatcher.functionName,
      DeliverySweepFunctionName: deliverySweep.sweeper.functionName,
      MatcherQueueUrl: matching.queues.Queue.queueUrl,
      MatcherReminderQueueUrl: matching.queues.ReminderQueue.queueUrl,
      MatcherDeadLetterQueueUrl: matching.deadLetters.queue.queueUrl,
      SmsUrgentQueueUrl: delivery.sms.queues.UrgentQueue.queueUrl,
      SmsReminderQueueUrl: delivery.sms.queues.ReminderQueue.queueUrl,
      SmsDeadLetterQueueUrl: delivery.sms.deadLetters.queue.queueUrl,
      EmailUrgentQueueUrl: delivery.email.queues.UrgentQueue.queueUrl,
      EmailReminderQueueUrl: delivery.email.queues.ReminderQueue.queueUrl,
      EmailDeadLetterQueueUrl: delivery.email.deadLetters.queue.queueUrl,
      WebhookUrgentQueueUrl: delivery.webhook.queues.UrgentQueue.queueUrl,
      WebhookReminderQueueUrl: delivery.webhook.queues.ReminderQueue.queueUrl,
      WebhookDeadLetterQueueUrl: delivery.webhook.deadLetters.queue.queueUrl,
      ReceiptsQueueUrl: receipts.queues.Queue.queueUrl,
      ReceiptsDeadLetterQueueUrl: receipts.deadLetters.queue.queueUrl,
      ScanQueueUrl: expiryScan.queues.Queue.queueUrl,
      ScanDeadLetterQueueUrl: expiryScan.deadLetters.queue.queueUrl,
      SummaryQueueUrl: summaryCounter.queues.Queue.queueUrl,
      SummaryDeadLetterQueueUrl: summaryCounter.deadLetters.queue.queueUrl,
      ExportQueueUrl: exports.queues.Queue.queueUrl,
      ExportDeadLetterQueueUrl: exports.deadLetters.queue.queueUrl,
      ScheduleDeadLetterQueueUrl: expiryScan.scheduleDeadLetters.queue.queueUrl,
      DailyQueueUrl: dailyMessages.queues.Queue.queueUrl,
      DailyDeadLetterQueueUrl: dailyMessages.deadLetters.queue.queueUrl,
      DailyScheduleDeadLetterQueueUrl: dailyMessages.scheduleDeadLetters.queue.queueUrl,
      ImportCheckQueueUrl: imports.checks.queues.Queue.queueUrl,
      ImportCheckDeadLetterQueueUrl: imports.checks.deadLetters.queue.queueUrl,
      ImportApplyQueueUrl: imports.applies.queues.Queue.queueUrl,
      ImportApplyDeadLetterQueueUrl: imports.applies.deadLetters.queue.queueUrl,
      DashboardName: dashboard.dashboardName,
      TableName: storage.table.tableName,
      ...identity.outputs,
      ...api.outputs,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

/**
 * Keeps what tells of the past when the stack is deleted: the bus with its archive of events, and all logs. (The table, the
 * secrets and the users are kept where they are made.)
 */
function keepRecords(stack: Stack): void {
  Aspects.of(stack).add({
    visit: (node: IConstruct) => {
      if (node instanceof CfnEventBus || node instanceof CfnArchive || node instanceof CfnLogGroup) {
        node.applyRemovalPolicy(RemovalPolicy.RETAIN);
      }
    },
  });
}
