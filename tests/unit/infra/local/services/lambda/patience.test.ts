import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPatience } from '../../../../../../infra/local/services/lambda/patience.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What has come to its turn so far, in this order. */
function watch(turns: Record<string, Promise<void>>): string[] {
  const come: string[] = [];
  for (const [name, turn] of Object.entries(turns)) void turn.then(() => come.push(name));
  return come;
}

describe('patient work on one machine', () => {
  it('goes at once where nothing else is under way', async () => {
    const come = watch({ import: createPatience().turn() });
    await vi.advanceTimersByTimeAsync(0);
    expect(come).toEqual(['import']);
  });

  it('waits until all that others wait for has ended, and goes then', async () => {
    const patience = createPatience();
    const [request, message] = [patience.begin(), patience.begin()];
    const come = watch({ import: patience.turn(), export: patience.turn() });
    request();
    await vi.advanceTimersByTimeAsync(50);
    expect(come).toEqual([]);
    message();
    await vi.advanceTimersByTimeAsync(0);
    expect(come).toEqual(['import', 'export']);
  });

  it('goes on slowly where the others never cease', async () => {
    const patience = createPatience();
    patience.begin();
    for (let turn = 1; turn <= 3; turn += 1) {
      const come = watch({ import: patience.turn() });
      await vi.advanceTimersByTimeAsync(99);
      expect(come).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      expect(come).toEqual(['import']);
    }
  });
});
