import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Unit tests of more than one file, each with what they are about. */
const OF_SEVERAL_FILES: Readonly<Record<string, string>> = {
  'tests/unit/docs/links.test.ts': 'the links of every document',
  'tests/unit/functions/openapi/contract/checks.test.ts': 'the document against the schemas and the stack',
  'tests/unit/functions/openapi/contract/lint.test.ts': 'the document against the rules of a linter',
  'tests/unit/functions/portal/web/structure.test.ts': 'the rooms and the style sheets of the page',
  'tests/unit/shared/http/etag-and-cursor.test.ts': 'etag.ts and cursor.ts',
  'tests/unit/shared/http/problems.test.ts': 'problem.ts with its codes and texts',
  'tests/unit/shared/http/secrets.test.ts': 'codes, keyed hashes and signatures',
  'tests/unit/shared/providers/providers.test.ts': 'every provider',
};

it('a unit test stands at the path of what it tests', () => {
  const tests = globSync('tests/unit/**/*.test.ts', { cwd: root });
  expect(tests.length).toBeGreaterThan(50);
  const astray = tests.filter((test) => {
    const tested = test.slice('tests/unit/'.length, -'.test.ts'.length);
    return !['', 'tests/'].some((room) =>
      ['.ts', '', '.md'].some((ending) => existsSync(join(root, room + tested + ending))),
    );
  });
  expect(astray.toSorted()).toEqual(Object.keys(OF_SEVERAL_FILES).toSorted());
});
