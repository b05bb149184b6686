import * as z from 'zod/mini';
import { compareFacts } from '../domain/affiliation.ts';
import { type EstablishmentId, type IdentityNumber, identityNumberSchema } from '../domain/ids.ts';
import { withoutStaleNote } from '../domain/reminders.ts';
import type { CalendarDate } from '../domain/time.ts';
import {
  type AffiliationRecord,
  affiliationRecordSchema,
  type PassportFact,
  passportFactSchema,
  readPeriods,
  type Traveller,
  type UnreadableAffiliation,
} from '../domain/traveller.ts';
import { reminderKeys } from './due-reminders.ts';
import { withOptimisticRetry } from './optimistic-retry.ts';
import {
  deleteIf,
  getItem,
  getItems,
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
 * Reads the affiliation records of several travellers with one establishment, strongly consistent. A record that does not parse
 * fails alone.
 */
export async function readAffiliations(
  table: Table,
  identityNumbers: readonly IdentityNumber[],
  establishmentId: EstablishmentId,
): Promise<ReadonlyMap<IdentityNumber, AffiliationRecord | 'unreadable'>> {
  const items = await getItems(
    table,
    identityNumbers.map((identityNumber) => affiliationKey(identityNumber, establishmentId)),
  );
  return new Map(
    items.map((item) => {
      const record = parseAlone(table.logger, 'affiliation', item, affiliationRecordSchema.parse);
      return [identityNumberSchema.parse(item.identityNumber), record ? record.value : 'unreadable'];
    }),
  );
}

/** An affiliation record as the table holds it: with its key, and with what it is found by in the indexes. */
export function affiliationItem(record: AffiliationRecord) {
  const { identityNumber, establishmentId, present, passport, subscription } = record;
  return {
    ...affiliationKey(identityNumber, establishmentId),
    ...record,
    presentAt: present ? establishmentId : undefined,
    passportExpiry: present && passport ? `${passport.expiresOn}#${identityNumber}` : undefined,
    subscribedBy: subscription ? establishmentId : undefined,
    ...reminderKeys(record),
  };
}

/**
 * Saves an affiliation record as it was read and changed.
 *
 * @returns the record as stored, or undefined when somebody wrote since: read and decide again
 */
export async function saveAffiliation(
  table: Table,
  changed: AffiliationRecord,
): Promise<AffiliationRecord | undefined> {
  const record = withoutStaleNote(changed);
  const { version } = record;
  const saved = await putVersion(table, affiliationItem(record), version);
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
export const presentAffiliationSchema = z.required(affiliationRecordSchema, { profile: true, passport: true });
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

const inIndexSchema = z.extend(presentAffiliationSchema, { reminderDue: z.optional(z.string()) });

/** A page of the people of an establishment whose passport expires on a date or later, by that date. */
export async function listForMakeUp(
  table: Table,
  establishmentId: EstablishmentId,
  from: CalendarDate,
  page: Pick<PageRequest<PresentAffiliation>, 'limit' | 'after'>,
): Promise<
  Page<{ readonly record: PresentAffiliation /** Not where it would be written now. */; readonly isMisplaced: boolean }>
> {
  return queryPage(table, {
    index: 'passport-expiries',
    partition: establishmentId,
    range: { from },
    kind: 'affiliation',
    parse: (item) => {
      const { reminderDue, ...record } = inIndexSchema.parse(item);
      return { record, isMisplaced: reminderDue !== reminderKeys(record)?.reminderDue };
    },
    keep: () => true,
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
