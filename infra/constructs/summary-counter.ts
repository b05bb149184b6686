import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { SUMMARY_WORKERS } from '../../shared/queue/summary-jobs.ts';
import { SUMMARY_COUNTER_TIMEOUT_MS } from '../../shared/timing.ts';
import type { Monitoring } from './monitoring.ts';
import { QueueConsumer } from './queue-consumer.ts';
import { bindSend } from './service-queue.ts';
import type { Storage } from './storage.ts';

/** Counts what large establishments have for their summaries, in the background. */
export class SummaryCounter extends QueueConsumer<'Queue'> {
  constructor(scope: Construct, id: string, props: { storage: Storage; monitoring: Monitoring }) {
    const { storage, monitoring } = props;
    super(scope, id, {
      monitoring,
      deadLettersMean: 'A large establishment could not be counted: its summary shows older numbers.',
      queues: {
        Queue: {
          batchSize: 1,
          maxConcurrency: SUMMARY_WORKERS,
          maxAge: Duration.minutes(10),
          ageMeans: 'Large establishments wait to be counted: their summaries show older numbers.',
        },
      },
      consumer: {
        id: 'Function',
        folder: 'summary-counter',
        description: 'Counts the people and messages of a large establishment for its summary',
        errorsMean: 'Summaries of large establishments stand still, and new ones are not shown at all.',
        timeout: Duration.millis(SUMMARY_COUNTER_TIMEOUT_MS),
        // The rest of a count is a message of its own.
        feedsItself: true,
      },
    });
    storage.bindTable(this.consumer, {
      actions: ['GetItem', 'UpdateItem'],
      indexes: ['travellers', 'establishment-notifications'],
    });
    bindSend(this.consumer, 'SUMMARY_QUEUE_URL', this.queues.Queue);
  }
}
