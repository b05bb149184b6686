/** A table that notes what it is asked for, and what is in it. */
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../shared/store/table.ts';
import { documentClient } from './document-client.ts';

interface Command {
  readonly input: {
    readonly IndexName?: string;
    readonly Limit?: number;
    readonly Key?: { pk: string };
    readonly Item?: { pk: string };
    readonly ExpressionAttributeValues?: Record<string, unknown>;
  };
}

/** The same table; each call to it is noted by its command, index, limit and kind of item, never by a key. */
export function recorded({ client, tableName, logger }: Table): { table: Table; calls: string[] } {
  const calls: string[] = [];
  const send = (command: Command) => {
    const { IndexName, Limit, Key, Item, ExpressionAttributeValues } = command.input;
    const partition = Key?.pk ?? Item?.pk ?? String(ExpressionAttributeValues?.[':pk'] ?? '');
    const of = IndexName ?? partition.split('#')[0];
    calls.push([command.constructor.name, of, Limit].filter((part) => part !== undefined).join(' '));
    return client.send(command as unknown as Parameters<DynamoDBDocumentClient['send']>[0]);
  };
  return { table: { tableName, logger, client: documentClient((command) => send(command as Command)) }, calls };
}

/** Every item of a table as text, in order. */
export async function itemsOf({ client, tableName }: Table): Promise<string[]> {
  const items: string[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: tableName, ExclusiveStartKey: from, ConsistentRead: true }),
    );
    items.push(...(page.Items ?? []).map((item) => JSON.stringify(item)));
    from = page.LastEvaluatedKey;
  } while (from);
  return items.toSorted();
}
