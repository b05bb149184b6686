/** An object of functions, such as the store functions that a handler is given. */
type Functions = Record<string, (...args: never[]) => Promise<unknown>>;

interface Around {
  /** Awaited before each call; what it throws, the call throws. */
  before?: () => void | Promise<void>;
  /** Awaited after each call came back; what it throws, the call throws. */
  after?: () => void | Promise<void>;
}

/** The same functions with something around each call. */
export function intercepted<F extends object>(functions: F, around: Around): F {
  return Object.fromEntries(
    Object.entries(functions as Functions).map(([name, call]) => [
      name,
      async (...args: never[]) => {
        await around.before?.();
        const result = await call(...args);
        await around.after?.();
        return result;
      },
    ]),
  ) as F;
}

/** Fails the n-th call (from 1), either before it is made or once it was made and its answer is on the way. */
export function crashAt(n: number, when: 'before' | 'after'): Around & { crashed: () => boolean } {
  let calls = 0;
  let isDown = false;
  const crash = () => {
    // Calls that run beside the failed one fail too: a process that is gone makes none.
    if (isDown) throw new Error('crashed');
    calls += 1;
    if (calls !== n) return;
    isDown = true;
    throw new Error('crashed');
  };
  return { [when]: crash, crashed: () => isDown };
}

/** Stops the caller of the n-th call (from 1) until it may go on. */
export function pauseAt(n: number): Around & { reached: Promise<void>; resume: () => void } {
  let calls = 0;
  const reached = Promise.withResolvers<void>();
  const resumed = Promise.withResolvers<void>();
  return {
    before: async () => {
      calls += 1;
      if (calls !== n) return;
      reached.resolve();
      await resumed.promise;
    },
    reached: reached.promise,
    resume: () => resumed.resolve(),
  };
}
