/** Counts what requests of the SDK are charged for. DynamoDB's come from a real engine; queues, bus and providers take everything. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Item, indexWriteUnits, itemBytes, readUnits, tableWriteUnits } from './capacity.ts';

/** What is charged for. */
export interface Usage {
  readUnits: number;
  tableWriteUnits: number;
  indexWriteUnits: number;
  sqsRequests: number;
  busEvents: number;
  topicMessages: number;
  apiRequests: number;
  invocations: number;
  gigabyteSeconds: number;
}

const noUsage = (): Usage => ({
  readUnits: 0,
  tableWriteUnits: 0,
  indexWriteUnits: 0,
  sqsRequests: 0,
  busEvents: 0,
  topicMessages: 0,
  apiRequests: 0,
  invocations: 0,
  gigabyteSeconds: 0,
});

/** SQS, SNS and EventBridge count a request for each piece of a payload of this size. */
const CHUNK_BYTES = 64 * 1024;
export const chunksOf = (bytes: number) => Math.max(1, Math.ceil(bytes / CHUNK_BYTES));

/** How long a queue takes to answer, about as on AWS: what is queued meanwhile goes with the next request. */
const SQS_MS = 5;

export interface Meter {
  /** What was counted since the last call of this. */
  take(): Usage;
  /** Adds what no request of the SDK shows: what AWS does between the functions. */
  add(usage: Partial<Usage>): void;
  /** What was put on a queue, or on the bus, since the last call of this; a queue goes by its name. */
  takeSent(name: string): string[];
  /** The queues with messages that nobody took. */
  unread(): string[];
}

interface Command {
  readonly input: Record<string, unknown>;
}
interface SdkClient {
  send(command: Command, ...rest: unknown[]): Promise<Record<string, unknown>>;
}
type Key = { pk: string; sk: string };
type Send = (command: Command) => Promise<Record<string, unknown>>;

/** What is put on the bus, for `takeSent`. */
export const BUS = 'bus';

/**
 * Meters every client of the SDK in this process: all of them send by one method.
 *
 * @param secret the text of every secret
 */
export function startMeter(secret: string): Meter {
  let usage = noUsage();
  const sent = new Map<string, string[]>();
  const put = (name: string, bodies: readonly string[]) =>
    void (bodies.length > 0 && sent.set(name, [...(sent.get(name) ?? []), ...bodies]));
  const add: Meter['add'] = (more) => {
    for (const [name, value] of Object.entries(more)) usage[name as keyof Usage] += value;
  };
  const base = Object.getPrototypeOf(SQSClient).prototype as SdkClient;
  const send = base.send;
  base.send = async function (this: SdkClient, command) {
    const pass: Send = (one) => send.call(this, one);
    const name = command.constructor.name;
    switch (this.constructor.name) {
      case 'DynamoDBDocumentClient':
        return meterTable(name, command, pass, add);
      case 'SQSClient': {
        const { QueueUrl, Entries, MessageBody } = command.input as { QueueUrl: string; MessageBody?: string } & {
          Entries?: { Id: string; MessageBody: string }[];
        };
        const bodies = Entries?.map((entry) => entry.MessageBody) ?? (MessageBody === undefined ? [] : [MessageBody]);
        add({ sqsRequests: chunksOf(bytesOf(bodies)) });
        put(QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1), bodies);
        await sleep(SQS_MS);
        return { Successful: Entries?.map(({ Id }) => ({ Id, MessageId: randomUUID() })), Failed: [] };
      }
      case 'EventBridgeClient': {
        const { Entries } = command.input as {
          Entries: { Source: string; DetailType: string; Detail: string }[];
        };
        add({ busEvents: Entries.reduce((sum, { Detail }) => sum + chunksOf(bytesOf([Detail])), 0) });
        put(
          BUS,
          Entries.map(({ Source, DetailType, Detail }) => envelopeOf(Source, DetailType, JSON.parse(Detail) as object)),
        );
        return { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: randomUUID() })) };
      }
      case 'SecretsManagerClient':
        return { SecretString: secret };
      case 'SNSClient':
      case 'SESClient':
        // What a provider takes for a message is not counted here.
        return { MessageId: randomUUID() };
      default:
        throw new Error(`the meter knows no ${this.constructor.name}`);
    }
  };
  return {
    add,
    take() {
      const taken = usage;
      usage = noUsage();
      return taken;
    },
    takeSent(name) {
      const taken = sent.get(name) ?? [];
      sent.delete(name);
      return taken;
    },
    unread: () => [...sent.keys()],
  };
}

export const bytesOf = (texts: readonly string[]) => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

/** An event as the bus puts it on a queue. */
export function envelopeOf(source: string, type: string, detail: object): string {
  return JSON.stringify({ version: '0', id: randomUUID(), 'detail-type': type, source, detail });
}

/** Sends a request to the table and counts its units. */
async function meterTable(name: string, command: Command, pass: Send, add: Meter['add']) {
  const { input } = command;
  const TableName = input.TableName as string;
  const now = async ({ pk, sk }: Key) =>
    (await pass(new GetCommand({ TableName, Key: { pk, sk }, ConsistentRead: true }) as unknown as Command)).Item as
      | Item
      | undefined;
  switch (name) {
    case 'GetCommand': {
      const answer = await pass(command);
      add({ readUnits: readUnits(itemBytes(answer.Item as Item | undefined), input.ConsistentRead === true) });
      return answer;
    }
    case 'BatchGetCommand': {
      const answer = await pass(command);
      const asked = Object.values(input.RequestItems as Record<string, { Keys: Key[]; ConsistentRead?: boolean }>);
      const found = Object.values((answer.Responses ?? {}) as Record<string, Item[]>).flat();
      const isConsistent = asked.some(({ ConsistentRead }) => ConsistentRead === true);
      const absent = asked.flatMap(({ Keys }) => Keys).length - found.length;
      // Each item is rounded by itself, and one that is not there costs as much as a small one.
      const units = found.reduce((sum, item) => sum + readUnits(itemBytes(item), isConsistent), 0);
      add({ readUnits: units + absent * readUnits(0, isConsistent) });
      return answer;
    }
    case 'QueryCommand': {
      // All that a query looks at counts, what it filters out and leaves out of its answer too.
      const { Items = [] } = await pass(new QueryCommand(unfiltered(input)) as unknown as Command);
      const bytes = (Items as Item[]).reduce((sum, item) => sum + itemBytes(item), 0);
      add({ readUnits: readUnits(bytes, input.ConsistentRead === true) });
      return pass(command);
    }
    case 'PutCommand':
    case 'UpdateCommand':
    case 'DeleteCommand': {
      const key = (input.Key ?? input.Item) as Key;
      const before = await now(key);
      try {
        return await pass(command);
      } finally {
        const after = await now(key);
        add({
          tableWriteUnits: tableWriteUnits(before, after),
          indexWriteUnits: indexWriteUnits(before, after),
        });
      }
    }
    case 'BatchWriteCommand': {
      const requests = Object.entries(
        input.RequestItems as Record<string, { PutRequest?: { Item: Key }; DeleteRequest?: { Key: Key } }[]>,
      ).flatMap(([, writes]) => writes.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key));
      const keys = requests.filter((key) => key !== undefined);
      const get = ({ pk, sk }: Key) => {
        const [table] = Object.keys(input.RequestItems as object);
        const read = new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true });
        return pass(read as unknown as Command).then(({ Item }) => Item as Item | undefined);
      };
      const before = await Promise.all(keys.map(get));
      const answer = await pass(command);
      const after = await Promise.all(keys.map(get));
      for (const index of keys.keys()) {
        add({
          tableWriteUnits: tableWriteUnits(before[index], after[index]),
          indexWriteUnits: indexWriteUnits(before[index], after[index]),
        });
      }
      return answer;
    }
    default:
      throw new Error(`the meter knows no ${name}`);
  }
}

/** A query without what it leaves out of its answer. A name or value that is not used is an error. */
function unfiltered(input: Record<string, unknown>): ConstructorParameters<typeof QueryCommand>[0] {
  const condition = String(input.KeyConditionExpression);
  const used = (words: unknown) =>
    Object.fromEntries(
      Object.entries((words ?? {}) as Record<string, unknown>).filter(([word]) =>
        new RegExp(`${word}(?![A-Za-z0-9_])`).test(condition),
      ),
    );
  const names = used(input.ExpressionAttributeNames) as Record<string, string>;
  return {
    TableName: input.TableName as string,
    IndexName: input.IndexName as string | undefined,
    ConsistentRead: input.ConsistentRead as boolean | undefined,
    KeyConditionExpression: condition,
    ExpressionAttributeNames: Object.keys(names).length > 0 ? names : undefined,
    ExpressionAttributeValues: used(input.ExpressionAttributeValues),
    ScanIndexForward: input.ScanIndexForward as boolean | undefined,
    Limit: input.Limit as number | undefined,
    ExclusiveStartKey: input.ExclusiveStartKey as Record<string, unknown> | undefined,
  };
}
