import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { BuildOptions } from 'esbuild';
import type { Packed } from './portal-page.ts';

const functionsDir = fileURLToPath(new URL('../functions', import.meta.url));
const bundlingProcess = fileURLToPath(new URL('./bundling/process.ts', import.meta.url));
const made = new Map<BundleKind, Bundling>();

/** Bundles that are being made, or are there. */
interface Bundling {
  readonly outdir: string;
  /** Holds {@link UNDER_WAY} until they are there, or could not be made. */
  readonly ended: Int32Array;
}
const [UNDER_WAY, SUCCEEDED] = [0, 1];

/** Waits for the process of the bundles in a thread of its own: the thread that needs them works, and then sleeps until they are there. */
const WAITER = `
  const { execFileSync } = require('node:child_process');
  const { ended, command: [program, ...args] } = require('node:worker_threads').workerData;
  let status = 2;
  try {
    execFileSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    status = ${SUCCEEDED};
  } finally {
    Atomics.store(ended, 0, status);
    Atomics.notify(ended, 0);
  }`;

/** Whether functions share the modules that several of them import, or each carries all of its own. */
type BundleKind = 'shared' | 'alone';

/** Where the code of a function is: the folder of its asset, and the module in it, without its ending. */
export interface BundledCode {
  readonly folder: string;
  readonly module: string;
}

/**
 * The bundle of one function.
 *
 * All functions are bundled in one run of esbuild when the first is asked for: a run for each, as CDK's own construct
 * does it, takes ten times as long.
 *
 * @param name the function's folder below `functions/`
 */
export function bundleOf(name: string): BundledCode {
  return { folder: join(bundlesOf('alone'), name), module: 'index' };
}

/**
 * The same code for one machine: the modules that several functions import stand once beside them, because bundling and starting
 * each alone takes most of a boot.
 */
export function sharedBundleOf(name: string): BundledCode {
  return { folder: bundlesOf('shared'), module: `${name}/index` };
}

/** Begins the bundles, so that they are made while this thread does something else, such as loading the CDK. */
export function beginBundles(kind: BundleKind): void {
  if (!made.has(kind)) made.set(kind, begin(kind));
}

function bundlesOf(kind: BundleKind): string {
  beginBundles(kind);
  const { outdir, ended } = made.get(kind) as Bundling;
  Atomics.wait(ended, 0, UNDER_WAY);
  if (ended[0] !== SUCCEEDED) throw new Error('the functions could not be bundled: what is wrong stands above');
  return outdir;
}

function begin(kind: BundleKind): Bundling {
  const outdir = mkdtempSync(join(tmpdir(), 'passport-notifications-bundles-'));
  // The assembly holds copies by then.
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  const options: BuildOptions = {
    entryPoints: readdirSync(functionsDir)
      .map((name) => ({ in: join(functionsDir, name, 'index.ts'), out: `${name}/index` }))
      // A folder that another branch has left behind, or a file of the desktop, is no function.
      .filter((entry) => existsSync(entry.in)),
    outdir,
    splitting: kind === 'shared',
  };
  const ended = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const packed: Packed = kind === 'shared' ? 'quickly' : 'thoroughly';
  const waiting = { ended, command: [process.execPath, bundlingProcess, JSON.stringify(options), packed] };
  new Worker(WAITER, { eval: true, execArgv: [], workerData: waiting }).unref();
  return { outdir, ended };
}
