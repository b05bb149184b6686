import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DOCUMENTS = globSync(['*.md', 'docs/**/*.md', 'functions/**/*.md', 'infra/**/*.md', 'tests/**/*.md'], {
  cwd: ROOT,
  exclude: ['**/node_modules/**'],
});
const BLOCK = /^ *```[\s\S]*?^ *```$/gm;
const LINK = /\]\(([^()\s]+)\)/g;

/** What a heading is linked by, as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

function anchorsOf(markdown: string): string[] {
  return [...markdown.replace(BLOCK, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

const links = DOCUMENTS.flatMap((document) =>
  [...readFileSync(join(ROOT, document), 'utf8').replace(BLOCK, '').matchAll(LINK)]
    .map(([, link = '']) => link)
    .filter((link) => !/^(https?:|mailto:)/.test(link))
    .map((link) => ({ document, link })),
);

/** Why a link leads nowhere; undefined when it leads somewhere. */
function problemOf({ document, link }: { document: string; link: string }): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? join(ROOT, document) : resolve(ROOT, dirname(document), path);
  if (!existsSync(target)) return `${document}: ${link} is not there`;
  if (anchor === undefined || anchorsOf(readFileSync(target, 'utf8')).includes(anchor)) return undefined;
  return `${document}: ${link} has no such heading`;
}

describe('the documents', () => {
  it('have links that lead somewhere, to a file and a heading', () => {
    expect(links.length).toBeGreaterThan(100);
    expect(links.flatMap((link) => problemOf(link) ?? [])).toEqual([]);
  });

  it('would not pass with a link to a file or a heading that is not there', () => {
    expect(problemOf({ document: 'README.md', link: 'docs/no-such.md' })).toBeDefined();
    expect(problemOf({ document: 'README.md', link: '#no-such-heading' })).toBeDefined();
    expect(problemOf({ document: 'README.md', link: 'docs/api.md#problems' })).toBeUndefined();
  });

  it('are each named by the README or by a document that it names', () => {
    const named = new Set(
      links.map(({ document, link }) => resolve(ROOT, dirname(document), link.split('#')[0] || document)),
    );
    expect(DOCUMENTS.filter((document) => document.startsWith('docs/') && !named.has(join(ROOT, document)))).toEqual(
      [],
    );
  });
});
