import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gather } from '../../../shared/gather.ts';

/** Calls that end when they are told to. */
function heldCalls() {
  const calls: { key: string; questions: readonly number[]; end: (error?: Error) => Promise<void> }[] = [];
  const ask = gather<number, string>((key, questions) => {
    const { promise, resolve, reject } = Promise.withResolvers<string[]>();
    calls.push({
      key,
      questions,
      end: async (error) => {
        if (error) reject(error);
        else resolve(questions.map((one) => `${key}${one}`));
        await promise.catch(() => undefined);
        await Promise.resolve();
        await Promise.resolve();
      },
    });
    return promise;
  });
  return { calls, ask, questions: () => calls.map(({ questions }) => questions) };
}

describe('gathering', () => {
  it('asks the first at once, and what comes meanwhile together', async () => {
    const { calls, ask, questions } = heldCalls();
    const answers = [1, 2, 3].map((one) => ask('a', one));
    expect(questions()).toEqual([[1]]);
    await calls[0]?.end();
    expect(questions()).toEqual([[1], [2, 3]]);
    await calls[1]?.end();
    expect(await Promise.all(answers)).toEqual(['a1', 'a2', 'a3']);
    void ask('a', 4);
    expect(questions()).toEqual([[1], [2, 3], [4]]);
  });

  it('keeps keys apart', () => {
    const { calls, ask } = heldCalls();
    void ask('a', 1);
    void ask('b', 2);
    expect(calls.map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('fails what was asked together, and nothing else', async () => {
    const { calls, ask } = heldCalls();
    const answers = [1, 2, 3].map((one) => ask('a', one).catch((error: Error) => error.message));
    await calls[0]?.end();
    const later = ask('a', 4);
    await calls[1]?.end(new Error('down'));
    await calls[2]?.end();
    expect(await Promise.all(answers)).toEqual(['a1', 'down', 'down']);
    expect(await later).toBe('a4');
  });

  it('answers each with its own, in whatever groups, and in the order in which they came', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 9 })),
        fc.integer({ min: 1, max: 4 }),
        async (asked, atOnce) => {
          const seen: number[] = [];
          const ask = gather<number, number>(
            async (_, questions) => {
              expect(questions.length).toBeLessThanOrEqual(atOnce);
              seen.push(...questions);
              await Promise.resolve();
              return questions.map((one) => one * 10);
            },
            ({ length }) => Math.min(length, atOnce),
          );
          expect(await Promise.all(asked.map((one) => ask('a', one)))).toEqual(asked.map((one) => one * 10));
          expect(seen).toEqual(asked);
        },
      ),
    );
  });
});
