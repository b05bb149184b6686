/** An object of functions, such as the store functions that a handler is given. */
type Functions = Record<string, (...args: never[]) => Promise<unknown>>;

/**
 * The same functions, each call announced before it is made and after it came back: what the announcement throws, the
 * call throws. With it a test crashes a handler at a call of its choice, or lets others act between two calls.
 */
export function intercepted<F extends object>(
  functions: F,
  around: { before?: (name: string) => void | Promise<void>; after?: (name: string) => void | Promise<void> },
): F {
  return Object.fromEntries(
    Object.entries(functions as Functions).map(([name, call]) => [
      name,
      async (...args: never[]) => {
        await around.before?.(name);
        const result = await call(...args);
        await around.after?.(name);
        return result;
      },
    ]),
  ) as F;
}
