import * as z from 'zod/mini';
import { $ZodError } from 'zod/v4/core';

/** What a stored item is, as the log names it. */
export type ItemKind =
  | 'affiliation'
  | 'passport'
  | 'notification'
  | 'audit-entry'
  | 'contact'
  | 'contact-book'
  | 'default-subscription'
  | 'import'
  | 'export'
  | 'calendar'
  | 'endpoint'
  | 'portal-session';

/** A stored item that does not parse. It holds ids and paths of fields, never values: values are people's data. */
export interface UnreadableItem {
  readonly kind: ItemKind;
  /** The random id of its last write, or of the notification or audit entry, by which operators find it. */
  readonly item: string | undefined;
  /** The paths of the fields that are wrong, and how. */
  readonly detail: string;
}

/** The line that stands in the log for an item that was left out. A metric counts it. */
export const ITEM_LEFT_OUT = 'stored item left out';

/** Where items that do not parse are reported. */
export interface UnreadableLogger {
  warn(message: typeof ITEM_LEFT_OUT, item: UnreadableItem & Record<string, unknown>): void;
}

/**
 * Parses one of several stored items. An item that does not parse fails alone: it is reported and left out, because one
 * broken item must not take a list, or the reminders of a shard, with it.
 *
 * @returns undefined for an item that does not parse
 */
export function parseAlone<T, I>(
  logger: UnreadableLogger,
  kind: ItemKind,
  item: I,
  parse: (item: I) => T,
): { readonly value: T } | undefined {
  try {
    return { value: parse(item) };
  } catch (error) {
    logger.warn(ITEM_LEFT_OUT, { kind, item: idOf(item), detail: detailOf(error) });
    return undefined;
  }
}

/** The one item that a request is about does not parse. */
export class UnreadableItemError extends Error {
  override readonly name = 'UnreadableItemError';
}

/**
 * Parses an item that nothing can be done without.
 *
 * @throws UnreadableItemError once it has been reported like one that is left out
 */
export function parseOrFail<T>(
  logger: UnreadableLogger,
  kind: ItemKind,
  item: Readonly<Record<string, unknown>>,
  parse: (item: Readonly<Record<string, unknown>>) => T,
): T {
  const parsed = parseAlone(logger, kind, item, parse);
  if (!parsed) throw new UnreadableItemError(`a stored ${kind} does not parse`);
  return parsed.value;
}

const randomId = z.guid();

/** Keys hold identity numbers, so an item is named by a random id, which may be the end of its key. */
function idOf(item: unknown): string | undefined {
  const { writeId, id, pk } = z.looseObject({}).safeParse(item).data ?? {};
  return [writeId, id, String(pk).split('#').at(-1)]
    .map((one) => randomId.safeParse(one))
    .find(({ success }) => success)?.data;
}

function detailOf(error: unknown): string {
  if (!(error instanceof $ZodError)) return error instanceof Error ? error.name : 'unknown';
  return error.issues.map(({ path, code }) => `/${path.map(String).join('/')}: ${code}`).join('; ');
}
