import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  QueryCommand as DocumentQueryCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTables, type Tables } from '../../infra/local/services/dynamodb/tables.ts';
import { readBody } from '../../infra/local/support/http.ts';
import { resource, templateOf } from '../support/resources.ts';

const LOCAL = { region: 'us-east-1', accountId: '000000000000' };
const ITEM_BYTES = 60_000;

describe('a table that is written and queried for long', () => {
  const directory = mkdtempSync(`${tmpdir()}/local-tables-`);
  const server = createServer();
  let tables: Tables;
  let client: DynamoDBClient;

  beforeAll(async () => {
    tables = await startTables({
      ...LOCAL,
      path: directory,
      rebuildIndexes: false,
      log: () => undefined,
      template: templateOf(
        resource('AWS::DynamoDB::GlobalTable', 'people', {
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        }),
      ),
    });
    server.on('request', async (request, response) => {
      tables.handle(request, response, await readBody(request, 1_000_000));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: LOCAL.region,
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
  });
  afterAll(async () => {
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
    await tables.stop();
    rmSync(directory, { recursive: true });
  });

  it('keeps current items on the disk, not every state in which they were read', async () => {
    const rounds = 500;
    for (let round = 0; round < rounds; round += 1) {
      const item = { pk: { S: 'person' }, photo: { S: randomBytes(ITEM_BYTES / 2).toString('hex') } };
      await client.send(new PutItemCommand({ TableName: 'people', Item: item }));
      const { Items } = await client.send(
        new QueryCommand({
          TableName: 'people',
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: 'person' } },
          // A query that stops early has an iterator to close too.
          ...(round % 2 === 0 && { Limit: 1 }),
        }),
      );
      expect(Items).toEqual([item]);
    }
    const bytes = readdirSync(directory).reduce((sum, file) => sum + statSync(`${directory}/${file}`).size, 0);
    // Hexadecimal digits are compressed to half; what is replaced goes at the next compaction, after some megabytes.
    expect(bytes).toBeLessThan((rounds * ITEM_BYTES) / 3);
  });
});

describe('a seed', () => {
  const directory = mkdtempSync(`${tmpdir()}/local-tables-`);
  afterAll(() => rmSync(directory, { recursive: true }));

  /** Starts the tables with a seed, asks them, and stops them. */
  async function withSeed(
    items: () => Iterable<Record<string, unknown>>,
    ask: (client: DynamoDBDocumentClient) => Promise<void>,
  ): Promise<void> {
    const tables = await startTables({
      ...LOCAL,
      path: directory,
      rebuildIndexes: false,
      log: () => undefined,
      seed: { name: 'people', items },
      template: templateOf(
        resource('AWS::DynamoDB::GlobalTable', 'people', {
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          AttributeDefinitions: ['pk', 'town', 'since'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
          GlobalSecondaryIndexes: [
            {
              IndexName: 'towns',
              KeySchema: [
                { AttributeName: 'town', KeyType: 'HASH' },
                { AttributeName: 'since', KeyType: 'RANGE' },
              ],
              Projection: { ProjectionType: 'ALL' },
            },
          ],
        }),
      ),
    });
    const server = createServer(async (request, response) => {
      tables.handle(request, response, await readBody(request, 1_000_000));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: LOCAL.region,
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    try {
      await ask(DynamoDBDocumentClient.from(client));
    } finally {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
      await tables.stop();
    }
  }

  const person = (index: number) => ({
    pk: `person ${String(index).padStart(4, '0')}`,
    ...(index % 2 === 0 && { town: 'جدة', since: `${2000 + (index % 20)}` }),
    facts: [{ at: '2026-01-01', revision: index }],
    present: true,
    left: undefined,
  });
  const SEEDED = 1201;

  it('that breaks off is put in again, whole', async () => {
    const broken = function* () {
      for (let index = 0; index < 700; index += 1) yield person(index);
      throw new Error('the seed broke off');
    };
    await expect(withSeed(broken, async () => undefined)).rejects.toThrow('the seed broke off');
  });

  it('is read as items that were written by requests, by their keys and by the indexes', async () => {
    const all = Array.from({ length: SEEDED }, (_, index) => person(index));
    await withSeed(
      () => all,
      async (client) => {
        for (const index of [0, 1, 777, SEEDED - 1]) {
          const { left: _left, ...stored } = person(index);
          const { Item } = await client.send(new GetCommand({ TableName: 'people', Key: { pk: stored.pk } }));
          expect(Item).toEqual(stored);
        }
        const { Count } = await client.send(
          new DocumentQueryCommand({
            TableName: 'people',
            IndexName: 'towns',
            KeyConditionExpression: 'town = :town',
            ExpressionAttributeValues: { ':town': 'جدة' },
          }),
        );
        expect(Count).toBe(Math.ceil(SEEDED / 2));
        // An item that is written over leaves the index by what it was.
        await client.send(new PutCommand({ TableName: 'people', Item: { pk: person(0).pk } }));
        const { Items } = await client.send(
          new DocumentQueryCommand({
            TableName: 'people',
            IndexName: 'towns',
            KeyConditionExpression: 'town = :town AND since = :since',
            ExpressionAttributeValues: { ':town': 'جدة', ':since': '2000' },
          }),
        );
        expect(Items?.map(({ pk }) => pk)).not.toContain(person(0).pk);
        expect(Items?.map(({ pk }) => pk)).toContain(person(20).pk);
      },
    );
  });

  it('is not put in by a later start', async () => {
    const again = () => {
      throw new Error('it is put in again');
    };
    await withSeed(again, async (client) => {
      const { Item } = await client.send(new GetCommand({ TableName: 'people', Key: { pk: person(0).pk } }));
      expect(Item).toEqual({ pk: person(0).pk });
    });
  });
});
