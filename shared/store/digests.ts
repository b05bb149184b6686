import * as z from 'zod/mini';
import { type DigestPart, digestPartSchema } from '../domain/daily.ts';
import { contactIdSchema, establishmentIdSchema, type NotificationId, notificationIdSchema } from '../domain/ids.ts';
import { epochSecondsAfter } from '../domain/time.ts';
import { getItem, type Key, putIf, queryPartition, type Table, updateIf } from './table.ts';

const pageSchema = z.object({
  /** Counts from 0. */
  page: z.int().check(z.nonnegative()),
  establishmentId: establishmentIdSchema,
  contactId: contactIdSchema,
  /** The time that the run was scheduled for, by which the message has its day. */
  scheduledTime: z.iso.datetime({ offset: true }),
  /** The notifications that the page brings in; another daily message may have had some of them first. */
  ids: z.array(notificationIdSchema),
  /** Where the next page goes on; absent for the last one. */
  next: z.optional(z.record(z.string(), z.string())),
  /** What the page adds to the message; absent until it has been gone through. */
  part: z.optional(digestPartSchema),
});
/** A page of a daily message: which notifications it tells of. It holds ids alone, and nothing of a person. */
export type DigestPage = Readonly<z.infer<typeof pageSchema>>;

const partition = (digestId: NotificationId) => `DIGEST#${digestId}`;
const keyOf = (digestId: NotificationId, page: number): Key => ({
  pk: partition(digestId),
  sk: `PAGE#${String(page).padStart(4, '0')}`,
});

/** Reads a page of a daily message, strongly consistent. */
export async function readDigestPage(
  table: Table,
  digestId: NotificationId,
  page: number,
): Promise<DigestPage | undefined> {
  const item = await getItem(table, keyOf(digestId, page));
  return item && pageSchema.parse(item);
}

/** Reads all pages of a daily message, in their order, strongly consistent. */
export async function readDigestPages(table: Table, digestId: NotificationId): Promise<DigestPage[]> {
  return (await queryPartition(table, partition(digestId))).map((item) => pageSchema.parse(item));
}

/**
 * Saves which notifications a page brings in. The first choice counts, so that a repetition goes on with the same ones, whatever
 * the index shows by then.
 *
 * @param keptMs as long as notifications
 * @returns the page that counts
 */
export async function saveDigestPage(
  table: Table,
  digestId: NotificationId,
  page: DigestPage,
  { now, keptMs }: { now: Date; keptMs: number },
): Promise<DigestPage> {
  const saved = await putIf(table, {
    Item: { ...keyOf(digestId, page.page), ...page, expiresAtEpochSeconds: epochSecondsAfter(now, keptMs) },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  return saved ? page : ((await readDigestPage(table, digestId, page.page)) ?? page);
}

/**
 * Saves what a page adds to its message. The first result counts.
 *
 * @returns the result that counts
 */
export async function saveDigestPart(
  table: Table,
  digestId: NotificationId,
  page: number,
  part: DigestPart,
): Promise<DigestPart> {
  const item = await updateIf(table, {
    Key: keyOf(digestId, page),
    UpdateExpression: 'SET part = if_not_exists(part, :part)',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':part': part },
  });
  return item ? (pageSchema.parse(item).part ?? part) : part;
}
