/**
 * Bundles functions, and the page of the portal where its function is among them, for a process that waits:
 * `node process.ts <options as JSON> [thoroughly | quickly]`. The CDK makes constructs without waiting for anything, and
 * esbuild runs plugins only where somebody does.
 */
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { buildPortalPage, type Packed } from '../portal-page.ts';
import { BUNDLE_OPTIONS } from './options.ts';

const waiting = process.ppid;
// Nobody waits any more where the parent is another one.
setInterval(() => process.ppid === waiting || process.exit(1), 200).unref();

const [, , options, packed] = process.argv;
const given = JSON.parse(String(options)) as BuildOptions;
await Promise.all([
  build({ ...BUNDLE_OPTIONS, ...given }),
  packed !== undefined && buildPortalPage(join(String(given.outdir), 'portal', 'web'), packed as Packed),
]);
