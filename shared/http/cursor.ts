import type { EstablishmentId } from '../domain/ids.ts';
import type { Keys } from '../keys.ts';
import type { Page, Position } from '../store/table.ts';
import { validationFailed } from './problem.ts';

const PURPOSE = 'cursor';

/**
 * Cursors of one list: sealed, so that they tell nothing, and bound to the establishment, the list and its filters.
 *
 * @param query what the list was asked for, the page itself left out
 */
export function cursorsOf(keys: Keys, establishmentId: EstablishmentId, list: string, query: Record<string, unknown>) {
  const { limit: _limit, cursor: _cursor, ...filters } = query;
  const context = JSON.stringify([establishmentId, list, filters]);
  return {
    /** @throws Problem `bad-cursor` unless it was made here for the same list */
    open(cursor: string | undefined): Position | undefined {
      if (cursor === undefined) return undefined;
      const opened = keys.open(PURPOSE, context, cursor);
      if (opened === undefined) throw validationFailed({ path: '/cursor', code: 'bad-cursor' });
      return JSON.parse(opened);
    },
    /** The body of a list: its items and, unless it ends here, the cursor of what follows. */
    page<T, V>({ items, next }: Page<T>, view: (item: T) => V): { items: V[]; nextCursor?: string } {
      return { items: items.map(view), nextCursor: next && keys.seal(PURPOSE, context, JSON.stringify(next)) };
    },
  };
}
