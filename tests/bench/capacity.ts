/**
 * What DynamoDB charges a request, by its rules:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html (sizes of items) and
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html (writes of an index). Not by what an emulator says of itself.
 */
import { INDEXES, type IndexName, projectedAttributes } from '../../shared/store/table.ts';

export type Item = Readonly<Record<string, unknown>>;

const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;
/** A list or a map takes so much, and each of its entries a byte more. */
const NESTED_BYTES = 3;

/** The size of an item: names and values of its attributes. */
export function itemBytes(item: Item | undefined): number {
  return Object.entries(item ?? {}).reduce((sum, [name, value]) => sum + attributeBytes(name, value), 0);
}

const attributeBytes = (name: string, value: unknown) =>
  value === undefined ? 0 : Buffer.byteLength(name) + valueBytes(value);

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return numberBytes(value);
  if (typeof value === 'boolean' || value === null) return 1;
  if (value instanceof Uint8Array) return value.byteLength;
  if (value instanceof Set) return [...value].reduce((sum: number, one) => sum + valueBytes(one), 0);
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + 1 + valueBytes(one), NESTED_BYTES);
  if (typeof value !== 'object') throw new Error(`an item holds no ${typeof value}`);
  return Object.entries(value).reduce((sum, [name, one]) => sum + 1 + attributeBytes(name, one), NESTED_BYTES);
}

/** About a byte for each two significant digits, and one more. */
function numberBytes(value: number): number {
  const digits = String(Math.abs(value)).replace('.', '').replace(/^0+/, '').replace(/0+$/, '');
  return Math.ceil(digits.length / 2) + 1;
}

const writeUnits = (bytes: number) => Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));

/** Units of a read of so many bytes: half as much when it may be a moment late. */
export function readUnits(bytes: number, isConsistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (isConsistent ? 1 : 0.5);
}

/** Units of a write in the table: by the larger one of the item before and after it. One that is refused costs as much as what is there. */
export function tableWriteUnits(before: Item | undefined, after: Item | undefined): number {
  return writeUnits(Math.max(itemBytes(before), itemBytes(after)));
}

/** Units of a write in all indexes: none where the entry stays as it is, two writes where its key changes. */
export function indexWriteUnits(before: Item | undefined, after: Item | undefined): number {
  return (Object.keys(INDEXES) as IndexName[]).reduce((sum, name) => {
    const index = INDEXES[name];
    const [old, present] = [entryOf(before, name), entryOf(after, name)];
    if (!old || !present) return sum + (old || present ? writeUnits(itemBytes(old ?? present)) : 0);
    const isMoved = [index.partitionKey, index.sortKey].some((key) => old[key] !== present[key]);
    if (isMoved) return sum + writeUnits(itemBytes(old)) + writeUnits(itemBytes(present));
    const isSame = JSON.stringify(sorted(old)) === JSON.stringify(sorted(present));
    return sum + (isSame ? 0 : writeUnits(Math.max(itemBytes(old), itemBytes(present))));
  }, 0);
}

/** The entry of an item in an index; undefined unless it has both keys. */
function entryOf(item: Item | undefined, index: IndexName): Item | undefined {
  const { partitionKey, sortKey } = INDEXES[index];
  if (item?.[partitionKey] === undefined || item[sortKey] === undefined) return undefined;
  const attributes = projectedAttributes(index);
  return attributes ? Object.fromEntries(attributes.map((name) => [name, item[name]])) : item;
}

const sorted = (item: Item) => Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1));
