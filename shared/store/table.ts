import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  type DeleteCommandInput,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  paginateQuery,
  QueryCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { AWS_CLIENT } from '../aws-client.ts';
import { batchesOf } from '../batches.ts';
import { type ItemKind, parseAlone, type UnreadableLogger } from './unreadable.ts';

interface Index {
  readonly partitionKey: string;
  readonly sortKey: string;
  /** What an entry holds beside its keys; absent: the whole item. */
  readonly attributes?: readonly string[];
}

/**
 * The indexes of the table. Each has attributes of its own, so that an item stands only in the indexes it is meant for:
 * the stack makes them from this list, the stores write and query them.
 */
export const INDEXES = {
  /** The people who belong to an establishment, by identity number. */
  travellers: { partitionKey: 'presentAt', sortKey: 'identityNumber' },
  /** The same people by the date on which their passport expires. */
  'passport-expiries': { partitionKey: 'presentAt', sortKey: 'passportExpiry' },
  /** What the same people are found by: a row for each term of a person, which begins with the term. */
  search: { partitionKey: 'searchedBy', sortKey: 'searchTerm' },
  /** The subscriptions of an establishment, ended ones included, by identity number. */
  subscriptions: { partitionKey: 'subscribedBy', sortKey: 'identityNumber' },
  /** The affiliation records with a reminder to come, spread over shards, by the date on which it is due. */
  'due-reminders': { partitionKey: 'reminderShard', sortKey: 'reminderDue' },
  /**
   * What an establishment was told, by time. A notification is written three times or more, and an index is written only where its
   * entry changes: so the notification itself is read from the table. The summary counts by the status alone, under which taking up a
   * message to send it changes nothing.
   */
  'establishment-notifications': { partitionKey: 'notified', sortKey: 'createdAtAndId', attributes: ['status'] },
  /** What an establishment was told of one traveller, by time. */
  'traveller-notifications': { partitionKey: 'notifiedOf', sortKey: 'createdAtAndId', attributes: [] },
  /**
   * Notifications and system messages that are queued or being sent, spread over shards, the oldest first; keys alone. What is
   * held stands in shards of its own, by contact.
   */
  unsettled: { partitionKey: 'unsettledShard', sortKey: 'unsettledSince', attributes: [] },
} as const satisfies Record<string, Index>;

export type IndexName = keyof typeof INDEXES;

/** The attributes of an item that its entry in an index holds; undefined for all of them. */
export function projectedAttributes(index: IndexName): readonly string[] | undefined {
  const { partitionKey, sortKey, attributes }: Index = INDEXES[index];
  return attributes && ['pk', 'sk', partitionKey, sortKey, ...attributes];
}

/** The primary key of an item. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}
/** Where a page of a list ended: the key of the last item that was looked at, with its index attributes. */
export type Position = Readonly<Record<string, string>>;
type Item = Record<string, unknown>;

/** The table and the client that reaches it. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Told of stored items that do not parse and are left out. */
  readonly logger: UnreadableLogger;
}

/** A store function: the table comes first. */
type StoreFunction = (table: Table, ...rest: never[]) => unknown;
export type StoreFunctions = Record<string, StoreFunction>;

/** Hands the table to store functions once, so that who calls them knows nothing of it. */
export function withTable<F extends StoreFunctions>(table: Table, functions: F): Bound<F> {
  return Object.fromEntries(
    Object.entries(functions).map(([name, call]) => [name, (...rest: never[]) => call(table, ...rest)]),
  ) as Bound<F>;
}

/** Store functions once they have their table. */
export type Bound<F extends StoreFunctions> = {
  readonly [N in keyof F]: F[N] extends (table: Table, ...rest: infer R) => infer O ? (...rest: R) => O : never;
};

/**
 * Connects to the table.
 *
 * @param options.logger told of stored items that do not parse and are left out
 */
export function connectTable(
  tableName: string,
  { logger, client = new DynamoDBClient(AWS_CLIENT) }: { logger: UnreadableLogger; client?: DynamoDBClient },
): Table {
  return {
    tableName,
    logger,
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
  };
}

/** Reads one item, strongly consistent. */
export async function getItem({ client, tableName }: Table, key: Key): Promise<Item | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
  return Item;
}

/**
 * Reads the items of a partition page by page, strongly consistent.
 *
 * @param before the sort key at which they end, exclusive
 */
export async function* partitionPages(
  { client, tableName }: Table,
  pk: string,
  before?: string,
): AsyncGenerator<Item[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: before === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :before',
      ExpressionAttributeValues: { ':pk': pk, ...(before !== undefined && { ':before': before }) },
      ConsistentRead: true,
    },
  );
  for await (const { Items = [] } of pages) yield Items;
}

/** Reads all items of a partition, strongly consistent; `before` as for {@link partitionPages}. */
export async function queryPartition(table: Table, pk: string, before?: string): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of partitionPages(table, pk, before)) items.push(...page);
  return items;
}

/** DynamoDB reads so many items a call, and writes so many. */
const MAX_BATCH_READ = 100;
const MAX_BATCH_WRITE = 25;
/** How often a batch is sent of which DynamoDB left something over. */
const MAX_BATCH_TRIES = 8;

/** Reads items by their keys, in no order, and a moment late as an index does; those that are not there are left out. @throws Error when DynamoDB leaves some over again and again */
export async function getItems({ client, tableName }: Table, keys: readonly Key[]): Promise<Item[]> {
  const items: Item[] = [];
  for (const batch of batchesOf(keys, MAX_BATCH_READ)) {
    await sendWhole(batch, async (Keys) => {
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetCommand({ RequestItems: { [tableName]: { Keys: [...Keys] } } }),
      );
      items.push(...(Responses?.[tableName] ?? []));
      return (UnprocessedKeys?.[tableName]?.Keys ?? []) as Key[];
    });
  }
  return items;
}

/** Writes and deletes items whose content follows from their keys and so needs no condition. @throws Error when DynamoDB leaves some over again and again */
export async function writeItems(
  { client, tableName }: Table,
  { put, remove }: { readonly put: readonly (Item & Key)[]; readonly remove: readonly Key[] },
): Promise<void> {
  const writes = [
    ...put.map((item) => ({ PutRequest: { Item: item } })),
    ...remove.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })),
  ];
  for (const batch of batchesOf<BatchWrite>(writes, MAX_BATCH_WRITE)) {
    await sendWhole(batch, async (requests) => {
      const { UnprocessedItems } = await client.send(
        new BatchWriteCommand({ RequestItems: { [tableName]: [...requests] } }),
      );
      return (UnprocessedItems?.[tableName] ?? []) as BatchWrite[];
    });
  }
}

type BatchWrite = { PutRequest: { Item: Item } } | { DeleteRequest: { Key: { pk: string; sk: string } } };

/** Sends a batch, and again what DynamoDB leaves over of it, which it does instead of refusing the call. */
async function sendWhole<T>(batch: readonly T[], send: (rest: readonly T[]) => Promise<readonly T[]>): Promise<void> {
  let rest = batch;
  for (let tries = 0; rest.length > 0; tries += 1) {
    if (tries === MAX_BATCH_TRIES) throw new Error(`the table left over ${rest.length} items of a batch`);
    if (tries > 0) await new Promise((resolve) => setTimeout(resolve, 10 * 2 ** tries));
    rest = await send(rest);
  }
}

/** Writes a whole item under a condition; false when the condition does not hold. */
export async function putIf({ client, tableName }: Table, input: Omit<PutCommandInput, 'TableName'>): Promise<boolean> {
  return holds(client.send(new PutCommand({ TableName: tableName, ...input })));
}

/** Deletes an item under a condition; false when the condition does not hold. */
export async function deleteIf(
  { client, tableName }: Table,
  input: Omit<DeleteCommandInput, 'TableName'>,
): Promise<boolean> {
  return holds(client.send(new DeleteCommand({ TableName: tableName, ...input })));
}

/** Changes an item under a condition; false when the condition does not hold, else the whole item as it is now, or was. */
export async function updateIf(
  { client, tableName }: Table,
  input: Omit<UpdateCommandInput, 'TableName' | 'ReturnValues'>,
  returned: 'ALL_NEW' | 'ALL_OLD' = 'ALL_NEW',
): Promise<Item | false> {
  const update = client.send(new UpdateCommand({ TableName: tableName, ...input, ReturnValues: returned }));
  return (await holds(update)) && ((await update).Attributes ?? {});
}

/**
 * Saves an item that counts its versions: the write holds only if nobody wrote since it was read.
 *
 * The item bears the id of its write. When an answer is lost, the SDK sends the write again and finds it refused by its
 * own effect; the id tells that from somebody else's write.
 *
 * @param version the version as read; 0 for an item that was not there
 */
export async function putVersion(table: Table, item: Item & Key, version: number): Promise<boolean> {
  const writeId = randomUUID();
  const written = await putIf(table, {
    Item: { ...item, version: version + 1, writeId },
    ...(version === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': version } }),
  });
  if (written) return true;
  const { pk, sk } = item;
  return (await getItem(table, { pk, sk }))?.writeId === writeId;
}

export interface PageRequest<T> {
  /** Absent: the table itself, strongly consistent. */
  readonly index?: IndexName;
  /** Whether `parse` gets the items from the table, because the entries of the index do not hold all of them. */
  readonly readsItems?: boolean;
  /** Value of the partition key. */
  readonly partition: string;
  /** Bounds of the sort key: from inclusive, to exclusive. */
  readonly range?: { readonly from?: string; readonly to?: string };
  readonly newestFirst?: boolean;
  readonly limit: number;
  readonly after?: Position;
  /** What the items are, for the log line of one that does not parse. */
  readonly kind: ItemKind;
  /**
   * Throws for an item that does not parse: the page leaves it out and reports it. Undefined for an item that is no entry
   * of its own, but says something of the one that comes after it.
   */
  readonly parse: (item: Readonly<Item>) => T | undefined;
  readonly keep: (value: T) => boolean;
  /** How many queries a page takes at the most, two or more; each then looks at more. Absent: as many as it takes. */
  readonly maxQueries?: number;
}

/** One page of a list and, unless it is the last, where it ended. */
export interface Page<T> {
  readonly items: T[];
  readonly next?: Position;
}

/** A page looks at no more items than this before it is answered short. */
const MAX_EXAMINED = 1000;

const PRIMARY_KEY = { partitionKey: 'pk', sortKey: 'sk' };

/** Where a filter leaves a page short, more is looked at in one go. */
const FILTERED_PAGE = 100;

/** Reads a page of an index or of a partition, filtered; it may be short while there is more. */
export async function queryPage<T>(table: Table, request: PageRequest<T>): Promise<Page<T>> {
  const { client, tableName, logger } = table;
  const { partitionKey, sortKey } = request.index ? INDEXES[request.index] : PRIMARY_KEY;
  const { from, to } = request.range ?? {};
  if (from !== undefined && to !== undefined && from >= to) return { items: [] };
  const { maxQueries = Number.POSITIVE_INFINITY } = request;
  const filteredPage = Math.max(FILTERED_PAGE, Math.ceil(MAX_EXAMINED / (maxQueries - 1)));

  const items: T[] = [];
  let position: Position | undefined = request.after;
  let last: Position | undefined;
  let examined = 0;
  let queries = 0;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: request.index,
        ConsistentRead: request.index === undefined,
        ...keyCondition({ partitionKey, sortKey }, request),
        ScanIndexForward: !request.newestFirst,
        Limit: queries === 0 ? request.limit : filteredPage,
        ExclusiveStartKey: position,
      }),
    );
    const found = page.Items ?? [];
    const wholeItems = request.readsItems ? await itemsOfEntries(table, found) : found;
    for (const [index, entry] of found.entries()) {
      const item = wholeItems[index];
      // BETWEEN includes its upper bound: what lies on it is dropped, for it is one key at the most.
      const isBound = to !== undefined && entry[sortKey] === to;
      // An item that was deleted a moment ago may still have its entry.
      const isLeftOut = isBound || item === undefined;
      const parsed = isLeftOut ? { value: undefined } : parseAlone(logger, request.kind, item, request.parse);
      const value = parsed?.value;
      // One that does not parse, or is not there, is an entry too: the next page goes on after it.
      if (!parsed || !item || value !== undefined) last = positionOf(entry, [partitionKey, sortKey]);
      if (value !== undefined && request.keep(value)) items.push(value);
      const isLast = index === found.length - 1 && page.LastEvaluatedKey === undefined;
      if (items.length === request.limit && !isLast) {
        return { items, next: positionOf(entry, [partitionKey, sortKey]) };
      }
    }
    examined += found.length;
    queries += 1;
    position = page.LastEvaluatedKey as Position | undefined;
  } while (position && items.length < request.limit && examined < MAX_EXAMINED && queries < maxQueries);
  // What comes before the next entry is read again with it.
  return position ? { items, next: last ?? position } : { items };
}

/** The items of some entries of an index, in the same order; undefined where there is none any more. */
async function itemsOfEntries(table: Table, entries: readonly Item[]): Promise<(Item | undefined)[]> {
  const nameOf = ({ pk, sk }: Item) => JSON.stringify([pk, sk]);
  const keys = entries.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
  const items = new Map((await getItems(table, keys)).map((item) => [nameOf(item), item]));
  return entries.map((entry) => items.get(nameOf(entry)));
}

/** How many entries of an index lie in a range, and meet a filter. */
export async function countIndex(
  { client, tableName }: Table,
  request: Pick<PageRequest<never>, 'partition' | 'range'> & {
    readonly index: IndexName;
    /** A filter expression, and the names in it. */
    readonly filter: string;
    readonly names: Record<string, string>;
  },
): Promise<number> {
  const { ExpressionAttributeNames, ...condition } = keyCondition(INDEXES[request.index], request);
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      IndexName: request.index,
      ...condition,
      FilterExpression: request.filter,
      ExpressionAttributeNames: { ...ExpressionAttributeNames, ...request.names },
      Select: 'COUNT',
    },
  );
  let count = 0;
  for await (const { Count = 0 } of pages) count += Count;
  return count;
}

/** One query of an index for some attributes of what lies in a range: as much as DynamoDB reads in one go, and where that ended. */
export async function queryProjected(
  { client, tableName }: Table,
  request: Pick<PageRequest<never>, 'partition' | 'range' | 'after'> & {
    readonly index: IndexName;
    readonly attributes: readonly string[];
  },
): Promise<{ items: Item[]; next: Position | undefined }> {
  const { ExpressionAttributeNames, ...condition } = keyCondition(INDEXES[request.index], request);
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: tableName,
      IndexName: request.index,
      ...condition,
      ProjectionExpression: request.attributes.map((_, index) => `#attribute${index}`).join(', '),
      ExpressionAttributeNames: {
        ...ExpressionAttributeNames,
        ...Object.fromEntries(request.attributes.map((name, index) => [`#attribute${index}`, name])),
      },
      ExclusiveStartKey: request.after,
    }),
  );
  return { items: Items, next: LastEvaluatedKey as Position | undefined };
}

/** The condition on the keys of a query. Of two bounds the upper one is included. */
function keyCondition(
  { partitionKey, sortKey }: { partitionKey: string; sortKey: string },
  { partition, range: { from, to } = {} }: Pick<PageRequest<never>, 'partition' | 'range'>,
) {
  const bounds = [
    from === undefined ? undefined : '#sort >= :from',
    to === undefined ? undefined : '#sort < :to',
  ].filter((bound) => bound !== undefined);
  const range = bounds.length === 2 ? '#sort BETWEEN :from AND :to' : bounds[0];
  return {
    KeyConditionExpression: ['#partition = :partition', ...(range ? [range] : [])].join(' AND '),
    ExpressionAttributeNames: { '#partition': partitionKey, ...(range && { '#sort': sortKey }) },
    ExpressionAttributeValues: {
      ':partition': partition,
      ...(from !== undefined && { ':from': from }),
      ...(to !== undefined && { ':to': to }),
    },
  };
}

function positionOf(item: Item, indexKeys: string[]): Position {
  return Object.fromEntries(['pk', 'sk', ...indexKeys].map((name) => [name, String(item[name])]));
}

async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
