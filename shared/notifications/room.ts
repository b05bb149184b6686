/**
 * Counts several messages in one write: a counter is one item, which takes a thousand writes a second at most, and each write costs as much as
 * another.
 */
import type { Clock } from '../domain/time.ts';
import { gather } from '../gather.ts';
import type { acquire } from '../store/limits.ts';
import type { Bound } from '../store/table.ts';

interface Asked {
  readonly parts: number;
  /** What the counter holds at the most. */
  readonly limit: number;
}

/** Takes room for a message in the present second of a counter; false when there is none. */
export type TakeRoom = (name: string, parts: number, perSecond: number) => Promise<boolean>;

/** Makes {@link TakeRoom}. A counter that cannot be asked has no room. */
export function createRoom(store: Bound<{ acquire: typeof acquire }>, now: Clock): TakeRoom {
  const take = gather<Asked, boolean>(async (name, asked) => {
    const acquireOrNot = (parts: number, perSecond: number) =>
      store.acquire(name, { parts, perSecond, now: now() }).catch(() => false);
    const hasRoom = await acquireOrNot(partsOf(asked), limitOf(asked));
    if (hasRoom || asked.length === 1) return asked.map(() => hasRoom);
    // What room is left, for one message after the other. Where a message found none, no larger one asks.
    let tooMany = Number.POSITIVE_INFINITY;
    return inTurn(asked, async ({ parts, limit }) => {
      const has = parts < tooMany && (await acquireOrNot(parts, limit));
      if (!has) tooMany = Math.min(tooMany, parts);
      return has;
    });
  }, countThatFits);
  return (name, parts, perSecond) => take(name, { parts, limit: perSecond });
}

async function inTurn<Q, A>(asked: readonly Q[], ask: (one: Q) => Promise<A>): Promise<A[]> {
  const answers: A[] = [];
  for (const one of asked) answers.push(await ask(one));
  return answers;
}

/** How many of the first fit into a second together, one at least: a message that is larger than a second goes by itself. */
function countThatFits(asked: readonly Asked[]): number {
  let [parts, count] = [0, 0];
  for (const one of asked) {
    parts += one.parts;
    if (parts > limitOf(asked)) break;
    count += 1;
  }
  return Math.max(1, count);
}

const partsOf = (asked: readonly Asked[]) => asked.reduce((sum, { parts }) => sum + parts, 0);
const limitOf = ([first]: readonly Asked[]) => first?.limit ?? 0;
