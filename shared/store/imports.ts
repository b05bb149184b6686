/** Imports of an establishment: one item each, and one that names the import that others wait for. */
import type { EstablishmentId } from '../domain/ids.ts';
import { type Import, type ImportStatus, importSchema } from '../domain/imports.ts';
import { DAY_MS, epochSecondsAfter } from '../domain/time.ts';
import {
  deleteIf,
  getItem,
  type Key,
  type Page,
  type PageRequest,
  putIf,
  queryPage,
  type Table,
  updateIf,
} from './table.ts';

/** How long an import is listed. Its files are gone long before. */
const KEPT_MS = 30 * DAY_MS;

/** Names an import. */
export type ImportKey = Pick<Import, 'establishmentId' | 'id'>;

const partitionOf = (establishmentId: EstablishmentId) => `IMPORTS#${establishmentId}`;
const keyOf = ({ establishmentId, id }: ImportKey): Key => ({ pk: partitionOf(establishmentId), sk: id });
/** The import that others of its establishment wait for while it is not over. */
const placeKey = (establishmentId: EstablishmentId): Key => ({ pk: `ESTABLISHMENT#${establishmentId}`, sk: 'IMPORT' });

const parse = (item: Readonly<Record<string, unknown>>): Import => importSchema.parse(item);

/** What a new import consists of. */
export type NewImport = Pick<Import, 'id' | 'establishmentId' | 'fileName' | 'mode' | 'language' | 'createdAt'>;

/** Stores a new import, which waits for its file. */
export async function createImport(table: Table, created: NewImport): Promise<Import> {
  const { createdAt } = created;
  const item = { ...keyOf(created), ...created, status: 'awaiting-upload', updatedAt: createdAt };
  await putIf(table, { Item: { ...item, expiresAtEpochSeconds: epochSecondsAfter(new Date(createdAt), KEPT_MS) } });
  return parse(item);
}

/** Forgets an import whose place another one took. */
export async function deleteImport(table: Table, key: ImportKey): Promise<void> {
  await deleteIf(table, { Key: keyOf(key) });
}

/** Reads an import, strongly consistent; undefined where the establishment has no such. */
export async function readImport(table: Table, key: ImportKey): Promise<Import | undefined> {
  const item = await getItem(table, keyOf(key));
  return item && parse(item);
}

/** The imports of an establishment, newest first; strongly consistent. */
export function listImports(
  table: Table,
  establishmentId: EstablishmentId,
  page: Pick<PageRequest<Import>, 'limit' | 'after'>,
): Promise<Page<Import>> {
  return queryPage(table, {
    partition: partitionOf(establishmentId),
    newestFirst: true,
    kind: 'import',
    parse,
    keep: () => true,
    ...page,
  });
}

/** The id of the import that has the place of its establishment, over or not. */
export async function readImportPlace(table: Table, establishmentId: EstablishmentId): Promise<string | undefined> {
  const item = await getItem(table, placeKey(establishmentId));
  return item && String(item.importId);
}

/**
 * Gives an import the place of its establishment.
 *
 * @param replaced the import that had it, and is over; undefined where none ever had
 * @returns false when another import took it first
 */
export async function takeImportPlace(
  table: Table,
  { establishmentId, id }: ImportKey,
  replaced: string | undefined,
): Promise<boolean> {
  const taken = await putIf(table, {
    Item: { ...placeKey(establishmentId), importId: id },
    ...(replaced === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'importId = :replaced', ExpressionAttributeValues: { ':replaced': replaced } }),
  });
  // An answer that was lost: the repetition is refused by its own effect.
  return taken || (await readImportPlace(table, establishmentId)) === id;
}

/** What changes of an import, and under which conditions. */
interface Change {
  /** The statuses from which it may change. */
  readonly from: readonly ImportStatus[];
  /** What has to have a value still. */
  readonly while?: Readonly<Partial<Record<keyof Import, number>>>;
  /** What must not have a value yet. */
  readonly without?: readonly (keyof Import)[];
  /** What a set must not hold yet. */
  readonly notIn?: Readonly<Partial<Record<keyof Import, number>>>;
  /** Undefined takes a value away. */
  readonly set?: Readonly<Partial<Import>>;
  readonly add?: Readonly<Partial<Record<keyof Import, number | ReadonlySet<number>>>>;
}

/** Changes an import under conditions. @returns undefined where they do not hold */
async function change(table: Table, key: ImportKey, wanted: Change, now: Date): Promise<Import | undefined> {
  const names: Record<string, string> = { '#status': 'status' };
  const values: Record<string, unknown> = {};
  const named = (name: string) => {
    names[`#${name}`] = name;
    return `#${name}`;
  };
  const valued = (name: string, value: unknown) => {
    values[`:${name}`] = value;
    return `:${name}`;
  };
  const entries = Object.entries({ ...wanted.set, updatedAt: now.toISOString() });
  const sets = entries.filter(([, value]) => value !== undefined);
  const removed = entries.filter(([, value]) => value === undefined);
  const added = Object.entries(wanted.add ?? {}).filter(([, value]) => typeof value === 'number' || value.size > 0);
  const clauses = [
    `SET ${sets.map(([name, value]) => `${named(name)} = ${valued(name, value)}`).join(', ')}`,
    ...(removed.length > 0 ? [`REMOVE ${removed.map(([name]) => named(name)).join(', ')}`] : []),
    ...(added.length > 0
      ? [`ADD ${added.map(([name, value]) => `${named(name)} ${valued(`add_${name}`, value)}`).join(', ')}`]
      : []),
  ];
  const conditions = [
    `#status IN (${wanted.from.map((status, index) => valued(`from_${index}`, status)).join(', ')})`,
    ...Object.entries(wanted.while ?? {}).map(([name, value]) =>
      value === 0
        ? `(attribute_not_exists(${named(name)}) OR ${named(name)} = ${valued(`while_${name}`, value)})`
        : `${named(name)} = ${valued(`while_${name}`, value)}`,
    ),
    ...(wanted.without ?? []).map((name) => `attribute_not_exists(${named(name)})`),
    ...Object.entries(wanted.notIn ?? {}).map(
      ([name, value]) => `NOT contains(${named(name)}, ${valued(`in_${name}`, value)})`,
    ),
  ];
  const item = await updateIf(table, {
    Key: keyOf(key),
    UpdateExpression: clauses.join(' '),
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  });
  return item ? parse(item) : undefined;
}

const OPEN: readonly ImportStatus[] = ['awaiting-upload', 'checking', 'ready', 'applying'];

/** Ends an import that cannot go on; undefined where it has ended. */
export function failImport(
  table: Table,
  key: ImportKey,
  failure: NonNullable<Import['failure']>,
  now: Date,
  from: readonly ImportStatus[] = OPEN,
): Promise<Import | undefined> {
  return change(table, key, { from, set: { status: 'failed', failure } }, now);
}

/** Begins to check the file of an import, or goes on with it; undefined where there is nothing to check. */
export function beginCheck(table: Table, key: ImportKey, now: Date): Promise<Import | undefined> {
  return change(table, key, { from: ['awaiting-upload', 'checking'], set: { status: 'checking' } }, now);
}

/** Records that the file is cut into pieces; undefined where another one cut it first, or it was cancelled. */
export function saveCut(
  table: Table,
  key: ImportKey,
  cut: Pick<Import, 'check' | 'pieces' | 'rows' | 'ignoredColumns'>,
  now: Date,
): Promise<Import | undefined> {
  return change(table, key, { from: ['checking'], without: ['check'], set: cut }, now);
}

/** What the check found in some pieces. */
export interface Found extends Pick<Import, 'add' | 'change' | 'same' | 'remove' | 'refused'> {
  readonly piecesToApply: ReadonlySet<number>;
  readonly piecesRefused: ReadonlySet<number>;
}

/** Records what was found in the pieces from one to another (exclusive); undefined where somebody else did, or cancelled. */
export function saveChecked(
  table: Table,
  key: ImportKey,
  { from, to, found }: { from: number; to: number; found: Found },
  now: Date,
): Promise<Import | undefined> {
  const progress = { while: { checkedPieces: from }, set: { checkedPieces: to } };
  return change(table, key, { from: ['checking'], ...progress, add: { ...found } }, now);
}

/** Records a piece of subscriptions to end, and where the search goes on; undefined as for {@link saveChecked}. */
export function saveRemovals(
  table: Table,
  key: ImportKey,
  { piece, after, found }: { piece: number; after: Import['removalsAfter']; found: Found },
  now: Date,
): Promise<Import | undefined> {
  const progress = { while: { removalPieces: piece }, set: { removalPieces: piece + 1, removalsAfter: after } };
  return change(table, key, { from: ['checking'], ...progress, add: { ...found } }, now);
}

/** Records that all is checked. */
export function finishCheck(table: Table, key: ImportKey, now: Date): Promise<Import | undefined> {
  return change(table, key, { from: ['checking'], set: { status: 'ready' } }, now);
}

/** Has an import that is checked applied; undefined where it is not, or somebody else did. */
export function beginApplying(
  table: Table,
  key: ImportKey,
  appliedBy: NonNullable<Import['appliedBy']>,
  now: Date,
): Promise<Import | undefined> {
  return change(table, key, { from: ['ready'], set: { status: 'applying', appliedBy } }, now);
}

/** Records that a piece is about to be written; undefined where the import is not being applied. */
export function beginPiece(table: Table, key: ImportKey, piece: number, now: Date): Promise<Import | undefined> {
  return change(table, key, { from: ['applying'], add: { piecesBegun: new Set([piece]) } }, now);
}

/**
 * Records once what became of a piece, also of an import that was cancelled meanwhile; undefined where that is known.
 *
 * @param part.refused rows that were good when they were checked
 */
export function saveApplied(
  table: Table,
  key: ImportKey,
  { piece, applied, refused }: { piece: number; applied: number; refused: number },
  now: Date,
): Promise<Import | undefined> {
  return change(
    table,
    key,
    {
      from: ['applying', 'cancelled'],
      notIn: { piecesApplied: piece },
      add: {
        piecesApplied: new Set([piece]),
        applied,
        refused,
        piecesRefused: new Set(refused > 0 ? [piece] : []),
      },
    },
    now,
  );
}

/** Records that everything is applied. */
export function finishApplying(table: Table, key: ImportKey, now: Date): Promise<Import | undefined> {
  return change(table, key, { from: ['applying'], set: { status: 'done' } }, now);
}

/** Stops an import; undefined where it has ended. */
export function cancelImport(table: Table, key: ImportKey, now: Date): Promise<Import | undefined> {
  return change(table, key, { from: OPEN, set: { status: 'cancelled' } }, now);
}
