/** Synthesizes the stack for the process that started this one, in a thread of its own. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

if (isMainThread) {
  // The CDK blocks its thread while it bundles; this thread notices the end of the other process.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  const thread = new Worker(new URL(import.meta.url), { workerData: process.argv[2] });
  thread.once('message', (assembly) => process.send?.(assembly));
  thread.once('error', (error) => {
    console.error(error);
    process.exit(1);
  });
} else {
  const { synthesize } = await import('../synthesize.ts');
  parentPort?.postMessage(synthesize(JSON.parse(String(workerData))));
}
