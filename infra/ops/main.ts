/** Looks after a system that runs, in the cloud or on this machine: `npm run ops -- dlq list`. */
import { runOps } from './run.ts';

const interruption = new AbortController();
// Releases what it has received; a second Ctrl-C ends it at once.
process.once('SIGINT', () => interruption.abort());
const place = {
  defaultOutputs: `${process.env.DATA_DIR || '.local'}/outputs.json`,
  isTerminal: process.stdin.isTTY && process.stdout.isTTY,
};
await runOps(process.argv.slice(2), place, interruption.signal);
