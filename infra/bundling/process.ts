/**
 * Bundles functions for a process that waits: `node process.ts <options as JSON>`. The CDK makes constructs without waiting for
 * anything, and esbuild runs plugins only where somebody does.
 */
import { type BuildOptions, build } from 'esbuild';
import { BUNDLE_OPTIONS } from './options.ts';

await build({ ...BUNDLE_OPTIONS, ...(JSON.parse(String(process.argv[2])) as BuildOptions) });
