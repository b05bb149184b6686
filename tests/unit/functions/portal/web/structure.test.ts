import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

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

  it('are each opened by a test in a browser', () => {
    const tests = globSync('tests/e2e/portal-*.test.ts', { cwd: ROOT });
    expect(tests.length).toBeGreaterThan(1);
    expect(readFileSync(join(ROOT, 'tests/e2e/portal-page.test.ts'), 'utf8')).toContain(
      'is one of those that are looked at',
    );
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
