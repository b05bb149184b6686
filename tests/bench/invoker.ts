/** Runs a bundle in a process of its own, and says how much CPU its invocations took. */
import { pathToFileURL } from 'node:url';
import { lambdaContext } from '../support/logger.ts';
import type { Waves } from './recorder.ts';

/** What an invoker is told: what was recorded, if it is the bare handler that runs, or what to run. */
export type InvokerMessage = { recordings: ReadonlyMap<string, Waves> } | { payloads: string[]; times: number };
/** What it answers: CPU of user and system, of all threads of the process. */
export interface InvokerAnswer {
  readonly cpuMs: number;
}

const [, , file = ''] = process.argv;
const { handler, load } = await import(pathToFileURL(file).href);

async function invoke(payload: string): Promise<void> {
  const result = await handler(JSON.parse(payload), lambdaContext());
  const hasFailed = result.batchItemFailures ? result.batchItemFailures.length > 0 : result.statusCode >= 300;
  if (hasFailed) throw new Error(`an invocation failed: ${JSON.stringify(result)}`);
  JSON.stringify(result);
}

process.on('message', async (message: InvokerMessage) => {
  if ('recordings' in message) {
    load(message.recordings);
    return;
  }
  const before = process.cpuUsage();
  for (let round = 0; round < message.times; round += 1) {
    for (const payload of message.payloads) await invoke(payload);
  }
  const { user, system } = process.cpuUsage(before);
  process.send?.({ cpuMs: (user + system) / 1000 } satisfies InvokerAnswer);
});
process.send?.({ cpuMs: 0 } satisfies InvokerAnswer);
