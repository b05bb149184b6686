import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import type { IncomingMessage, Server } from 'node:http';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import type { AwsResponse } from '../../support/http.ts';
import type { Running } from '../../support/service.ts';
import { placeOf, type ResolvedResource, type Resources } from '../../template/resource.ts';
import { TemplateError } from '../../template/template.ts';

interface KeyPart {
  AttributeName: string;
  KeyType: string;
}

interface IndexDefinition {
  IndexName: string;
  KeySchema: KeyPart[];
  Projection: { ProjectionType: string; NonKeyAttributes?: string[] };
}

interface TableDefinition {
  TableName: string;
  KeySchema: KeyPart[];
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  GlobalSecondaryIndexes?: IndexDefinition[];
}

type Item = Record<string, unknown>;
type BatchOperation = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };

interface StoreIterator<T> extends AsyncIterable<T> {
  close(): Promise<void>;
  return?: () => Promise<void>;
}

/** The part of dynalite's store that is used here; the package carries no types. */
interface DynaliteStore {
  db: {
    open(): Promise<void>;
    close(): Promise<void>;
    get(key: string): Promise<TableDefinition | undefined>;
    put(key: string, value: unknown): Promise<void>;
    batch(operations: BatchOperation[]): Promise<void>;
    clear(range: { gte: string; lt: string }): Promise<void>;
    keys(range: { gte: string; lt: string }): StoreIterator<string>;
    values(range: { gte: string; lt: string }): StoreIterator<Item>;
  };
}

interface DynaliteDb {
  create(options: { path: string }): DynaliteStore;
  createKey(item: Item, table: TableDefinition): string;
  getIndexActions(
    indexes: IndexDefinition[],
    existingItem: undefined,
    item: Item,
    table: TableDefinition,
  ): { puts: { index: string; key: string; item: Item }[] };
}

/** DynamoDB on this machine. */
export interface Tables extends Running {
  /** Answers a request of the DynamoDB protocol whose body has been read. */
  handle(request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>, response: AwsResponse, body: Buffer): void;
}

/** What a table begins with. */
export interface Seed {
  /** The table remembers the name, so that no later start puts the items in again. */
  readonly name: string;
  /** Makes the items if they will be asked for, at a moment when another process works. */
  readonly prepare?: () => void;
  /** The items as a document client takes them: texts, numbers, booleans, lists and maps; what is undefined is left out. */
  readonly items: () => Iterable<Readonly<Record<string, unknown>>>;
}

const BATCH_SIZE = 500;

const require = createRequire(import.meta.url);

/**
 * Starts dynalite on the tables of the template.
 *
 * @param options.rebuildIndexes after an unclean stop: an item and its index entries are separate writes there, so a
 *   kill between them leaves entries that disagree with their item
 */
export async function startTables(options: {
  path: string;
  template: Resources;
  region: string;
  accountId: string;
  rebuildIndexes: boolean;
  seed?: Seed | undefined;
  log: (line: string) => void;
}): Promise<Tables> {
  mkdirSync(options.path, { recursive: true });
  await prepareTables(options);

  const dynalite = require('dynalite') as (options: Record<string, unknown>) => Server;
  const server = dynalite({ path: options.path, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  // Requests are handed over in process. The server listens all the same, because dynalite closes its database only when a
  // listening server closes.
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    handle: (request, response, body) => {
      // dynalite throws, out of reach of any caller, when a client leaves in the middle of a body; this one is whole.
      const { method, url, headers } = request;
      const whole = Object.assign(new EventEmitter(), { method, url, headers });
      server.emit('request', whole, response);
      whole.emit('data', body);
      whole.emit('end');
    },
    stop: () =>
      new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

/** Brings the stored table definitions in line with the template, and the indexes in line with the items. */
async function prepareTables(options: Parameters<typeof startTables>[0]): Promise<void> {
  const dynaliteDb = require('dynalite/db') as DynaliteDb;
  assertWhole(options.path);
  const { db } = dynaliteDb.create({ path: options.path });
  await db.open();
  logWhatWasDropped(options.path, options.log);
  try {
    await letStreamsCloseIterators(db);
    readInPlace(db);
    for (const resource of options.template.resources('AWS::DynamoDB::GlobalTable')) {
      const wanted = definitionOf(resource);
      const key = `table~${wanted.TableName}`;
      const stored = await db.get(key);
      if (stored) assertSameKeys(stored, wanted);
      const changed = !stored || !isDeepStrictEqual(outline(stored), outline(wanted));
      if (changed) {
        if (stored) options.log(`table ${wanted.TableName}: its indexes changed in the template`);
        // Emptied before the definition is stored: a kill in between leaves the old definition, and the next start rebuilds.
        if (stored) await clearIndexes(db, stored);
        await db.put(key, tableRecord(wanted, options));
      }
      if (stored && (changed || options.rebuildIndexes)) {
        const items = await rebuildIndexes(db, dynaliteDb, wanted);
        options.log(`table ${wanted.TableName}: indexes rebuilt from ${items} items`);
      }
      if (options.seed) await putSeed(db, dynaliteDb, wanted, options.seed);
    }
  } finally {
    await db.close();
  }
}

/** The last bytes of a table of LevelDB: https://github.com/google/leveldb/blob/main/doc/table_format.md */
const TABLE_MAGIC = Buffer.from('57fb808b247547db', 'hex');

/**
 * Checks what LevelDB does not check at its start: without a file CURRENT it begins a new database over the files of the old
 * one, and it finds a damaged table at a read, or never.
 */
function assertWhole(path: string): void {
  const files = readdirSync(path);
  const isDatabase = files.some((file) => /^MANIFEST-|\.ldb$/.test(file));
  const broken = (why: string) => Object.assign(new Error(why), { code: 'LEVEL_CORRUPTION' });
  if (isDatabase && !files.includes('CURRENT')) throw broken('there is no CURRENT');
  for (const file of files.filter((name) => name.endsWith('.ldb'))) {
    const end = Buffer.alloc(TABLE_MAGIC.length);
    const table = openSync(`${path}/${file}`, 'r');
    readSync(table, end, 0, end.length, Math.max(0, fstatSync(table).size - end.length));
    closeSync(table);
    if (!end.equals(TABLE_MAGIC)) throw broken(`${file} is not a table`);
  }
}

/** LevelDB leaves out what it cannot read of its journal, and says so in its own log only. */
function logWhatWasDropped(path: string, log: (line: string) => void): void {
  const dropped = [...readFileSync(`${path}/LOG`, 'utf8').matchAll(/: dropping (\d+) bytes; Corruption/g)];
  if (dropped.length === 0) return;
  const bytes = dropped.reduce((sum, [, count]) => sum + Number(count), 0);
  log(
    `${path} was damaged: ${bytes} bytes of what was written last are lost. Delete the data directory to begin again`,
  );
}

/**
 * Lets dynalite close its iterators. It ends them by `return()`, which the iterators of its database lack: each would keep
 * the database as it was at its time, in memory and on disk, as long as the process lives.
 */
async function letStreamsCloseIterators(db: DynaliteStore['db']): Promise<void> {
  const nothing = { gte: '', lt: '' };
  for (const iterator of [db.keys(nothing), db.values(nothing)]) {
    const prototype = Object.getPrototypeOf(iterator) as StoreIterator<unknown>;
    prototype.return ??= function (this: StoreIterator<unknown>) {
      return this.close();
    };
    await iterator.close();
  }
}

/** The reads of classic-level, the database of dynalite: in a thread of a pool, and in the calling thread. */
interface Reads {
  _get(key: unknown, options: unknown): Promise<unknown>;
  _getSync?(key: unknown, options: unknown): unknown;
}

/**
 * Lets dynalite read in the calling thread. A read takes microseconds, and handing it to another thread and back takes
 * several times as long, twice a request, most of all when every core is busy.
 */
function readInPlace(db: object): void {
  for (let prototype = Object.getPrototypeOf(db); prototype; prototype = Object.getPrototypeOf(prototype)) {
    const reads = prototype as Partial<Reads>;
    if (!Object.hasOwn(prototype, '_get') || !reads._getSync) continue;
    reads._get = async function (this: Required<Reads>, key, options) {
      return this._getSync(key, options);
    };
    return;
  }
}

function definitionOf(resource: ResolvedResource): TableDefinition {
  const { name, properties } = resource;
  for (const property of ['StreamSpecification', 'LocalSecondaryIndexes']) {
    if (property in properties) throw new TemplateError(`${placeOf(resource)}: ${property} is not supported locally`);
  }
  const indexes = properties.GlobalSecondaryIndexes as IndexDefinition[] | undefined;
  return {
    TableName: name,
    KeySchema: properties.KeySchema as KeyPart[],
    AttributeDefinitions: properties.AttributeDefinitions as TableDefinition['AttributeDefinitions'],
    ...(indexes && { GlobalSecondaryIndexes: indexes.map(indexOf) }),
  };
}

function indexOf({ IndexName, KeySchema, Projection }: IndexDefinition): IndexDefinition {
  return { IndexName, KeySchema, Projection };
}

/** The part of a definition that decides how items and index entries are stored. */
function outline({ AttributeDefinitions, GlobalSecondaryIndexes = [] }: TableDefinition): unknown {
  return { attributes: AttributeDefinitions, indexes: GlobalSecondaryIndexes.map(indexOf) };
}

function assertSameKeys(stored: TableDefinition, wanted: TableDefinition): void {
  const keys = (table: TableDefinition) =>
    table.KeySchema.map(({ AttributeName, KeyType }) => {
      const type = table.AttributeDefinitions.find((attribute) => attribute.AttributeName === AttributeName);
      return `${AttributeName} (${KeyType}, ${type?.AttributeType})`;
    }).join(', ');
  if (keys(stored) === keys(wanted)) return;
  throw new Error(
    `table ${wanted.TableName} has the key ${keys(stored)} in the data directory and ${keys(wanted)} in the template. ` +
      'The key of a table with data cannot change: start with another data directory.',
  );
}

/** A table as dynalite stores it once it is ACTIVE. */
function tableRecord(definition: TableDefinition, local: { region: string; accountId: string }): unknown {
  const arn = `arn:aws:dynamodb:${local.region}:${local.accountId}:table/${definition.TableName}`;
  const noThroughput = { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 };
  return {
    ...definition,
    TableArn: arn,
    TableId: randomUUID(),
    CreationDateTime: Date.now() / 1000,
    ItemCount: 0,
    TableSizeBytes: 0,
    TableStatus: 'ACTIVE',
    ProvisionedThroughput: noThroughput,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    TableThroughputModeSummary: { TableThroughputMode: 'PAY_PER_REQUEST' },
    ...(definition.GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: definition.GlobalSecondaryIndexes.map((index) => ({
        ...index,
        IndexArn: `${arn}/index/${index.IndexName}`,
        IndexSizeBytes: 0,
        ItemCount: 0,
        IndexStatus: 'ACTIVE',
        ProvisionedThroughput: noThroughput,
      })),
    }),
  };
}

/** What the keys of an index begin with in the database. */
const prefixOf = (table: TableDefinition, index: string) => `index-global~${table.TableName}~${index}~`;

/** The end of a range of keys, as dynalite itself sets it. */
const RANGE_END = '\xff';

async function clearIndexes(db: DynaliteStore['db'], table: TableDefinition): Promise<void> {
  for (const { IndexName } of table.GlobalSecondaryIndexes ?? []) {
    const prefix = prefixOf(table, IndexName);
    await db.clear({ gte: prefix, lt: prefix + RANGE_END });
  }
}

/**
 * Puts a seed into a table, unless it is there: thousands of items take a second here, and ten times as long by requests. Its
 * name is written last, so a kill before that has the next start put in all of it again.
 */
async function putSeed(
  db: DynaliteStore['db'],
  dynaliteDb: DynaliteDb,
  table: TableDefinition,
  seed: Seed,
): Promise<void> {
  const name = `seed~${table.TableName}~${seed.name}`;
  if ((await db.get(name)) !== undefined) return;
  let batch: BatchOperation[] = [];
  for (const plain of seed.items()) {
    const item = attributesOf(plain);
    batch.push({ type: 'put', key: `item-${table.TableName}~${dynaliteDb.createKey(item, table)}`, value: item });
    batch.push(...indexEntries(dynaliteDb, table, item));
    if (batch.length >= BATCH_SIZE) {
      await db.batch(batch);
      batch = [];
    }
  }
  await db.batch([...batch, { type: 'put', key: name, value: true }]);
}

/** An item with the types of its attributes, as the protocol of DynamoDB and the database have it. */
function attributesOf(item: Readonly<Record<string, unknown>>): Item {
  const attributes = Object.entries(item).filter(([, value]) => value !== undefined);
  return Object.fromEntries(attributes.map(([name, value]) => [name, attributeOf(value)]));
}

function attributeOf(value: unknown): unknown {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(attributeOf) };
  if (typeof value === 'object' && value !== null) return { M: attributesOf(value as Record<string, unknown>) };
  throw new TypeError(`a seed holds no ${typeof value}`);
}

/** The entries of the indexes for an item that was not there. */
function indexEntries(dynaliteDb: DynaliteDb, table: TableDefinition, item: Item): BatchOperation[] {
  const { puts } = dynaliteDb.getIndexActions(table.GlobalSecondaryIndexes ?? [], undefined, item, table);
  return puts.map((put) => ({ type: 'put', key: prefixOf(table, put.index) + put.key, value: put.item }));
}

async function rebuildIndexes(
  db: DynaliteStore['db'],
  dynaliteDb: DynaliteDb,
  table: TableDefinition,
): Promise<number> {
  await clearIndexes(db, table);
  const itemPrefix = `item-${table.TableName}~`;
  let items = 0;
  let batch: BatchOperation[] = [];
  for await (const item of db.values({ gte: itemPrefix, lt: itemPrefix + RANGE_END })) {
    items += 1;
    batch.push(...indexEntries(dynaliteDb, table, item));
    if (batch.length >= BATCH_SIZE) {
      await db.batch(batch);
      batch = [];
    }
  }
  await db.batch(batch);
  return items;
}
