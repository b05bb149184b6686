import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { FailuresReporter } from './tests/support/failures-reporter.ts';
import { HOOK_MS, TEST_MS } from './tests/support/time-limits.ts';

const project = (name: string, testTimeout: number, more: object = {}) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], testTimeout, hookTimeout: HOOK_MS, ...more },
});

/** Files that share a system run one by one. */
const ON_ONE_SYSTEM = {
  fileParallelism: false,
  isolate: false,
  globalSetup: ['tests/support/e2e-notes-setup.ts', 'tests/support/e2e-setup.ts'],
};
const PORTAL = 'tests/e2e/portal-*.test.ts';
/** Each screen of the portal has its test beside it. */
const SCREENS = 'functions/portal/web/routes/*/screen.test.ts';

export default defineConfig({
  test: {
    reporters: ['default', new FailuresReporter()],
    // npm test runs five of these at once, most of which mostly wait.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // What is torn down is a whole system.
    teardownTimeout: HOOK_MS,
    projects: [
      // To load modules takes longer than most tests: files of one process share them, and those of infra their syntheses too.
      project('unit', TEST_MS.unit, { isolate: false }),
      project('infra', TEST_MS.infra, { isolate: false, globalSetup: 'tests/support/assemblies-setup.ts' }),
      project('integration', TEST_MS.integration, {
        isolate: false,
        globalSetup: 'tests/support/assemblies-setup.ts',
        setupFiles: 'tests/support/logged-errors-setup.ts',
      }),
      project('e2e', TEST_MS.e2e, { ...ON_ONE_SYSTEM, include: ['tests/e2e/*.test.ts'], exclude: [PORTAL] }),
      // On a system of its own, so that a browser works while the others wait, and the other way round.
      project('e2e-portal', TEST_MS.e2e, { ...ON_ONE_SYSTEM, include: [PORTAL, SCREENS] }),
      project('e2e-own-system', TEST_MS.e2e, {
        include: ['tests/e2e/own-system/*.test.ts'],
        globalSetup: 'tests/support/e2e-notes-setup.ts',
      }),
      project('faults', TEST_MS.faults),
    ],
  },
});
