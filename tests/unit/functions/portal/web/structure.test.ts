import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SCREENS } from '../../../../support/portal-screens.ts';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const WEB = join(ROOT, 'functions/portal/web');
const read = (path: string) => readFileSync(join(WEB, path), 'utf8');
const folders = readdirSync(join(WEB, 'routes'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe('the style sheets of the page', () => {
  const sheets = globSync('**/*.css', { cwd: WEB });
  const rulesOf = (path: string) => read(path).replaceAll(/\/\*[\s\S]*?\*\//g, '');

  it('know no left and no right, so that one sheet serves both directions of writing', () => {
    expect(sheets.length).toBeGreaterThan(0);
    const found = sheets.flatMap((path) =>
      rulesOf(path)
        .split('\n')
        .filter((line) => /(?<![\w])(left|right)(?![\w])/.test(line) && !line.includes('[dir='))
        .map((line) => `${path}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });

  it('put no space between letters, which Arabic joins', () => {
    expect(sheets.filter((path) => /letter-spacing/.test(rulesOf(path)))).toEqual([]);
  });

  it('are all loaded by the first', () => {
    const first = read('style.css');
    const others = sheets.filter((path) => path !== 'style.css');
    expect(others.filter((path) => !first.includes(path))).toEqual([]);
  });
});

describe('the rooms of the page', () => {
  it('hold a screen each, but for what several screens share', () => {
    const shared = ['follow'];
    const without = folders.filter((folder) => !existsSync(join(WEB, 'routes', folder, 'screen.tsx')));
    expect(without).toEqual(shared);
  });

  it('hold the test of their screen each', () => {
    expect(folders.length).toBeGreaterThan(10);
    expect(folders.filter((folder) => !existsSync(join(WEB, 'routes', folder, 'screen.test.ts')))).toEqual([]);
    const tests = globSync('**/*.test.ts', { cwd: WEB });
    expect(tests.filter((path) => !/^routes\/[^/]+\/screen\.test\.ts$/.test(path))).toEqual([]);
  });

  it('are each tested for everybody in both languages', () => {
    const paths = [...read('main.tsx').matchAll(/\bpath: '([^']+)'/g)].map(([, path]) => path);
    expect(paths.length).toBeGreaterThan(10);
    const tested = folders.map((folder) => read(`routes/${folder}/screen.test.ts`));
    const pathsOf = (test: string) => [...test.matchAll(/\bisForEverybody\('([^']+)'/g)].map(([, path]) => path);
    expect([...new Set(tested.flatMap(pathsOf))].toSorted()).toEqual(paths.toSorted());
    const without = folders.filter((_folder, index) => pathsOf(tested[index] ?? '').length === 0);
    expect(without).toEqual(['sign-in']);
    expect(read('routes/sign-in/screen.test.ts')).toContain('is for everybody in %s');
    expect(Object.keys(SCREENS).toSorted()).toEqual(paths.toSorted());
  });
});

describe('the elements of the page', () => {
  const sources = globSync('**/*.tsx', { cwd: WEB });

  it('group radios by a name: without one, arrows lead from one question into the next', () => {
    const radios = sources.flatMap((path) => read(path).match(/<input[^>]*type="radio"[^>]*>/g) ?? []);
    expect(radios.length).toBeGreaterThan(0);
    expect(radios.filter((radio) => !radio.includes('name={'))).toEqual([]);
  });

  it('take numbers as texts: a number field knows no Arabic digits', () => {
    expect(sources.filter((path) => /type="number"/.test(read(path)))).toEqual([]);
  });

  it('hold no texts that scripts could be made of', () => {
    expect(sources.filter((path) => /dangerouslySetInnerHTML|innerHTML/.test(read(path)))).toEqual([]);
  });
});

describe('the README of the page', () => {
  it('names tests that are there', () => {
    const rows = read('README.md').match(/^\| .*$/gm) ?? [];
    const named = [...rows.join('\n').matchAll(/`([^`]+\.test\.ts)`((?:[:,] "[^"]+")*)/g)];
    expect(named.length).toBeGreaterThan(10);
    const folderOf = (path: string) =>
      path.startsWith('routes/') ? WEB : join(ROOT, path.startsWith('tests/') ? '' : 'tests/e2e');
    const missing = named.flatMap(([, path = '', quoted = '']) => {
      const files = globSync(path, { cwd: folderOf(path) }).map((file) => join(folderOf(path), file));
      const texts = files.map((file) => readFileSync(file, 'utf8')).join();
      const titles = [...quoted.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title);
      return [
        ...(files.length === 0 ? [path] : []),
        ...titles.filter((title) => !texts.includes(`'${title}'`)).map((title) => `${path}: ${title}`),
      ];
    });
    expect(missing).toEqual([]);
  });
});
