import * as z from 'zod/mini';
import type { EstablishmentId } from '../domain/ids.ts';
import { NOTIFICATION_STATUSES, type NotificationStatus } from '../domain/notification.ts';
import { type Counts, countsSchema } from '../domain/summary.ts';
import { DAY_MS, epochSecondsAfter, type Instant } from '../domain/time.ts';
import { affiliationRecordSchema } from '../domain/traveller.ts';
import { getItem, type Key, type Position, queryProjected, type Table, updateIf } from './table.ts';
import { parseAlone } from './unreadable.ts';

/** Numbers that nobody looked at for so long are counted again when somebody does. */
const RETENTION_MS = 30 * DAY_MS;

const summarySchema = z.object({
  /** The instant that the numbers are of: when the count of them began. Absent until a first count has ended. */
  asOf: z.optional(z.iso.datetime()),
  counts: z.optional(countsSchema),
  /** Whether a request can count as much itself. */
  isSmall: z.optional(z.boolean()),
});
/** What was counted in the background of a large establishment. */
export interface StoredSummary {
  readonly asOf: Instant;
  readonly counts: Counts;
  readonly isSmall: boolean;
}

const summaryKey = (establishmentId: EstablishmentId): Key => ({
  pk: `ESTABLISHMENT#${establishmentId}`,
  sk: 'SUMMARY',
});

/** Reads what was counted last, strongly consistent; undefined while nothing was. */
export async function readSummary(table: Table, establishmentId: EstablishmentId): Promise<StoredSummary | undefined> {
  const item = await getItem(table, summaryKey(establishmentId));
  // What does not parse is as good as nothing: it is counted again.
  const { asOf, counts, isSmall = false } = summarySchema.safeParse(item ?? {}).data ?? {};
  return asOf && counts ? { asOf, counts, isSmall } : undefined;
}

/** A count in the background: of whom, and when it began, which names it. */
export interface CountRun {
  readonly establishmentId: EstablishmentId;
  readonly startedAt: Instant;
}

/**
 * Begins a count unless one is under way, or has ended since `countedBefore`. A count whose worker has not been heard of since
 * `lapsedBefore` is not under way any more.
 *
 * @returns false when it need not begin
 */
export async function beginCount(
  table: Table,
  { establishmentId, startedAt }: CountRun,
  { countedBefore, lapsedBefore }: { readonly countedBefore: Date; readonly lapsedBefore: Date },
): Promise<boolean> {
  const begun = await updateIf(table, {
    Key: summaryKey(establishmentId),
    UpdateExpression: 'SET startedAt = :startedAt, touchedAt = :startedAt, expiresAtEpochSeconds = :expires',
    ConditionExpression: `(attribute_not_exists(startedAt) OR startedAt = asOf OR touchedAt < :lapsed)
      AND (attribute_not_exists(asOf) OR asOf < :counted)`,
    ExpressionAttributeValues: {
      ':startedAt': startedAt,
      ':lapsed': lapsedBefore.toISOString(),
      ':counted': countedBefore.toISOString(),
      ':expires': epochSecondsAfter(new Date(startedAt), RETENTION_MS),
    },
  });
  return begun !== false;
}

/** Says that a count goes on; false when another one has begun since, which counts all of it too. */
export async function touchCount(table: Table, { establishmentId, startedAt }: CountRun, now: Date): Promise<boolean> {
  const touched = await updateIf(table, {
    Key: summaryKey(establishmentId),
    UpdateExpression: 'SET touchedAt = :now',
    ConditionExpression: 'startedAt = :startedAt',
    ExpressionAttributeValues: { ':startedAt': startedAt, ':now': now.toISOString() },
  });
  return touched !== false;
}

/** Saves what a count found, unless another one has begun since. */
export async function saveCounts(
  table: Table,
  { establishmentId, startedAt }: CountRun,
  { counts, isSmall }: Pick<StoredSummary, 'counts' | 'isSmall'>,
): Promise<void> {
  await updateIf(table, {
    Key: summaryKey(establishmentId),
    UpdateExpression: 'SET asOf = :startedAt, counts = :counts, isSmall = :isSmall',
    ConditionExpression: 'startedAt = :startedAt',
    ExpressionAttributeValues: { ':startedAt': startedAt, ':counts': counts, ':isSmall': isSmall },
  });
}

/** A page of what is counted: as much as DynamoDB reads in one query. */
export interface CountedPage<T> {
  readonly items: readonly T[];
  readonly next: Position | undefined;
}

const presentPersonSchema = z.required(
  z.pick(affiliationRecordSchema, {
    identityNumber: true,
    establishmentId: true,
    kind: true,
    present: true,
    subscription: true,
    passport: true,
  }),
  { passport: true },
);
/** What is counted by of one of the people of an establishment. */
export type PresentPerson = Readonly<z.infer<typeof presentPersonSchema>>;

/** The people of an establishment, as far as they are counted, by identity number; one who does not parse is left out. */
export async function listCountedPeople(
  table: Table,
  establishmentId: EstablishmentId,
  after?: Position,
): Promise<CountedPage<PresentPerson>> {
  const { items, next } = await queryProjected(table, {
    index: 'travellers',
    partition: establishmentId,
    attributes: Object.keys(presentPersonSchema.shape),
    after,
  });
  const parsed = items.map((item) => parseAlone(table.logger, 'affiliation', item, presentPersonSchema.parse));
  return { items: parsed.flatMap((one) => (one ? [one.value] : [])), next };
}

const statusSchema = z.enum(NOTIFICATION_STATUSES);

/** The status of each message to an establishment that was created at an instant or later, the oldest first. */
export async function listCountedNotifications(
  table: Table,
  establishmentId: EstablishmentId,
  from: Date,
  after?: Position,
): Promise<CountedPage<NotificationStatus>> {
  const { items, next } = await queryProjected(table, {
    index: 'establishment-notifications',
    partition: establishmentId,
    range: { from: from.toISOString() },
    attributes: ['status'],
    after,
  });
  const parsed = items.map(({ status }) => parseAlone(table.logger, 'notification', status, statusSchema.parse));
  return { items: parsed.flatMap((one) => (one ? [one.value] : [])), next };
}
