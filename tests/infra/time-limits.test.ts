import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Benches measure time. That no test sleeps is a rule of the linter. */
const NAMING = ['tests/infra/time-limits.test.ts', 'tests/infra/guides.test.ts'];
const files = globSync(['tests/**/*.ts', 'functions/**/*.test.ts'], { cwd: root }).filter(
  (file) => !file.startsWith('tests/bench/') && !NAMING.includes(file),
);
const sourceOf = (file: string) => readFileSync(join(root, file), 'utf8');
const filesWith = (pattern: RegExp) => files.filter((file) => pattern.test(sourceOf(file))).toSorted();

describe('no test depends on how fast the machine is', () => {
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
