import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { writeFileAtomically } from './support/atomic-file.ts';

/** A synthesized stack on disk. */
export interface Assembly {
  templatePath: string;
  assemblyDir: string;
}

/** How the stack is synthesized. */
export interface SynthesisOptions {
  outdir: string;
  context: Record<string, string>;
  logFile: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Everything that an assembly is made of: the sources without their tests, and what says which packages are installed. */
const SOURCES = [
  '{infra,functions,shared}/**/*',
  '{cdk,package,package-lock,tsconfig}.json',
  'node_modules/.package-lock.json',
];
/** Says what the assembly beside it was made of. */
const MADE_OF = 'made-of.json';
const madeOfSchema = z.object({ digest: z.string(), template: z.string(), assets: z.array(z.string()) });

/** Assemblies that data directories were started with, each in a folder named by its digest. */
const CACHE = join(ROOT, 'node_modules/.cache/passport-notifications');
/** Those of one checkout that are worked with by turns; each has some megabytes. */
const CACHED = 4;

/**
 * The assembly of this stack: one that was made before from the same sources and choices, for this data directory or for
 * another one, which takes no time; or a new one.
 *
 * @param cacheDir where the assemblies of other data directories are
 */
export async function assemblyOf(options: SynthesisOptions, cacheDir = CACHE): Promise<Assembly> {
  const { outdir } = options;
  const digest = digestOf(options);
  const known = keptAssembly(outdir, digest) ?? cachedAssembly(cacheDir, outdir, digest);
  if (known) return known;
  rmSync(join(outdir, MADE_OF), { force: true });
  const assembly = await synthesizeApart(options);
  const assets = globSync('asset.*', { cwd: outdir });
  const madeOf = { digest, template: basename(assembly.templatePath), assets };
  writeFileAtomically(join(outdir, MADE_OF), JSON.stringify(madeOf));
  cache(cacheDir, outdir, digest);
  return assembly;
}

function digestOf({ context }: SynthesisOptions): string {
  const hash = createHash('sha256').update(JSON.stringify([process.version, context]));
  const files = globSync(SOURCES, { cwd: ROOT, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.endsWith('.test.ts'),
  );
  for (const path of files.map(({ parentPath, name }) => join(parentPath, name)).toSorted()) {
    const content = readFileSync(path);
    hash.update(`\0${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** The assembly of an earlier start; undefined where it was made of something else, or is not whole. */
function keptAssembly(outdir: string, digest: string): Assembly | undefined {
  try {
    const madeOf = madeOfSchema.parse(JSON.parse(readFileSync(join(outdir, MADE_OF), 'utf8')));
    const isWhole = [madeOf.template, ...madeOf.assets].every((name) => existsSync(join(outdir, name)));
    if (madeOf.digest !== digest || !isWhole) return undefined;
    return { assemblyDir: outdir, templatePath: join(outdir, madeOf.template) };
  } catch {
    // There is none, or it cannot be read: a new one is made.
    return undefined;
  }
}

/** A copy of what another data directory was started with: that one may be removed while this one runs. */
function cachedAssembly(cacheDir: string, outdir: string, digest: string): Assembly | undefined {
  const cached = join(cacheDir, digest);
  if (!keptAssembly(cached, digest)) return undefined;
  try {
    copyAssembly(cached, outdir);
    const now = new Date();
    utimesSync(cached, now, now);
  } catch {
    // Another start may have made room for its own meanwhile. What is wrong with the folder itself is said by the synthesis.
  }
  return keptAssembly(outdir, digest);
}

/** Keeps a copy for other data directories, and the latest of those that were used. A cache that cannot be written is none. */
function cache(cacheDir: string, outdir: string, digest: string): void {
  try {
    mkdirSync(cacheDir, { recursive: true });
    const copy = mkdtempSync(join(cacheDir, 'new-'));
    copyAssembly(outdir, copy);
    // Of two starts at once, the second throws its copy away.
    if (existsSync(join(cacheDir, digest))) rmSync(copy, { recursive: true });
    else renameSync(copy, join(cacheDir, digest));
    const usedAt = (name: string) => statSync(join(cacheDir, name)).mtimeMs;
    const byUse = readdirSync(cacheDir).toSorted((one, other) => usedAt(other) - usedAt(one));
    for (const name of byUse.slice(CACHED)) rmSync(join(cacheDir, name), { recursive: true });
  } catch {
    // The next data directory makes its own assembly, as this one did.
  }
}

/** What says that a copy is whole comes last, so that a kill at any moment leaves none that seems to be. */
function copyAssembly(from: string, to: string): void {
  rmSync(join(to, MADE_OF), { force: true });
  cpSync(from, to, { recursive: true, filter: (path) => basename(path) !== MADE_OF });
  writeFileAtomically(join(to, MADE_OF), readFileSync(join(from, MADE_OF), 'utf8'));
}

/**
 * Synthesizes the stack in a process of its own: the CDK blocks while it bundles, prints much, and would keep its memory
 * as long as the system runs.
 */
export async function synthesizeApart({ outdir, context, logFile }: SynthesisOptions): Promise<Assembly> {
  // Before the CDK makes it: the error of the CDK is a trace.
  mkdirSync(outdir, { recursive: true });
  const log = openSync(logFile, 'w');
  const program = fileURLToPath(new URL('./synthesis-process.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    [program, String(process.pid), JSON.stringify({ outdir, context, isLocal: true })],
    {
      cwd: ROOT,
      stdio: ['ignore', log, log, 'ipc'],
    },
  );
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  try {
    return await new Promise<Assembly>((resolve, reject) => {
      child.once('message', (assembly) => resolve(assembly as Assembly));
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        const words = readFileSync(logFile, 'utf8').trim();
        reject(new Error(`the stack could not be synthesized (${signal ?? `status ${code}`}):\n${words}`));
      });
    });
  } finally {
    // What made the assembly may end later than the folder of its log.
    child.removeAllListeners('exit');
    process.off('exit', end);
    if (child.connected) child.disconnect();
    closeSync(log);
  }
}
