import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { type Clock, DAY_MS } from '../../shared/domain/time.ts';
import { queueNotifications } from '../../shared/notifications/jobs.ts';
import type { RecordAndQueueDeps } from '../../shared/notifications/record-and-queue.ts';
import { type SendToDeadLetterQueue, sendToDeadLetterQueue } from '../../shared/queue/queues.ts';
import type { QueueLogger } from '../../shared/queue/sqs-batch-handler.ts';
import { readContacts, removeContactReferences } from '../../shared/store/contacts.ts';
import { readIdempotencyRecord, saveDecision, saveDone, saveReceived } from '../../shared/store/idempotency-records.ts';
import { recordNotification } from '../../shared/store/notifications.ts';
import { type Bound, connectTable, withTable } from '../../shared/store/table.ts';
import { readTraveller, saveAffiliation, savePassportFact } from '../../shared/store/travellers.ts';
import type { Env } from './env.ts';

const matcherStore = {
  readIdempotencyRecord,
  saveReceived,
  saveDecision,
  saveDone,
  readTraveller,
  saveAffiliation,
  savePassportFact,
  readContacts,
  removeContactReferences,
  recordNotification,
};

export interface MatcherDeps extends RecordAndQueueDeps {
  readonly store: Bound<typeof matcherStore>;
  readonly sendToDeadLetterQueue: SendToDeadLetterQueue;
  readonly now: Clock;
  readonly logger: QueueLogger;
}

/** Everything real. Tests hand in the table or the client that they watch. */
export function createDeps(
  env: Env,
  { logger = new Logger(), table = connectTable(env.TABLE_NAME, { logger }), sqs = new SQSClient(AWS_CLIENT) } = {},
): MatcherDeps {
  return {
    store: withTable(table, matcherStore),
    queueNotifications: (notifications) => queueNotifications(sqs, env, notifications),
    sendToDeadLetterQueue: (body, why) => sendToDeadLetterQueue(sqs, env.DEAD_LETTER_QUEUE_URL, body, why),
    now: () => new Date(),
    notificationKeptMs: env.NOTIFICATION_RETENTION_DAYS * DAY_MS,
    logger,
  };
}
