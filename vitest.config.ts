import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const project = (name: string, more: object = {}) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], ...more },
});

export default defineConfig({
  test: {
    // npm test runs two of these at once, of which one mostly waits: files that share a system run one by one, after all
    // others of their run.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      project('unit'),
      project('infra', { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('integration', { testTimeout: 30_000, hookTimeout: 30_000 }),
      project('e2e', {
        include: ['tests/e2e/*.test.ts'],
        testTimeout: 60_000,
        hookTimeout: 120_000,
        fileParallelism: false,
        globalSetup: ['tests/support/e2e-notes-setup.ts', 'tests/support/e2e-setup.ts'],
      }),
      project('e2e-own-system', {
        include: ['tests/e2e/own-system/*.test.ts'],
        testTimeout: 60_000,
        hookTimeout: 120_000,
        globalSetup: 'tests/support/e2e-notes-setup.ts',
      }),
      // After all others: what waits for a leased second must not wait for a processor as well.
      project('faults', {
        testTimeout: 420_000,
        hookTimeout: 120_000,
        sequence: { groupOrder: 1 },
      }),
    ],
  },
});
