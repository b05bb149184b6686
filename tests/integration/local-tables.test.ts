import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
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
    const rounds = 1000;
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
