import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  type BatchWriteCommandInput,
  DeleteCommand,
  type DeleteCommandInput,
  GetCommand,
  type GetCommandInput,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { INDEXES, type IndexName, projectedAttributes } from '../../../shared/store/table.ts';
import { conditionHolds, ExpressionError, type Item, updated } from './expressions.ts';

/** A DynamoDB table in memory, as a document client sees it: each call takes effect at once and as a whole. */
export interface FakeTable {
  /** @throws ConditionalCheckFailedException, or ExpressionError for what this table does not know */
  execute(command: unknown): object;
  /** A copy of an item. */
  read(pk: string, sk: string): Item | undefined;
  /** Copies of all items. */
  all(): Item[];
}

type Conditional = Pick<
  PutCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

export function createFakeTable(): FakeTable {
  const partitions = new Map<string, Map<string, Item>>();
  const find = (key: Item | undefined) => partitions.get(String(key?.pk))?.get(String(key?.sk));
  const store = (item: Item) => {
    const { pk, sk } = item;
    if (typeof pk !== 'string' || typeof sk !== 'string') throw new ExpressionError('an item needs pk and sk');
    let partition = partitions.get(pk);
    if (!partition) {
      partition = new Map();
      partitions.set(pk, partition);
    }
    partition.set(sk, item);
  };
  const check = (item: Item | undefined, input: Conditional) => {
    const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = input;
    if (ConditionExpression === undefined) return;
    if (!conditionHolds(ConditionExpression, item ?? {}, ExpressionAttributeNames, ExpressionAttributeValues)) {
      throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
    }
  };

  const get = ({ Key, ConsistentRead, ...rest }: GetCommandInput) => {
    refuseOthers(rest, ['TableName']);
    if (!ConsistentRead) throw new ExpressionError('a read that is not strongly consistent decides nothing here');
    const item = find(Key);
    return item ? { Item: copyOf(item) } : {};
  };
  const put = ({ Item, ...rest }: PutCommandInput) => {
    refuseOthers(rest, CONDITIONAL);
    check(find(Item), rest);
    store(copyOf(Item ?? {}));
    return {};
  };
  const remove = ({ Key, ...rest }: DeleteCommandInput) => {
    refuseOthers(rest, CONDITIONAL);
    check(find(Key), rest);
    partitions.get(String(Key?.pk))?.delete(String(Key?.sk));
    return {};
  };
  /** Writes without a condition; this table leaves none of them over. */
  const writeBatch = ({ RequestItems = {}, ...rest }: BatchWriteCommandInput) => {
    refuseOthers(rest, []);
    for (const { PutRequest, DeleteRequest } of Object.values(RequestItems).flat()) {
      if (PutRequest) store(copyOf(PutRequest.Item ?? {}));
      else partitions.get(String(DeleteRequest?.Key?.pk))?.delete(String(DeleteRequest?.Key?.sk));
    }
    return {};
  };
  const update = ({ Key, UpdateExpression, ReturnValues, ...rest }: UpdateCommandInput) => {
    refuseOthers(rest, CONDITIONAL);
    const known = find(Key);
    check(known, rest);
    const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = rest;
    const item = copyOf(updated(UpdateExpression ?? '', known ?? { ...Key }, names, values));
    store(item);
    return ReturnValues === 'ALL_NEW' ? { Attributes: copyOf(item) } : {};
  };
  /** A page of an index; entries with the same key are not told apart, because none of the indexes here has two. */
  const queryIndex = ({
    IndexName,
    KeyConditionExpression = '',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    Limit = Number.POSITIVE_INFINITY,
    ExclusiveStartKey,
    ScanIndexForward,
    ConsistentRead,
    ...rest
  }: QueryCommandInput) => {
    refuseOthers(rest, ['TableName']);
    const index = INDEXES[IndexName as IndexName];
    const { partitionKey, sortKey } = index;
    if (names?.['#partition'] !== partitionKey || ConsistentRead || ScanIndexForward === false) {
      throw new ExpressionError(`not known of ${IndexName}: ${KeyConditionExpression}`);
    }
    const isIn = RANGES[KeyConditionExpression];
    if (!isIn) throw new ExpressionError(`not known: ${KeyConditionExpression}`);
    const found = [...partitions.values()]
      .flatMap((partition) => [...partition.values()])
      .filter((item) => item[partitionKey] === values?.[':partition'] && typeof item[sortKey] === 'string')
      .filter((item) => isIn(String(item[sortKey]), values?.[':from'], values?.[':to']))
      .filter((item) => !ExclusiveStartKey || String(item[sortKey]) > ExclusiveStartKey[sortKey])
      .sort((a, b) => (String(a[sortKey]) < String(b[sortKey]) ? -1 : 1));
    const keysOf = (item: Item) => ({
      ...{ pk: item.pk, sk: item.sk, [partitionKey]: item[partitionKey], [sortKey]: item[sortKey] },
    });
    const projected = projectedAttributes(IndexName as IndexName);
    const page = found.slice(0, Limit);
    const last = page.at(-1);
    return {
      Items: page.map((item) =>
        copyOf(projected ? Object.fromEntries(projected.map((name) => [name, item[name]])) : item),
      ),
      // Also where nothing follows: DynamoDB stops at the limit without looking further.
      ...(last && page.length === Limit && { LastEvaluatedKey: keysOf(last) }),
    };
  };
  const query = ({ KeyConditionExpression, ExpressionAttributeValues, ConsistentRead, ...rest }: QueryCommandInput) => {
    if (rest.IndexName) {
      return queryIndex({ KeyConditionExpression, ExpressionAttributeValues, ConsistentRead, ...rest });
    }
    refuseOthers(rest, ['TableName']);
    const isBounded = KeyConditionExpression === 'pk = :pk AND sk < :before';
    if (!isBounded && KeyConditionExpression !== 'pk = :pk') {
      throw new ExpressionError(`not known: ${KeyConditionExpression}`);
    }
    if (!ConsistentRead) throw new ExpressionError('a read that is not strongly consistent decides nothing here');
    const partition = partitions.get(String(ExpressionAttributeValues?.[':pk']));
    const before = ExpressionAttributeValues?.[':before'];
    const found = [...(partition ?? [])].filter(([sk]) => !isBounded || sk < before);
    const sorted = found.sort(([a], [b]) => (a < b ? -1 : 1));
    return { Items: sorted.map(([, item]) => copyOf(item)) };
  };

  return {
    execute(command) {
      if (command instanceof GetCommand) return get(command.input);
      if (command instanceof PutCommand) return put(command.input);
      if (command instanceof UpdateCommand) return update(command.input);
      if (command instanceof DeleteCommand) return remove(command.input);
      if (command instanceof QueryCommand) return query(command.input);
      if (command instanceof BatchWriteCommand) return writeBatch(command.input);
      throw new ExpressionError('not a command of this table');
    },
    read(pk, sk) {
      const item = find({ pk, sk });
      return item && copyOf(item);
    },
    all: () => [...partitions.values()].flatMap((partition) => [...partition.values()].map(copyOf)),
  };
}

/** The conditions on the keys of an index, and whether a sort key meets them. */
const RANGES: Readonly<Record<string, (key: string, from: string, to: string) => boolean>> = {
  '#partition = :partition': () => true,
  '#partition = :partition AND #sort >= :from': (key, from) => key >= from,
  '#partition = :partition AND #sort < :to': (key, _from, to) => key < to,
  '#partition = :partition AND #sort BETWEEN :from AND :to': (key, from, to) => key >= from && key <= to,
};

const CONDITIONAL = ['TableName', 'ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'];

/** What a request holds and this table would leave out of account is an error. */
function refuseOthers(rest: object, known: readonly string[]): void {
  const others = Object.entries(rest).filter(([name, value]) => value !== undefined && !known.includes(name));
  if (others.length > 0) throw new ExpressionError(`not known: ${others.map(([name]) => name).join(', ')}`);
}

/** A deep copy as a document client makes it: what is undefined is left out. */
function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function' || typeof value === 'symbol') throw new ExpressionError('cannot be stored');
    return value;
  }
  if (value instanceof Set) return new Set(value) as T;
  if (Array.isArray(value)) return value.filter((one) => one !== undefined).map(copyOf) as T;
  if (Object.getPrototypeOf(value) !== Object.prototype) throw new ExpressionError('neither a map nor a list');
  const copy: Item = {};
  for (const [name, one] of Object.entries(value)) if (one !== undefined) copy[name] = copyOf(one);
  return copy as T;
}
