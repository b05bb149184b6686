import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EXPORT_WORKER_TIMEOUT_MS } from '../../shared/timing.ts';
import type { Files } from './files.ts';
import type { Monitoring } from './monitoring.ts';
import { QueueConsumer } from './queue-consumer.ts';
import { bindSend } from './service-queue.ts';
import type { Storage } from './storage.ts';

/** Steps of exports that are made at once, of all establishments: nobody waits for them as for an answer. */
const CONCURRENCY = 4;

/** Exports: lists that a worker writes into files, a step a message. */
export class Exports extends QueueConsumer<'Queue'> {
  constructor(scope: Construct, id: string, props: { storage: Storage; files: Files; monitoring: Monitoring }) {
    const { storage, files, monitoring } = props;
    super(scope, id, {
      monitoring,
      deadLettersMean: 'An export of an establishment was not made: it counts as failed after an hour.',
      queues: {
        Queue: {
          batchSize: 1,
          maxConcurrency: CONCURRENCY,
          maxAge: Duration.minutes(30),
          ageMeans: 'Exports wait for half an hour: establishments get their files late, or see them fail.',
        },
      },
      consumer: {
        id: 'Worker',
        folder: 'export-worker',
        description: 'Writes lists of an establishment into files, a step at a time',
        errorsMean: 'Exports stand still: establishments get their files late, or see them fail.',
        timeout: Duration.millis(EXPORT_WORKER_TIMEOUT_MS),
        // The rest of an export is a message of its own.
        feedsItself: true,
      },
    });
    storage.bindTable(this.consumer, {
      actions: ['GetItem', 'BatchGetItem', 'PutItem', 'Query'],
      indexes: [
        'travellers',
        'passport-expiries',
        'search',
        'subscriptions',
        'establishment-notifications',
        'traveller-notifications',
      ],
    });
    files.bindBucket(this.consumer, 'exports', { actions: ['GetObject', 'PutObject'], knowsMissing: true });
    bindSend(this.consumer, 'EXPORT_QUEUE_URL', this.queues.Queue);
  }
}
