import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const DOCUMENT = readFileSync(new URL('docs/security.md', ROOT), 'utf8');

/** What the document says of a test: its file, and the titles in quotes behind it. */
const named = [...DOCUMENT.matchAll(/`(tests\/[^`]+)`((?:[:,] "[^"]+")*)/g)].map(([, path = '', quoted = '']) => ({
  path,
  titles: [...quoted.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title),
}));
const proofs = named.flatMap(({ path, titles }) => titles.map((title) => ({ path, title })));

describe('the document on security', () => {
  it.each(Array.from({ length: 10 }, (_, index) => `API${index + 1}:2023`))('has a row with tests for %s', (risk) => {
    const rows = DOCUMENT.split('\n').filter((line) => line.startsWith(`| **${risk}** `));
    expect(rows).toEqual([expect.stringMatching(/`tests\/[^`]+\.test\.ts`: "/)]);
  });

  it('names tests by file and title, and by nothing else', () => {
    expect(named.filter(({ titles }) => titles.length === 0)).toEqual([]);
    expect(DOCUMENT.match(/tests\//g)).toHaveLength(named.length);
    const rows = DOCUMENT.split('\n').filter((line) => line.startsWith('| **API'));
    expect(rows.join('').match(/"/g)).toHaveLength(2 * proofs.length);
  });

  it.each(proofs)('names a test that is there: $path, $title', ({ path, title }) => {
    const file = new URL(path, ROOT);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain(`'${title}'`);
  });
});
