import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canary } from '../../support/canaries.ts';
import setup from '../../support/e2e-notes-setup.ts';

const NOTED = ['E2E_CANARIES', 'GRANT_USE_FILE'] as const;

let printed: string[];

beforeEach(() => {
  // A run that notes for itself hands its files on to this process.
  for (const name of NOTED) vi.stubEnv(name, undefined);
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line) => printed.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('the notes of the end-to-end projects', () => {
  it.each([
    ['the first that took them up', [0, 1, 2]],
    ['the last', [2, 1, 0]],
  ])('are shared, and printed once, when all have let go, %s first', (_who, order) => {
    const letGo = [setup(), setup(), setup()];
    const files = NOTED.map((name) => process.env[name]);
    expect(files).toEqual([expect.any(String), expect.any(String)]);
    for (const [turn, index] of order.entries()) {
      expect([turn, printed]).toEqual([turn, []]);
      expect(NOTED.map((name) => process.env[name])).toEqual(files);
      canary(`noted in turn ${turn}`);
      letGo[index]?.();
    }
    expect(printed).toEqual(['Grants that no end-to-end test made use of:']);
    expect(readFileSync(files[0] ?? '', 'utf8')).toBe('noted in turn 0\nnoted in turn 1\nnoted in turn 2\n');
    expect(NOTED.map((name) => process.env[name])).toEqual([undefined, undefined]);
  });

  it('are counted once for all copies of the module: each project loads one of its own', async () => {
    const letGo = setup();
    vi.resetModules();
    const { default: setupOfAnother } = await import('../../support/e2e-notes-setup.ts');
    const letGoOfAnother = setupOfAnother();
    letGo?.();
    expect(printed).toEqual([]);
    letGoOfAnother?.();
    expect(printed).toHaveLength(1);
  });
});
