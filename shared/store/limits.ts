import { DAY_MS, epochSecondsAfter, MINUTE_MS, riyadhDate, SECOND_MS } from '../domain/time.ts';
import { type Table, updateIf } from './table.ts';

/** Counters of seconds that are over are of no use. */
const RATE_RETENTION_MS = 10 * MINUTE_MS;
/** Spend of the last year stays to be looked up. */
const SPEND_RETENTION_MS = 400 * DAY_MS;

/**
 * Takes room for a message within what a lane may send in the present second; one write, whoever else sends.
 *
 * A write whose answer was lost may count twice: a second is then used less than it could be.
 *
 * @param parts of the message; one that is larger than a whole second's room has a second to itself
 * @returns false when the second has no room left
 */
export function takeRoom(
  table: Table,
  lane: string,
  { parts, perSecond, now }: { parts: number; perSecond: number; now: Date },
): Promise<boolean> {
  const second = Math.floor(now.getTime() / SECOND_MS);
  return addWithin(table, {
    key: { pk: `RATE#${lane}#${second}`, sk: 'RATE' },
    parts,
    limit: perSecond,
    expiresAtEpochSeconds: epochSecondsAfter(now, RATE_RETENTION_MS),
  });
}

/**
 * Counts the parts of an SMS towards what an establishment may spend in a calendar month (Asia/Riyadh); one write.
 *
 * @param limit parts a month
 * @returns false when they would go beyond it; then nothing is counted
 */
export async function spendParts(
  table: Table,
  establishmentId: string,
  { parts, limit, now }: { parts: number; limit: number; now: Date },
): Promise<boolean> {
  if (parts > limit) return false;
  return addWithin(table, {
    key: { pk: `SPEND#${establishmentId}`, sk: riyadhDate(now).slice(0, 7) },
    parts,
    limit,
    expiresAtEpochSeconds: epochSecondsAfter(now, SPEND_RETENTION_MS),
  });
}

async function addWithin(
  table: Table,
  counter: { key: { pk: string; sk: string }; parts: number; limit: number; expiresAtEpochSeconds: number },
): Promise<boolean> {
  const added = await updateIf(table, {
    Key: counter.key,
    UpdateExpression: 'ADD parts :parts SET expiresAtEpochSeconds = :expiry',
    ConditionExpression: 'attribute_not_exists(parts) OR parts <= :room',
    ExpressionAttributeValues: {
      ':parts': counter.parts,
      ':room': counter.limit - counter.parts,
      ':expiry': counter.expiresAtEpochSeconds,
    },
  });
  return added !== false;
}
