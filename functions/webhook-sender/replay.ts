import { isReplayable } from '../../shared/domain/notification.ts';
import { msBetween, SECOND_MS } from '../../shared/domain/time.ts';
import { retryDelaySeconds } from '../../shared/notifications/deliver.ts';
import type { ReplayJob } from '../../shared/queue/replay-jobs.ts';
import { GIVE_UP_AFTER_MS, SQS_MAX_DELAY_MS } from '../../shared/timing.ts';
import type { WebhookSenderDeps } from './deps.ts';

/** Notifications that one job of a replay looks at. */
const PAGE = 100;
const NO_ROOM_SECONDS = 5;

/** Takes a replay a step further. @throws Error when a store or a queue of ours failed: the job comes again */
export async function replay(deps: WebhookSenderDeps, job: ReplayJob): Promise<void> {
  if (job.kind === 'replay') await queuePage(deps, job);
  else await sendAgain(deps, job);
}

/**
 * Queues a page of what a contact was told, and the next page. Where a job ends in between, it comes again and queues the same: the
 * receiver knows what it gets twice by its id.
 */
async function queuePage(
  { webhooks, queueReplay, logger }: WebhookSenderDeps,
  job: Extract<ReplayJob, { kind: 'replay' }>,
): Promise<void> {
  const { establishmentId, contactId, from, until, after } = job;
  const page = await webhooks.listToReplay({ establishmentId, contactId, from, until }, { limit: PAGE, after });
  const again = page.items.map(
    ({ id }): ReplayJob => ({
      kind: 'again',
      establishmentId,
      contactId,
      notificationId: id,
      since: until,
      failures: 0,
    }),
  );
  const next: ReplayJob[] = page.next ? [{ ...job, after: page.next }] : [];
  await queueReplay([...again, ...next].map((one) => ({ body: JSON.stringify(one), groupId: establishmentId })));
  logger.info('replay queued', { contactId, notifications: again.length });
}

/** Sends what a contact was told once more, under the same id. What became of it the first time stays as it is. */
async function sendAgain(deps: WebhookSenderDeps, job: Extract<ReplayJob, { kind: 'again' }>): Promise<void> {
  const { store, now, logger } = deps;
  const { notificationId, establishmentId, contactId, since } = job;
  const [notification, book] = await Promise.all([
    store.readNotification(notificationId),
    store.readContacts(establishmentId),
  ]);
  const contact = book.contacts.find(({ id }) => id === contactId);
  const isWanted = contact?.status === 'verified' && msBetween(since, now()) <= GIVE_UP_AFTER_MS;
  if (!isWanted || !notification?.content || !isReplayable(notification)) {
    return logger.info('replay ended', { notificationId, contactId });
  }
  const addressed = { ...notification, address: contact.address };
  // It is no message of its own, so it waits with the reminders.
  const acquired = await deps.acquire(addressed, '');
  if (acquired.outcome !== 'acquired') return later(deps, job, 1 + Math.floor(deps.random() * NO_ROOM_SECONDS));
  const result = await deps.send({ notification: addressed, content: notification.content, text: '', contact });
  logger.info('notification replayed', { notificationId, ...result });
  if (result.outcome === 'not-yet') {
    return later(deps, job, Math.ceil((result.waitMs / SECOND_MS) * (1 + deps.random() / 4)));
  }
  if (result.outcome === 'try-later') {
    const failures = job.failures + 1;
    return later(deps, { ...job, failures }, retryDelaySeconds(failures, deps.random()));
  }
}

function later({ queueReplay }: WebhookSenderDeps, job: ReplayJob, seconds: number): Promise<void> {
  const delaySeconds = Math.min(Math.max(seconds, 1), SQS_MAX_DELAY_MS / SECOND_MS);
  return queueReplay([{ body: JSON.stringify(job), groupId: job.establishmentId, delaySeconds }]);
}
