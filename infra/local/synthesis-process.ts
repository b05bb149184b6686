/** Synthesizes the stack for the process that started this one: `node synthesis-process.ts <its number> <options as JSON>`. */
import { Worker } from 'node:worker_threads';
import { beginBundles } from '../bundles.ts';

const [, , starter, options] = process.argv;
// The CDK blocks this thread while it bundles; a thread of its own notices the end of the other process.
const watch = `setInterval(() => process.ppid === ${Number(starter)} || process.kill(process.pid, 'SIGKILL'), 200)`;
new Worker(watch, { eval: true, execArgv: [] }).unref();

// The bundles are made while the CDK is loaded.
beginBundles('shared');
const { synthesize } = await import('../synthesize.ts');
process.send?.(synthesize(JSON.parse(String(options))));
