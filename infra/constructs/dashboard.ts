import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { DailyMessages } from './daily-messages.ts';
import type { Delivery } from './delivery.ts';
import type { ExpiryScan } from './expiry-scan.ts';
import type { Exports } from './exports.ts';
import type { Imports } from './imports.ts';
import type { Matching } from './matching.ts';
import type { Receipts } from './receipts.ts';
import type { SummaryCounter } from './summary-counter.ts';

const PERIOD = Duration.minutes(5);
/** A third of a dashboard. */
const WIDTH = 8;

/** The whole path on one page, from the events that are received to dead letters. */
export class PathDashboard extends Dashboard {
  constructor(
    scope: Construct,
    id: string,
    props: {
      matching: Matching;
      delivery: Delivery;
      receipts: Receipts;
      expiryScan: ExpiryScan;
      summaryCounter: SummaryCounter;
      dailyMessages: DailyMessages;
      imports: Imports;
      exports: Exports;
    },
  ) {
    super(scope, id);
    const { matching, delivery, receipts, expiryScan, summaryCounter, dailyMessages, imports, exports } = props;
    const { sms, email, webhook } = delivery;
    const sum = (label: string) => ({ label, statistic: 'Sum', period: PERIOD });
    const maximum = (label: string) => ({ label, statistic: 'Maximum', period: PERIOD });
    const toMatch = [
      ['events', matching.queues.Queue],
      ['reminders', matching.queues.ReminderQueue],
    ] as const;
    const toSend = [
      ['SMS, urgent', sms.queues.UrgentQueue],
      ['SMS, reminders', sms.queues.ReminderQueue],
      ['e-mail, urgent', email.queues.UrgentQueue],
      ['e-mail, reminders', email.queues.ReminderQueue],
      ['webhooks, urgent', webhook.queues.UrgentQueue],
      ['webhooks, reminders', webhook.queues.ReminderQueue],
    ] as const;
    const others = [
      ['receipts', receipts.queues.Queue],
      ['scan', expiryScan.queues.Queue],
      ['summaries', summaryCounter.queues.Queue],
      ['daily messages', dailyMessages.queues.Queue],
      ['imports to check', imports.checks.queues.Queue],
      ['imports to apply', imports.applies.queues.Queue],
      ['exports', exports.queues.Queue],
    ] as const;
    const deadLetters = [
      ['matcher', matching.deadLetters],
      ['SMS', sms.deadLetters],
      ['e-mail', email.deadLetters],
      ['webhooks', webhook.deadLetters],
      ['receipts', receipts.deadLetters],
      ['scan', expiryScan.deadLetters],
      ['schedule', expiryScan.scheduleDeadLetters],
      ['summaries', summaryCounter.deadLetters],
      ['daily messages', dailyMessages.deadLetters],
      ['schedule of daily messages', dailyMessages.scheduleDeadLetters],
      ['imports to check', imports.checks.deadLetters],
      ['imports to apply', imports.applies.deadLetters],
      ['exports', exports.deadLetters],
    ] as const;
    const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: WIDTH });

    this.addWidgets(
      // Every event on the bus goes to one of the matcher's queues.
      graph(
        'Events received',
        toMatch.map(([label, queue]) => queue.metricNumberOfMessagesSent(sum(label))),
      ),
      graph('Matched', [
        matching.metrics.events.metric(sum('events')),
        matching.metrics.notifications.metric(sum('notifications that they caused')),
      ]),
      graph(
        'Queued, with delayed copies',
        toSend.map(([label, queue]) => queue.metricNumberOfMessagesSent(sum(label))),
      ),
    );
    this.addWidgets(
      graph('Accepted by providers', [
        sms.metrics.accepted.metric(sum('SMS')),
        email.metrics.accepted.metric(sum('e-mail')),
        webhook.metrics.accepted.metric(sum('webhooks')),
      ]),
      graph('Urgent, from the event to the provider (p95, ms)', [
        sms.metrics.acceptedAfter.metric({ label: 'SMS', statistic: 'p95', period: PERIOD }),
        email.metrics.acceptedAfter.metric({ label: 'e-mail', statistic: 'p95', period: PERIOD }),
        webhook.metrics.acceptedAfter.metric({ label: 'webhooks', statistic: 'p95', period: PERIOD }),
      ]),
      graph('Failures by provider', [
        ...delivery.smsFailures,
        email.metrics.tryLater.metric(sum('ses, tried again')),
        email.metrics.refused.metric(sum('ses, refused')),
        webhook.metrics.tryLater.metric(sum('webhooks, tried again')),
      ]),
    );
    this.addWidgets(
      graph(
        'Age of the oldest message (s)',
        [...toMatch, ...toSend, ...others].map(([label, queue]) =>
          queue.metricApproximateAgeOfOldestMessage(maximum(label)),
        ),
      ),
      graph(
        'Dead letters',
        deadLetters.map(([label, { queue }]) => queue.metricApproximateNumberOfMessagesVisible(maximum(label))),
      ),
    );
  }
}
