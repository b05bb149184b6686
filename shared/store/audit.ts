import { type AuditEntry, auditEntrySchema } from '../domain/audit.ts';
import type { EstablishmentId } from '../domain/ids.ts';
import { epochSecondsAfter } from '../domain/time.ts';
import { type Key, type Page, type PageRequest, putIf, queryPage, type Table, updateIf } from './table.ts';

const REFUSAL = '#refusal';

const partitionOf = (establishmentId: EstablishmentId) => `AUDIT#${establishmentId}`;
const keyOf = (establishmentId: EstablishmentId, { at, id }: Pick<AuditEntry, 'at' | 'id'>): Key => ({
  pk: partitionOf(establishmentId),
  sk: `${at}#${id}`,
});

/** Writes an entry, once and for all. */
export async function appendAudit(
  table: Table,
  establishmentId: EstablishmentId,
  entry: AuditEntry,
  keptMs: number,
): Promise<void> {
  // Ids are random: one that is there is this entry, whose answer was lost.
  await putIf(table, {
    Item: {
      ...keyOf(establishmentId, entry),
      ...entry,
      expiresAtEpochSeconds: epochSecondsAfter(new Date(entry.at), keptMs),
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
}

/** Writes beside an entry why nothing came of it. The entry itself stays as it was written. */
export async function appendAuditRefusal(
  table: Table,
  establishmentId: EstablishmentId,
  entry: AuditEntry,
  refusal: string,
  keptMs: number,
): Promise<void> {
  const { pk, sk } = keyOf(establishmentId, entry);
  await putIf(table, {
    Item: {
      pk,
      sk: `${sk}${REFUSAL}`,
      refusal,
      expiresAtEpochSeconds: epochSecondsAfter(new Date(entry.at), keptMs),
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
}

/** What was changed in an establishment through the API, newest first, each entry with its refusal; strongly consistent. */
export function listAudit(
  table: Table,
  of: { establishmentId: EstablishmentId; from?: string; to?: string },
  page: Pick<PageRequest<AuditEntry>, 'limit' | 'after' | 'keep'>,
): Promise<Page<AuditEntry>> {
  const refusals = new Map<string, unknown>();
  return queryPage(table, {
    partition: partitionOf(of.establishmentId),
    range: { from: of.from, to: of.to },
    newestFirst: true,
    kind: 'audit-entry',
    // Newest first, a refusal comes right before its entry.
    parse: (item) => {
      const sk = String(item.sk);
      if (!sk.endsWith(REFUSAL)) return auditEntrySchema.parse({ refusal: refusals.get(sk), ...item });
      refusals.set(sk.slice(0, -REFUSAL.length), item.refusal);
      return undefined;
    },
    ...page,
  });
}

/** Puts a reference in the place of the identity number that an entry is about; everything else of it stays. */
export async function anonymiseAudit(
  table: Table,
  establishmentId: EstablishmentId,
  entry: AuditEntry,
  reference: string,
): Promise<void> {
  await updateIf(table, {
    Key: keyOf(establishmentId, entry),
    UpdateExpression: 'SET identityNumber = :reference',
    ConditionExpression: 'identityNumber = :identityNumber',
    ExpressionAttributeValues: { ':reference': reference, ':identityNumber': entry.identityNumber },
  });
}
