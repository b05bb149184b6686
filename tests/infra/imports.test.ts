import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The folders that each folder imports from, types included. Which of them it may is a rule of the linter. */
function importsOfFolders(): Map<string, Set<string>> {
  const imports = new Map<string, Set<string>>();
  for (const file of globSync('{functions,shared,infra}/**/*.ts', { cwd: root })) {
    const folder = dirname(file);
    for (const { fileName } of ts.preProcessFile(readFileSync(join(root, file), 'utf8')).importedFiles) {
      if (!fileName.startsWith('.')) continue;
      const other = dirname(relative(root, join(root, folder, fileName)));
      // The files of a folder may compose its subfolders, and hold what these share.
      if (isWithin(folder, other) || isWithin(other, folder)) continue;
      imports.set(folder, (imports.get(folder) ?? new Set()).add(other));
    }
  }
  return imports;
}

function isWithin(inner: string, outer: string): boolean {
  return `${inner}/`.startsWith(`${outer}/`);
}

/** A way from a folder back to it; undefined where there is none. */
function circleFrom(start: string, imports: Map<string, Set<string>>, way = [start]): string[] | undefined {
  for (const next of imports.get(way.at(-1) ?? '') ?? []) {
    if (next === start) return [...way, start];
    const circle = way.includes(next) ? undefined : circleFrom(start, imports, [...way, next]);
    if (circle) return circle;
  }
  return undefined;
}

describe('the folders', () => {
  it('import one another in no circle', () => {
    const imports = importsOfFolders();
    expect(imports.size).toBeGreaterThan(30);
    expect([...imports.keys()].map((folder) => circleFrom(folder, imports)).filter(Boolean)).toEqual([]);
  });
});
