/** Everything that must hold before a change goes in: `npm test`. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOrEnd } from '../shared/command-line.ts';
import { FAILURES_FILE } from './support/failures-reporter.ts';

const HELP = `Runs the linter and the type check, then all tests beside one another. Installs a browser and the AWS CLI first where
they are missing and where that is possible (Debian and Ubuntu, as root).

Usage: npm test [-- --help]

A part of the tests: npm run test:unit, test:infra, test:integration, test:e2e,
test:own-system, test:portal or test:faults, each with names of files behind --.
TEST_TIME_FACTOR=3 makes every time limit three times as long; on a machine that is ten times slower than a new one that
is not needed.`;

readOrEnd({ name: 'npm test', help: HELP, options: {} }, () => undefined);

/** Runs a command of this project's packages and returns its status. */
function run(command: string, ...args: string[]): number {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) console.error(error.message);
  return status ?? 1;
}

/** Runs npm scripts and commands beside one another, each with its output in one piece. */
const runAll = (...commands: string[]) => run('concurrently', '--group', ...commands);

/** Runs all tests. The failures are printed last, because thousands of lines may follow the report of one. */
function runTests(): number {
  const folder = mkdtempSync(join(tmpdir(), 'passport-notifications-tests-'));
  const failures = join(folder, 'failures.txt');
  process.env[FAILURES_FILE] = failures;
  // Tests start hundreds of processes, which load the same modules.
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled');
  try {
    const status = runAll(
      'vitest run --project unit --project infra --project integration',
      ...['npm:test:faults', 'npm:test:e2e', 'npm:test:own-system', 'npm:test:portal'],
    );
    if (existsSync(failures)) console.error(`\nFailed:\n${readFileSync(failures, 'utf8')}`);
    return status;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode =
  runAll(
    'bash tests/support/system-tools.sh',
    'npm:lint',
    'npm:typecheck',
    // Five systems boot at once, and none would find what another is making.
    'node tests/support/first-assembly.ts',
  ) || runTests();
