import { type DeliveryReport, queueReport } from '../../shared/notifications/delivery-report.ts';
import { createRecordAndQueueDeps, type RecordAndQueueDeps } from '../../shared/notifications/record-and-queue.ts';
import { type Follow, queueFollow } from '../../shared/queue/daily-jobs.ts';
import { type Clients, connect, createQueueDeps, type QueueDeps } from '../../shared/queue/queue-deps.ts';
import { readContacts, saveContacts } from '../../shared/store/contacts.ts';
import {
  readNotification,
  recordNotification,
  saveFallbackRecipient,
  transition,
} from '../../shared/store/notifications.ts';
import { readAffiliation } from '../../shared/store/travellers.ts';
import type { Env } from './env.ts';

const receiptsStore = {
  readNotification,
  transition,
  recordNotification,
  saveFallbackRecipient,
  readContacts,
  saveContacts,
  readAffiliation,
};

export type ReceiptsDeps = QueueDeps<typeof receiptsStore> &
  RecordAndQueueDeps & {
    /** Puts a report back on its queue, to be looked at again after so many seconds. */
    readonly lookAgain: (report: DeliveryReport, delaySeconds: number) => Promise<void>;
    /** Has the notifications that a daily message tells of follow it. */
    readonly follow: Follow;
  };

/** Everything real. Tests hand in the table or the client that they watch. */
export function createDeps(env: Env, clients: Clients = {}): ReceiptsDeps {
  const connected = connect(env, clients);
  const { sqs } = connected;
  return {
    ...createQueueDeps(env, connected, receiptsStore),
    ...createRecordAndQueueDeps(env, sqs),
    lookAgain: (report, delaySeconds) => queueReport(sqs, env.RECEIPTS_QUEUE_URL, report, delaySeconds),
    follow: queueFollow(sqs, env.DAILY_QUEUE_URL),
  };
}
