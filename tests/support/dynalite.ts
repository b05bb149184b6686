import { EventEmitter } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, type Projection } from '@aws-sdk/client-dynamodb';
import { connectTable, INDEXES, type IndexName, type Table } from '../../shared/store/table.ts';
import { silence } from './logger.ts';

const require = createRequire(import.meta.url);

/** A DynamoDB in memory. */
export interface Dynalite {
  /** Where it answers. */
  readonly url: string;
  /** A new, empty table with the keys and indexes that the stores declare (the stack makes its own from the same). */
  newTable(): Promise<Table>;
  stop(): Promise<void>;
}

export async function startDynalite(): Promise<Dynalite> {
  const dynalite = require('dynalite') as (options: Record<string, unknown>) => Server;
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  // Node closes idle connections after five seconds, which a slow machine takes between two calls of a client.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const [answer] = server.listeners('request') as RequestListener[];
  if (!answer) throw new Error('dynalite answers no requests');
  const client = new DynamoDBClient({
    endpoint: url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    signer: { sign: async (request) => request },
    requestHandler: { handle: (request: HttpRequest) => handOver(request, answer) },
  });
  let tables = 0;
  return {
    url,
    async newTable() {
      tables += 1;
      const tableName = `Table-${tables}`;
      await createTable(client, tableName);
      return connectTable(tableName, { client, logger: silence });
    },
    async stop() {
      client.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** A request as the SDK hands it to what sends it. */
interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: Uint8Array;
}

/** What dynalite wants to see of a signature, which it does not check. */
const SIGNED = {
  'x-amz-date': '20261122T000000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=-, SignedHeaders=-, Signature=-',
};

/**
 * Hands a request of the SDK to dynalite in this process. Sockets and signatures take almost half of the time of a call, and
 * no test of the stores looks at them.
 */
function handOver({ method, path, headers, body = new Uint8Array() }: HttpRequest, answer: RequestListener) {
  return new Promise<{ response: { statusCode: number; headers: Record<string, string>; body: Uint8Array } }>(
    (resolve) => {
      const incoming = Object.assign(new EventEmitter(), { method, url: path, headers: { ...headers, ...SIGNED } });
      const answered: Record<string, string> = {};
      const outgoing = {
        statusCode: 200,
        setHeader: (name: string, value: unknown) => {
          answered[name.toLowerCase()] = String(value);
        },
        end: (text: string) =>
          resolve({ response: { statusCode: outgoing.statusCode, headers: answered, body: Buffer.from(text) } }),
      };
      // As with a socket, other work that waits comes first.
      setImmediate(() => {
        (answer as (incoming: unknown, outgoing: unknown) => void)(incoming, outgoing);
        incoming.emit('data', Buffer.from(body.buffer, body.byteOffset, body.byteLength));
        incoming.emit('end');
      });
    },
  );
}

async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const indexes = Object.entries(INDEXES);
  const attributes = new Set([
    'pk',
    'sk',
    ...indexes.flatMap(([, { partitionKey, sortKey }]) => [partitionKey, sortKey]),
  ]);
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...attributes].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
      KeySchema: keySchema('pk', 'sk'),
      GlobalSecondaryIndexes: indexes.map(([name, index]) => ({
        IndexName: name,
        KeySchema: keySchema(index.partitionKey, index.sortKey),
        Projection: projectionOf(index),
      })),
    }),
  );
  for (;;) {
    const { Table: table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    const states = [table?.TableStatus, ...(table?.GlobalSecondaryIndexes ?? []).map(({ IndexStatus }) => IndexStatus)];
    if (states.every((state) => state === 'ACTIVE')) return;
    // biome-ignore lint/style/noRestrictedGlobals: it pauses between two looks at a table that is being created.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function projectionOf(index: (typeof INDEXES)[IndexName]): Projection {
  if (!('attributes' in index)) return { ProjectionType: 'ALL' };
  const NonKeyAttributes = [...index.attributes];
  return NonKeyAttributes.length === 0
    ? { ProjectionType: 'KEYS_ONLY' }
    : { ProjectionType: 'INCLUDE', NonKeyAttributes };
}

function keySchema(partitionKey: string, sortKey: string) {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
}
