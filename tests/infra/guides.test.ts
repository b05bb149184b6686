import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = globSync(['*.md', 'docs/**/*.md', 'functions/**/*.md', 'infra/**/*.md', 'tests/**/*.md'], {
  cwd: root,
  exclude: ['**/node_modules/**'],
});

/** What the tools of macOS do not have (bash 3.2, the BSD versions of the others), and what would do instead. */
const NOT_ON_MACOS: Readonly<Record<string, RegExp>> = {
  'date -d, --date, -I: node': /\bdate\s+(-u\s+)?(-d\b|--|-I)/,
  'date with parts of seconds: node': /\bdate\b[^|\n]*%[0-9]*N/,
  'sed -i without a suffix: sed into another file': /\bsed\s+(-[A-Za-z]*\s+)*-i(\s+[^'"\s.]|\s*["']s)/,
  'sed -r: sed -E': /\bsed\s+-[a-z]*r\b/,
  'grep -P: grep -E': /\bgrep\s+-[A-Za-z]*P/,
  timeout: /(^|[;&|(]\s*|\s)timeout\s+(-\S+\s+)*[0-9]/m,
  'readarray, mapfile: while read': /\b(readarray|mapfile)\b/,
  'setsid, nproc, shuf, tac, tempfile, ss, free': /(^|[;&|$(]\s*)(setsid|nproc|shuf|tac|tempfile|ss|free)\b/m,
  'xargs -r': /\bxargs\s+(-\S+\s+)*(-[a-zA-Z0-9]*r\b|--)/,
  'sha256sum: openssl dgst or shasum -a 256': /\b(sha|md5|b2)[0-9]*sum\b/,
  'stat -c: node or wc -c': /\bstat\s+(-c|--)/,
  'base64 -w, basenc, base32: openssl base64 -A': /\bbase64\s+(-w|--)|\b(basenc|base32)\b/,
  'readlink -f, realpath: cd and pwd': /\breadlink\s+-f|\brealpath\b/,
  'mktemp -p, --: mktemp -d': /\bmktemp\s+(-p|--)/,
  'head -n -1, tail --': /\bhead\s+-n\s*-|\b(head|tail)\s+-c\s*[0-9]+[a-zA-Z]/,
  'find -printf, -regextype': /\bfind\b[^|\n]*-(printf|regextype)/,
  'long options of the base tools':
    /(^|[;&|$(]\s*)(cp|mv|rm|ls|ln|cut|tr|sort|uniq|wc|head|tail|tee|mkdir|touch|paste)\s+[^|\n;]*--[a-z]/m,
  'associative arrays (bash 4)': /\b(declare|local|typeset)\s+-[a-zA-Z]*A/,
  'changing case with ^^ or ,, (bash 4)': /\$\{\w+(\[[^\]]*\])?(\^|,)/,
  'a negative index, ${a: -1} of an array (bash 4)': /\$\{\w+\[-/,
  '&>> and |& (bash 4)': /&>>|\|&/,
  'sleep of other units': /\bsleep\s+(infinity|[0-9.]+[a-z])/,
  'apt-get, yum, systemctl': /\b(apt|apt-get|yum|dnf|systemctl)\s/,
};

/** The blocks that readers paste into a shell. */
const blocks = files.flatMap((file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^```(?:bash|sh|shell|zsh|console)\n([\s\S]*?)^```$/gm)].map(
    ([, block = '']) => [file, block] as const,
  ),
);

describe('the blocks of the guides', () => {
  it('are all looked at', () => {
    expect(blocks.map(([file]) => file)).toEqual(
      expect.arrayContaining(['README.md', 'docs/api.md', 'docs/operations.md']),
    );
    expect(blocks.length).toBeGreaterThan(25);
  });

  it.each(Object.entries(NOT_ON_MACOS))('run on macOS too: no %s', (_what, pattern) => {
    expect(blocks.filter(([, block]) => pattern.test(block))).toEqual([]);
  });

  it.each([
    'date -d yesterday',
    'D=$(date -u -d @0 +%F)',
    'date +%s%3N',
    "sed -i 's/a/b/' file",
    'grep -oP x',
    'timeout 5 curl x',
    'readarray -t lines',
    'ls | xargs -r rm',
    'echo x | sha256sum',
    'stat -c %s file',
    'base64 -w0',
    'openssl rand 8 | basenc --base64url',
    'sort --reverse x',
    'declare -A map',
    ['echo "$', '{NAME^^}"'].join(''),
    'x &>> log',
    'sleep 1m',
  ])('would not be, with %s', (line) => {
    expect(Object.values(NOT_ON_MACOS).some((pattern) => pattern.test(line))).toBe(true);
  });
});
