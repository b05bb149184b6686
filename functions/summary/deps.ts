import { setTimeout as sleep } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { type ApiDeps, createApiDeps } from '../../shared/http/api-deps.ts';
import { sendAll } from '../../shared/queue/queues.ts';
import type { SummaryJob } from '../../shared/queue/summary-jobs.ts';
import { readContacts } from '../../shared/store/contacts.ts';
import { beginCount, listCountedNotifications, listCountedPeople, readSummary } from '../../shared/store/summaries.ts';
import type { Env } from './env.ts';

/** The store functions that the summary API works with. */
export const summaryStore = { readContacts, readSummary, beginCount, listCountedPeople, listCountedNotifications };

export interface SummaryDeps extends ApiDeps<typeof summaryStore> {
  /** Has an establishment counted in the background. */
  readonly queueCount: (job: SummaryJob) => Promise<void>;
  readonly sleep: (ms: number) => Promise<unknown>;
}

export async function createDeps(env: Env): Promise<SummaryDeps> {
  const sqs = new SQSClient(AWS_CLIENT);
  return {
    ...(await createApiDeps(env, summaryStore)),
    queueCount: (job) =>
      sendAll(sqs, env.SUMMARY_QUEUE_URL, [{ body: JSON.stringify(job), groupId: job.establishmentId }]),
    sleep,
  };
}
