import * as z from 'zod';
import { type EventIdentity, isSameContent, type PassportEvent } from '../domain/events.ts';
import { type Notification, notificationSchema } from '../domain/notification.ts';
import { epochSecondsAfter } from '../domain/time.ts';
import { EVENT_RETENTION_MS } from '../timing.ts';
import { getItem, type Key, putIf, type Table, updateIf } from './table.ts';

const progressSchema = z.discriminatedUnion('stage', [
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
export type EventProgress = z.infer<typeof progressSchema>;

/** An event as its progress knows it: the same identity with another fingerprint is another content, and a mistake. */
export interface KnownBy extends EventIdentity {
  readonly fingerprint: string;
}

/** Of the two parts only the last may hold `#`, so different identities have different keys. */
const keyOf = ({ source, eventId }: EventIdentity): Key => ({
  pk: `EVENT#${encodeURIComponent(source)}#${eventId}`,
  sk: 'EVENT',
});

/** How far an event got; undefined when it was never seen. */
export async function readProgress(table: Table, identity: EventIdentity): Promise<EventProgress | undefined> {
  const item = await getItem(table, keyOf(identity));
  return item && progressSchema.parse(item);
}

/**
 * Notes an event before it writes anything on the traveller, so that the first content of an identity is the one that counts.
 *
 * @returns the progress that counts, which may be that of another content
 */
export async function noteReceived(table: Table, by: KnownBy, event: PassportEvent, now: Date): Promise<EventProgress> {
  const progress: EventProgress = { stage: 'received', fingerprint: by.fingerprint, event };
  const isFirst = await putIf(table, {
    Item: { ...keyOf(by), ...progress, expiresAtEpochSeconds: epochSecondsAfter(now, EVENT_RETENTION_MS) },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  return isFirst ? progress : ((await readProgress(table, by)) ?? progress);
}

/**
 * Notes who is to be told of an event. The first judgement counts, so that a repetition is never judged again.
 *
 * @returns the progress that counts, which may be that of another content
 */
export async function noteJudged(
  table: Table,
  by: KnownBy,
  notifications: readonly Notification[],
  now: Date,
): Promise<EventProgress> {
  const { fingerprint } = by;
  const progress: EventProgress =
    notifications.length > 0
      ? { stage: 'judged', fingerprint, notifications: [...notifications] }
      : { stage: 'done', fingerprint };
  const isFirst = await putIf(table, {
    Item: { ...keyOf(by), ...progress, expiresAtEpochSeconds: epochSecondsAfter(now, EVENT_RETENTION_MS) },
    ConditionExpression: 'attribute_not_exists(pk) OR (stage = :received AND fingerprint = :fingerprint)',
    ExpressionAttributeValues: { ':received': 'received', ':fingerprint': fingerprint },
  });
  return isFirst ? progress : ((await readProgress(table, by)) ?? progress);
}

/** Whether what is noted under an identity is other content than this. */
export function isOtherContent(progress: EventProgress, { fingerprint }: KnownBy): boolean {
  return !isSameContent(fingerprint, progress.fingerprint);
}

/** Notes that everything an event caused is on the queues. */
export async function noteDone(table: Table, identity: EventIdentity): Promise<void> {
  await updateIf(table, {
    Key: keyOf(identity),
    UpdateExpression: 'SET stage = :done REMOVE notifications, event',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':done': 'done' },
  });
}
