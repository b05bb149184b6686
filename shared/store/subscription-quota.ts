import * as z from 'zod/mini';
import type { EstablishmentId } from '../domain/ids.ts';
import { MINUTE_MS, msBetween } from '../domain/time.ts';
import { RESERVATION_SETTLED_AFTER_MS } from '../timing.ts';
import { withOptimisticRetry } from './optimistic-retry.ts';
import { countIndex, getItem, type Key, putIf, type Table, updateIf } from './table.ts';

/** An establishment that is full is not counted more often: the largest fill a hundred megabytes of the index. */
const COUNTED_EVERY_MS = MINUTE_MS;
/** Where identity numbers are parted to be counted side by side. Most are of residents, and start with 2. */
const PARTS = ['21', '22', '23', '24', '25', '26', '27', '28', '29', '3', '4', '5', '6'];

const quotaSchema = z.object({
  /** Subscriptions that had not ended when they were counted, and reservations since; never fewer than there are. */
  reserved: z.int(),
  reservedAt: z.optional(z.string()),
  countedAt: z.string(),
});

const keyOf = (establishmentId: EstablishmentId): Key => ({
  pk: `ESTABLISHMENT#${establishmentId}`,
  sk: 'SUBSCRIPTIONS',
});

/**
 * Reserves room in the quota for a subscription that is about to be made. One write, unless an establishment seems to be
 * full: neither deletions nor ends give a reservation back, so the subscriptions that there are are counted then.
 *
 * @param limit subscriptions that an establishment may have, ended ones left out
 * @param conflictsMs how long it is tried while others write first
 * @returns false when there are as many
 */
export function reserve(
  table: Table,
  establishmentId: EstablishmentId,
  { limit, now, conflictsMs }: { limit: number; now: Date; conflictsMs: number },
): Promise<boolean> {
  const key = keyOf(establishmentId);
  return withOptimisticRetry(async () => {
    const reserved = await updateIf(table, {
      Key: key,
      UpdateExpression: 'ADD reserved :one SET reservedAt = :now',
      ConditionExpression: 'reserved < :limit',
      ExpressionAttributeValues: { ':one': 1, ':limit': limit, ':now': now.toISOString() },
    });
    if (reserved) return true;

    const item = await getItem(table, key);
    const known = item && quotaSchema.parse(item);
    // Another request counted meanwhile.
    if (known && known.reserved < limit) return undefined;
    if (known && !mayCount(known, now)) return false;
    const counted = await countSubscriptions(table, establishmentId);
    const hasRoom = counted < limit;
    const written = await putIf(table, {
      Item: {
        ...key,
        reserved: hasRoom ? counted + 1 : counted,
        reservedAt: hasRoom ? now.toISOString() : known?.reservedAt,
        countedAt: now.toISOString(),
      },
      ...(known
        ? {
            ConditionExpression: 'reserved = :reserved AND countedAt = :countedAt',
            ExpressionAttributeValues: { ':reserved': known.reserved, ':countedAt': known.countedAt },
          }
        : { ConditionExpression: 'attribute_not_exists(pk)' }),
    });
    return written ? hasRoom : undefined;
  }, conflictsMs);
}

function mayCount({ reservedAt, countedAt }: z.infer<typeof quotaSchema>, now: Date): boolean {
  const isSettled = reservedAt === undefined || msBetween(reservedAt, now) >= RESERVATION_SETTLED_AFTER_MS;
  return isSettled && msBetween(countedAt, now) >= COUNTED_EVERY_MS;
}

/** How many subscriptions of an establishment have not ended. */
async function countSubscriptions(table: Table, establishmentId: EstablishmentId): Promise<number> {
  const counts = await Promise.all(
    [undefined, ...PARTS].map((from, index) =>
      countIndex(table, {
        index: 'subscriptions',
        partition: establishmentId,
        range: { from, to: PARTS[index] },
        filter: 'attribute_not_exists(#subscription.#ended)',
        names: { '#subscription': 'subscription', '#ended': 'ended' },
      }),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
