import type { Clock } from '../domain/time.ts';
import type { acquire } from '../store/limits.ts';
import type { Bound } from '../store/table.ts';

interface Asked {
  readonly parts: number;
  readonly answer: (hasRoom: boolean) => void;
}

/** Takes room for a message in the present second of a counter; false when there is none. */
export type TakeRoom = (name: string, parts: number, perSecond: number) => Promise<boolean>;

/**
 * Takes room for several messages in one write: what asks while a write of the same counter is under way goes with the next one. A
 * counter is one item, which takes a thousand writes a second at most; so a batch of ten costs it two writes or three.
 *
 * A counter that cannot be asked has no room.
 */
export function createRoom(store: Bound<{ acquire: typeof acquire }>, now: Clock): TakeRoom {
  /** What waits, for each counter that is being written. */
  const waiting = new Map<string, Asked[]>();

  const takeAll = async (name: string, perSecond: number, asked: Asked[]): Promise<void> => {
    const take = (parts: number) => store.acquire(name, { parts, perSecond, now: now() }).catch(() => false);
    while (asked.length > 0) {
      const group = asked.splice(0, countThatFits(asked, perSecond));
      const hasRoom = await take(partsOf(group));
      if (hasRoom || group.length === 1) for (const { answer } of group) answer(hasRoom);
      else await takeEach(group, take);
    }
    waiting.delete(name);
  };

  return (name, parts, perSecond) =>
    new Promise((answer) => {
      const asked = waiting.get(name);
      if (asked) return void asked.push({ parts, answer });
      const first = [{ parts, answer }];
      waiting.set(name, first);
      void takeAll(name, perSecond, first);
    });
}

/** Takes what room is left, for one message after the other. Where a message found none, no larger one asks. */
async function takeEach(group: readonly Asked[], take: (parts: number) => Promise<boolean>): Promise<void> {
  let tooMany = Number.POSITIVE_INFINITY;
  for (const { parts, answer } of group) {
    const hasRoom = parts < tooMany && (await take(parts));
    if (!hasRoom) tooMany = Math.min(tooMany, parts);
    answer(hasRoom);
  }
}

/** How many of the first fit into a second together, one at least: a message that is larger than a second goes by itself. */
function countThatFits(asked: readonly Asked[], perSecond: number): number {
  let [parts, count] = [0, 0];
  for (const one of asked) {
    parts += one.parts;
    if (parts > perSecond) break;
    count += 1;
  }
  return Math.max(1, count);
}

const partsOf = (asked: readonly Asked[]) => asked.reduce((sum, { parts }) => sum + parts, 0);
