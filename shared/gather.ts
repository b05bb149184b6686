interface Waiting<Q, A> {
  readonly question: Q;
  readonly answer: (answer: A) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Makes one call of several that are asked for at about the same time: the first one goes at once, and what is asked while a call for the same
 * key is under way goes with the next. So nothing waits for a timer, and a batch of ten costs two calls or three.
 *
 * @param call answers the questions of a key, in their order; where it fails, each of them fails
 * @param countOf how many of the first questions go together, one or more; absent: all of them
 */
export function gather<Q, A>(
  call: (key: string, questions: readonly Q[]) => Promise<readonly A[]>,
  countOf: (questions: readonly Q[]) => number = ({ length }) => length,
): (key: string, question: Q) => Promise<A> {
  /** What waits, for each key that a call is under way for. */
  const waiting = new Map<string, Waiting<Q, A>[]>();

  const callAll = async (key: string, queue: Waiting<Q, A>[]): Promise<void> => {
    while (queue.length > 0) {
      const group = queue.splice(0, countOf(queue.map(({ question }) => question)));
      try {
        const answers = await call(
          key,
          group.map(({ question }) => question),
        );
        for (const [index, { answer }] of group.entries()) answer(answers[index] as A);
      } catch (error) {
        for (const { fail } of group) fail(error);
      }
    }
    waiting.delete(key);
  };

  return (key, question) =>
    new Promise((answer, fail) => {
      const one = { question, answer, fail };
      const queue = waiting.get(key);
      if (queue) return void queue.push(one);
      const first = [one];
      waiting.set(key, first);
      void callAll(key, first);
    });
}
