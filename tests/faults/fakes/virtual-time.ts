/** Time that stands still while anything runs and jumps to the next timer when nothing does. */
export interface VirtualTime {
  now(): Date;
  /** Calls back so many milliseconds from now; what is due at once comes in the order in which it was asked for. */
  after(ms: number, then: () => void): void;
  sleep(ms: number): Promise<void>;
  /** Lets no time pass until what it returns is called: work that the world outside takes part in is under way. */
  hold(): () => void;
  /** Goes on until no timer is left. @throws Error when that takes more than `maxTimers` */
  runUntilQuiet(maxTimers: number): Promise<void>;
  /** Lets the code under test live in this time: its timers and its random numbers. Returns what undoes it. */
  takeOver(random: () => number): () => void;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly then: () => void;
}

export function createVirtualTime(start: Date): VirtualTime {
  const timers = createHeap();
  let nowMs = start.getTime();
  let order = 0;
  const holds = new Set<object>();
  const after: VirtualTime['after'] = (ms, then) => {
    order += 1;
    timers.push({ at: nowMs + Math.max(0, Math.round(ms)), order, then });
  };
  return {
    now: () => new Date(nowMs),
    after,
    sleep: (ms) => new Promise((resolve) => after(ms, resolve)),
    hold() {
      const hold = {};
      holds.add(hold);
      return () => void holds.delete(hold);
    },
    async runUntilQuiet(maxTimers) {
      for (let fired = 0; ; fired += 1) {
        // By then every promise that could settle has, but for those that hold the time.
        do await new Promise((resolve) => setImmediate(resolve));
        while (holds.size > 0);
        const next = timers.pop();
        if (!next) return;
        if (fired === maxTimers) throw new Error(`does not come to rest within ${maxTimers} timers`);
        nowMs = next.at;
        next.then();
      }
    },
    takeOver(random) {
      const { setTimeout: realSetTimeout } = globalThis;
      const { random: realRandom } = Math;
      const { now: realNow } = Date;
      // biome-ignore lint/style/noRestrictedGlobals: it replaces the timers, and does not wait.
      globalThis.setTimeout = ((then: () => void, ms = 0) => after(ms, then)) as unknown as typeof setTimeout;
      Math.random = random;
      Date.now = () => nowMs;
      return () => {
        globalThis.setTimeout = realSetTimeout;
        Math.random = realRandom;
        Date.now = realNow;
      };
    },
  };
}

/** Timers, the next one first. */
function createHeap() {
  const heap: Timer[] = [];
  const isBefore = (a: Timer, b: Timer) => a.at < b.at || (a.at === b.at && a.order < b.order);
  return {
    push(timer: Timer): void {
      let index = heap.push(timer) - 1;
      while (index > 0) {
        const above = (index - 1) >> 1;
        const parent = heap[above] as Timer;
        if (!isBefore(timer, parent)) break;
        heap[index] = parent;
        index = above;
      }
      heap[index] = timer;
    },
    pop(): Timer | undefined {
      const first = heap[0];
      const last = heap.pop();
      if (!last || heap.length === 0) return first;
      let index = 0;
      for (;;) {
        let child = 2 * index + 1;
        const left = heap[child];
        if (!left) break;
        const right = heap[child + 1];
        if (right && isBefore(right, left)) child += 1;
        const smaller = heap[child] as Timer;
        if (!isBefore(smaller, last)) break;
        heap[index] = smaller;
        index = child;
      }
      heap[index] = last;
      return first;
    },
  };
}
