import { type Notification, notificationSchema } from '../domain/notification.ts';
import { DAY_MS, epochSecondsAfter } from '../domain/time.ts';
import { getItem, type Key, type Page, type PageRequest, putIf, queryPage, type Table, updateIf } from './table.ts';

/** How long a notification is kept. */
const RETENTION_MS = 90 * DAY_MS;
/** A history keeps its first entry and the latest ones. */
const MAX_HISTORY = 20;

const keyOf = (id: string): Key => ({ pk: `NOTIFICATION#${id}`, sk: 'NOTIFICATION' });
const aboutKey = (establishmentId: string, identityNumber: string) => `${establishmentId}#${identityNumber}`;

/** Records a notification unless its id is there already; false for a repetition. */
export function recordNotification(table: Table, notification: Notification): Promise<boolean> {
  const { id, establishmentId, about, createdAt } = notification;
  return putIf(table, {
    Item: {
      ...keyOf(id),
      ...notification,
      expiresAtEpochSeconds: epochSecondsAfter(new Date(createdAt), RETENTION_MS),
      // System messages carry no index attributes, so no list shows them.
      ...(about && {
        notified: establishmentId,
        notifiedOf: aboutKey(establishmentId, about.identityNumber),
        createdAtAndId: `${createdAt}#${id}`,
      }),
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
}

/** Reads one notification, strongly consistent. */
export async function readNotification(table: Table, id: string): Promise<Notification | undefined> {
  const item = await getItem(table, keyOf(id));
  return item && notificationSchema.parse(item);
}

export type TakeOutcome =
  | { outcome: 'taken'; notification: Notification }
  /** Another sender has it to itself until then. */
  | { outcome: 'busy'; leaseUntil: string }
  /** It was sent, failed or cancelled before: nothing is left to do. */
  | { outcome: 'settled' }
  | { outcome: 'missing' };

/**
 * Takes a queued notification up for sending, so that nobody else sends it meanwhile. One whose sender did not come
 * back within its lease is taken up again: sent twice is better than lost.
 */
export async function takeNotification(
  table: Table,
  id: string,
  { now, leaseMs }: { now: Date; leaseMs: number },
): Promise<TakeOutcome> {
  const at = now.toISOString();
  const item = await updateIf(table, {
    Key: keyOf(id),
    UpdateExpression:
      'SET #status = :sending, leaseUntil = :until, attempts = attempts + :one, history = list_append(history, :entry)',
    ConditionExpression: '#status = :queued OR (#status = :sending AND leaseUntil < :now)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':queued': 'queued',
      ':sending': 'sending',
      ':until': new Date(now.getTime() + leaseMs).toISOString(),
      ':now': at,
      ':one': 1,
      ':entry': [{ status: 'sending', at }],
    },
  });
  if (item) return { outcome: 'taken', notification: notificationSchema.parse(item) };

  const known = await readNotification(table, id);
  if (!known) return { outcome: 'missing' };
  if (known.status === 'sending') return { outcome: 'busy', leaseUntil: known.leaseUntil ?? at };
  // It came back to the queue between the two calls.
  return known.status === 'queued' ? { outcome: 'busy', leaseUntil: at } : { outcome: 'settled' };
}

/** What a message says, where that changed since it was recorded. */
export type Said = Required<Pick<Notification, 'content' | 'text'>>;

/**
 * Says how sending went. Holds only for the sender that took the notification up, and while nobody else did since.
 *
 * @param change the new status, `queued` to try again later, with its reason; `said` where other words were sent
 */
export async function settleNotification(
  table: Table,
  notification: Notification,
  change: { status: 'queued' | 'sent' | 'failed' | 'cancelled'; at: Date; reason?: string; said?: Said },
): Promise<boolean> {
  const { status, reason, said } = change;
  const [first, ...later] = [...notification.history, { status, at: change.at.toISOString(), reason }];
  const isFinalFailure = status === 'failed' || status === 'cancelled';
  const item = await updateIf(table, {
    Key: keyOf(notification.id),
    UpdateExpression: [
      'SET #status = :status, history = :history',
      ...(isFinalFailure ? [', failureReason = :reason'] : []),
      ...(said ? [', content = :content, #text = :text'] : []),
      ' REMOVE leaseUntil',
    ].join(''),
    ConditionExpression: '#status = :sending AND attempts = :attempts',
    ExpressionAttributeNames: { '#status': 'status', ...(said && { '#text': 'text' }) },
    ExpressionAttributeValues: {
      ':status': status,
      ':sending': 'sending',
      ':attempts': notification.attempts,
      ':history': [first, ...later.slice(-(MAX_HISTORY - 1))],
      ...(isFinalFailure && { ':reason': reason ?? 'provider-rejected' }),
      ...(said && { ':content': said.content, ':text': said.text }),
    },
  });
  return item !== false;
}

/** What an establishment was told, newest first: all of it, or of one traveller. */
export function listNotifications(
  table: Table,
  of: { establishmentId: string; identityNumber?: string; from?: string; to?: string },
  page: Pick<PageRequest<Notification>, 'limit' | 'after' | 'keep'>,
): Promise<Page<Notification>> {
  const { establishmentId, identityNumber, from, to } = of;
  return queryPage(table, {
    ...(identityNumber === undefined
      ? { index: 'notifications', partition: establishmentId }
      : { index: 'notifications-by-traveller', partition: aboutKey(establishmentId, identityNumber) }),
    range: { from, to },
    newestFirst: true,
    parse: notificationSchema.parse,
    ...page,
  });
}
