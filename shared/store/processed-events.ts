import * as z from 'zod';
import type { FactEvent } from '../domain/events.ts';
import { type Notification, notificationSchema } from '../domain/notification.ts';
import { epochSecondsAfter } from '../domain/time.ts';
import { EVENT_RETENTION_MS } from '../timing.ts';
import { getItem, type Key, putIf, type Table, updateIf } from './table.ts';

const progressSchema = z.discriminatedUnion('stage', [
  /** A fact came in: as it was first told, validated then. */
  z.object({ stage: z.literal('received'), event: z.custom<FactEvent>((value) => typeof value === 'object') }),
  /** It was judged once and for all who is to be told what. */
  z.object({ stage: z.literal('judged'), notifications: z.array(notificationSchema) }),
  /** All of it is on the queues. */
  z.object({ stage: z.literal('done') }),
]);
/** How far an event got. */
export type EventProgress = z.infer<typeof progressSchema>;

const keyOf = (eventId: string): Key => ({ pk: `EVENT#${eventId}`, sk: 'EVENT' });

/** How far an event got; undefined when it was never seen. */
export async function readProgress(table: Table, eventId: string): Promise<EventProgress | undefined> {
  const item = await getItem(table, keyOf(eventId));
  return item && progressSchema.parse(item);
}

/** Notes a fact before it is applied, so that the first content of an event id is the one that counts. */
export async function noteReceived(table: Table, event: FactEvent, now: Date): Promise<EventProgress> {
  const { eventId } = event;
  const progress: EventProgress = { stage: 'received', event };
  const isFirst = await putIf(table, {
    Item: { ...keyOf(eventId), ...progress, expiresAtEpochSeconds: epochSecondsAfter(now, EVENT_RETENTION_MS) },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  return isFirst ? progress : ((await readProgress(table, eventId)) ?? progress);
}

/**
 * Notes who is to be told of an event. The first judgement counts, so that a repetition is never judged again.
 *
 * @returns the judgement that counts; empty when all was done before
 */
export async function noteJudged(
  table: Table,
  eventId: string,
  notifications: readonly Notification[],
  now: Date,
): Promise<readonly Notification[]> {
  const progress: EventProgress =
    notifications.length > 0 ? { stage: 'judged', notifications: [...notifications] } : { stage: 'done' };
  const isFirst = await putIf(table, {
    Item: { ...keyOf(eventId), ...progress, expiresAtEpochSeconds: epochSecondsAfter(now, EVENT_RETENTION_MS) },
    ConditionExpression: 'attribute_not_exists(pk) OR stage = :received',
    ExpressionAttributeValues: { ':received': 'received' },
  });
  if (isFirst) return notifications;
  const known = await readProgress(table, eventId);
  return known?.stage === 'judged' ? known.notifications : [];
}

/** Notes that everything an event caused is on the queues. */
export async function noteDone(table: Table, eventId: string): Promise<void> {
  await updateIf(table, {
    Key: keyOf(eventId),
    UpdateExpression: 'SET stage = :done REMOVE notifications, event',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':done': 'done' },
  });
}
