import * as z from 'zod/mini';
import { type EventIdentity, isSameContent, type PassportEvent } from '../domain/events.ts';
import { type Notification, notificationSchema } from '../domain/notification.ts';
import { epochSecondsAfter } from '../domain/time.ts';
import { EVENT_RETENTION_MS } from '../timing.ts';
import { notificationFields, notificationItem } from './notification-items.ts';
import { getItem, type Key, putIf, type Table, updateIf } from './table.ts';

/** A notification that is decided, in the form in which it will be stored itself. */
const draftSchema = z.pipe(
  z.pipe(z.record(z.string(), z.unknown()), z.transform(notificationFields)),
  notificationSchema,
);

const idempotencyRecordSchema = z.discriminatedUnion('stage', [
  /** An event that writes on the traveller came in: its first content, validated then. */
  z.object({
    stage: z.literal('received'),
    fingerprint: z.string(),
    event: z.custom<PassportEvent>((value) => typeof value === 'object'),
  }),
  /** Which notifications the event causes is decided, once. */
  z.object({ stage: z.literal('decided'), fingerprint: z.string(), notifications: z.array(draftSchema) }),
  /** All of it is on the queues. */
  z.object({ stage: z.literal('done'), fingerprint: z.string() }),
]);
/** How far an event got. */
export type IdempotencyRecord = z.infer<typeof idempotencyRecordSchema>;

/** An event as its record knows it: the same identity with another fingerprint is another content, and a mistake. */
export interface IdempotencyKey extends EventIdentity {
  readonly fingerprint: string;
}

/** Of the two parts only the last may hold `#`, so different identities have different keys. */
const keyOf = ({ source, eventId }: EventIdentity): Key => ({
  pk: `EVENT#${encodeURIComponent(source)}#${eventId}`,
  sk: 'EVENT',
});

/** How far an event got; undefined when it was never seen. */
export async function readIdempotencyRecord(
  table: Table,
  identity: EventIdentity,
): Promise<IdempotencyRecord | undefined> {
  const item = await getItem(table, keyOf(identity));
  return item && idempotencyRecordSchema.parse(item);
}

/**
 * Records an event before it writes anything on the traveller, so that the first content of an identity is the one that
 * counts.
 *
 * @returns the record that counts, which may be that of another content
 */
export async function saveReceived(
  table: Table,
  by: IdempotencyKey,
  event: PassportEvent,
  now: Date,
): Promise<IdempotencyRecord> {
  const record: IdempotencyRecord = { stage: 'received', fingerprint: by.fingerprint, event };
  const isFirst = await putIf(table, {
    Item: { ...keyOf(by), ...record, expiresAtEpochSeconds: epochSecondsAfter(now, EVENT_RETENTION_MS) },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  return isFirst ? record : ((await readIdempotencyRecord(table, by)) ?? record);
}

/**
 * Saves which notifications an event causes. The first decision counts, so that a repetition is never matched again.
 *
 * @returns the record that counts, which may be that of another content
 */
export async function saveDecision(
  table: Table,
  by: IdempotencyKey,
  notifications: readonly Notification[],
  now: Date,
): Promise<IdempotencyRecord> {
  const { fingerprint } = by;
  const record: IdempotencyRecord =
    notifications.length > 0
      ? { stage: 'decided', fingerprint, notifications: [...notifications] }
      : { stage: 'done', fingerprint };
  const isFirst = await putIf(table, {
    Item: {
      ...keyOf(by),
      ...record,
      ...(notifications.length > 0 && { notifications: notifications.map(notificationItem) }),
      expiresAtEpochSeconds: epochSecondsAfter(now, EVENT_RETENTION_MS),
    },
    ConditionExpression: 'attribute_not_exists(pk) OR stage = :received AND fingerprint = :fingerprint',
    ExpressionAttributeValues: { ':received': 'received', ':fingerprint': fingerprint },
  });
  return isFirst ? record : ((await readIdempotencyRecord(table, by)) ?? record);
}

/** Whether the record of an identity is of other content than this. */
export function isOtherContent(record: IdempotencyRecord, { fingerprint }: IdempotencyKey): boolean {
  return !isSameContent(fingerprint, record.fingerprint);
}

/** Records that everything an event caused is on the queues. */
export async function saveDone(table: Table, identity: EventIdentity): Promise<void> {
  await updateIf(table, {
    Key: keyOf(identity),
    UpdateExpression: 'SET stage = :done REMOVE notifications, event',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':done': 'done' },
  });
}
