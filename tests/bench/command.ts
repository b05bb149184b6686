/** All benches, one after the other: `npm run bench`. */
import { spawnSync } from 'node:child_process';
import { readOrEnd } from '../../shared/command-line.ts';

const BENCHES = [
  'expiry-scan',
  'people',
  'establishment',
  'other-tenants',
  'webhooks',
  'api',
  'portal',
  'latency',
  'failure',
  'functions',
  'cost',
  'bundles',
];

const HELP = `Runs all benches, one after the other, and writes docs/benchmarks. Takes about three hours on a quiet machine.

Usage: npm run bench [-- --help]

Each has options of its own: ${BENCHES.map((name) => `npm run bench:${name} -- --help`).join(', ')}`;

readOrEnd({ name: 'npm run bench', help: HELP, options: {} }, () => undefined);
for (const name of BENCHES) {
  const { status } = spawnSync(process.execPath, [`tests/bench/${name}.ts`], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
