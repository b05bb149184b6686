import { type DeliveryReport, reportBody } from '../../shared/notifications/delivery-report.ts';
import { createRecordAndQueueDeps, type RecordAndQueueDeps } from '../../shared/notifications/record-and-queue.ts';
import { type DailyJob, dailyMessage, HELD_PER_MESSAGE } from '../../shared/queue/daily-jobs.ts';
import { type Clients, connect, createQueueDeps, type QueueDeps } from '../../shared/queue/queue-deps.ts';
import { sendAll } from '../../shared/queue/queues.ts';
import { readContacts } from '../../shared/store/contacts.ts';
import { readDigestPage, readDigestPages, saveDigestPage, saveDigestPart } from '../../shared/store/digests.ts';
import {
  listHeld,
  nextHeldContact,
  readNotification,
  recordNotification,
  saveDigestOf,
  transition,
} from '../../shared/store/notifications.ts';
import { readAffiliation, readTraveller } from '../../shared/store/travellers.ts';
import type { Env } from './env.ts';

const workerStore = {
  nextHeldContact,
  listHeld,
  readNotification,
  recordNotification,
  saveDigestOf,
  transition,
  readDigestPage,
  readDigestPages,
  saveDigestPage,
  saveDigestPart,
  readContacts,
  readAffiliation,
  readTraveller,
};

export type WorkerDeps = QueueDeps<typeof workerStore> &
  RecordAndQueueDeps & {
    /** So many notifications of a contact are handled by one message. */
    readonly heldPerMessage: number;
    /** Puts jobs on the daily queue, after so many seconds. */
    readonly queue: (jobs: readonly DailyJob[], delaySeconds?: number) => Promise<void>;
    /** Tells `delivery-receipts` of notifications that nobody was told of. */
    readonly report: (reports: readonly DeliveryReport[]) => Promise<void>;
  };

/** Everything real. Tests hand in the clients that they watch. */
export function createDeps(env: Env, clients: Clients = {}): WorkerDeps {
  const connected = connect(env, clients);
  const { sqs } = connected;
  return {
    ...createQueueDeps(env, connected, workerStore),
    ...createRecordAndQueueDeps(env, sqs),
    heldPerMessage: HELD_PER_MESSAGE,
    queue: (jobs, delaySeconds) =>
      sendAll(
        sqs,
        env.DAILY_QUEUE_URL,
        jobs.map((job) => dailyMessage(job, delaySeconds)),
      ),
    report: (reports) =>
      sendAll(
        sqs,
        env.RECEIPTS_QUEUE_URL,
        reports.map((report) => ({ body: reportBody(report) })),
      ),
  };
}
