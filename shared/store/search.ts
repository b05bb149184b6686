import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { kindOf, type TravellerKind } from '../domain/identity-number.ts';
import { type EstablishmentId, type IdentityNumber, identityNumberSchema } from '../domain/ids.ts';
import {
  beginningsFor,
  isFoundBy,
  isListedAt,
  type PersonQuery,
  parseSearchText,
  searchedPerson,
  searchText,
  termsOf,
} from '../domain/search.ts';
import { type AffiliationRecord, affiliationRecordSchema } from '../domain/traveller.ts';
import { withOptimisticRetry } from './optimistic-retry.ts';
import {
  getItems,
  INDEXES,
  type Key,
  type Page,
  type Position,
  queryPartition,
  type Table,
  writeItems,
} from './table.ts';
import {
  AFFILIATION_PREFIX,
  type AffiliationPage,
  affiliationKey,
  type PresentAffiliation,
  presentAffiliationSchema,
  SEARCH_PREFIX,
  saveAffiliation,
  travellerPartition,
} from './travellers.ts';
import { parseAlone } from './unreadable.ts';

/** A row of the index: one term of one of the present people, with everything else that the person is found by. */
interface SearchRow extends Key {
  readonly searchedBy: EstablishmentId;
  readonly searchTerm: string;
  readonly searchText: string;
  readonly [attribute: string]: string;
}

const rowPrefix = (establishmentId: EstablishmentId) => `${SEARCH_PREFIX}${establishmentId}#`;

/** The rows by which the person of an affiliation record is found; none unless the person belongs to the establishment. */
export function searchRowsOf(record: AffiliationRecord): SearchRow[] {
  const { identityNumber, establishmentId } = record;
  if (!record.present) return [];
  const person = searchedPerson(record);
  return termsOf(person).map((term) => ({
    pk: travellerPartition(identityNumber),
    sk: rowPrefix(establishmentId) + term,
    searchedBy: establishmentId,
    searchTerm: `${term}#${identityNumber}`,
    searchText: searchText(person),
  }));
}

/**
 * Saves an affiliation record whose reference or label may have changed, like {@link saveAffiliation}, and the rows by which
 * the person is found. New rows come before the record, because a row too many shows nobody, and one that is missing would
 * hide somebody after a crash. Where nothing changes that somebody is found by, it is one write as always.
 *
 * @param before the record as it was read
 */
export async function saveSearchedAffiliation(
  table: Table,
  record: AffiliationRecord,
  before: AffiliationRecord | undefined,
): Promise<AffiliationRecord | undefined> {
  const isSame = before && searchText(searchedPerson(before)) === searchText(searchedPerson(record));
  if (isSame) return saveAffiliation(table, record);
  await writeItems(table, { put: searchRowsOf(record), remove: [] });
  try {
    return await saveAffiliation(table, record);
  } finally {
    await syncSearchRows(table, record.identityNumber);
  }
}

/**
 * Brings the rows of a traveller in line with the affiliation records: reads both, and writes what differs until nothing
 * does. So whatever a crash or another writer left is put right, and of several writers the last one sees what it has done.
 *
 * A record that does not parse keeps the rows it has.
 */
export async function syncSearchRows(table: Table, identityNumber: IdentityNumber): Promise<void> {
  await withOptimisticRetry(async () => {
    const items = await queryPartition(table, travellerPartition(identityNumber));
    const wanted = new Map<string, SearchRow>();
    const unknown: string[] = [];
    for (const item of items.filter(({ sk }) => String(sk).startsWith(AFFILIATION_PREFIX))) {
      const record = parseAlone(table.logger, 'affiliation', item, affiliationRecordSchema.parse);
      if (record) for (const row of searchRowsOf(record.value)) wanted.set(row.sk, row);
      else unknown.push(SEARCH_PREFIX + String(item.sk).slice(AFFILIATION_PREFIX.length));
    }
    const stored = items.filter(({ sk }) => String(sk).startsWith(SEARCH_PREFIX)) as unknown as SearchRow[];
    const texts = new Map(stored.map((row) => [row.sk, row.searchText]));
    const put = [...wanted.values()].filter((row) => texts.get(row.sk) !== row.searchText);
    const remove = stored.filter(({ sk }) => !wanted.has(sk) && !unknown.some((prefix) => sk.startsWith(prefix)));
    if (put.length + remove.length === 0) return true;
    await writeItems(table, { put, remove });
    return undefined;
  });
}

/** Removes the rows by which an establishment finds a traveller, whatever is known of them. */
export async function removeSearchRows(
  table: Table,
  identityNumber: IdentityNumber,
  establishmentId: EstablishmentId,
): Promise<void> {
  const items = await queryPartition(table, travellerPartition(identityNumber));
  const remove = items
    .filter(({ sk }) => String(sk).startsWith(rowPrefix(establishmentId)))
    .map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
  await writeItems(table, { put: [], remove });
}

/** How many queries a page takes at the most; then it is answered short. */
const MAX_QUERIES = 5;
/** So many rows are looked at where they are filtered: in the first query, and in each one after it, some hundred kilobytes. */
const FILTERED_ROWS = [1000, 5000] as const;
/** So many records are read at once for a filter that only the records tell. */
const FILTERED_RECORDS = 100;

/**
 * The people of an establishment whom a query finds, by the terms that match: a page, short where it would take more than five
 * queries. Whom a row shows is decided by the record as it is now.
 *
 * @param page.keep a filter on the record
 * @param page.isFiltered whether `keep` may leave somebody out
 * @param page.kind people of this kind alone, which a row tells
 */
export async function searchPresent(
  table: Table,
  establishmentId: EstablishmentId,
  query: PersonQuery,
  page: Pick<AffiliationPage, 'limit' | 'after' | 'keep'> & {
    readonly isFiltered: boolean;
    readonly kind?: TravellerKind | undefined;
  },
): Promise<Page<PresentAffiliation>> {
  const beginnings = beginningsFor(query);
  const items: PresentAffiliation[] = [];
  let at = Number(page.after?.beginning ?? 0);
  let position = page.after && withoutBeginning(page.after);
  for (let queries = 0; queries < MAX_QUERIES; queries += 1) {
    const missing = page.limit - items.length;
    const enough = queries === 0 ? 2 * missing : FILTERED_RECORDS;
    const chunk = page.isFiltered ? Math.min(enough, FILTERED_RECORDS) : missing;
    const isRowFilter = query.words.length > 1 || page.kind !== undefined;
    const { rows, next } = await queryRows(table, establishmentId, query, {
      beginning: beginnings[at] ?? '',
      limit: isRowFilter ? FILTERED_ROWS[queries === 0 ? 0 : 1] : chunk,
      after: position,
    });
    const listed = rows.filter((row) => {
      const person = parseSearchText(row.searchText);
      const term = row.sk.slice(rowPrefix(establishmentId).length);
      const isOfKind =
        page.kind === undefined || kindOf(identityNumberSchema.parse(person.identityNumber)) === page.kind;
      return isOfKind && isFoundBy(person, query) && isListedAt(person, term, beginnings, at);
    });
    const looked = listed.slice(0, chunk);
    const records = await readPresent(table, establishmentId, looked);
    for (const [index, row] of looked.entries()) {
      const record = records.get(row.pk);
      if (record && isFoundBy(searchedPerson(record), query) && page.keep(record)) items.push(record);
      const isLast = index === listed.length - 1 && !next && at === beginnings.length - 1;
      if (items.length === page.limit && !isLast) return { items, next: positionAt(at, row) };
    }
    const last = looked.at(-1);
    position = last && looked.length < listed.length ? positionOf(last) : next;
    if (position) continue;
    at += 1;
    if (at === beginnings.length) return { items };
  }
  return { items, next: { ...position, beginning: String(at) } };
}

/** The rows of an establishment whose terms begin so. Of several words the others are looked for in the text of a row. */
async function queryRows(
  { client, tableName }: Table,
  establishmentId: EstablishmentId,
  { words, digits }: PersonQuery,
  { beginning, limit, after }: { beginning: string; limit: number; after: Position | undefined },
): Promise<{ rows: SearchRow[]; next: Position | undefined }> {
  const all = words.map((_, index) => `contains(searchText, :word${index})`).join(' AND ');
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: tableName,
      IndexName: 'search',
      KeyConditionExpression: '#establishment = :establishment AND begins_with(#term, :beginning)',
      ...(words.length > 1 && {
        FilterExpression: digits === undefined ? all : `(${all}) OR contains(searchText, :digits)`,
      }),
      ExpressionAttributeNames: {
        '#establishment': INDEXES.search.partitionKey,
        '#term': INDEXES.search.sortKey,
      },
      ExpressionAttributeValues: {
        ':establishment': establishmentId,
        ':beginning': beginning,
        ...(words.length > 1 && {
          ...Object.fromEntries(words.map((word, index) => [`:word${index}`, word])),
          ...(digits !== undefined && { ':digits': digits }),
        }),
      },
      Limit: limit,
      ExclusiveStartKey: after,
    }),
  );
  return { rows: Items as SearchRow[], next: LastEvaluatedKey as Position | undefined };
}

/** The records of rows by partition; of people who have left, and of those whose records do not parse, there is none. */
async function readPresent(
  table: Table,
  establishmentId: EstablishmentId,
  rows: readonly SearchRow[],
): Promise<ReadonlyMap<string, PresentAffiliation>> {
  const { sk } = affiliationKey('' as IdentityNumber, establishmentId);
  // While rows are written, two of them may list the same person.
  const partitions = [...new Set(rows.map(({ pk }) => pk))];
  const items = await getItems(
    table,
    partitions.map((pk) => ({ pk, sk })),
  );
  const present = items.filter((item) => item.present === true);
  return new Map(
    present.flatMap((item) => {
      const record = parseAlone(table.logger, 'affiliation', item, presentAffiliationSchema.parse);
      return record ? [[String(item.pk), record.value]] : [];
    }),
  );
}

const positionOf = ({ pk, sk, searchedBy, searchTerm }: SearchRow): Position => ({ pk, sk, searchedBy, searchTerm });
const positionAt = (at: number, row: SearchRow): Position => ({ ...positionOf(row), beginning: String(at) });

/** The position in the index; none where a beginning has not been asked for yet. */
function withoutBeginning({ beginning: _, ...position }: Position): Position | undefined {
  return Object.keys(position).length > 0 ? position : undefined;
}
