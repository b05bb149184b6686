import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileSystem } from 'aws-cdk-lib';
import { type BuildOptions, buildSync } from 'esbuild';

const functionsDir = fileURLToPath(new URL('../functions', import.meta.url));
let bundled: string | undefined;

/** How every function is bundled, whatever goes in and wherever it goes. */
export const BUNDLE_OPTIONS = {
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  // Some dependencies are CommonJS and call require() for Node's own modules.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  logLevel: 'warning',
} as const satisfies BuildOptions;

/**
 * The folder that holds the bundle of one function, `index.mjs`.
 *
 * All functions are bundled in one run of esbuild when the first is asked for: a run for each, as CDK's own construct
 * does it, takes ten times as long.
 *
 * @param name the function's folder below `functions/`
 */
export function bundleOf(name: string): string {
  bundled ??= bundleAll();
  return join(bundled, name);
}

function bundleAll(): string {
  const outdir = FileSystem.mkdtemp('passport-notifications-bundles-');
  // The assembly holds copies by then.
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  buildSync({
    entryPoints: readdirSync(functionsDir)
      .map((name) => ({ in: join(functionsDir, name, 'index.ts'), out: `${name}/index` }))
      // A folder that another branch has left behind, or a file of the desktop, is no function.
      .filter((entry) => existsSync(entry.in)),
    outdir,
    ...BUNDLE_OPTIONS,
  });
  return outdir;
}
