import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { type EstablishmentId, establishmentIdSchema, type IdentityNumber } from '../domain/ids.ts';
import { nextReminderOn } from '../domain/reminders.ts';
import { addDays, type CalendarDate } from '../domain/time.ts';
import { type AffiliationRecord, affiliationRecordSchema } from '../domain/traveller.ts';
import { type Page, type PageRequest, queryPage, type Table } from './table.ts';

/** Over how many partitions a day's reminders are spread; with another number every affiliation record must be written again. */
export const REMINDER_SHARDS = 32;

/** Before every date: due at the next scan, of whichever day. */
const AT_ONCE = '0000-00-00';

/** What stands in the index of what is due has these attributes. */
interface DueKeys {
  readonly reminderShard: string;
  readonly reminderDue: string;
}

const shardKey = (shard: number) => `SHARD#${shard}`;

function dueKeys(spreadBy: IdentityNumber | EstablishmentId, due: string): DueKeys {
  const shard = createHash('sha256').update(spreadBy).digest().readUInt32BE(0) % REMINDER_SHARDS;
  return { reminderShard: shardKey(shard), reminderDue: due };
}

/** Where an affiliation record stands in the index, until it is due. */
export function reminderKeys(record: AffiliationRecord): DueKeys | undefined {
  const dueOn = nextReminderOn(record);
  const { identityNumber, establishmentId } = record;
  return dueOn === undefined ? undefined : dueKeys(identityNumber, `${dueOn}#${identityNumber}#${establishmentId}`);
}

/** Where an establishment stands in the index, of whose people the next scan makes up for reminders. */
export function makeUpKeys(establishmentId: EstablishmentId): DueKeys {
  return dueKeys(establishmentId, `${AT_ONCE}#${establishmentId}`);
}

/** A record without a passport has no reminder that is due. */
const dueAffiliationSchema = z.required(affiliationRecordSchema, { passport: true });
export type DueAffiliation = Readonly<z.infer<typeof dueAffiliationSchema>>;

/** What a scan finds: a record whose reminder may be due, or an establishment that has set or changed its default subscription. */
export type Due = { readonly record: DueAffiliation } | { readonly makeUpFor: EstablishmentId };

function parseDue(item: Readonly<Record<string, unknown>>): Due {
  return String(item.reminderDue).startsWith(AT_ONCE)
    ? { makeUpFor: establishmentIdSchema.parse(item.establishmentId) }
    : { record: dueAffiliationSchema.parse(item) };
}

/** What is due on a date in one shard or was due before it, earliest first. Reads what is due and nothing else. */
export function listDueReminders(
  table: Table,
  { shard, date }: { shard: number; date: CalendarDate },
  page: Pick<PageRequest<Due>, 'limit' | 'after'>,
): Promise<Page<Due>> {
  return queryPage(table, {
    index: 'due-reminders',
    partition: shardKey(shard),
    range: { to: addDays(date, 1) },
    kind: 'affiliation',
    parse: parseDue,
    keep: () => true,
    ...page,
  });
}
