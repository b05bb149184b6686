import { batchesOf } from '../../shared/batches.ts';
import { type DigestPart, MAX_SHOWN, mergeParts, rankOf, totalOf } from '../../shared/domain/daily.ts';
import type { NotificationId } from '../../shared/domain/ids.ts';
import { digestIdOf, type Notification } from '../../shared/domain/notification.ts';
import { isOvertakenReminder } from '../../shared/domain/reminders.ts';
import { riyadhDate } from '../../shared/domain/time.ts';
import { checkEntitlement } from '../../shared/notifications/check.ts';
import { createNotification } from '../../shared/notifications/create.ts';
import { recordAndQueue } from '../../shared/notifications/record-and-queue.ts';
import type { DailyJob, JobOf } from '../../shared/queue/daily-jobs.ts';
import { type ContactBook, defaultOf } from '../../shared/store/contacts.ts';
import type { DigestPage } from '../../shared/store/digests.ts';
import type { WorkerDeps } from './deps.ts';

/** Notifications that are under way at once. */
const AT_ONCE = 25;

/** The daily message that a job puts together. */
interface Digest extends JobOf<'collect'> {
  readonly id: NotificationId;
  readonly day: string;
}

/**
 * Puts together a page of the daily message of a contact: chooses what the page brings in, checks of each whether the establishment is
 * still entitled, and makes it a part of the message. The next page is a job of its own; after the last one the message is recorded
 * and queued.
 *
 * What the page brings in is saved before anything is done with it, and so is what it adds: a repetition goes on with the same.
 */
export async function collect(deps: WorkerDeps, job: JobOf<'collect'>): Promise<void> {
  const { contactId, scheduledTime } = job;
  const day = riyadhDate(scheduledTime);
  const digest: Digest = { ...job, day, id: digestIdOf(day, contactId) };
  const page = await choose(deps, digest);
  if (!page) return;
  const book = await deps.store.readContacts(digest.establishmentId);
  if (!page.part) {
    const { part, others } = await take(deps, digest, page, book);
    await resume(deps, others);
    await deps.store.saveDigestPart(digest.id, page.page, part);
  }
  if (page.next) return deps.queue([{ ...job, page: page.page + 1 }]);
  await send(deps, digest, book);
}

/** The notifications of the page, by the index when it is first asked for; undefined where there is nothing to tell. */
async function choose(
  { store, now, notificationKeptMs, heldPerMessage }: WorkerDeps,
  digest: Digest,
): Promise<DigestPage | undefined> {
  const { id, establishmentId, contactId, scheduledTime, page } = digest;
  const known = await store.readDigestPage(id, page);
  if (known) return known;
  const previous = page > 0 ? await store.readDigestPage(id, page - 1) : undefined;
  const before = new Date(scheduledTime).toISOString();
  const held = await store.listHeld(
    { establishmentId, contactId, before },
    { limit: heldPerMessage, after: previous?.next },
  );
  if (page === 0 && held.items.length === 0) return undefined;
  const { items: ids, next } = held;
  const chosen = { page, establishmentId, contactId, scheduledTime, ids, next };
  return store.saveDigestPage(id, chosen, { now: now(), keptMs: notificationKeptMs });
}

/** Makes the notifications of a page a part of the message. `others` are the messages that some of them belong to already. */
async function take(
  deps: WorkerDeps,
  digest: Digest,
  { ids }: DigestPage,
  book: ContactBook,
): Promise<{ part: DigestPart; others: Set<NotificationId> }> {
  const parts: DigestPart[] = [];
  const others = new Set<NotificationId>();
  for (const batch of batchesOf(ids, AT_ONCE)) {
    const taken = await Promise.all(batch.map((id) => takeOne(deps, digest, id, book)));
    for (const one of taken) {
      if (!one) continue;
      if ('digestId' in one) others.add(one.digestId);
      else parts.push(one);
    }
  }
  return { part: mergeParts(parts, MAX_SHOWN.email), others };
}

/**
 * Makes one notification a part of the message, or cancels it where the establishment has lost it. Whether the contact receives at
 * all is left to the sender, which looks when the message goes out.
 *
 * @returns what it adds; the daily message that has it; undefined where there is nothing to tell
 */
async function takeOne(
  deps: WorkerDeps,
  digest: Digest,
  id: NotificationId,
  book: ContactBook,
): Promise<DigestPart | { digestId: NotificationId } | undefined> {
  const { store, now, logger } = deps;
  const notification = await store.readNotification(id);
  if (notification?.status !== 'held' || notification.content?.template !== 'alert') return undefined;
  const { content, digestId } = notification;
  if (digestId === undefined) {
    const reason = await lostReason(deps, notification, book);
    if (reason) {
      await store.transition(notification, { status: 'cancelled', reason, at: now() });
      logger.info('notification cancelled', { notificationId: id, establishmentId: digest.establishmentId, reason });
      return undefined;
    }
    // Another run of the same moment may be faster.
    if (!(await store.saveDigestOf(id, digest.id))) return takeOne(deps, digest, id, book);
  } else if (digestId !== digest.id) return { digestId };
  const { alert } = content;
  return { counts: { [alert]: 1 }, shown: [{ id, alert, rank: rankOf(content) }] };
}

/** Why a notification is not told any more, by what is known now. */
async function lostReason({ store, now }: WorkerDeps, notification: Notification, book: ContactBook) {
  const { content, about, establishmentId } = notification;
  if (content?.template !== 'alert' || !about) return undefined;
  const { event } = content;
  const end = await checkEntitlement(store, { notification, content, book }, now());
  if (end?.status === 'cancelled') return end.reason;
  if (event.type !== 'PassportExpiring' && event.type !== 'PassportExpired') return undefined;
  const record = await store.readAffiliation(about.identityNumber, establishmentId);
  return record && isOvertakenReminder(about.event.id, event, record, defaultOf(book)) ? 'superseded' : undefined;
}

/**
 * Goes on with messages of earlier days that this run comes upon: what they tell of is still held, so their jobs may be lost. A job
 * too many does no harm.
 */
async function resume({ store, queue, now }: WorkerDeps, digestIds: ReadonlySet<NotificationId>): Promise<void> {
  const jobs: DailyJob[] = [];
  for (const digestId of digestIds) {
    const [digest, first] = await Promise.all([store.readNotification(digestId), store.readDigestPage(digestId, 0)]);
    if (!first) continue;
    const { establishmentId, contactId, scheduledTime } = first;
    const contact = { establishmentId, contactId, page: 0 };
    if (!digest) jobs.push({ kind: 'collect', scheduledTime, ...contact });
    else if (digest.status !== 'queued' && digest.status !== 'sending')
      jobs.push({ kind: 'follow', digestId, ...contact, since: now().toISOString() });
  }
  await queue(jobs);
}

/** Records the message and queues it; where it was recorded before, queues it again. */
async function send(deps: WorkerDeps, digest: Digest, { contacts }: ContactBook): Promise<void> {
  const { store, now, logger } = deps;
  const { id, establishmentId, contactId, day } = digest;
  const known = await store.readNotification(id);
  if (known && known.status !== 'queued') return;
  const pages = await store.readDigestPages(id);
  const all = mergeParts(
    pages.flatMap(({ part }) => part ?? []),
    MAX_SHOWN.email,
  );
  const [first] = all.shown;
  if (!first) return;
  // A contact that is gone has its message too, which its sender cancels: so what is held for it ends as any other.
  const contact = contacts.find((one) => one.id === contactId) ?? (await contactOf(deps, first.id));
  if (!contact) return;
  const shown = all.shown.slice(0, MAX_SHOWN[contact.channel]).map(({ id: of, alert }) => ({ id: of, alert }));
  const message = createNotification({
    ...{ id, establishmentId, contact, about: undefined, now: now() },
    // Its text is rendered when it is sent, of what it tells of by then.
    content: { template: 'daily', establishmentId, day, counts: all.counts, shown, rows: [] },
  });
  await recordAndQueue(deps, [message]);
  logger.info('daily message queued', { notificationId: id, establishmentId, notifications: totalOf(all) });
}

/** The contact of a notification, as it was when that was recorded. */
async function contactOf({ store }: WorkerDeps, id: NotificationId) {
  const held = await store.readNotification(id);
  return held && { ...held, id: held.contactId, delivery: 'daily' as const };
}
