import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileSystem } from 'aws-cdk-lib';
import type { BuildOptions } from 'esbuild';
import { buildPortalPage } from './portal-page.ts';

const functionsDir = fileURLToPath(new URL('../functions', import.meta.url));
const bundlingProcess = fileURLToPath(new URL('./bundling/process.ts', import.meta.url));
const made = new Map<BundleKind, string>();

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

function bundlesOf(kind: BundleKind): string {
  const folder = made.get(kind) ?? bundleAll(kind);
  made.set(kind, folder);
  return folder;
}

function bundleAll(kind: BundleKind): string {
  const outdir = FileSystem.mkdtemp('passport-notifications-bundles-');
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
  execFileSync(process.execPath, [bundlingProcess, JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  buildPortalPage(join(outdir, 'portal', 'web'), kind === 'shared' ? 'quickly' : 'thoroughly');
  return outdir;
}
