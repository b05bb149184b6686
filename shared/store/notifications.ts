import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import {
  type ContactId,
  contactIdSchema,
  type EstablishmentId,
  establishmentIdSchema,
  type IdentityNumber,
  type NotificationId,
  notificationIdSchema,
} from '../domain/ids.ts';
import {
  isReplayable,
  mayMove,
  type Notification,
  type NotificationStatus,
  notificationSchema,
  type Provider,
  sourcesOf,
} from '../domain/notification.ts';
import { epochSecondsAfter } from '../domain/time.ts';
import {
  aboutKey,
  contentItem,
  historyItem,
  idInKey,
  notificationFields,
  notificationItem,
  notificationKey,
  parseNotification,
} from './notification-items.ts';
import { deleteIf, getItem, type Page, type PageRequest, putIf, queryPage, type Table, updateIf } from './table.ts';
import { parseOrFail } from './unreadable.ts';

/** A history keeps its first entry and the latest ones. */
const MAX_HISTORY = 20;

const LEASE_ID_LENGTH = 8;

/** Over how many partitions of its index what is not settled is spread: by the first digit of the id. */
export const UNSETTLED_SHARDS = '0123456789abcdef';

/** Over how many partitions of that index what is held is spread: by the first digit of the contact's id. */
export const HELD_SHARDS = '0123456789abcdef';

/** Index attributes of what is queued or being sent. They stay the same until it is settled, so no step in between writes them. */
const unsettledKeys = ({ id, createdAt }: Pick<Notification, 'id' | 'createdAt'>) => ({
  unsettledShard: unsettledShard(id.slice(0, 1)),
  unsettledSince: createdAt,
});
/**
 * Index attributes of what is held, by contact: a run finds the contacts one by one, and of each what waits for its message. They
 * stay until it follows its daily message.
 */
const heldKeys = ({ id, establishmentId, contactId, createdAt }: Notification) => ({
  unsettledShard: heldShard(contactId.slice(0, 1)),
  unsettledSince: `${establishmentId}#${contactId}#${createdAt}#${id}`,
});
const heldShard = (shard: string) => `HELD#${shard}`;
const unsettledShard = (shard: string) => `UNSETTLED#${shard}`;

/** Records a notification unless its id is there already; false for a repetition. */
export function recordNotification(table: Table, notification: Notification, keptMs: number): Promise<boolean> {
  const { id, status, createdAt } = notification;
  return putIf(table, {
    Item: {
      ...notificationItem(notification),
      ...notificationKey(id),
      // A withheld code is settled from the start: in the index it would stay for as long as it is kept.
      ...((status === 'queued' || status === 'sending') && unsettledKeys(notification)),
      ...(status === 'held' && heldKeys(notification)),
      expiresAtEpochSeconds: epochSecondsAfter(new Date(createdAt), keptMs),
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
}

/** Reads one notification, strongly consistent. */
export async function readNotification(table: Table, id: NotificationId): Promise<Notification | undefined> {
  const item = await getItem(table, notificationKey(id));
  return item && parseOrFail(table.logger, 'notification', item, parseNotification);
}

export type ClaimOutcome =
  | { outcome: 'claimed'; notification: Notification }
  /** Another sender has it to itself until then. */
  | { outcome: 'busy'; leaseUntil: string }
  /** It was sent, failed or cancelled before: nothing is left to do. */
  | { outcome: 'settled' }
  | { outcome: 'missing' };

/**
 * Claims a queued notification for sending, so that nobody else sends it meanwhile. One whose sender did not come back
 * within its lease is claimed again: sent twice is better than lost.
 *
 * @param queuedAt when the job came to its queue; the first one counts
 */
export async function claimNotification(
  table: Table,
  id: NotificationId,
  { now, leaseMs, queuedAt }: { now: Date; leaseMs: number; queuedAt: Date },
): Promise<ClaimOutcome> {
  const at = now.toISOString();
  // It tells a claim from those of others at the same moment, so it may be short.
  const leaseId = randomUUID().slice(0, LEASE_ID_LENGTH);
  const from = sourcesOf('sending');
  const standsThere = `#status IN (${from.map((_, index) => `:from${index}`).join(', ')})`;
  const item = await updateIf(table, {
    Key: notificationKey(id),
    UpdateExpression: `SET leaseUntil = :until, leaseId = :lease, attempts = attempts + :one,
      history = list_append(history, :entry), queuedAt = if_not_exists(queuedAt, :queuedAt)`,
    // There is no lease, or it is over. Without brackets, which take a local table four times as long to read.
    ConditionExpression: `attribute_not_exists(leaseUntil) AND ${standsThere} OR leaseUntil < :now AND ${standsThere}`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ...Object.fromEntries(from.map((status, index) => [`:from${index}`, status])),
      ':until': new Date(now.getTime() + leaseMs).toISOString(),
      ':lease': leaseId,
      ':now': at,
      ':one': 1,
      ':entry': [{ status: 'sending', at }],
      ':queuedAt': queuedAt.toISOString(),
    },
  });
  if (item) return { outcome: 'claimed', notification: parseNotification(item) };

  const known = await readNotification(table, id);
  if (!known) return { outcome: 'missing' };
  // The write had its effect and its answer was lost: the SDK's second try found it refused by the first.
  if (known.leaseId === leaseId) return { outcome: 'claimed', notification: known };
  if (known.status === 'sending') return { outcome: 'busy', leaseUntil: known.leaseUntil ?? at };
  // It came back to the queue between the two calls.
  return known.status === 'queued' ? { outcome: 'busy', leaseUntil: at } : { outcome: 'settled' };
}

/** What is corrected of a notification because it was sent otherwise than recorded. */
export type Correction = Partial<Pick<Notification, 'content' | 'text' | 'address'>>;

/** A step of a notification to another status. */
export interface Move {
  readonly status: NotificationStatus;
  readonly at: Date;
  /** For `failed` and `cancelled` one of the closed vocabulary, else why it is tried again. */
  readonly reason?: string;
  readonly correction?: Correction;
  /** What changed of these, see {@link Notification}. */
  readonly isCharged?: boolean;
  readonly providerFailures?: number;
  readonly unconfirmedAttempts?: number;
  readonly provider?: Provider;
  readonly providerMessageId?: string;
  readonly returnedAttempts?: number;
  readonly lostJobs?: number;
}

/**
 * Moves a notification on from where it was read, with time and reason in its history. Holds only while nobody moved it
 * since, and for a sender only while nobody else claimed it.
 *
 * @returns false when somebody did
 * @throws Error when there is no such step
 */
export async function transition(table: Table, notification: Notification, move: Move): Promise<boolean> {
  const { status, at: movedAt, reason, correction, isCharged, unconfirmedAttempts, ...counts } = move;
  if (!mayMove(notification.status, status)) {
    throw new Error(`a notification does not go from ${notification.status} to ${status}`);
  }
  const at = movedAt.toISOString();
  const [first, ...later] = [...notification.history, { status, at, reason }];
  const isFinalFailure = status === 'failed' || status === 'cancelled';
  const changes = Object.entries({
    status,
    history: historyItem(notification.createdAt, [first, ...later.slice(-(MAX_HISTORY - 1))]),
    failureReason: isFinalFailure ? (reason ?? 'provider-rejected') : undefined,
    acceptedAt: status === 'sent' ? at : undefined,
    isCharged: isCharged || undefined,
    unconfirmedAttempts: unconfirmedAttempts || undefined,
    ...counts,
    ...correction,
    ...(correction?.content && { content: contentItem(notification, correction.content) }),
    // From `sent` it comes back into the index; in it already, the same keys cost nothing there.
    ...(status === 'queued' && unsettledKeys(notification)),
  }).filter(([, value]) => value !== undefined);
  const from = standsAt(notification.status);
  const item = await updateIf(table, {
    Key: notificationKey(notification.id),
    UpdateExpression: `SET ${changes.map(([name]) => `#${name} = :${name}`).join(', ')}
      REMOVE leaseUntil, leaseId${status === 'queued' ? '' : ', unsettledShard, unsettledSince'}`,
    ConditionExpression: `${from.condition} AND attempts = :attempts`,
    ExpressionAttributeNames: Object.fromEntries(changes.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(changes.map(([name, value]) => [`:${name}`, value])),
      ...from.values,
      ':attempts': notification.attempts,
    },
  });
  if (item) return true;
  // The write had its effect and its answer was lost: the SDK's second try found it refused by the first.
  const known = await readNotification(table, notification.id);
  const last = known?.history.at(-1);
  return (
    known?.status === status &&
    known.attempts === notification.attempts &&
    last?.status === status &&
    last.at === at &&
    last.reason === reason
  );
}

/** The condition that a notification still stands at a status: one that is being sent is stored as queued, with a lease. */
function standsAt(status: NotificationStatus): { condition: string; values: Record<string, string> } {
  const values = { ':from': status };
  switch (status) {
    case 'queued':
      return { condition: '#status = :from AND attribute_not_exists(leaseUntil)', values };
    case 'sending':
      return {
        // Items of before say so themselves, and have a lease too.
        condition: '#status IN (:from, :queued) AND attribute_exists(leaseUntil)',
        values: { ...values, ':queued': 'queued' },
      };
    default:
      return { condition: '#status = :from', values };
  }
}

/**
 * Saves which contact is told instead of the one whose address is dead. The first choice counts, so that a repetition
 * after a crash goes on with it, whatever became of the contacts meanwhile.
 *
 * @returns the choice that counts
 */
export async function saveFallbackRecipient(
  table: Table,
  id: NotificationId,
  contactId: ContactId,
): Promise<ContactId> {
  const item = await updateIf(table, {
    Key: notificationKey(id),
    UpdateExpression: 'SET fallbackContactId = if_not_exists(fallbackContactId, :contact)',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':contact': contactId },
  });
  return item ? (parseNotification(item).fallbackContactId ?? contactId) : contactId;
}

/** What lists show is about somebody and has its text; only system messages do not. */
const listedSchema = z.required(notificationSchema, { about: true, text: true });
const parseListed = (item: Readonly<Record<string, unknown>>) => listedSchema.parse(notificationFields(item));

/**
 * The ids of one shard that are not settled and were recorded before an instant, the oldest first. The index is only
 * eventually true: read a notification before acting on it.
 */
export function listUnsettled(
  table: Table,
  { shard, before }: { shard: string; before: Date },
  page: Pick<PageRequest<NotificationId>, 'limit' | 'after'>,
): Promise<Page<NotificationId>> {
  return queryPage(table, {
    index: 'unsettled',
    partition: unsettledShard(shard),
    range: { to: before.toISOString() },
    kind: 'notification',
    parse: (entry) => notificationIdSchema.parse(idInKey(entry)),
    keep: () => true,
    ...page,
  });
}

/** What is held, by its keys. */
export interface Held {
  readonly id: NotificationId;
  readonly establishmentId: EstablishmentId;
  readonly contactId: ContactId;
  readonly createdAt: string;
}

const heldSchema = z.tuple([establishmentIdSchema, contactIdSchema, z.iso.datetime(), notificationIdSchema]);
function parseHeld({ unsettledSince }: Readonly<Record<string, unknown>>): Held {
  const [establishmentId, contactId, createdAt, id] = heldSchema.parse(String(unsettledSince).split('#'));
  return { establishmentId, contactId, createdAt, id };
}

/** The contact whose messages a run looks at, in the order of the index. */
export type HeldContact = Pick<Held, 'establishmentId' | 'contactId'>;
const ofContact = ({ establishmentId, contactId }: HeldContact) => `${establishmentId}#${contactId}`;

/**
 * The oldest notification that is held for the first contact of a shard, or for the first one behind another: one entry is read,
 * however many are held.
 */
export async function nextHeldContact(table: Table, shard: string, after?: HeldContact): Promise<Held | undefined> {
  const { items } = await queryPage(table, {
    index: 'unsettled',
    partition: heldShard(shard),
    // The character behind the one that parts a key.
    range: after && { from: `${ofContact(after)}$` },
    kind: 'notification',
    parse: parseHeld,
    keep: () => true,
    limit: 1,
  });
  return items[0];
}

/**
 * The ids of what is held for a contact and was recorded before an instant, the oldest first. The index is only eventually true:
 * read a notification before acting on it.
 */
export function listHeld(
  table: Table,
  { before, ...contact }: HeldContact & { before: string },
  page: Pick<PageRequest<NotificationId>, 'limit' | 'after'>,
): Promise<Page<NotificationId>> {
  return queryPage(table, {
    index: 'unsettled',
    partition: heldShard(contact.contactId.slice(0, 1)),
    range: { from: `${ofContact(contact)}#`, to: `${ofContact(contact)}#${before}` },
    kind: 'notification',
    parse: (item) => parseHeld(item).id,
    keep: () => true,
    ...page,
  });
}

/**
 * Makes a held notification one of those that a daily message tells of; once more changes nothing.
 *
 * @returns false when another daily message has it, or it is not held any more
 */
export async function saveDigestOf(table: Table, id: NotificationId, digestId: NotificationId): Promise<boolean> {
  const item = await updateIf(table, {
    Key: notificationKey(id),
    UpdateExpression: 'SET digestId = :digest',
    ConditionExpression: '#status = :held AND (attribute_not_exists(digestId) OR digestId = :digest)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':digest': digestId, ':held': 'held' },
  });
  return item !== false;
}

/** What a contact was told of people from one instant to another, the oldest first, without what is on its way or was cancelled. */
export function listToReplay(
  table: Table,
  { establishmentId, contactId, from, until }: HeldContact & { from: string; until: string },
  page: Pick<PageRequest<Notification>, 'limit' | 'after'>,
): Promise<Page<Notification>> {
  return queryPage(table, {
    index: 'establishment-notifications',
    readsItems: true,
    partition: establishmentId,
    range: { from, to: until },
    kind: 'notification',
    parse: parseListed,
    keep: (notification) => notification.contactId === contactId && isReplayable(notification),
    ...page,
  });
}

/** What an establishment was told, newest first: all of it, or of one traveller. */
export function listNotifications(
  table: Table,
  of: { establishmentId: EstablishmentId; identityNumber?: IdentityNumber; from?: string; to?: string },
  page: Pick<PageRequest<Notification>, 'limit' | 'after' | 'keep'>,
): Promise<Page<Notification>> {
  const { establishmentId, identityNumber, from, to } = of;
  return queryPage(table, {
    ...(identityNumber === undefined
      ? { index: 'establishment-notifications', partition: establishmentId }
      : { index: 'traveller-notifications', partition: aboutKey(establishmentId, identityNumber) }),
    readsItems: true,
    range: { from, to },
    newestFirst: true,
    kind: 'notification',
    parse: parseListed,
    ...page,
  });
}

/**
 * Deletes a notification, unless it is on its way: its sender needs it. One that is too old to be sent goes too, for its
 * job may be lost, but not from under a sender that has it.
 *
 * @param givenUpBefore no sender sends what was created before that
 * @returns false when it stays
 */
export function deleteUnlessOnItsWay(
  table: Table,
  id: NotificationId,
  { now, givenUpBefore }: { now: Date; givenUpBefore: Date },
): Promise<boolean> {
  return deleteIf(table, {
    Key: notificationKey(id),
    ConditionExpression: `NOT #status IN (:queued, :sending)
      OR ((createdAt < :givenUpBefore OR createdAtAndId < :givenUpBefore)
        AND (attribute_not_exists(leaseUntil) OR leaseUntil < :now))`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':queued': 'queued',
      ':sending': 'sending',
      ':givenUpBefore': givenUpBefore.toISOString(),
      ':now': now.toISOString(),
    },
  });
}
