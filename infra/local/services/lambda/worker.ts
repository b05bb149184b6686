/** Runs one function's bundle in a thread of its own, one invocation at a time. */
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { FunctionError, HostMessage, InvokeMessage, WorkerData, WorkerMessage } from './protocol.ts';
import { openTableChannel } from './table-channel.ts';

type Handler = (event: unknown, context: Record<string, unknown>) => unknown;

const { file, exportName, functionName, functionArn, memorySizeMb, logGroupName, ...how } = workerData as WorkerData;
const port = parentPort as MessagePort;
const logStreamName = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]local`;

const answer = (message: WorkerMessage): void => port.postMessage(message);

/** As `nice` has it: with a tenth of the weight of the usual 0, where both need a processor. */
const PATIENT_PRIORITY = 10;

/** Lowers the priority of this thread. Linux alone has one for each thread; elsewhere it stays as it is. */
function letOthersGoFirst(): void {
  if (process.platform !== 'linux') return;
  const thread = basename(readlinkSync('/proc/thread-self'));
  setPriority(Number(thread), PATIENT_PRIORITY);
}

function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

async function loadHandler(): Promise<Handler> {
  const bundle = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const handler = bundle[exportName] ?? (bundle.default as Record<string, unknown> | undefined)?.[exportName];
  if (typeof handler !== 'function') throw new Error(`${exportName} is not exported by ${file}`);
  return handler as Handler;
}

async function invoke(handler: Handler, { requestId, payload, deadlineMs }: InvokeMessage): Promise<WorkerMessage> {
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memorySizeMb),
    awsRequestId: requestId,
    logGroupName,
    logStreamName,
    getRemainingTimeInMillis: () => Math.max(deadlineMs - Date.now(), 0),
  };
  try {
    const result = await handler(JSON.parse(payload), context);
    return { kind: 'result', payload: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    const described = describe(error);
    console.error(JSON.stringify({ level: 'ERROR', requestId, ...described }));
    return { kind: 'error', error: described };
  }
}

const loading = Promise.withResolvers<Handler>();
const channel = openTableChannel((id, call) => answer({ kind: 'table-call', id, call }));
// A function may ask its table for something while it is loaded.
port.on('message', async (message: HostMessage) => {
  if (message.kind === 'table-answer') channel.take(message.id, message.answer);
  else answer(await invoke(await loading.promise, message));
});
try {
  if (how.isPatient) letOthersGoFirst();
  if (how.hasTableChannel) channel.insert();
  loading.resolve(await loadHandler());
  answer({ kind: 'ready' });
} catch (error) {
  answer({ kind: 'init-failed', error: describe(error) });
}
