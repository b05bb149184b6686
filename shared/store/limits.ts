import * as z from 'zod/mini';
import type { EstablishmentId } from '../domain/ids.ts';
import { type RefusalKind, refusalCostMs, slowedForMs } from '../domain/refusals.ts';
import type { Lease } from '../domain/request-bucket.ts';
import type { Spend } from '../domain/spend.ts';
import { DAY_MS, epochSecondsAfter, HOUR_MS, MINUTE_MS, riyadhDate, SECOND_MS } from '../domain/time.ts';
import { getItem, type Key, type Table, updateIf } from './table.ts';

/** Counters of seconds that are over are of no use. */
const RATE_RETENTION_MS = 10 * MINUTE_MS;
/** Spend of the last year stays to be looked up. */
const SPEND_RETENTION_MS = 400 * DAY_MS;

/**
 * Takes room for a message within what may be sent under a channel's priority in the present second; one write, however
 * many send at once.
 *
 * A write whose answer was lost may count twice: a second is then used less than it could be.
 *
 * @param name channel and priority, such as `sms-urgent`
 * @param parts of the message; one that is larger than a whole second's room has a second to itself
 * @returns false when the second has no room left
 */
export async function acquire(
  table: Table,
  name: string,
  { parts, perSecond, now }: { parts: number; perSecond: number; now: Date },
): Promise<boolean> {
  const second = Math.floor(now.getTime() / SECOND_MS);
  const added = await addWithin(table, {
    key: { pk: `RATE#${name}#${second}`, sk: 'RATE' },
    parts,
    limit: perSecond,
    expiresAtEpochSeconds: epochSecondsAfter(now, RATE_RETENTION_MS),
  });
  return added !== false;
}

/**
 * Counts the parts of an SMS towards what an establishment may spend in a calendar month (Asia/Riyadh); one write, and one read
 * more where they would go beyond it. Then nothing is counted.
 *
 * @param limit parts a month
 */
export async function spendParts(
  table: Table,
  establishmentId: EstablishmentId,
  { parts, limit, now }: { parts: number; limit: number; now: Date },
): Promise<Spend> {
  const month = monthOf(now);
  const added =
    parts <= limit &&
    (await addWithin(table, {
      key: spendKey(establishmentId, month),
      parts,
      limit,
      expiresAtEpochSeconds: epochSecondsAfter(now, SPEND_RETENTION_MS),
    }));
  const spent = added ? spendSchema.parse(added) : await readSpend(table, establishmentId, month);
  return { month, isWithin: added !== false, ...spent };
}

/** Keeps that an establishment was told of a share of its spend in a month, and so of every lower one. */
export async function saveSpendNoticed(
  table: Table,
  establishmentId: EstablishmentId,
  { month, percent, now }: { month: string; percent: number; now: Date },
): Promise<void> {
  await updateIf(table, {
    Key: spendKey(establishmentId, month),
    UpdateExpression: 'SET noticedPercent = :percent, expiresAtEpochSeconds = :expiry',
    ConditionExpression: 'attribute_not_exists(noticedPercent) OR noticedPercent < :percent',
    ExpressionAttributeValues: { ':percent': percent, ':expiry': epochSecondsAfter(now, SPEND_RETENTION_MS) },
  });
}

/** The parts that an establishment has spent in the present month. */
export async function readSpentParts(table: Table, establishmentId: EstablishmentId, now: Date): Promise<number> {
  return (await readSpend(table, establishmentId, monthOf(now))).parts;
}

// One that was only told of has no parts.
const spendSchema = z.object({ parts: z._default(z.int(), 0), noticedPercent: z._default(z.int(), 0) });
const spendKey = (establishmentId: EstablishmentId, month: string): Key => ({
  pk: `SPEND#${establishmentId}`,
  sk: month,
});
const monthOf = (now: Date) => riyadhDate(now).slice(0, 7);
const readSpend = async (table: Table, establishmentId: EstablishmentId, month: string) =>
  spendSchema.parse((await getItem(table, spendKey(establishmentId, month))) ?? {});

/** Adds to a counter; false where that would go beyond its limit, else the counter as it is now. */
function addWithin(
  table: Table,
  counter: { key: { pk: string; sk: string }; parts: number; limit: number; expiresAtEpochSeconds: number },
): ReturnType<typeof updateIf> {
  return updateIf(table, {
    Key: counter.key,
    UpdateExpression: 'ADD parts :parts SET expiresAtEpochSeconds = :expiry',
    ConditionExpression: 'attribute_not_exists(parts) OR parts <= :room',
    ExpressionAttributeValues: {
      ':parts': counter.parts,
      ':room': counter.limit - counter.parts,
      ':expiry': counter.expiresAtEpochSeconds,
    },
  });
}

/** What a window's bucket is kept for; windows that are over are of no use. */
const BUCKET_RETENTION_MS = 10 * MINUTE_MS;

/**
 * Leases requests of an establishment within a window of time; one write. Each window has an item of its own, so that none has
 * to be emptied.
 *
 * A write whose answer was lost may count twice: a window then passes fewer than it could.
 *
 * @returns false when the window has no room for them
 */
export async function leaseRequests(
  table: Table,
  establishmentId: EstablishmentId,
  { window, count, limit, now }: Parameters<Lease>[1] & { now: Date },
): Promise<boolean> {
  const leased = await addWithin(table, {
    key: { pk: `BUCKET#${establishmentId}`, sk: String(window) },
    parts: count,
    limit,
    expiresAtEpochSeconds: epochSecondsAfter(now, BUCKET_RETENTION_MS),
  });
  return leased !== false;
}

const refusalsSchema = z.object({ filledUntilMs: z.number(), noticedHour: z.optional(z.number()) });
const refusalsKey = (establishmentId: EstablishmentId, kind: RefusalKind): Key => ({
  pk: `REFUSALS#${establishmentId}`,
  sk: kind,
});

/** How long an establishment has to wait because too many of its requests were refused; 0 when it need not. */
export async function readSlowedForMs(
  table: Table,
  establishmentId: EstablishmentId,
  kind: RefusalKind,
  now: Date,
): Promise<number> {
  const item = await getItem(table, refusalsKey(establishmentId, kind));
  return item ? slowedForMs(kind, refusalsSchema.parse(item).filledUntilMs, now.getTime()) : 0;
}

/** What counting a refusal found. */
export type CountedRefusal =
  | {
      outcome: 'counted';
      /** Whether no other was counted in this hour of the clock. */
      isFirstOfHour: boolean;
      /** Whether it was the last one that there was room for. */
      fills: boolean;
    }
  /** There is no room for it. */
  | { outcome: 'slowed'; waitMs: number };

/**
 * Counts a refusal of an establishment, unless there were too many; one write where others were counted within the hour, else
 * two. Requests that come at once are counted one by one, so that no more than there is room for are answered as refused.
 */
export async function countRefusal(
  table: Table,
  establishmentId: EstablishmentId,
  kind: RefusalKind,
  now: Date,
): Promise<CountedRefusal> {
  const nowMs = now.getTime();
  const costMs = refusalCostMs(kind);
  const hour = Math.floor(nowMs / HOUR_MS);
  const update = (filledUntil: string, condition: string, values: Record<string, number>) =>
    updateIf(
      table,
      {
        Key: refusalsKey(establishmentId, kind),
        UpdateExpression: `SET filledUntilMs = ${filledUntil}, noticedHour = :hour, expiresAtEpochSeconds = :expiry`,
        ConditionExpression: condition,
        ExpressionAttributeValues: {
          ':now': nowMs,
          ':hour': hour,
          ':expiry': epochSecondsAfter(now, DAY_MS),
          ...values,
        },
      },
      'ALL_OLD',
    );
  // The bucket holds something, and has room for one more.
  const add = () =>
    update('filledUntilMs + :cost', 'filledUntilMs > :now AND filledUntilMs <= :last', {
      ':cost': costMs,
      ':last': nowMs + HOUR_MS - costMs,
    });
  const begin = () =>
    update(':first', 'attribute_not_exists(pk) OR filledUntilMs <= :now', { ':first': nowMs + costMs });

  // The third finds what somebody else began between the first two.
  const before = (await add()) || (await begin()) || (await add());
  if (!before) {
    const waitMs = await readSlowedForMs(table, establishmentId, kind, now);
    return { outcome: 'slowed', waitMs: Math.max(waitMs, SECOND_MS) };
  }
  const { filledUntilMs = 0, noticedHour } = z.partial(refusalsSchema).parse(before);
  const after = Math.max(filledUntilMs, nowMs) + costMs;
  return { outcome: 'counted', isFirstOfHour: noticedHour !== hour, fills: slowedForMs(kind, after, nowMs) > 0 };
}

/** How many codes one address gets from all establishments together. */
export const CODES_PER_HOUR = 10;
export const CODES_PER_DAY = 20;
/** An item with so many times of codes is cut to those that may count. */
const MAX_CODE_TIMES = 60;
const codeTimesSchema = z.object({ sentAtMs: z.array(z.number()) });

/**
 * Counts a code towards what an address gets from all establishments together: ten an hour and twenty in 24 hours; one write,
 * whatever comes of it.
 *
 * @param addressHash a keyed hash of channel and address
 * @returns false when it is one too many; then nothing is counted
 */
export async function countCodeToAddress(table: Table, addressHash: string, now: Date): Promise<boolean> {
  const key: Key = { pk: `CODES#${addressHash}`, sk: 'CODES' };
  const nowMs = now.getTime();
  const counted = await updateIf(table, {
    Key: key,
    // Newest first, so that the place in the list tells how many came since.
    UpdateExpression:
      'SET sentAtMs = list_append(:sent, if_not_exists(sentAtMs, :none)), expiresAtEpochSeconds = :expiry',
    ConditionExpression: [
      `(attribute_not_exists(sentAtMs[${CODES_PER_HOUR - 1}]) OR sentAtMs[${CODES_PER_HOUR - 1}] <= :hourAgo)`,
      `(attribute_not_exists(sentAtMs[${CODES_PER_DAY - 1}]) OR sentAtMs[${CODES_PER_DAY - 1}] <= :dayAgo)`,
    ].join(' AND '),
    ExpressionAttributeValues: {
      ':sent': [nowMs],
      ':none': [],
      ':hourAgo': nowMs - HOUR_MS,
      ':dayAgo': nowMs - DAY_MS,
      ':expiry': epochSecondsAfter(now, 2 * DAY_MS),
    },
  });
  if (!counted) return false;
  const { sentAtMs } = codeTimesSchema.parse(counted);
  if (sentAtMs.length >= MAX_CODE_TIMES) await cutCodeTimes(table, key, sentAtMs.length);
  return true;
}

/** Drops the times that count no more. Where another code came meanwhile, that one drops them. */
async function cutCodeTimes(table: Table, key: Key, length: number): Promise<void> {
  const old = Array.from({ length: length - CODES_PER_DAY }, (_, index) => `sentAtMs[${CODES_PER_DAY + index}]`);
  await updateIf(table, {
    Key: key,
    UpdateExpression: `REMOVE ${old.join(', ')}`,
    ConditionExpression: `attribute_exists(sentAtMs[${length - 1}]) AND attribute_not_exists(sentAtMs[${length}])`,
  });
}
