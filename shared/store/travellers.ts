import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { compareFacts } from '../domain/affiliation.ts';
import type { EstablishmentId, IdentityNumber } from '../domain/ids.ts';
import { nextReminderOn } from '../domain/reminders.ts';
import { addDays, type CalendarDate } from '../domain/time.ts';
import {
  type AffiliationRecord,
  affiliationRecordSchema,
  type PassportFact,
  passportFactSchema,
  readPeriods,
  type Traveller,
  type UnreadableAffiliation,
} from '../domain/traveller.ts';
import { withOptimisticRetry } from './optimistic-retry.ts';
import {
  deleteIf,
  getItem,
  type Key,
  type Page,
  type PageRequest,
  putVersion,
  queryPage,
  queryPartition,
  type Table,
} from './table.ts';
import { parseAlone, parseOrFail } from './unreadable.ts';

/** What the sort keys of affiliation records begin with, before the establishment. */
export const AFFILIATION_PREFIX = 'AFFILIATION#';
const PASSPORT = 'PASSPORT';

/** What the sort keys of the rows begin with by which a traveller is found. They stand behind everything else that is known. */
export const SEARCH_PREFIX = 'SEARCH#';

/** The partition of everything that is known of one traveller. */
export const travellerPartition = (identityNumber: IdentityNumber) => `TRAVELLER#${identityNumber}`;
/** The key of the affiliation record of one traveller with one establishment. */
export const affiliationKey = (identityNumber: IdentityNumber, establishmentId: EstablishmentId): Key => ({
  pk: travellerPartition(identityNumber),
  sk: `${AFFILIATION_PREFIX}${establishmentId}`,
});

/**
 * Reads everything known of a traveller in one query, strongly consistent. A record that does not parse fails alone, as long as
 * its periods can be read: without them nobody can say who holds the traveller.
 *
 * @throws ZodError when the periods of a record cannot be read
 */
export async function readTraveller(table: Table, identityNumber: IdentityNumber): Promise<Traveller> {
  const items = await queryPartition(table, travellerPartition(identityNumber), SEARCH_PREFIX);
  const affiliations: AffiliationRecord[] = [];
  const unreadable: UnreadableAffiliation[] = [];
  for (const item of items.filter(({ sk }) => String(sk).startsWith(AFFILIATION_PREFIX))) {
    const record = parseAlone(table.logger, 'affiliation', item, affiliationRecordSchema.parse);
    if (record) affiliations.push(record.value);
    else unreadable.push(readPeriods(item));
  }
  const stored = items.find(({ sk }) => sk === PASSPORT);
  const passport = stored && parseAlone(table.logger, 'passport', stored, passportFactSchema.parse);
  const isPassportUnreadable = stored !== undefined && !passport;
  return {
    affiliations,
    passport: passport?.value,
    ...((unreadable.length > 0 || isPassportUnreadable) && {
      unreadable: { affiliations: unreadable, passport: isPassportUnreadable },
    }),
  };
}

/** Reads the affiliation record of one traveller with one establishment, strongly consistent. */
export async function readAffiliation(
  table: Table,
  identityNumber: IdentityNumber,
  establishmentId: EstablishmentId,
): Promise<AffiliationRecord | undefined> {
  const item = await getItem(table, affiliationKey(identityNumber, establishmentId));
  return item && parseOrFail(table.logger, 'affiliation', item, (one) => affiliationRecordSchema.parse(one));
}

/**
 * Saves an affiliation record as it was read and changed.
 *
 * @returns the record as stored, or undefined when somebody wrote since: read and decide again
 */
export async function saveAffiliation(table: Table, record: AffiliationRecord): Promise<AffiliationRecord | undefined> {
  const { identityNumber, establishmentId, present, passport, subscription, version } = record;
  const saved = await putVersion(
    table,
    {
      ...affiliationKey(identityNumber, establishmentId),
      ...record,
      presentAt: present ? establishmentId : undefined,
      passportExpiry: present && passport ? `${passport.expiresOn}#${identityNumber}` : undefined,
      subscribedBy: subscription ? establishmentId : undefined,
      ...reminderKeys(record),
    },
    version,
  );
  return saved ? { ...record, version: version + 1 } : undefined;
}

/** Deletes an affiliation record as it was read; false when somebody wrote since. */
export function deleteAffiliation(
  table: Table,
  { identityNumber, establishmentId, version }: AffiliationRecord,
): Promise<boolean> {
  return deleteIf(table, {
    Key: affiliationKey(identityNumber, establishmentId),
    ConditionExpression: 'version = :version',
    ExpressionAttributeValues: { ':version': version },
  });
}

/** Deletes what `documents` told of a traveller's passport. */
export async function deletePassportFact(table: Table, identityNumber: IdentityNumber): Promise<void> {
  await deleteIf(table, { Key: { pk: travellerPartition(identityNumber), sk: PASSPORT } });
}

/** Over how many partitions a day's reminders are spread; with another number every affiliation record must be written again. */
export const REMINDER_SHARDS = 32;

function reminderKeys(record: AffiliationRecord) {
  const dueOn = nextReminderOn(record);
  if (dueOn === undefined) return undefined;
  const { identityNumber, establishmentId } = record;
  const shard = createHash('sha256').update(identityNumber).digest().readUInt32BE(0) % REMINDER_SHARDS;
  return { reminderShard: shardKey(shard), reminderDue: `${dueOn}#${identityNumber}#${establishmentId}` };
}

/** A record without a passport has no reminder that is due. */
const dueAffiliationSchema = affiliationRecordSchema.required({ passport: true });
export type DueAffiliation = Readonly<z.infer<typeof dueAffiliationSchema>>;

const shardKey = (shard: number) => `SHARD#${shard}`;

/**
 * The affiliation records of one shard whose reminder is due on a date or was due before it, earliest first. Reads what is due and
 * nothing else.
 */
export function listDueReminders(
  table: Table,
  { shard, date }: { shard: number; date: CalendarDate },
  page: Pick<PageRequest<DueAffiliation>, 'limit' | 'after'>,
): Promise<Page<DueAffiliation>> {
  return queryPage(table, {
    index: 'due-reminders',
    partition: shardKey(shard),
    range: { to: addDays(date, 1) },
    kind: 'affiliation',
    parse: dueAffiliationSchema.parse,
    keep: () => true,
    ...page,
  });
}

/** Stores what `documents` told of a passport, unless something newer is known. */
export async function savePassportFact(
  table: Table,
  identityNumber: IdentityNumber,
  fact: PassportFact,
): Promise<void> {
  const key = { pk: travellerPartition(identityNumber), sk: PASSPORT };
  await withOptimisticRetry(async () => {
    const known = await getItem(table, key);
    if (known && compareFacts(passportFactSchema.parse(known), fact) >= 0) return 'older';
    const saved = await putVersion(table, { ...key, ...fact }, known ? Number(known.version) : 0);
    return saved ? 'saved' : undefined;
  });
}

/** What is asked of a page of affiliation records. */
export type AffiliationPage = Pick<PageRequest<AffiliationRecord>, 'limit' | 'after' | 'keep' | 'maxQueries'>;

/** Of a person who belongs to an establishment it is known who that is, and which passport is in force. */
export const presentAffiliationSchema = affiliationRecordSchema.required({ profile: true, passport: true });
export type PresentAffiliation = Readonly<z.infer<typeof presentAffiliationSchema>>;

/** The people who belong to an establishment, by identity number. */
export function listPresent(
  table: Table,
  establishmentId: EstablishmentId,
  page: AffiliationPage,
): Promise<Page<PresentAffiliation>> {
  return queryPage(table, {
    index: 'travellers',
    partition: establishmentId,
    kind: 'affiliation',
    parse: presentAffiliationSchema.parse,
    ...page,
  });
}

/** The people of an establishment whose passport expires from a date (inclusive) and before another (exclusive), by that date. */
export function listByPassportExpiry(
  table: Table,
  establishmentId: EstablishmentId,
  range: { readonly from?: string; readonly to?: string },
  page: AffiliationPage,
): Promise<Page<PresentAffiliation>> {
  return queryPage(table, {
    index: 'passport-expiries',
    partition: establishmentId,
    range,
    kind: 'affiliation',
    parse: presentAffiliationSchema.parse,
    ...page,
  });
}

/** The subscriptions of an establishment, ended ones included, by identity number. */
export function listSubscribed(
  table: Table,
  establishmentId: EstablishmentId,
  page: AffiliationPage,
): Promise<Page<AffiliationRecord>> {
  return queryPage(table, {
    index: 'subscriptions',
    partition: establishmentId,
    kind: 'affiliation',
    parse: affiliationRecordSchema.parse,
    ...page,
  });
}
