import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Benches measure time, and these two name what they look for. */
const NAMING = ['tests/infra/time-limits.test.ts', 'tests/infra/guides.test.ts'];
const files = globSync('tests/**/*.ts', { cwd: root }).filter(
  (file) => !file.startsWith('tests/bench/') && !NAMING.includes(file),
);
const sourceOf = (file: string) => readFileSync(join(root, file), 'utf8');
const filesWith = (pattern: RegExp) => files.filter((file) => pattern.test(sourceOf(file))).toSorted();

/** What may wait for a time of its own, and why that asserts nothing. */
const WAITS: Readonly<Record<string, string>> = {
  'tests/support/eventually.ts': 'pauses between two looks at what it waits for',
  'tests/support/dynalite.ts': 'pauses between two looks at a table that is being created',
  'tests/faults/queues.ts': 'pauses between two looks at the queues',
  'tests/faults/play.ts': 'lets events come in over a while, so that they meet faults',
  'tests/faults/proxy.ts': 'delays calls: that is one of the faults',
  'tests/faults/fakes/virtual-time.ts': 'stands in for timers, without waiting',
  'tests/integration/local-emulators.test.ts': 'a function that takes a moment, so that two of them would meet',
  'tests/integration/subscription-limit.test.ts':
    'delays calls, so that they come in another order than they were made',
  'tests/simulation/command.ts': 'pauses between two looks whether the system is ready',
  'tests/simulation/contacts.ts': 'pauses between two looks for a code',
  'tests/simulation/queue-watch.ts': 'pauses between two looks at the queues',
};

describe('no test depends on how fast the machine is', () => {
  it('by a sleep: what is to be silent is silent once the matcher has dealt with the event (putAndMatch)', () => {
    expect(filesWith(/\bsetTimeout\b|timers\/promises|Atomics\.wait\b|\bsleep [0-9]/)).toEqual(
      Object.keys(WAITS).toSorted(),
    );
  });

  it('by a time limit of its own: they stand in support/time-limits.ts', () => {
    const limits = {
      'after the body of a test or a look': /^\s*\},? *[0-9][0-9_]{3,}\);$|\}, *[0-9][0-9_]{3,}\)/m,
      'on a line of its own': /^\s*[0-9][0-9_]{3,},?$/m,
      'in options': /\b(timeout|testTimeout|hookTimeout|interruptAfterTimeLimit): *[0-9]/,
      'of a signal': /AbortSignal\.timeout\([0-9]/,
    };
    for (const [where, pattern] of Object.entries(limits)) expect([where, filesWith(pattern)]).toEqual([where, []]);
  });

  it('by how long something took', () => {
    expect(filesWith(/expect\([^)]*(Date\.now\(\)|performance\.now\(\))[^)]*-/)).toEqual([]);
  });
});
