import { Duration } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { IMPORT_APPLIERS, IMPORT_CHECKERS } from '../../shared/queue/import-jobs.ts';
import { IMPORT_APPLIER_TIMEOUT_MS, IMPORT_CHECKER_TIMEOUT_MS } from '../../shared/timing.ts';
import type { Files } from './files.ts';
import type { Monitoring } from './monitoring.ts';
import { QueueConsumer } from './queue-consumer.ts';
import type { ServiceFunction } from './service-function.ts';
import { bindSend } from './service-queue.ts';
import type { Storage } from './storage.ts';

/** Cutting a file of 20 MB takes its text, its rows and the pieces into memory at once. */
const CHECKER_MEMORY_MB = 1769;

/**
 * Files of people on their way in: S3 tells a queue of each upload, the checker compares it with what is stored, and once the
 * establishment wants it the applier writes it piece by piece.
 */
export class Imports extends Construct {
  readonly checks: QueueConsumer<'Queue'>;
  readonly applies: QueueConsumer<'Queue'>;
  private readonly files: Files;

  constructor(scope: Construct, id: string, props: { storage: Storage; files: Files; monitoring: Monitoring }) {
    super(scope, id);
    const { storage, files, monitoring } = props;
    this.files = files;
    this.checks = new QueueConsumer(this, 'Checks', {
      monitoring,
      deadLettersMean: 'An uploaded file could not be checked: an establishment waits for its import in vain.',
      queues: {
        Queue: {
          batchSize: 1,
          maxConcurrency: IMPORT_CHECKERS,
          maxAge: Duration.minutes(30),
          ageMeans: 'Uploaded files wait for half an hour to be checked: establishments wait for their imports.',
        },
      },
      consumer: {
        id: 'Checker',
        folder: 'import-checker',
        description: 'Reads an uploaded file of people and finds what it would change',
        errorsMean: 'Uploaded files are not checked: establishments cannot import lists of people.',
        timeout: Duration.millis(IMPORT_CHECKER_TIMEOUT_MS),
        memorySizeMb: CHECKER_MEMORY_MB,
        // The rest of a long check is a message of its own.
        feedsItself: true,
      },
    });
    const { consumer: checker } = this.checks;
    storage.bindTable(checker, { actions: ['GetItem', 'BatchGetItem', 'UpdateItem'], indexes: ['subscriptions'] });
    files.bindBucket(checker, 'imports', { actions: ['GetObject'], knowsMissing: true });
    files.bindBucket(checker, 'checked-imports', { actions: ['GetObject', 'PutObject'] });
    files.notifyOf('imports', this.checks.queues.Queue);
    bindSend(checker, 'IMPORT_CHECK_QUEUE_URL', this.checks.queues.Queue);

    this.applies = new QueueConsumer(this, 'Applies', {
      monitoring,
      deadLettersMean:
        'Part of an import was not applied: some subscriptions of an establishment are not as its file says.',
      queues: {
        Queue: {
          batchSize: 1,
          maxConcurrency: IMPORT_APPLIERS,
          maxAge: Duration.hours(1),
          ageMeans:
            'Imports wait for an hour to be applied: subscriptions of establishments are not yet as their files say.',
        },
      },
      consumer: {
        id: 'Applier',
        folder: 'import-applier',
        description: 'Applies a checked import piece by piece to the subscriptions of an establishment',
        errorsMean: 'Imports are not applied: subscriptions of establishments are not as their files say.',
        timeout: Duration.millis(IMPORT_APPLIER_TIMEOUT_MS),
        // The first message of an import becomes one for each piece.
        feedsItself: true,
      },
    });
    const { consumer: applier } = this.applies;
    storage.bindTable(applier, {
      actions: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'BatchWriteItem'],
      indexes: ['subscriptions'],
    });
    storage.bindAuditRetention(applier);
    files.bindBucket(applier, 'checked-imports', { actions: ['GetObject', 'PutObject'], knowsMissing: true });
    bindSend(applier, 'IMPORT_APPLY_QUEUE_URL', this.applies.queues.Queue);
  }

  /** Lets the applier tell the systems of establishments that an import is done. */
  bindWebhooks(queue: IQueue, storage: Storage): void {
    bindSend(this.applies.consumer, 'WEBHOOK_URGENT_QUEUE_URL', queue);
    storage.bindNotificationRetention(this.applies.consumer);
  }

  /** Lets a function of the API give out addresses of files, show what was refused, and have imports applied. */
  bindApi(fn: ServiceFunction): void {
    this.files.bindBucket(fn, 'imports', { actions: ['PutObject'] });
    this.files.bindBucket(fn, 'checked-imports', { actions: ['GetObject'], knowsMissing: true });
    bindSend(fn, 'IMPORT_APPLY_QUEUE_URL', this.applies.queues.Queue);
  }
}
