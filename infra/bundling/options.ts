import type { BuildOptions } from 'esbuild';
import { leaveOut } from './left-out.ts';

/** A bundle as everybody makes it: one module, minified, nothing left out. The benches measure ours beside such a one. */
export const PLAIN_OPTIONS = {
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

/** How every function is bundled, whatever goes in and wherever it goes. */
export const BUNDLE_OPTIONS = {
  ...PLAIN_OPTIONS,
  // Arabic takes two bytes a letter then, not six.
  charset: 'utf8',
  plugins: [leaveOut],
} as const satisfies BuildOptions;
