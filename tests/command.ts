/** Everything that must hold before a change goes in: `npm test`. */
import { spawnSync } from 'node:child_process';
import { readOrEnd } from '../shared/command-line.ts';

const HELP = `Runs the linter, then the type check and all tests beside one another. Installs a browser and the AWS CLI first where
they are missing and where that is possible (Debian and Ubuntu, as root).

Usage: npm test [-- --help]

A part of the tests: npm run test:unit, test:infra, test:integration, test:e2e or test:faults, each with names of files behind --.
TEST_TIME_FACTOR=3 makes every time limit three times as long; on a machine that is ten times slower than a new one that
is not needed.`;

readOrEnd({ name: 'npm test', help: HELP, options: {} }, () => undefined);

/** Runs a command of this project's packages, or ends with its status. */
function run(command: string, ...args: string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status ?? 1);
}

run('bash', 'tests/support/system-tools.sh');
run('npm', 'run', 'lint');
run('concurrently', '--group', 'npm:typecheck', 'npm:test:all-but-e2e', 'npm:test:e2e');
