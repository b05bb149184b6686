/** Items that wait, in order for each caller; the callers take turns. */
export interface Turns<T> {
  readonly size: number;
  add(caller: string, item: T): void;
  /** Takes the next item; undefined when none waits. */
  next(): T | undefined;
}

export function createTurns<T>(): Turns<T> {
  // The order of the map is the order of the turns.
  const waiting = new Map<string, T[]>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    add: (caller, item) => {
      size += 1;
      const items = waiting.get(caller);
      if (items) items.push(item);
      else waiting.set(caller, [item]);
    },
    next: () => {
      const [first] = waiting;
      if (!first) return undefined;
      const [caller, items] = first;
      waiting.delete(caller);
      const item = items.shift();
      // Behind all others that wait.
      if (items.length > 0) waiting.set(caller, items);
      size -= 1;
      return item;
    },
  };
}
