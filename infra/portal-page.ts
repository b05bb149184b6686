/** Builds the portal's page into files that its function serves. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Metafile } from 'esbuild';

const webDir = fileURLToPath(new URL('../functions/portal/web', import.meta.url));

/** Where the files are, as the browser asks for them. */
const BASE = '/portal/';
const TITLES = { ar: 'إشعارات الجوازات', en: 'Passport Notifications' } as const;
const DIRECTIONS = { ar: 'rtl', en: 'ltr' } as const;
/** Every page has letters of both scripts, and numbers: a letter whose font comes later moves what is around it. */
const FONTS = /-(arabic|latin)-(400|600)-normal-.*woff2$/;

/** What reads workbooks of Excel: large, and loaded when somebody uploads one. */
const WORKBOOK_READERS = ['fflate', 'read-excel-file/universal'];

/** How hard the page is packed: for users over networks, or for one machine, where somebody waits for it. */
const PACKING = { thoroughly: 10, quickly: 5 } as const;
export type Packed = keyof typeof PACKING;

/** Writes the page in both languages, its scripts, style sheet and fonts, packed beside each file that packing makes smaller. */
export async function buildPortalPage(outdir: string, packed: Packed): Promise<void> {
  const options = {
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    // Arabic as it is, and not as escapes of three times the length.
    charset: 'utf8',
    format: 'esm',
    platform: 'browser',
    // Browsers of the last years, as the component of dates asks for.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    loader: { '.woff2': 'file', '.svg': 'dataurl' },
    logLevel: 'warning',
    tsconfig: join(webDir, 'tsconfig.json'),
  } as const satisfies BuildOptions;
  // By itself, so that the first visit loads no part that the two have in common.
  const readers = await build({ ...options, entryPoints: WORKBOOK_READERS, absWorkingDir: webDir });
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: { main: join(webDir, 'main.tsx'), style: join(webDir, 'style.css') },
    alias: addressesOf(readers.metafile, outdir),
    external: [`${BASE}*`],
  });
  const files = new Map(
    [...readers.outputFiles, ...outputFiles].map(({ path, contents }) => [
      relative(outdir, path),
      Buffer.from(contents),
    ]),
  );
  const named = (pattern: RegExp) => [...files.keys()].filter((name) => pattern.test(name));
  for (const language of ['ar', 'en'] as const) {
    const fonts = named(FONTS);
    const scripts = named(/main-.*\.js$/);
    const parts = partsOf(metafile, scripts, outdir);
    const page = pageOf(language, { scripts, parts, styles: named(/style-.*\.css$/), fonts });
    files.set(`index.${language}.html`, Buffer.from(page));
  }
  const quality = PACKING[packed];
  const tags: Record<string, string> = {};
  for (const [name, content] of files) {
    tags[name] = createHash('sha256').update(content).digest('base64url').slice(0, 22);
    write(outdir, name, content);
    if (name.endsWith('.woff2')) continue;
    write(outdir, `${name}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }));
    write(outdir, `${name}.gz`, gzipSync(content));
  }
  write(outdir, 'tags.json', Buffer.from(JSON.stringify(tags)));
}

/** Where the browser finds each of these packages. */
function addressesOf({ outputs }: Metafile, outdir: string): Record<string, string> {
  const entries = Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint !== undefined);
  return Object.fromEntries(
    WORKBOOK_READERS.map((name) => {
      const [path = ''] = entries.find(([, { entryPoint }]) => entryPoint?.includes(`node_modules/${name}`)) ?? [];
      return [name, `${BASE}${relative(outdir, resolve(webDir, path))}`];
    }),
  );
}

/** What the browser would ask for only once it has read these scripts. */
function partsOf({ outputs }: Metafile, scripts: readonly string[], outdir: string): string[] {
  const nameOf = (path: string) => relative(outdir, resolve(path));
  const found = Object.entries(outputs)
    .filter(([path]) => scripts.includes(nameOf(path)))
    .flatMap(([, { imports }]) => imports.filter(({ kind }) => kind === 'import-statement'));
  return found.map(({ path }) => nameOf(path));
}

function write(outdir: string, name: string, content: Buffer): void {
  mkdirSync(join(outdir, name, '..'), { recursive: true });
  writeFileSync(join(outdir, name), content);
}

function pageOf(
  language: keyof typeof TITLES,
  { scripts, parts, styles, fonts }: Readonly<Record<'scripts' | 'parts' | 'styles' | 'fonts', string[]>>,
): string {
  return [
    `<!doctype html><html lang="${language}" dir="${DIRECTIONS[language]}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">',
    `<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(readFileSync(join(webDir, 'mark.svg'), 'utf8').trim())}">`,
    ...fonts.map((name) => `<link rel="preload" as="font" type="font/woff2" href="${BASE}${name}" crossorigin>`),
    ...styles.map((name) => `<link rel="stylesheet" href="${BASE}${name}">`),
    ...parts.map((name) => `<link rel="modulepreload" href="${BASE}${name}">`),
    // Nothing is drawn before the script has put the theme of the device on: the policy of contents lets none stand in the page.
    ...scripts.map((name) => `<script type="module" blocking="render" src="${BASE}${name}"></script>`),
    `<title>${TITLES[language]}</title></head><body><div id="portal"></div></body></html>`,
  ].join('');
}
