import * as z from 'zod';
import { type EventIdentity, isSameContent, type PassportEvent } from '../domain/events.ts';
import { type Notification, notificationSchema } from '../domain/notification.ts';
import { epochSecondsAfter } from '../domain/time.ts';
import { EVENT_RETENTION_MS } from '../timing.ts';
import { getItem, type Key, putIf, type Table, updateIf } from './table.ts';

const idempotencyRecordSchema = z.discriminatedUnion('stage', [
  /** What writes on the traveller came in: as it was first told, validated then. */
  z.object({
    stage: z.literal('received'),
    fingerprint: z.string(),
    event: z.custom<PassportEvent>((value) => typeof value === 'object'),
  }),
  /** It was judged once and for all who is to be told what. */
  z.object({ stage: z.literal('judged'), fingerprint: z.string(), notifications: z.array(notificationSchema) }),
  /** All of it is on the queues. */
  z.object({ stage: z.literal('done'), fingerprint: z.string() }),
]);
/** How far an event got. */
export type IdempotencyRecord = z.infer<typeof idempotencyRecordSchema>;

/** An event as its progress knows it: the same identity with another fingerprint is another content, and a mistake. */
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
 * Notes an event before it writes anything on the traveller, so that the first content of an identity is the one that counts.
 *
 * @returns the progress that counts, which may be that of another content
 */
export async function saveReceived(
  table: Table,
  by: IdempotencyKey,
  event: PassportEvent,
  now: Date,
): Promise<IdempotencyRecord> {
  const progress: IdempotencyRecord = { stage: 'received', fingerprint: by.fingerprint, event };
  const isFirst = await putIf(table, {
    Item: { ...keyOf(by), ...progress, expiresAtEpochSeconds: epochSecondsAfter(now, EVENT_RETENTION_MS) },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  return isFirst ? progress : ((await readIdempotencyRecord(table, by)) ?? progress);
}

/**
 * Notes who is to be told of an event. The first judgement counts, so that a repetition is never judged again.
 *
 * @returns the progress that counts, which may be that of another content
 */
export async function saveDecision(
  table: Table,
  by: IdempotencyKey,
  notifications: readonly Notification[],
  now: Date,
): Promise<IdempotencyRecord> {
  const { fingerprint } = by;
  const progress: IdempotencyRecord =
    notifications.length > 0
      ? { stage: 'judged', fingerprint, notifications: [...notifications] }
      : { stage: 'done', fingerprint };
  const isFirst = await putIf(table, {
    Item: { ...keyOf(by), ...progress, expiresAtEpochSeconds: epochSecondsAfter(now, EVENT_RETENTION_MS) },
    ConditionExpression: 'attribute_not_exists(pk) OR (stage = :received AND fingerprint = :fingerprint)',
    ExpressionAttributeValues: { ':received': 'received', ':fingerprint': fingerprint },
  });
  return isFirst ? progress : ((await readIdempotencyRecord(table, by)) ?? progress);
}

/** Whether what is noted under an identity is other content than this. */
export function isOtherContent(progress: IdempotencyRecord, { fingerprint }: IdempotencyKey): boolean {
  return !isSameContent(fingerprint, progress.fingerprint);
}

/** Notes that everything an event caused is on the queues. */
export async function saveDone(table: Table, identity: EventIdentity): Promise<void> {
  await updateIf(table, {
    Key: keyOf(identity),
    UpdateExpression: 'SET stage = :done REMOVE notifications, event',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':done': 'done' },
  });
}
