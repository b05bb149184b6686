import {
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { queryPage, type Table } from '../../../shared/store/table.ts';
import { documentClient } from '../../support/document-client.ts';
import { type Dynalite, startDynalite } from '../../support/dynalite.ts';
import { createFakeTable, type FakeTable } from './dynamodb.ts';

let dynalite: Dynalite;
let table: Table;

beforeAll(async () => {
  dynalite = await startDynalite();
  table = await dynalite.newTable();
});
afterAll(() => dynalite.stop());

type Conditional = Pick<
  PutCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;
type Operation =
  | { kind: 'get' | 'query' | 'before' | 'batch' }
  | { kind: 'put' | 'delete' | 'update'; with: Conditional & { UpdateExpression?: string } };

/** Few values, so that conditions hold about as often as they do not; of several types, so that types count. */
const value = fc.constantFrom<unknown>('a', 'b', '', 'sending', 0, 1, 2, 10, true, undefined);
const KEY_TEXT = fc.constantFrom('one', 'two');

/** Conditions of the shapes that the stores write. */
const condition = fc.constantFrom<string | undefined>(
  undefined,
  'attribute_not_exists(pk)',
  'attribute_exists(pk)',
  'attribute_not_exists(pk) OR a < :x',
  'a = :x',
  'a <= :x',
  'a > :x AND b >= :y',
  '#a = :x AND b = :y',
  'NOT a = :x OR attribute_exists(b) AND c = :y',
  '(a = :x OR b = :y) AND attribute_not_exists(c)',
  '#a IN (:x, :y) AND (attribute_not_exists(b) OR b < :z)',
  ':x = a',
  'attribute_not_exists(history[1]) OR history[1] <= :x',
  'attribute_exists(history[0]) AND #a = :x',
);

/** Updates of the shapes that the stores write, and what of them goes wrong. */
const update = fc.constantFrom(
  'SET a = :x',
  'SET #a = :x, b = :y REMOVE c, history',
  'SET a = b, b = :x',
  'SET a = a + :one',
  'SET a = if_not_exists(a, :x), b = if_not_exists(b, a)',
  'SET history = list_append(history, :list)',
  'SET history = list_append(if_not_exists(history, :list), :list)',
  'SET a = :x, b = a + :one, history = list_append(:list, history)',
  'ADD a :one SET b = :y',
  'ADD a :one REMOVE b',
  'ADD tags :set',
  'REMOVE a, b, history',
);

/** Only the placeholders that the expressions name: DynamoDB refuses all others. */
function given(expressions: readonly (string | undefined)[], values: Record<string, unknown>): Conditional {
  const text = expressions.join(' ');
  const used = Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(text));
  return {
    ...(text.includes('#a') && { ExpressionAttributeNames: { '#a': 'a' } }),
    ...(used.length > 0 && { ExpressionAttributeValues: Object.fromEntries(used) }),
  };
}

/** DynamoDB refuses an order of anything but texts and numbers before it looks at an item; no store asks for one. */
const scalar = fc.constantFrom<unknown>('a', 'b', 'sending', 0, 1, 2, 10);
const operand = fc.record({ ':x': scalar, ':y': scalar, ':z': scalar, ':one': fc.constantFrom(1, 5) });
const item = fc.record({ a: value, b: value, c: value, history: fc.constantFrom(undefined, [], [{ at: 'a' }]) });

const operation: fc.Arbitrary<Operation & { sk: string; item: Record<string, unknown> }> = fc
  .record({
    kind: fc.constantFrom('get', 'query', 'before', 'batch', 'put', 'put', 'update', 'update', 'update', 'delete'),
    sk: KEY_TEXT,
    item,
    condition,
    update,
    operand,
  })
  .map(({ kind, condition: ConditionExpression, update: UpdateExpression, operand: operands, ...rest }) => {
    if (kind === 'get' || kind === 'query' || kind === 'before' || kind === 'batch') return { ...rest, kind };
    const expressions = kind === 'update' ? [ConditionExpression, UpdateExpression] : [ConditionExpression];
    const values = { ...operands, ':list': [{ at: 'b' }, 'c'], ':set': new Set([`tag ${operands[':one']}`]) };
    return {
      ...rest,
      kind: kind as 'put' | 'delete' | 'update',
      with: {
        ...(ConditionExpression && { ConditionExpression }),
        ...(kind === 'update' && { UpdateExpression }),
        ...given(expressions, values),
      },
    };
  });

function commandOf(pk: string, one: Operation & { sk: string; item: Record<string, unknown> }) {
  const TableName = table.tableName;
  const Key = { pk, sk: one.sk };
  switch (one.kind) {
    case 'get':
      return new GetCommand({ TableName, Key, ConsistentRead: true });
    case 'query':
      return new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
      });
    case 'before':
      return new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk < :before',
        ExpressionAttributeValues: { ':pk': pk, ':before': one.sk },
        ConsistentRead: true,
      });
    case 'batch': {
      const other = { pk, sk: one.sk === 'one' ? 'two' : 'one' };
      const put = { PutRequest: { Item: { ...Key, ...one.item } } };
      return new BatchWriteCommand({ RequestItems: { [TableName]: [put, { DeleteRequest: { Key: other } }] } });
    }
    case 'put':
      return new PutCommand({ TableName, Item: { ...Key, ...one.item }, ...one.with });
    case 'delete':
      return new DeleteCommand({ TableName, Key, ...one.with });
    case 'update':
      return new UpdateCommand({ TableName, Key, ReturnValues: 'ALL_NEW', ...one.with });
  }
}

/** The answer to a call, or the name of its error. */
async function outcomeOf(call: () => object | Promise<object>): Promise<object> {
  try {
    const { Item, Items, Attributes } = (await call()) as Record<string, unknown>;
    return { Item, Items, Attributes };
  } catch (error) {
    return { error: (error as Error).name };
  }
}

let partitions = 0;

it('answers as a real engine does, whatever the operations', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 3, maxLength: 12 }), async (operations) => {
      partitions += 1;
      const pk = `partition-${partitions}`;
      const fake: FakeTable = createFakeTable();
      for (const one of operations) {
        const expected = await outcomeOf(() => table.client.send(commandOf(pk, one) as PutCommand));
        expect(await outcomeOf(() => fake.execute(commandOf(pk, one)))).toEqual(expected);
      }
    }),
    { numRuns: 100 },
  );
});

it('answers pages of an index as a real engine does, of keys alone and of whole items', async () => {
  const entry = fc.record({ of: fc.constantFrom('one', 'two'), at: fc.integer({ min: 0, max: 30 }) });
  const bound = fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined });
  const sortKey = (at: number | undefined) => (at === undefined ? undefined : String(at).padStart(2, '0'));
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(entry, { maxLength: 12, selector: ({ of, at }) => `${of} ${at}` }),
      fc.record({ from: bound, to: bound, limit: fc.integer({ min: 1, max: 4 }) }),
      async (entries, { from, to, limit }) => {
        partitions += 1;
        const place = `index-${partitions}`;
        const fake = createFakeTable();
        const faked: Table = { ...table, client: documentClient(async (command) => fake.execute(command)) };
        for (const { of, at } of entries) {
          const keys = { unsettledShard: `${place} ${of}`, unsettledSince: sortKey(at) };
          const due = { reminderShard: `${place} ${of}`, reminderDue: sortKey(at) };
          const put = new PutCommand({
            TableName: table.tableName,
            Item: { pk: `${place} ${of}`, sk: String(at), a: at, ...keys, ...due },
          });
          await table.client.send(put);
          fake.execute(put);
        }
        for (const index of ['unsettled', 'due-reminders'] as const) {
          const pagesOf = async (one: Table) => {
            const pages: object[] = [];
            let after: Readonly<Record<string, string>> | undefined;
            do {
              const page = await queryPage(one, {
                ...{ index, partition: `${place} one`, kind: 'notification' as const, limit, after },
                range: { from: sortKey(from), to: sortKey(to) },
                parse: (item) => item,
                keep: () => true,
              });
              pages.push(page);
              after = page.next;
            } while (after);
            return pages;
          };
          expect(await pagesOf(faked)).toEqual(await pagesOf(table));
        }
      },
    ),
    { numRuns: 40 },
  );
});

it.each(['SET a.b = :x', 'SET a = size(b)', 'SET a = a - :x', 'DELETE a :x', 'SET a = :x b'])(
  'does not pretend to know %s',
  (UpdateExpression) => {
    const update = new UpdateCommand({
      TableName: 'Table',
      Key: { pk: 'a', sk: 'b' },
      UpdateExpression,
      ExpressionAttributeValues: { ':x': 1 },
    });
    expect(() => createFakeTable().execute(update)).toThrow('not understood');
  },
);

it.each(['begins_with(a, :x)', 'a BETWEEN :x AND :x', 'a <> :x', 'a = :x b = :x', 'contains(a, :x)'])(
  'does not pretend to know the condition %s',
  (ConditionExpression) => {
    const put = new PutCommand({
      TableName: 'Table',
      Item: { pk: 'a', sk: 'b' },
      ConditionExpression,
      ExpressionAttributeValues: { ':x': 1 },
    });
    expect(() => createFakeTable().execute(put)).toThrow('not understood');
  },
);
