import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { batchesOf } from '../../shared/batches.ts';
import { identityNumberSchema } from '../../shared/domain/ids.ts';
import { syncSearchRows } from '../../shared/store/search.ts';
import type { Table } from '../../shared/store/table.ts';
import { count } from './output.ts';
import type { System } from './system.ts';

/** People whose rows are written at once. */
const AT_ONCE = 10;

/** `index-people`: writes the rows by which establishments find their people, where they are missing or wrong. */
export async function indexPeople({ table }: System, signal: AbortSignal): Promise<void> {
  let people = 0;
  let position: Record<string, unknown> | undefined;
  do {
    const page = await presentPeople(table, position);
    for (const batch of batchesOf(page.people, AT_ONCE)) {
      if (signal.aborted) throw new Error(`ended after ${count(people, 'affiliation')}: run it again`);
      await Promise.all(batch.map((identityNumber) => syncSearchRows(table, identityNumber)));
      people += batch.length;
    }
    position = page.next;
  } while (position);
  console.log(`${count(people, 'affiliation')} looked at: the rows of search are as they should be.`);
}

/** A page of the whole table: the numbers of people who belong to an establishment. */
async function presentPeople({ client, tableName }: Table, after: Record<string, unknown> | undefined) {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new ScanCommand({
      TableName: tableName,
      FilterExpression: 'attribute_exists(presentAt)',
      ProjectionExpression: 'identityNumber',
      ExclusiveStartKey: after,
    }),
  );
  const people = Items.map(({ identityNumber }) => identityNumberSchema.parse(identityNumber));
  return { people, next: LastEvaluatedKey };
}
